"""Text as we keep it: one form of line end, of blank and of Unicode, nothing that cannot be seen, a limit."""

import unicodedata

from django.core.exceptions import ValidationError
from django.db import models

LONG = 10_000  # characters; the workbook's limit for a cell
LINE_ENDS = "\r\x0b\x0c\u2028\u2029"
ODD_BLANKS = "\u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f\u205f\u3000"
# Zero-width space, word joiner, byte order mark and soft hyphen only say where a line may break. Joiners (U+200C,
# U+200D) and marks of direction stay: words and emoji are spelt with them.
UNSEEN = "\u200b\u2060\ufeff\u00ad"
PLAIN = str.maketrans(dict.fromkeys(LINE_ENDS, "\n") | dict.fromkeys(ODD_BLANKS, " ") | dict.fromkeys(UNSEEN, ""))


def tidy(value: str) -> str:
    """The same text with LF line ends, plain spaces, nothing unseen, in NFC, without blanks around it.

    What is typed and what stands in a workbook both come through here, so that a text is the same text whichever
    way it came.
    """
    return unicodedata.normalize("NFC", value.replace("\r\n", "\n").translate(PLAIN)).strip()


def one_line(value: str) -> str:
    """Tidy text on one line, with single spaces."""
    return " ".join(value.split())


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


def clean_text(value: str, limit: int = LONG, *, line: bool = False) -> str:
    """Text as it is stored.

    Takes what a person or a workbook gave, the greatest number of characters allowed, and whether it is one line.
    Raises ValidationError with a sentence that says what to do.
    """
    value = tidy(value)
    if found := control_characters(value):
        code = f"U+{ord(found[0]):04X}"
        raise ValidationError(
            f"Remove the hidden control character ({code}), for example by typing the text again",
            code="control",
        )
    value = one_line(value) if line else value
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
