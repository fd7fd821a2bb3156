"""Hearing every line of every log, also of those that the settings keep quiet."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager


class Listener(logging.Handler):
    """Keeps each line as a plain handler would write it, exceptions and their words with it."""

    def __init__(self, lines: list[str]) -> None:
        super().__init__()
        self.lines = lines

    def emit(self, record: logging.LogRecord) -> None:
        self.lines.append(self.format(record))


@contextmanager
def listening(lines: list[str]) -> Iterator[None]:
    """Put what is more than its makers' own notes into `lines`, and fail where nothing would have been heard."""
    loggers = [logging.getLogger(name) for name in ("", *logging.root.manager.loggerDict)]
    listener, levels = Listener(lines), [logger.level for logger in loggers]
    for logger in loggers:
        logger.addHandler(listener)
        logger.setLevel(logging.INFO)
    try:
        yield
        logging.getLogger("django.request").warning("Somebody listens")
        assert any("Somebody listens" in line for line in lines)
    finally:
        for logger, level in zip(loggers, levels, strict=True):
            logger.removeHandler(listener)
            logger.setLevel(level)
