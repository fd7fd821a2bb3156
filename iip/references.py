"""Short references that can be read out over the telephone: no vowels, no 0 or O, no 1 or I."""

import secrets

from django.db import models

ALPHABET = "BCDFGHJKLMNPQRSTVWXZ23456789"
LENGTH = 8  # 28**8, about 3.8 × 10**11 of each kind


def make_reference(prefix: str) -> str:
    """A new reference such as P-7KHM-2XQD; the prefix tells the kind of record."""
    letters = "".join(secrets.choice(ALPHABET) for _ in range(LENGTH))
    return f"{prefix}-{letters[:4]}-{letters[4:]}"


def read_reference(text: str) -> str:
    """A reference as we write it, from what somebody typed (case, blanks, missing hyphens)."""
    letters = "".join(text.upper().replace("-", " ").split())
    if len(letters) != LENGTH + 1:
        return text.strip().upper()
    return f"{letters[0]}-{letters[1:5]}-{letters[5:]}"


class ReferenceColumn(models.CharField):
    """A reference made when the row is; `prefix` is one letter, distinct for each kind of record."""

    def __init__(self, *args, prefix: str, **kwargs):
        self.prefix = prefix
        kwargs.update(max_length=LENGTH + 3, unique=True, editable=False)
        super().__init__(*args, **kwargs)

    def deconstruct(self):
        name, path, args, kwargs = super().deconstruct()
        for given in ("max_length", "unique", "editable"):
            kwargs.pop(given, None)
        return name, path, args, {**kwargs, "prefix": self.prefix}

    def pre_save(self, model_instance, add):
        value = getattr(model_instance, self.attname)
        if not value:
            value = make_reference(self.prefix)
            setattr(model_instance, self.attname, value)
        return value
