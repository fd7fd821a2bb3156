"""Text as we keep it: one form of line end, one form of Unicode, no control characters, a limit."""

import unicodedata

from django.core.exceptions import ValidationError
from django.db import models

LONG = 10_000  # characters; the workbook's limit for a cell
LINE_ENDS = {"\r\n": "\n", "\r": "\n", "\u2028": "\n", "\u2029": "\n", "\x0b": "\n", "\x0c": "\n"}


def tidy(value: str) -> str:
    """The same text with LF line ends, in NFC, without blanks around it."""
    for end, plain in LINE_ENDS.items():
        value = value.replace(end, plain)
    return unicodedata.normalize("NFC", value).strip()


def control_characters(value: str) -> list[str]:
    """What may not be stored: one control character breaks a workbook for good.

    Surrogates and non-characters are refused as well, because no file format can carry them.
    """
    return [
        c
        for c in value
        if (unicodedata.category(c) in {"Cc", "Cs"} and c not in "\n\t")
        or (ord(c) & 0xFFFE) == 0xFFFE
        or 0xFDD0 <= ord(c) <= 0xFDEF
    ]


def clean_text(value: str, limit: int = LONG) -> str:
    """Text as it is stored.

    Takes what a person or a workbook gave and the greatest number of characters allowed.
    Raises ValidationError with a sentence that says what to do.
    """
    value = tidy(value)
    if found := control_characters(value):
        code = f"U+{ord(found[0]):04X}"
        raise ValidationError(
            f"Remove the hidden control character ({code}), for example by typing the text again",
            code="control",
        )
    if len(value) > limit:
        raise ValidationError(f"Shorten this to {limit:,} characters or fewer: it has {len(value):,}", code="too_long")
    return value


class TextColumn(models.TextField):
    """Text of any length up to its limit, always stored clean."""

    def __init__(self, *args, limit: int = LONG, **kwargs):
        self.limit = limit
        super().__init__(*args, **kwargs)

    def deconstruct(self):
        name, path, args, kwargs = super().deconstruct()
        return name, path, args, {**kwargs, "limit": self.limit}

    def pre_save(self, model_instance, add):
        value = super().pre_save(model_instance, add)
        if isinstance(value, str):
            value = clean_text(value, self.limit)
            setattr(model_instance, self.attname, value)
        return value
