"""Text as it is stored: clean, in one form, within its limit; or refused with what to do."""

import unicodedata

import pytest
from django.core.exceptions import ValidationError
from hypothesis import given
from hypothesis import strategies as st

from iip.text import LONG, clean_text


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r", "\u2028", "\u2029", "\x0b", "\x0c"])
def test_every_line_end_becomes_one(end):
    assert clean_text(f"one{end}two{end}{end}three") == "one\ntwo\n\nthree"


def test_letters_with_marks_have_one_spelling():
    assert clean_text("Zoe\u0308") == "Zo\u00eb" == unicodedata.normalize("NFC", "Zoe\u0308")


def test_blanks_around_are_taken_away_and_those_within_stay():
    assert clean_text("  \n one\t two  three \n ") == "one\t two  three"


@pytest.mark.parametrize("character", ["\x00", "\x01", "\x08", "\x1b", "\x7f", "\x85", "\ud800", "\ufffe", "\ufdd0"])
def test_a_hidden_control_character_is_refused_by_its_number(character):
    with pytest.raises(ValidationError, match=f"Remove the hidden control character .U.{ord(character):04X}"):
        clean_text(f"a{character}b")


def test_text_is_as_long_as_its_limit_and_no_longer():
    assert clean_text("é" * 10, 10) == "é" * 10
    with pytest.raises(ValidationError, match="Shorten this to 10 characters or fewer: it has 11"):
        clean_text("é" * 11, 10)
    with pytest.raises(ValidationError, match=f"{LONG:,} characters or fewer"):
        clean_text("x" * (LONG + 1))


def test_the_limit_counts_what_is_stored():
    assert clean_text("a\r\n" * 5, 9) == "a\na\na\na\na"


@given(st.text(max_size=200))
def test_clean_text_is_clean(text):
    try:
        once = clean_text(text)
    except ValidationError:
        return
    assert clean_text(once) == once
    once.encode()
