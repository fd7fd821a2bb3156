"""Letters to people: a link and what has happened, never a word of a plan or a report."""

from collections.abc import Iterable
from functools import partial
from typing import Any

from django.conf import settings
from django.db import transaction

from iip.email import send_message


def send(letter: str, to: Iterable[str], *, path: str, **said: Any) -> None:
    """Send a letter to each address once the transaction has been committed.

    `letter` names a template, whose first line is the subject; `path` is where its link leads.
    """
    said["link"] = f"{settings.SITE_URL}{path}"
    for address in to:
        transaction.on_commit(partial(send_message, address, f"accounts/emails/{letter}.txt", said))
