"""Whole pounds, 0 to 1,000,000,000, as a column."""

from django.core.validators import MaxValueValidator
from django.db import models

MOST = 1_000_000_000  # pounds


class PoundsColumn(models.PositiveBigIntegerField):
    """Whole pounds; null means that nothing was entered, which is not nought."""

    default_validators = [MaxValueValidator(MOST)]

    def __init__(self, *args, **kwargs):
        kwargs.setdefault("null", True)
        kwargs.setdefault("blank", True)
        super().__init__(*args, **kwargs)


def pounds_within(*names: str) -> models.Q:
    """What a check constraint says of columns of pounds."""
    within = models.Q()
    for name in names:
        within &= models.Q(**{name: None}) | models.Q(**{f"{name}__gte": 0, f"{name}__lte": MOST})
    return within
