"""The GOV.UK styles that we may use: without the typeface and the crest that belong to GOV.UK alone."""

import pytest
from django.conf import settings
from django.core.management.base import CommandError

from iip.management.commands.build_govuk import plain_styles


def test_the_styles_lose_the_typeface_the_crest_and_the_source_map():
    css = (
        "/*! Licensed */@font-face{font-family:GDS Transport;src:url(/assets/fonts/light.woff2)}"
        "a{font-family:GDS Transport,arial,sans-serif;color:red}"
        "b{background-image:url(/assets/images/govuk-crest.svg);width:1px}"
        "/*# sourceMappingURL=govuk-frontend.min.css.map */"
    )

    assert plain_styles(css).strip() == (
        'a{font-family:"Helvetica Neue",Helvetica,Arial,sans-serif;color:red}b{width:1px}'
    )


def test_something_new_that_would_be_fetched_stops_the_build():
    with pytest.raises(CommandError, match=r"url\(/assets/images/new\.svg\)"):
        plain_styles("a{background:url(/assets/images/new.svg)}")


def test_the_styles_that_were_built_fetch_nothing():
    built = (settings.BASE_DIR / "build/govuk/govuk-frontend.min.css").read_text()

    assert ".govuk-button" in built
    assert "url(" not in built
    assert "GDS Transport," not in built
