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


@pytest.mark.parametrize("blank", [chr(code) for code in range(0x110000) if unicodedata.category(chr(code)) == "Zs"])
def test_every_blank_of_unicode_is_a_plain_space(blank):
    assert clean_text(f"{blank}one{blank}two{blank}") == "one two"


@pytest.mark.parametrize("unseen", ["\u200b", "\u2060", "\ufeff", "\u00ad"])
def test_what_only_says_where_a_line_may_break_is_left_out(unseen):
    assert clean_text(f"{unseen}cyber{unseen}security e{unseen}\u0301") == "cybersecurity \u00e9"


@pytest.mark.parametrize("text", ["👩🏽\u200d💻", "می\u200cخواهم", "مرحبا\u200f"])
def test_joiners_and_marks_of_direction_stay_because_words_are_spelt_with_them(text):
    assert clean_text(text) == text


def test_a_line_has_single_spaces_and_no_line_end():
    assert clean_text(" Head \u00a0 of\r\n\tdigital ", line=True) == "Head of digital"
    assert clean_text("a  " * 5, 9, line=True) == "a a a a a"


def test_a_control_character_is_refused_in_a_line_even_where_it_counts_as_a_blank():
    with pytest.raises(ValidationError, match="U.001C"):
        clean_text("one\x1ctwo", line=True)


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


@given(st.text(max_size=200), st.booleans())
def test_clean_text_is_clean(text, line):
    try:
        once = clean_text(text, line=line)
    except ValidationError:
        return
    assert clean_text(once, line=line) == once
    once.encode()
