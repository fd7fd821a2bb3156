"""A reviewer's workbook on its way back: differences become suggestions, its column Comments becomes threads."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.db import transaction

from accounts.audit import record
from accounts.models import User
from accounts.roles import Action, may, who_may
from assurance.access import roles_at
from assurance.models import Intake
from assurance.workbook.content import CommentRow
from iip.canonical import canonical, digest
from submissions.access import reads_live
from submissions.columns import plain
from submissions.conversation import write_thread
from submissions.document import PlanDocument
from submissions.facts import ResponseFacts
from submissions.imports import NotDecided, Refused, claim, content_of, keep, merge_of, why_not
from submissions.merge import RESPONSE, Difference, Merge
from submissions.models import Comment, Plan, Thread
from submissions.returned_workbook import Ground, read_returned, spelt
from submissions.suggestions import NotDone, suggest
from submissions.talk_told import tell_of_feedback


def read_feedback(data: bytes, filename: str, plan: Plan, *, by: User) -> Intake:
    """Read a reviewer's workbook and keep what it says, or what is wrong with it. Nothing else is written."""
    ground = Ground.of(plan, by)
    read = read_returned(data, ground, comments=True)
    return keep(read, ground, data, filename, by=by, kind=Intake.Kind.FEEDBACK)


@dataclass(frozen=True)
class Feedback:
    """A kept workbook of a reviewer's beside the plan as it stands now."""

    intake: Intake
    ground: Ground
    by: User

    @cached_property
    def merge(self) -> Merge:
        return merge_of(self.intake, self.ground)

    @cached_property
    def differences(self) -> list[Difference]:
        """What is suggested: each field of a response that the reviewer changed and the plan does not say yet."""
        return [each for each in (*self.merge.safe, *self.merge.clashes) if each.subject.kind == RESPONSE]

    @property
    def left_out(self) -> list[str]:
        """The workstreams that were changed: suggestions are for responses."""
        names = {each.subject.name for each in (*self.merge.safe, *self.merge.clashes)}
        return sorted(names - {each.subject.name for each in self.differences})

    @cached_property
    def comments(self) -> list[CommentRow]:
        """What is said of a recommendation of the plan, and was not said by this person of it before."""
        content = content_of(self.intake)
        assert content
        said = Comment.objects.filter(by=self.by, thread__plan=self.ground.plan)
        before = set(said.values_list("thread__response__ref", "text"))
        refs = self.ground.document.by_ref
        rows = [CommentRow(row.row, spelt(row.ref, refs), row.text) for row in content.comments]
        return [row for row in rows if row.ref in refs and (row.ref, row.text) not in before]

    @property
    def mark(self) -> str:
        """A mark of all that would be written, to tell whether it still would."""
        return digest(canonical([self.merge.mark, [[row.ref, row.text] for row in self.comments]]))[:16]

    @cached_property
    def went_out(self) -> Mapping[str, ResponseFacts]:
        """What the responses said in the workbook when it went out, by ref; empty where nobody knows."""
        if self.intake.base is None:
            return {}
        copy = self.ground.plan.working_copies.get(number=self.intake.base)
        return PlanDocument.load(copy.document).responses

    def base(self, difference: Difference) -> Any:
        """What the reviewer had before them where the plan says something else now, as JSON holds it; else None."""
        facts = self.went_out.get(difference.subject.name)
        before = getattr(facts, difference.field) if facts else difference.service
        return None if before == difference.service else plain(before)


@transaction.atomic
def write_feedback(
    intake: Intake, plan: Plan, *, seen: str, audience: Thread.Audience | None, is_kept: bool, by: User
) -> tuple[int, int]:
    """Write the suggestions and comments of a workbook, whole or not at all; return how many of each.

    `audience` is whom the comments are for; None where there are none. `seen` is the mark of what the person was
    shown. Raises Refused with a sentence, and NotDecided where the plan has moved since.
    """
    plan, by = Plan.objects.with_council().get(pk=plan.pk), User.objects.get(pk=by.pk)  # as they are at this moment
    if not (may(Action.SUGGEST, roles_at(by, plan.assessment)) and reads_live(by, plan)):
        raise Refused(f"You may not suggest anything here any more. This role may: {who_may(Action.SUGGEST)}.")
    intake.refresh_from_db()
    found = Feedback(intake, Ground.of(plan, by), by)
    if reason := why_not(intake, found.ground, by):
        raise Refused(reason)
    if found.mark != seen:
        raise NotDecided
    claim(intake, by)
    suggested = _suggest(found, plan)
    threads = _say(found, plan, audience, is_kept) if audience else []
    said = len(threads)
    tell_of_feedback(plan, [] if is_kept else threads, suggested=suggested, by=by)
    record("feedback returned", by=by, on=plan, detail=f"{intake.reference}: {suggested} suggestions, {said} comments")
    return suggested, said


def _say(found: Feedback, plan: Plan, audience: Thread.Audience, is_kept: bool) -> list[Thread]:
    responses = {row.ref: plan.responses.get(ref=row.ref) for row in found.comments}
    return [
        write_thread(plan, text=row.text, audience=audience, by=found.by, response=responses[row.ref], keep=is_kept)
        for row in found.comments
    ]


def _suggest(found: Feedback, plan: Plan) -> int:
    refs = {each.subject.name for each in found.differences}
    responses = {response.ref: response for response in plan.responses.filter(ref__in=refs)}
    for response in responses.values():
        response.plan = plan
    made = 0
    for each in found.differences:
        response = responses[each.subject.name]
        try:
            suggest(
                response,
                each.field,
                each.workbook,
                by=found.by,
                batch=found.intake.reference,
                base=found.base(each),
            )
            made += 1
        except NotDone:  # the row says so already, though the document leaves it out
            continue
    return made
