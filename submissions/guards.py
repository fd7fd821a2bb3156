"""What must hold before a step. Each function takes the case and returns why it does not hold, or ""."""

from accounts.roles import Role
from submissions import gates, plan_check
from submissions.case import Case
from submissions.columns import MATERIAL
from submissions.document import PlanDocument
from submissions.facts import differing
from submissions.models import Thread

NO_REPORT = "No report is in force for this plan to answer. Wait until your assurer issues one."
LATER = {"qa_pass": "passed this plan on", "sign_off": "signed this plan", "confirm": "confirmed this plan"}
TAKEN = LATER | dict.fromkeys(gates.SENT, "sent this plan on")
NAMED = 5  # how many refs a sentence names before it only counts


def reviewers_appointed(case: Case) -> str:
    quality, approvers = case.appointed[Role.QUALITY_ASSURER], case.appointed[Role.APPROVER]
    missing = [
        name for name, held in (("an internal quality assurer", quality), ("an approver", approvers)) if not held
    ]
    if missing:
        return f"Appoint {' and '.join(missing)} for your council first, on the page of your team."
    if quality | approvers == quality & approvers and len(quality) == 1:
        return "The quality assurer and the approver must be two people: appoint another."
    return ""


def something_to_share(case: Case) -> str:
    rows = case.document.rows
    if not case.document.scopes:
        return NO_REPORT
    if rows and not any(row.response.choice for row in rows):
        return "Respond to at least one recommendation first."
    return ""


def leads(case: Case) -> str:
    return "" if case.leads else "Another firm leads this assessment and takes this step. You can comment."


def leads_or_none_left(case: Case) -> str:
    if case.leads:
        return ""
    if Role.MHCLG_MANAGER in case.roles and not case.has_assurer:
        return ""
    return "The assurer who leads this assessment takes this step."


def feedback_given(case: Case) -> str:
    if gates.feedback_is_due(case.events):
        return (
            "Your assurer has given no feedback since recommendations were last added. Share the plan with them, "
            "or record feedback they gave elsewhere."
        )
    return ""


def session_over(case: Case) -> str:
    if case.session_over:
        return ""
    return (
        "Record the improvement and implementation session first: that it was held, or that it was not held and "
        "who agreed to that."
    )


def responses_complete(case: Case) -> str:
    if not case.document.scopes:
        return NO_REPORT
    if not case.incomplete:
        return ""
    return f"{counted(case.incomplete, 'response is', 'responses are')} not complete: {_named(case.incomplete)}."


def check_has_no_error(case: Case) -> str:
    faulty = list(dict.fromkeys(fault.ref for fault in plan_check.errors(case.document)))
    if not faulty:
        return ""
    return f"The plan check finds errors in {counted(faulty, 'response', 'responses')}: {_named(faulty)}."


def assurer_threads_answered(case: Case) -> str:
    if not case.unanswered:
        return ""
    where = [_place(thread) for thread in case.unanswered]
    return f"Answer or settle {counted(where, 'comment', 'comments')} of your assurer: {_named(where)}."


def took_no_gate_of_this(case: Case) -> str:
    """Whoever passed, signed or confirmed just what the plan says now does not send it on as well."""
    theirs = [event for event in case.events if event.by_id == case.by.pk and event.step in LATER]
    digest = case.document.digest if theirs else ""  # not made for the many who took none
    return next((_for_somebody_else(event.step) for event in theirs if event.digest == digest), "")


def did_not_send(case: Case) -> str:
    return _unless_taken(case, *gates.SENT)


def did_not_pass(case: Case) -> str:
    return _unless_taken(case, "qa_pass")


def did_not_sign(case: Case) -> str:
    return _unless_taken(case, "sign_off")


def did_not_confirm(case: Case) -> str:
    return _unless_taken(case, "confirm")


def _unless_taken(case: Case, *steps: str) -> str:
    return _for_somebody_else(steps[0]) if case.by.pk in gates.takers(case.events, *steps) else ""


def _for_somebody_else(step: str) -> str:
    return f"You {TAKEN[step]}, so somebody else must do this."


def signed_it(case: Case) -> str:
    signed = gates.signature(case.events)
    return "" if signed and signed.by_id == case.by.pk else "Only the approver who signed can withdraw the signature."


def nothing_changed_since(case: Case) -> str:
    """What stands is what was handed over. The fence sees to it; a difference would be a fault of ours."""
    if case.document.digest == case.digest:
        return ""
    return "The plan is not the one that was handed over. Take it back and send it again."


def need_not_come_back(case: Case) -> str:
    events = gates.course(case.events)
    passed = gates.last(events, "qa_pass")
    if passed is None:
        return "A quality assurer has not passed this plan yet: send it to them."
    if gates.report_changed_after(events, "qa_pass", "qa_return"):
        return "The report has changed since your quality assurer last had the plan: send it to them again."
    returned = gates.last(events, "qa_return")
    if returned and returned.number > passed.number:
        return "" if record_says_no_return(returned) else "Your quality assurer asked to see the plan again."
    changed = materially_changed(_passed_document(case, passed), case.document)
    if changed:
        return (
            f"{counted(changed, 'response', 'responses')} changed in substance since the quality assurer passed "
            f"the plan ({_named(changed)}): send it to them again."
        )
    return ""


def record_says_no_return(event) -> bool:
    """Whether a quality assurer who returned the plan said that it need not come back to them."""
    return '"must_return":false' in event.details


def materially_changed(before: PlanDocument, after: PlanDocument) -> list[str]:
    """The refs whose choice, money, dates or owner differ, or that came or went."""
    refs = list(dict.fromkeys([*before.responses, *after.responses]))
    return [
        ref
        for ref in refs
        if ref not in before.responses
        or ref not in after.responses
        or differing(before.responses[ref], after.responses[ref], MATERIAL)
    ]


def not_yet_acknowledged(case: Case) -> str:
    return "This submission has been acknowledged." if gates.acknowledged(case.events) else ""


def _passed_document(case: Case, passed) -> PlanDocument:
    version = case.plan.versions.select_related("document").get(number=passed.version)
    return PlanDocument.load(version.document.text)


def _place(thread: Thread) -> str:
    return thread.response.ref if thread.response else "the plan as a whole"


def counted(things: list, one: str, many: str) -> str:
    """A number with its noun: "1 response", "3 responses"."""
    return f"{len(things)} {one if len(things) == 1 else many}"


def _named(things: list[str]) -> str:
    named = ", ".join(things[:NAMED])
    return f"{named} and {len(things) - NAMED} more" if len(things) > NAMED else named
