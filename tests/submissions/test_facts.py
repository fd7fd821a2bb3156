"""What responses say, read one by one and all together."""

import pytest

from iip.quarters import Quarter
from submissions.document import PlanDocument, WorkstreamFacts
from submissions.facts import facts_by_ref, facts_of, with_facts
from submissions.models import Plan, Waiver, Workstream
from submissions.responses import save_response
from tests import make, make_plan

pytestmark = pytest.mark.django_db
Q4 = Quarter.make(2026, 4)
EVERYTHING = make_plan.COMPLETE | {
    "supporting_posts": ("Head of Legal", "A first helper"),
    "further_outcomes": (("ORG", "D1.c"), ("ORG", "A1.b")),
    "milestones": (("Second by name", Q4), ("A later one", Q4 + 1)),
    "support": ("skills", "money"),
    "workstream": "Identity",
}


@pytest.fixture
def made():
    made = make_plan.plan(recommendations=3)
    first, second, third = made.responses
    save_response(first, EVERYTHING, seen=0, by=made.people.lead)
    save_response(second, {"waits_for": (third.ref, first.ref)}, seen=0, by=made.people.lead)
    save_response(third, {"choice": "covered", "covered_by": first.ref}, seen=0, by=made.people.lead)
    return made


def test_all_responses_together_say_what_each_says_alone(made):
    alone = {response.ref: facts_of(response) for response in with_facts(made.plan.responses.all())}

    assert facts_by_ref(made.plan.responses.all()) == alone
    first, second, _ = alone.values()
    assert first.supporting_posts == ("Head of Legal", "A first helper")
    assert first.milestones == (("Second by name", Q4), ("A later one", Q4 + 1))
    assert first.further_outcomes == (("ORG", "A1.b"), ("ORG", "D1.c"))
    assert len(second.waits_for) == 2


def test_a_document_holds_the_workstreams_and_waivers_of_its_plan_alone(made):
    post = make.post(council=made.council, title="Head of IT")
    Workstream.objects.create(plan=made.plan, name="Backups", lead=post, purpose="Restore in a day.")
    Waiver.objects.create(plan=made.plan, rule="dates", subject="ORG-A1.a-01", reason="Agreed.", by=made.people.lead)
    make_plan.plan().plan.workstreams.create(name="Of another council")

    document = PlanDocument.of(made.plan)
    assert document.workstreams == (
        WorkstreamFacts("Backups", "Head of IT", "Restore in a day."),
        WorkstreamFacts("Identity", "", ""),
    )
    (waiver,) = document.waivers
    assert (waiver.rule, waiver.subject, waiver.reason) == ("dates", "ORG-A1.a-01", "Agreed.")
    assert waiver.by == made.people.lead.name


def test_a_document_is_read_in_four_queries_whatever_its_size(django_assert_num_queries):
    for recommendations in (1, 30):
        made = make_plan.plan(recommendations=recommendations, complete=True)
        plan = Plan.objects.with_council().get(pk=made.plan.pk)
        with django_assert_num_queries(4):
            PlanDocument.of(plan)
