"""One spelling for each value, so that what is frozen as text always has the same digest."""

import datetime
import hashlib
import json
import unicodedata
from collections.abc import Mapping
from typing import Any

CODE_LENGTH = 12  # characters of the digest that people read


def canonical(value: Any) -> str:
    """A value as canonical JSON: sorted keys, no blanks, NFC, LF line ends, ISO dates, moments in UTC.

    Takes mappings with text for keys, lists, tuples, text, whole numbers, booleans, None, dates and moments
    with a time zone. Raises TypeError for anything else, floats above all: two machines may write one
    differently.
    """
    return json.dumps(_plain(value), sort_keys=True, ensure_ascii=False, allow_nan=False, separators=(",", ":"))


def digest(text: str) -> str:
    """The SHA-256 of a text's UTF-8 bytes, as 64 hexadecimal characters."""
    return hashlib.sha256(text.encode()).hexdigest()


def document_code(digest: str) -> str:
    """A digest's first characters, in groups that can be read out."""
    head = digest[:CODE_LENGTH].upper()
    return "-".join(head[i : i + 4] for i in range(0, CODE_LENGTH, 4))


def _plain(value: Any) -> Any:
    if value is None or isinstance(value, bool | int):
        return value
    if isinstance(value, str):
        return _text(value)
    if isinstance(value, datetime.datetime):
        return _moment(value)
    if isinstance(value, datetime.date):
        return value.isoformat()
    if isinstance(value, Mapping):
        return _mapping(value)
    if isinstance(value, list | tuple):
        return [_plain(item) for item in value]
    raise TypeError(f"{value!r} of type {type(value).__name__} has no canonical form")


def _text(value: str) -> str:
    return unicodedata.normalize("NFC", str(value).replace("\r\n", "\n").replace("\r", "\n"))


def _moment(value: datetime.datetime) -> str:
    if value.tzinfo is None:
        raise TypeError(f"{value!r} has no time zone")
    return value.astimezone(datetime.UTC).isoformat()


def _mapping(value: Mapping[Any, Any]) -> dict[str, Any]:
    if not all(isinstance(key, str) for key in value):
        raise TypeError("the keys of a mapping must be text")
    plain = {_text(key): _plain(item) for key, item in value.items()}
    if len(plain) < len(value):
        raise TypeError("two keys of a mapping are spelt the same")
    return plain
