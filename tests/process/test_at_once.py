"""Two people at the same moment: one wins, the other is told in a sentence, one event, one message to each."""

from collections import Counter
from collections.abc import Callable, Iterable
from functools import partial
from itertools import count

import pytest
from django.core import mail

from accounts.grants import grant, revoke
from accounts.models import User
from accounts.roles import Role
from submissions.document import PlanDocument
from submissions.models import Status
from submissions.responses import Clash, PenMoved, save_response
from submissions.workflow import Refused
from tests import make, make_plan
from tests.at_once import ROUNDS, as_shown, at_once, taking

TOLD = {  # whom each step tells, by what they are called in `make_plan.People`
    "sign_off": ("assurer", "lead"),
    "approver_return": ("lead", "qa"),
    "qa_pass": ("approver", "lead"),
    "recall": ("assurer", "qa", "approver"),
    "close": ("lead", "assurer"),
    "share": ("assurer",),
}
REMOVED = "Only people with this role can do this: approver."


def only_winner(answers: Iterable[object]) -> int:
    """The place of the one who won; the others were told in a sentence, and nothing else went wrong."""
    answers = list(answers)
    lost = [answer for answer in answers if isinstance(answer, Exception)]
    assert len(lost) == len(answers) - 1, answers
    assert all(isinstance(answer, Refused) and str(answer).endswith(".") for answer in lost), lost
    return next(place for place, answer in enumerate(answers) if not isinstance(answer, Exception))


def left_behind(made: make_plan.Made, before: int, step: str, by: User) -> None:
    """One event, of the winner, and exactly one message to each person whom the step tells."""
    made.plan.refresh_from_db()
    assert made.plan.events.count() == made.plan.events_written == before + 1
    event = made.plan.events.get(number=before + 1)
    assert (event.step, event.by) == (step, by)
    told = Counter(address for message in mail.outbox for address in message.to)
    assert told == Counter(getattr(made.people, name).email for name in TOLD[step])


def events_before(made: make_plan.Made) -> int:
    mail.outbox.clear()
    return made.plan.events.count()


def assert_one_wins(made: make_plan.Made, *steps: tuple[str, User]) -> int:
    """Let people take steps at once; one wins, and what is left behind is that one's. Returns the winner's place."""
    before = events_before(made)
    winner = only_winner(at_once(*[taking(made, name, person) for name, person in steps]))
    left_behind(made, before, *steps[winner])
    return winner


@pytest.mark.django_db(transaction=True)
def test_of_two_approvers_at_once_one_signs_and_the_other_is_told():
    made = make_plan.plan(status=Status.APPROVAL)
    approvers = [made.people.approver, make.person(role=Role.APPROVER, at=made.council)]
    for _ in range(ROUNDS):
        winner = assert_one_wins(made, *[("sign_off", person) for person in approvers])
        make_plan.step(made, "withdraw_signature", by=approvers[winner])


@pytest.mark.django_db(transaction=True)
def test_of_a_signature_and_a_return_at_once_one_counts():
    made = make_plan.plan(status=Status.APPROVAL)
    other = make.person(role=Role.APPROVER, at=made.council)
    for _ in range(ROUNDS):
        winner = assert_one_wins(made, ("sign_off", made.people.approver), ("approver_return", other))
        make_plan.walk(made, *(["withdraw_signature"], ["send_to_qa", "qa_pass"])[winner])


@pytest.mark.django_db(transaction=True)
def test_of_two_different_steps_at_once_one_is_taken():
    made = make_plan.plan(status=Status.INTERNAL_QA)
    for _ in range(ROUNDS):
        people = made.people
        winner = assert_one_wins(made, ("qa_pass", people.qa), ("recall", people.lead), ("close", people.manager))
        make_plan.walk(made, *(["recall"], [], ["reopen", "record_feedback"])[winner], "send_to_qa")


@pytest.mark.django_db(transaction=True)
def test_nothing_is_written_into_what_is_signed_at_the_same_moment():
    """Somebody saves as they were shown the plan before it was handed over."""
    made = make_plan.plan(status=Status.APPROVAL)
    for number in range(ROUNDS):
        response, before = made.responses[0], events_before(made)
        save = saving(response, made.people.lead, response.version, justification=f"Reason {number}")
        signed, saved = at_once(taking(made, "sign_off", made.people.approver), save)
        assert isinstance(saved, PenMoved), saved
        assert str(saved).startswith("This plan has just been handed over")
        assert not isinstance(signed, Exception), signed
        left_behind(made, before, "sign_off", made.people.approver)
        assert made.plan.events.last().digest == PlanDocument.of(as_shown(made.plan)).digest
        make_plan.step(made, "withdraw_signature")


