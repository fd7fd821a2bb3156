"""The whole process through its pages, against what was agreed: random people, random steps, random order.

Each run walks a plan of its own. After each thing done the plan, its record and what everybody may see are
compared with the reference, which knows nothing of the service.
"""

import os
import random
from collections.abc import Iterator
from itertools import count

import pytest
from hypothesis import HealthCheck, Phase, seed, settings
from hypothesis.stateful import run_state_machine_as_test

from tests.listening import listening
from tests.process.agreed_words import BY_REPORT, EDGES
from tests.process.always import Always, logged
from tests.process.reading import Reading
from tests.process.reporting import Reporting
from tests.process.stepping import Stepping
from tests.process.suggesting import Suggesting
from tests.process.walk import done

LONG = bool(os.environ.get("LONG"))
MOVES = 10_000 if LONG else 100  # in all; Hypothesis ends some walks early, so that they are counted
WALKS, LENGTH = (25, 50) if LONG else (8, 20)
IN_A_LONG_RUN = {*EDGES, *BY_REPORT, "accepted", "declined", "withdrawn"}  # what has happened in it for certain


class WholeProcess(Stepping, Suggesting, Reporting, Reading, Always):
    """All of it at once."""


@pytest.fixture(autouse=True)
def _a_proof_holds_for_a_whole_walk(settings) -> None:
    """A walk may take longer than its 5 minutes where the machine is busy."""
    settings.PROOF_MINUTES = 600


@pytest.fixture
def _every_log_is_listened_to() -> Iterator[None]:
    with listening(logged):
        yield


# The deadline and the health checks are about slow examples: these talk to a real database.
@pytest.mark.usefixtures("_every_log_is_listened_to")
@pytest.mark.django_db(transaction=True)
def test_whatever_people_do_in_whatever_order_the_process_is_the_one_agreed():
    slow = settings(
        max_examples=WALKS,
        stateful_step_count=LENGTH,
        deadline=None,
        suppress_health_check=list(HealthCheck),
        phases=[Phase.generate],  # shrinking would walk a plan anew for minutes; the seed is printed
        print_blob=True,
    )
    done.clear()
    first = random.randrange(2**32)
    for number in count(first):
        print(f"Walks of the seed {number}")
        run_state_machine_as_test(seed(number)(WholeProcess), settings=slow)
        if done["moves"] >= MOVES:
            break
    print(f"What happened, and how often: {dict(sorted(done.items()))}")
    assert not LONG or {what for what in IN_A_LONG_RUN if not done[what]} == set()
