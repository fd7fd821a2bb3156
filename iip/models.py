"""Rows that are written once. `iip.append_only` puts the guards in the database."""

from django.db import models


class AppendOnly(models.Model):
    """A model whose rows never change and are never deleted.

    `changeable`: columns that may still change. `frozen_when`: SQL over OLD that says when a row is frozen
    (always, where it is empty). `disposed_when`: SQL over OLD that says when retention may delete it.
    """

    changeable: tuple[str, ...] = ()
    frozen_when = ""
    disposed_when = ""

    class Meta:
        abstract = True
