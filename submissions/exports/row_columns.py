"""Columns of a sheet whose rows are a plan's: the recommendation's risk, and the council's answers in words."""

from assurance.template import LEVEL
from assurance.workbook.columns import tones
from iip.spreadsheets import Column
from submissions.columns import COLUMNS
from submissions.document import Row

BLANK = "–"


def risk_look(row: Row) -> str:
    """The colour of its risk."""
    return tones(LEVEL)[risk_level(row)]


def risk_level(row: Row) -> str:
    """Its risk in a word."""
    return LEVEL.label(row.recommendation.risk)


def answer(heading: str, name: str, blank: str = BLANK, width: float = 0) -> Column:
    """One of the council's columns in words; `blank` where it says nothing."""
    return Column(heading, width, lambda row: COLUMNS[name].written(getattr(row.response, name)) or blank)