@pytest.mark.django_db(transaction=True)
def test_of_a_signature_and_an_edit_that_takes_the_plan_back_first_one_counts():
    """A plan that is taken back can be changed at once, and then nobody has signed it."""
    made = make_plan.plan(status=Status.APPROVAL)
    lead, approver = made.people.lead, made.people.approver
    for number in range(ROUNDS):
        response, before = made.responses[0], events_before(made)
        back, save = (
            taking(made, "recall", lead),
            saving(response, lead, response.version, justification=f"Reason {number}"),
        )
        winner = only_winner(at_once(taking(made, "sign_off", approver), lambda back=back, save=save: (back(), save())))
        left_behind(made, before, *(("sign_off", approver), ("recall", lead))[winner])
        is_written = made.responses[0].justification == f"Reason {number}"
        assert is_written == bool(winner)
        make_plan.walk(made, *(["withdraw_signature"], ["send_to_qa", "qa_pass"])[winner])


@pytest.mark.django_db(transaction=True)
def test_an_approver_whose_role_is_taken_away_at_the_same_moment_has_signed_before_or_not_at_all():
    made = make_plan.plan(status=Status.APPROVAL)
    approver = made.people.approver
    for _ in range(ROUNDS):
        before, him = events_before(made), User.objects.get(pk=approver.pk)
        take_away = partial(revoke, Role.APPROVER, him, made.council, by=made.people.lead)
        signed, taken_away = at_once(taking(made, "sign_off", approver), take_away)
        assert taken_away is None
        if isinstance(signed, Exception):
            assert (type(signed), str(signed)) == (Refused, REMOVED)
            made.plan.refresh_from_db()
            assert (made.plan.status, made.plan.events.count(), mail.outbox) == (Status.APPROVAL, before, [])
        else:
            left_behind(made, before, "sign_off", approver)
        onward = "approver_return" if isinstance(signed, Exception) else "withdraw_signature"
        with pytest.raises(Refused, match=REMOVED):  # from then on
            make_plan.step(made, onward)
        grant(Role.APPROVER, approver, made.council, by=made.people.lead)
        if onward == "withdraw_signature":
            make_plan.step(made, onward)


def saving(response, person: User, seen: int, **values) -> Callable[[], object]:
    mine = type(response).objects.select_related("plan").get(pk=response.pk)
    return lambda: save_response(mine, values, seen=seen, by=person)


@pytest.mark.django_db(transaction=True)
def test_what_a_step_froze_is_what_the_rows_say_though_somebody_saved_at_the_same_moment():
    made = make_plan.plan(complete=True)
    contributor = make.person(role=Role.CONTRIBUTOR, at=made.council)
    saved = 0
    for number in range(ROUNDS):
        response = made.responses[0]
        save = saving(response, contributor, response.version, justification=f"Reason {number}")
        shared, kept = at_once(taking(made, "share", made.people.lead), save)
        assert isinstance(kept, list | PenMoved), kept
        saved += isinstance(kept, list)
        if isinstance(shared, Refused):
            assert str(shared).endswith(".")
            make_plan.step(made, "share")
        assert not isinstance(shared, Exception) or isinstance(shared, Refused), shared
        frozen = made.plan.versions.select_related("document").first().document
        assert frozen.text == PlanDocument.of(as_shown(made.plan)).text
        assert (f"Reason {number}" in frozen.text) == isinstance(kept, list)
        make_plan.step(made, "recall")
    assert made.responses[0].version == saved + 1


@pytest.mark.django_db(transaction=True)
def test_of_two_people_in_one_response_neither_loses_a_word():
    made = make_plan.plan(complete=True, recommendations=1)
    contributor = make.person(role=Role.CONTRIBUTOR, at=made.council)
    for number in range(ROUNDS * 5):  # 1,000 at full length
        response = made.responses[0]
        answers = at_once(
            saving(response, made.people.lead, response.version, justification=f"Reason {number}"),
            saving(response, contributor, response.version, notes=f"Note {number}"),
        )
        assert all(isinstance(answer, list) and len(answer) == 1 for answer in answers), answers
        after = made.responses[0]
        assert (after.justification, after.notes) == (f"Reason {number}", f"Note {number}")
        assert after.version == response.version + 2


@pytest.mark.django_db(transaction=True)
def test_of_two_people_in_one_field_one_saves_and_the_other_chooses():
    made = make_plan.plan(complete=True, recommendations=1)
    contributor = make.person(role=Role.CONTRIBUTOR, at=made.council)
    numbers = count()
    for _ in range(ROUNDS):
        response = made.responses[0]
        said = [f"Reason {next(numbers)}", f"Reason {next(numbers)}"]
        answers = at_once(
            saving(response, made.people.lead, response.version, justification=said[0]),
            saving(response, contributor, response.version, justification=said[1]),
        )
        clashes = [answer for answer in answers if isinstance(answer, Clash)]
        assert len(clashes) == sum(isinstance(answer, list) for answer in answers) == 1, answers
        clash = clashes[0].fields[0]
        assert {clash.mine, clash.theirs} == set(said)
        assert made.responses[0].justification == clash.theirs
