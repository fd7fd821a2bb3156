"""The life of a marked plan, stage by stage: at each, everybody says something, and everything said is a marker."""

import datetime
from collections.abc import Callable
from typing import Any

from django.utils import timezone

from assurance import reports
from assurance.models import Deadline
from submissions import checklist, conversation, decisions, minutes, more_time, sessions, suggestions
from submissions.boxes import Written
from submissions.document import PlanDocument, Provenance
from submissions.models import Response, Suggestion, Thread
from submissions.papers import reviews
from submissions.papers.kinds import Ground
from submissions.papers.making import publication_of
from submissions.papers.withholding import Why
from submissions.provenance import of_live
from tests import make_plan
from tests.markers.plans import A, C, D, F, L, M, Marked, N, P, Q, save

COUNCIL, ASSURER, MHCLG = Thread.Audience
NOTED = {"note", "summary", "reason", "checked"}


def step(marked: Marked, name: str, **answers: Any) -> None:
    """Take a step with a marker as its note, where it asks for one."""
    asks = set(make_plan.BY_NAME[name].asks)
    note = {"note": marked.word(f"{name}: note")} if asks & NOTED else {}
    title = {"title": marked.word(f"{name}: title")} if "signature" in asks else {}
    words = {"declaration": marked.word(f"{name}: declaration")} if "declaration" in asks else {}
    marked.made.plan.refresh_from_db()
    make_plan.step(marked.made, name, **{**note, **title, **words, **answers})


def says(marked: Marked, who: str, audience: Thread.Audience, response: Response | None = None, **how: Any) -> Thread:
    """Begin a thread."""
    text = marked.word(f"thread for {audience}, by the {who}")
    return conversation.start_thread(
        marked.made.plan, text=text, audience=audience, by=marked.people[who], response=response, **how
    )


def answers(marked: Marked, who: str, thread: Thread) -> None:
    """Answer in a thread."""
    text = marked.word(f"answer for {thread.audience}, by the {who}")
    conversation.reply(thread, text=text, by=marked.people[who])


def suggests(marked: Marked, who: str, response: Response, field: str) -> Suggestion:
    """Suggest other words for a field."""
    value, reason = (marked.word(f"suggestion of the {who}: {what}") for what in ("value", "reason"))
    return suggestions.suggest(response, field, value, by=marked.people[who], reason=reason)


# --- the stages


def drafted(marked: Marked) -> None:
    """The council's team talks, to itself and for the assurer, and the CAF lead keeps something for later."""
    first, second, _ = marked.made.responses
    for response in (None, first, second):
        says(marked, L, COUNCIL, response)
        says(marked, C, ASSURER, response)
    says(marked, D, COUNCIL, first)
    says(marked, L, ASSURER, second, keep=True)


def shared(marked: Marked) -> None:
    """The plan is with the assurer, who asks, suggests and proposes a session."""
    step(marked, "share")
    first, second, third = marked.made.responses
    for response in (first, third):
        answers(marked, L, says(marked, A, ASSURER, response))
        suggests(marked, A, response, "notes")
    suggests(marked, F, second, "justification")
    facts = {name: marked.word(f"session: {name}") for name in ("place", "agenda")}
    at = timezone.now() + datetime.timedelta(days=3)
    seen = sessions.mark_of(sessions.current(marked.made.plan))
    sessions.propose(marked.made.plan, by=marked.people[A], seen=seen, at=at, **facts)


def fed_back(marked: Marked) -> None:
    """Back with the council: a suggestion is accepted and one declined, words change, minutes are on record."""
    step(marked, "return_feedback")
    first, second, third = marked.made.responses
    lead, plan = marked.people[L], marked.made.plan
    taken, left, _ = Suggestion.objects.filter(response__plan=plan).order_by("pk").select_related("response__plan")
    suggestions.accept(taken, seen=first.version, by=lead)
    suggestions.decline(left, by=lead, answer=marked.word("answer to a suggestion"))
    save(marked, third, aligns_with=marked.word(f"{third.ref}: words that the quality assurer returns"))
    save(marked, second, justification=marked.word(f"{second.ref}: second justification"))
    facts = {name: marked.word(f"session: {name}") for name in ("attended", "notes")}
    at = timezone.now() - datetime.timedelta(hours=1)
    session = sessions.record_held(plan, by=lead, seen=sessions.mark_of(sessions.current(plan)), at=at, **facts)
    boxes = {
        about: Written(marked.word(f"decision on {about or 'the plan'}"), 0) for about in ("", first.ref, third.ref)
    }
    decisions.save(session, boxes, by=lead)
    seen = minutes.drafted(session, PlanDocument.of(plan)).digest
    minutes.put_on_record(plan, by=lead, seen=seen)


