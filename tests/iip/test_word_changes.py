"""Two texts word by word."""

import time

from hypothesis import given
from hypothesis import strategies as st

from iip.word_changes import GONE, NEW, SAME, Piece, word_changes

texts = st.text(st.sampled_from("ab \n."), max_size=60)


def test_a_changed_word_is_shown_gone_and_new_between_what_stayed():
    assert word_changes("Name a lead today.", "Name an owner today.") == [
        Piece(SAME, "Name "),
        Piece(GONE, "a lead"),
        Piece(NEW, "an owner"),
        Piece(SAME, " today."),
    ]


def test_words_added_at_the_end_leave_the_rest_alone():
    assert word_changes("Do this.", "Do this. Then that.") == [Piece(SAME, "Do this."), Piece(NEW, " Then that.")]


@given(texts, texts)
def test_the_pieces_without_the_new_are_the_first_text_and_without_those_gone_the_second(one, other):
    pieces = word_changes(one, other)
    assert "".join(piece.text for piece in pieces if piece.kind != NEW) == one
    assert "".join(piece.text for piece in pieces if piece.kind != GONE) == other


def test_two_long_texts_of_nothing_in_common_are_told_apart_at_once():
    one, other = (" ".join(f"{letter}{n}" for n in range(20_000)) for letter in "ab")
    started = time.process_time()
    assert [piece.kind for piece in word_changes(one, other)] == [GONE, NEW]
    assert time.process_time() - started < 2
