"""Log lines that say where a fault was and never what somebody typed."""

import logging
import traceback
from types import TracebackType
from typing import Any


class LineFormatter(logging.Formatter):
    """One line a record; of an exception the places and the kind, but not its words.

    An exception's own words often quote a value, and a value here may be a council's weakness.
    """

    def __init__(self) -> None:
        super().__init__("%(asctime)s %(levelname)s %(name)s: %(message)s")

    def formatException(  # Django and logging name it so
        self, ei: tuple[type[BaseException], BaseException, TracebackType | None] | Any
    ) -> str:
        kind, _, where = ei
        return "".join(traceback.format_tb(where)) + (kind.__name__ if kind else "")