def returned(marked: Marked) -> None:
    """The quality assurer returned the plan, and what they had before them was changed: the assurer never saw it."""
    _checked(marked)
    step(marked, "qa_return")
    third = marked.made.responses[2]
    save(marked, third, aligns_with=marked.word(f"{third.ref}: words after the return"))


def with_quality_assurer(marked: Marked) -> None:
    """The plan is with the quality assurer for the second time."""
    _checked(marked)


def _checked(marked: Marked) -> None:
    step(marked, "send_to_qa")
    plan = marked.made.plan
    plan.refresh_from_db()
    first, second, _ = marked.made.responses
    answers(marked, L, says(marked, Q, COUNCIL, second))
    suggests(marked, Q, first, "justification")
    version = plan.versions.first()
    assert version
    boxes = {
        item: Written((True, marked.word("checklist: note")), 0)
        for item in checklist.items_for(marked.made.council)[:2]
    }
    checklist.save(plan, version.number, boxes, by=marked.people[Q])


def with_approver(marked: Marked) -> None:
    """The plan is with the approver, who asks; the CAF lead has reviewed the public paper and withheld more."""
    step(marked, "qa_pass")
    says(marked, P, COUNCIL)
    plan = marked.made.plan
    document = PlanDocument.of(plan)
    publication = publication_of(plan, document, _origin(marked, document))
    why = Why(Ground.BUSINESS, marked.word("paper: why it is withheld"))
    reviews.save_review(plan, publication, {publication.places[0]: why}, seen=publication.digest, by=marked.people[L])


def _origin(marked: Marked, document: PlanDocument) -> Provenance:
    return of_live(marked.made.plan, document, marked.people[L])


def signed(marked: Marked) -> None:
    """The approver has signed, and the council asks MHCLG for more time."""
    step(marked, "sign_off")
    day = timezone.localdate() + datetime.timedelta(days=30)
    cycle = marked.made.plan.assessment.cycle
    Deadline.objects.create(cycle=cycle, kind=Deadline.Kind.SUBMIT, on=day, reason=marked.word("deadline: reason"))
    later = day + datetime.timedelta(days=9)
    why = marked.word("more time: asked")
    asked = more_time.ask(marked.made.plan, by=marked.people[L], kind=Deadline.Kind.SUBMIT, day=later, reason=why)
    more_time.answer(asked, by=marked.people[M], day=later, reason=marked.word("more time: answered"))


def confirmed(marked: Marked) -> None:
    """The assurer has confirmed that the plan is ready."""
    step(marked, "confirm")


def submitted(marked: Marked) -> None:
    """MHCLG has the plan, asks about it and is answered."""
    step(marked, "submit")
    submission = marked.made.plan.submissions.get(in_force=True)
    answers(marked, L, says(marked, N, MHCLG, submission=submission))


def updated(marked: Marked) -> None:
    """The council works on an update that nobody else has seen yet, and the assurer on a new version of a report."""
    step(marked, "update")
    for response in marked.made.responses:
        save(marked, response, notes=marked.word(f"{response.ref}: notes of the update"))
    says(marked, L, COUNCIL)
    scope = marked.made.plan.assessment.scopes.get(code="SYS1")
    report = reports.open_reissue(scope, by=marked.people[A])
    report.recommendations.update(text=marked.word("SYS1: draft of a new version"))


def closed(marked: Marked) -> None:
    """MHCLG has closed the plan."""
    step(marked, "close")


STAGES: dict[str, Callable[[Marked], None]] = {
    "draft": drafted,
    "with the assurer": shared,
    "draft after feedback": fed_back,
    "draft after a return": returned,
    "with the quality assurer": with_quality_assurer,
    "with the approver": with_approver,
    "signed off": signed,
    "ready to submit": confirmed,
    "submitted": submitted,
    "draft of an update": updated,
    "closed": closed,
}


def brought_to(marked: Marked, stage: str) -> None:
    """Play the plan's life up to a stage."""
    for name, happens in STAGES.items():
        happens(marked)
        if name == stage:
            break
    marked.made.plan.refresh_from_db()
