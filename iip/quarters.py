"""Quarters of a financial year, April to March: quarter 1 is April to June. Written "2026/27 Q4"."""

import datetime
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError
from django.db import models

WRITTEN = re.compile(r"^\s*(\d{4})\s*/\s*(\d{2}|\d{4})\s*,?\s*Q(?:uarter)?\s*([1-4])\s*$", re.I)


@dataclass(frozen=True, order=True)
class Quarter:
    """A quarter as one number, year × 4 + quarter − 1, so that quarters can be counted."""

    number: int

    @classmethod
    def make(cls, year: int, quarter: int) -> "Quarter":
        """The quarter (1 to 4) of the financial year that starts in April of `year`."""
        return cls(year * 4 + quarter - 1)

    @classmethod
    def of(cls, day: datetime.date) -> "Quarter":
        """The quarter a day falls in."""
        year = day.year if day.month >= 4 else day.year - 1
        return cls.make(year, (day.month - 4) % 12 // 3 + 1)

    @classmethod
    def parse(cls, text: str) -> "Quarter":
        """A quarter from "2026/27 Q4". Raises ValueError with a sentence where it is not one."""
        match = WRITTEN.match(str(text))
        if not match:
            raise ValueError("Enter a quarter like 2026/27 Q4")
        year, following, quarter = int(match[1]), match[2], int(match[3])
        if int(following[-2:]) != (year + 1) % 100:
            raise ValueError(f"The year after {year} is {(year + 1) % 100:02}: enter {year}/{(year + 1) % 100:02}")
        return cls.make(year, quarter)

    @property
    def year(self) -> int:
        """The calendar year in which the financial year starts."""
        return self.number // 4

    @property
    def quarter(self) -> int:
        return self.number % 4 + 1

    @property
    def financial_year(self) -> str:
        return financial_year(self.year)

    @property
    def first_day(self) -> datetime.date:
        month = (4, 7, 10, 1)[self.quarter - 1]
        return datetime.date(self.year + (self.quarter == 4), month, 1)

    @property
    def last_day(self) -> datetime.date:
        return (self + 1).first_day - datetime.timedelta(days=1)

    def __add__(self, quarters: int) -> "Quarter":
        return Quarter(self.number + quarters)

    def __sub__(self, other: "Quarter") -> int:
        """How many quarters lie between."""
        return self.number - other.number

    def __str__(self) -> str:
        return f"{self.financial_year} Q{self.quarter}"


def financial_year(year: int) -> str:
    """The name of the financial year that starts in April of `year`: "2026/27"."""
    return f"{year}/{(year + 1) % 100:02}"


if TYPE_CHECKING:
    NumberColumn = models.IntegerField["Quarter | int | str | None", Any]
else:
    NumberColumn = models.IntegerField


class QuarterColumn(NumberColumn):
    """A quarter kept as its number."""

    def from_db_value(self, value, expression, connection):
        return None if value is None else Quarter(value)

    def to_python(self, value):
        if value in (None, ""):
            return None
        if isinstance(value, Quarter):
            return value
        if isinstance(value, int):
            return Quarter(value)
        try:
            return Quarter.parse(value)
        except ValueError as problem:
            raise ValidationError(str(problem), code="invalid") from problem

    def get_prep_value(self, value):
        value = self.to_python(value)
        return None if value is None else value.number
