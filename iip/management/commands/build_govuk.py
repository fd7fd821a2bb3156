"""Makes the GOV.UK styles and script that we may use outside GOV.UK: no Transport font, no crest."""

import re
from pathlib import Path

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

SOURCE = settings.BASE_DIR / "node_modules/govuk-frontend/dist/govuk"
TARGET = settings.BASE_DIR / "build/govuk"
OUR_FONTS = '"Helvetica Neue",Helvetica,Arial,sans-serif'
SOURCE_MAP = r"/\*# sourceMappingURL=.*?\*/|//# sourceMappingURL=.*"


def plain_styles(css: str) -> str:
    """The compiled style sheet without what is licensed for GOV.UK alone.

    Raises CommandError where something of it is left, for example after a new release.
    """
    css = re.sub(r"(/\*![^*]*\*/)?@font-face\{font-family:GDS Transport[^}]*\}", "", css)
    css = css.replace("GDS Transport,arial,sans-serif", OUR_FONTS)
    css = re.sub(r"(-webkit-)?(background|mask)-image:url\([^)]*govuk-crest[^)]*\);?", "", css)
    css = re.sub(SOURCE_MAP, "", css)
    if left := re.findall(r"url\([^)]*\)|GDS Transport,", css):
        raise CommandError(f"Left in the style sheet: {', '.join(sorted(set(left)))}")
    return css


def write_if_new(path: Path, text: str) -> None:
    if not path.exists() or path.read_text() != text:
        path.write_text(text)


class Command(BaseCommand):
    help = "Copies GOV.UK Frontend's compiled files from node_modules to build/govuk."
    requires_system_checks: list[str] = []

    def handle(self, **options: object) -> None:
        if not SOURCE.is_dir():
            raise CommandError("GOV.UK Frontend is not there: run `make setup`.")
        TARGET.mkdir(parents=True, exist_ok=True)
        css = (SOURCE / "govuk-frontend.min.css").read_text()
        script = (SOURCE / "govuk-frontend.min.js").read_text()
        write_if_new(TARGET / "govuk-frontend.min.css", plain_styles(css))
        write_if_new(TARGET / "govuk-frontend.min.js", re.sub(SOURCE_MAP, "", script))
