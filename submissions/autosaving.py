"""A response that saves by itself while it is typed: only what can be saved without asking, and nothing half named."""

from collections.abc import Mapping
from typing import Any

from django.db import transaction

from accounts.models import User
from submissions.forms.response import Known
from submissions.models import Response
from submissions.responses import pass_the_fence, save_response

POSTS = ("owner", "risk_owner")


class Unseen(Exception):
    """Somebody else has saved since the page was shown. The message is for the person."""


@transaction.atomic
def save_alone(response: Response, values: Mapping[str, Any], *, seen: int, by: User) -> int:
    """Write values into a response that nobody else has saved since `seen`; return its version now.

    Raises Unseen where somebody has, because the page would not show what they wrote, and PenMoved.
    """
    pass_the_fence(response.plan)
    last = response.changes.select_related("by").order_by("-version").first()
    if last and last.version != seen:
        raise Unseen(f"Not saved yet: {last.by.name} has changed this response too. Press Save to keep both.")
    return seen + bool(save_response(response, values, seen=seen, by=by))


def named_already(values: Mapping[str, Any], known: Known) -> dict[str, Any]:
    """The values without those that would make a new post or workstream: a name may be half typed yet."""

    def is_known(name: str) -> bool:
        if name in POSTS:
            return values[name] in ("", *known.posts)
        if name == "supporting_posts":
            return set(values[name]) <= set(known.posts)
        return name != "workstream" or values[name] in ("", *known.workstreams)

    return {name: value for name, value in values.items() if is_known(name)}
