"""The steps of a plan: what each leaves behind, and what is refused."""

import pytest

from submissions.models import Status
from tests import make_plan


@pytest.mark.django_db
@pytest.mark.parametrize("status", list(Status))
def test_a_plan_walks_to_every_status(status):
    made = make_plan.plan(status=status)
    made.plan.refresh_from_db()
    assert made.plan.status == status
    assert made.plan.events.count() == made.plan.events_written
