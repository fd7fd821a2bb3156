"""HTML put together by code says the same as Django's own, and nobody's words become markup."""

from django.forms.utils import flatatt
from django.utils.functional import lazystr
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from hypothesis import given
from hypothesis import strategies as st

from iip.markup import attributes, joined, markup

PATTERN = "<b title='{}'>{}</b>"
TEXTS = st.text(st.sampled_from("<>&'\"a é"), max_size=12)
PIECES = TEXTS | TEXTS.map(SafeString) | TEXTS.map(lazystr) | st.integers() | st.none()


@given(one=PIECES, other=PIECES)
def test_pieces_are_escaped_as_django_escapes_them(one, other):
    drawn = markup(PATTERN, one, other)
    assert drawn == format_html(PATTERN, one, other)
    assert isinstance(drawn, SafeString)


@given(rows=st.lists(st.tuples(PIECES, PIECES), max_size=4))
def test_rows_are_joined_as_django_joins_them(rows):
    assert joined(PATTERN, rows) == format_html_join("", PATTERN, rows)


@given(values=st.dictionaries(st.sampled_from(["class", "id", "value"]), PIECES, max_size=3))
def test_attributes_are_written_as_django_writes_them(values):
    assert attributes(values) == flatatt(values)


def test_an_attribute_stands_alone_or_is_left_out():
    assert attributes({"checked": True, "disabled": False, "id": None, "name": "a"}) == ' checked name="a"'
