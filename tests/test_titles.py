"""What the title of a page says of errors."""

import re
from pathlib import Path

SAID_BY_ALL = re.compile(r"\{% if [^%]*\b(form\.errors|refused|clashes)\b[^%]*%\}Error")


def test_what_every_page_says_in_its_title_no_page_says_again():
    """`base.html` puts "Error: " before the title of a form with errors; a second one would be read aloud."""
    saying = [page.name for page in Path("templates").rglob("*.html") if SAID_BY_ALL.search(page.read_text("utf-8"))]
    assert saying == ["base.html"]
