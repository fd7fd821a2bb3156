"""Drawings of bars: nothing is cut off, labels are whole, tones differ in grey, and everything is said in words."""

from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from iip.charts import DARK, INK, LIGHT, MIDDLE, STRONG, Bar, Series, Tone, stacked_bars
from iip.slide_charts import TONES
from tests.drawings import Area, Drawing, contrast

TONES_OF_ALL = (DARK, STRONG, MIDDLE, LIGHT)
SERIES = (Series("Met", DARK), Series("Not met", LIGHT), Series("No target set", MIDDLE), Series("No answer", STRONG))
NAME = "B – SYS1 Revenues and benefits, council tax and housing rents, with the customers’ portal"
LABELS = st.text(st.characters(categories=["L", "N", "P", "Zs"]), max_size=200)
NUMBERS = st.one_of(st.just(0), st.integers(0, 10), st.integers(0, 10**10))


def bars(*bars: Bar) -> Drawing:
    return Drawing(stacked_bars("A title", "What it says.", SERIES, bars))


def labels_of(drawn: Drawing) -> list[Area]:
    """The lines of the labels, which begin at the edge."""
    return [each for each in drawn.words if each.left == 0]


@pytest.mark.parametrize(("one", "other"), list(combinations(TONES_OF_ALL, 2)))
def test_any_two_tones_can_be_told_apart_in_grey(one: Tone, other: Tone):
    assert contrast(one.fill, other.fill) >= 2


@pytest.mark.parametrize("tone", TONES_OF_ALL)
def test_what_is_written_on_a_tone_can_be_read(tone: Tone):
    assert contrast(tone.fill, tone.ink) >= 4.5
    assert tone.digits == tone.fill[1:].upper()


def test_office_charts_have_the_same_tones_darkest_first():
    assert [[tone.fill for tone in tones] for tones in TONES.values()] == [
        [DARK.fill],
        [DARK.fill, LIGHT.fill],
        [DARK.fill, MIDDLE.fill, LIGHT.fill],
    ]


@given(lines=st.lists(st.tuples(LABELS, st.tuples(NUMBERS, NUMBERS, NUMBERS, NUMBERS)), max_size=8))
def test_no_bar_and_no_word_is_cut_off_whatever_the_figures(lines):
    drawn = bars(*(Bar(label, numbers) for label, numbers in lines))
    assert drawn.outside == []
    parts = [number for _, numbers in lines for number in numbers if number]
    assert len(drawn.boxes) == len(SERIES) + len(parts)


@given(lines=st.lists(st.tuples(NUMBERS, NUMBERS, NUMBERS, NUMBERS), min_size=1, max_size=8))
def test_no_label_reaches_into_a_bar_and_no_bar_into_the_next_line(lines):
    drawn = bars(*(Bar(NAME, numbers) for numbers in lines))
    labels = labels_of(drawn)
    own = drawn.boxes[len(SERIES) :]
    assert len(labels) == 3 * len(lines)
    assert all(label.right < box.left for label in labels for box in own)
    tops = sorted({box.top for box in own})
    assert all(after - before > 21 for before, after in zip(tops, tops[1:], strict=False))


def test_a_long_name_is_whole_on_up_to_three_lines():
    assert " ".join(each.said for each in labels_of(bars(Bar(NAME, (1, 0, 0, 0))))) == NAME


def test_a_name_of_a_thousand_letters_is_shortened_on_the_third_line():
    drawn = bars(Bar("Revenues " * 111, (1, 0, 0, 0)))
    lines = [each.said for each in labels_of(drawn)]
    assert len(lines) == 3
    assert lines[-1].endswith("…")


def test_short_labels_leave_the_room_to_the_bars():
    short, long = bars(Bar("2026/27", (1, 0, 0, 0))), bars(Bar(NAME, (1, 0, 0, 0)))
    assert short.boxes[-1].left < long.boxes[-1].left
    assert short.boxes[-1].right == long.boxes[-1].right == short.size[0] - 0.5


def test_a_part_bears_its_number_where_there_is_room_in_the_ink_of_its_tone():
    drawn = bars(Bar("A", (99, 1, 50, 0)))
    assert [(each.said, each.fill) for each in drawn.words][-2:] == [("99", DARK.ink), ("50", INK)]


def test_one_value_fills_the_width_and_nothing_at_all_draws_no_bar():
    assert bars(Bar("A", (1, 0, 0, 0))).boxes[-1].right == pytest.approx(679.5)
    assert len(bars(Bar("A", (0, 0, 0, 0))).boxes) == len(SERIES)


def test_a_drawing_has_a_title_and_says_what_it_shows():
    drawn = bars(Bar("A", (1, 2, 0, 0)))
    assert (drawn.title, drawn.description) == ("A title", "What it says.")
