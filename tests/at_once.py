"""Several people doing something at the same moment, each with a connection of their own."""

import os
import threading
from collections.abc import Callable, Sequence
from typing import Any

from django.db import connection

from accounts.models import User
from submissions.models import Plan
from submissions.workflow import BY_NAME, take
from tests import make_plan

ROUNDS = int(os.environ.get("ROUNDS", "20"))  # how often two people try at once; `make test-long` says more


def at_once(*deeds: Callable[[], Any]) -> list[Any]:
    """What came of each deed, in their order: what it returned, or what it raised."""
    found: list[Any] = [None] * len(deeds)
    start = threading.Barrier(len(deeds))

    def do(number: int, deed: Callable[[], Any]) -> None:
        start.wait()
        try:
            found[number] = deed()
        except Exception as raised:  # noqa: BLE001  (the test looks at what it is)
            found[number] = raised
        finally:
            connection.close()

    threads = [threading.Thread(target=do, args=pair) for pair in enumerate(deeds)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return found


def raised(found: Sequence[Any], kind: type[Exception]) -> list[Any]:
    """Those deeds of which this kind of refusal came."""
    return [each for each in found if isinstance(each, kind)]


def as_shown(plan: Plan) -> Plan:
    """The plan as a page of its own has it."""
    return Plan.objects.with_council().get(pk=plan.pk)


def taking(made: make_plan.Made, name: str, person: User) -> Callable[[], Any]:
    """A step as a person takes it who has been shown the plan as it is now."""
    here, me = as_shown(made.plan), User.objects.get(pk=person.pk)
    answers = make_plan.answers_to(name, here, me)
    return lambda: take(BY_NAME[name], here, by=me, answers=answers, seen=here.events_written)
