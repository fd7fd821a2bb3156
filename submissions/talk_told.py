"""Telling people of talk: who hears that something was said, suggested or decided; never what."""

from collections.abc import Collection, Sequence
from functools import cached_property

from accounts.models import User
from accounts.roles import COUNCIL_ROLES, NATIONAL_ROLES, Role
from submissions.audiences import readers_of
from submissions.models import Comment, Delegation, Plan, Suggestion, Thread
from submissions.notifications import people_told, tell

COUNCIL, ASSURER, MHCLG = Thread.Audience
TURN = {COUNCIL: (Role.CAF_LEAD,), ASSURER: (Role.ASSURER,), MHCLG: tuple(NATIONAL_ROLES)}  # who answers for a side


def waits_for(audience: str, spoken_last: str) -> Thread.Audience:
    """The side whose turn it is in an open thread: the one that did not speak last; within the council, the council."""
    return Thread.Audience(audience) if spoken_last in COUNCIL_ROLES else COUNCIL


class Hearers:
    """Who hears that somebody has just spoken in threads of a plan."""

    def __init__(self, plan: Plan, threads: Sequence[Thread], *, by: User):
        self.plan = plan
        self.threads = threads
        self.by = by
        self._in_roles: dict[frozenset[Role], list[User]] = {}

    def of(self, thread: Thread) -> list[User]:
        """Who takes part in a thread, and for whom it waits now: those who can open it, without who spoke.

        Of a delegate's row its delegates are asked too. MHCLG is many: it hears as a whole only while none of them
        has spoken.
        """
        said = self._said[thread.pk]
        taking_part = {comment.by_id for comment in said}
        audience = Thread.Audience(thread.audience)
        readers = readers_of(audience, self.plan)
        side = waits_for(audience, said[-1].role)
        turn = self._people(readers & set(TURN[side]))
        if side == MHCLG:
            turn = [user for user in turn if user.pk in taking_part] or turn
        delegates = [user for user in self._people({Role.DELEGATE}) if (thread.response_id, user.pk) in self._handed]
        taking_part_still = [u for u in self._people(readers - {Role.DELEGATE}) if u.pk in taking_part]
        return list(dict.fromkeys([*turn, *taking_part_still, *delegates]))

    def is_national(self, user: User) -> bool:
        """Whether somebody reads threads on MHCLG's pages."""
        return user in self._people(NATIONAL_ROLES)

    def is_delegate(self, user: User) -> bool:
        return user in self._people({Role.DELEGATE})

    def _people(self, roles: Collection[Role]) -> list[User]:
        key = frozenset(roles)
        if key not in self._in_roles:
            self._in_roles[key] = people_told(self.plan, key, but=self.by)
        return self._in_roles[key]

    @cached_property
    def _said(self) -> dict[int, list[Comment]]:
        found: dict[int, list[Comment]] = {}
        for comment in Comment.objects.filter(thread__in=self.threads).order_by("at", "pk"):
            found.setdefault(comment.thread_id, []).append(comment)
        return found

    @cached_property
    def _handed(self) -> set[tuple[int, int]]:
        """Each response of the threads with each delegate who has it."""
        rows = {thread.response_id for thread in self.threads}
        return set(Delegation.objects.filter(content_object__in=rows).values_list("content_object", "user"))


def tell_of_comments(plan: Plan, threads: Sequence[Thread], *, by: User, but: Collection[User] = ()) -> None:
    """Tell of what somebody has just said in threads that are open: one message a person, however many threads.

    `but` are those who hear of it by another message at the same moment.
    """
    hearers = Hearers(plan, threads, by=by)
    heard: dict[User, list[Thread]] = {}
    for thread in threads:
        for user in hearers.of(thread):
            heard.setdefault(user, []).append(thread)
    for user, own in heard.items():
        if user not in but:
            _tell(plan, user, own, hearers)


def _tell(plan: Plan, user: User, threads: Sequence[Thread], hearers: Hearers) -> None:
    is_one = len(threads) == 1 or hearers.is_delegate(user)  # a delegate has no list of all threads
    kind = ("question" if is_one else "questions") if hearers.is_national(user) else "comment" if is_one else "comments"
    label = "Comment added" if is_one else "Comments added"
    tell(plan, [user], kind=kind, label=label, by=hearers.by, thread=threads[0])


def send_kept(plan: Plan, *, by: User, but: Collection[User]) -> None:
    """Send what a person kept until they took a step; `but` have been told of the step."""
    kept = list(plan.threads.filter(state=Thread.State.KEPT, comments__by=by).distinct())
    if kept:
        plan.threads.filter(pk__in=[thread.pk for thread in kept]).update(state=Thread.State.OPEN)
        tell_of_comments(plan, kept, by=by, but=but)


def tell_of_suggestion(suggestion: Suggestion) -> None:
    """Tell the council's CAF leads that a change waits for their decision."""
    plan, by = suggestion.response.plan, suggestion.by
    people = people_told(plan, TURN[COUNCIL], but=by)
    tell(plan, people, kind="suggestion", label="Change suggested", by=by, suggestion=suggestion)


def tell_of_decision(suggestion: Suggestion, *, by: User, is_accepted: bool) -> None:
    """Tell who suggested it, while they still can read it in that role."""
    plan = suggestion.response.plan
    roles = {Role(suggestion.role)} & readers_of(ASSURER, plan)
    people = [user for user in people_told(plan, roles, but=by) if user.pk == suggestion.by_id]
    kind, label = ("accepted", "Suggestion accepted") if is_accepted else ("declined", "Suggestion declined")
    tell(plan, people, kind=kind, label=label, by=by, suggestion=suggestion)


def tell_of_feedback(plan: Plan, threads: Sequence[Thread], *, suggested: int, by: User) -> None:
    """Tell of a reviewer's workbook as one thing: the CAF leads of its suggestions, others of what was said."""
    people = people_told(plan, TURN[COUNCIL], but=by) if suggested else []
    tell(plan, people, kind="feedback", label="Feedback returned as a workbook", by=by)
    tell_of_comments(plan, threads, by=by, but=people)
