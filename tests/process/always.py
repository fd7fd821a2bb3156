"""What always holds, whatever anybody has just done."""

from typing import Any

from django.core import mail
from hypothesis.stateful import invariant

from assurance.models import Report
from iip.canonical import digest
from submissions.document import PlanDocument
from submissions.models import Change, Comment, Plan, Suggestion
from submissions.verification import broken_chain, broken_versions
from tests.process.agreed_words import GATES, Content
from tests.process.walk import MARK, Walk, done

logged: list[str] = []  # every line of every log since it was last looked at


class Always(Walk):
    def __init__(self) -> None:
        super().__init__()
        self.contents: dict[str, Content] = {}  # by digest: what each frozen text must always say
        self.written: dict[tuple[str, Any], Any] = {}  # whatever was written once, as it was first seen

    @invariant()
    def a_move_is_counted(self) -> None:
        done["moves"] += 1

    @invariant()
    def the_plan_is_where_the_process_says(self) -> None:
        self.plan = Plan.objects.with_council().get(pk=self.plan.pk)
        assert self.plan.status == self.agreed.status
        events = list(self.plan.events.order_by("number"))
        assert [event.step for event in events] == [event.step for event in self.agreed.events]
        assert [event.by_id for event in events] == [self.who[event.who].pk for event in self.agreed.events]
        assert [event.version for event in events] == [event.version for event in self.agreed.events]

    @invariant()
    def the_record_is_whole_and_what_was_handed_over_says_what_it_said(self) -> None:
        events = list(self.plan.events.order_by("number"))
        versions = {v.number: v for v in self.plan.versions.select_related("document").order_by("number")}
        assert [*broken_chain(self.plan, events), *broken_versions(self.plan, versions, events)] == []
        assert list(versions) == list(range(1, len(self.agreed.versions) + 1))
        for number, version in versions.items():
            content = self.agreed.versions[number - 1]
            assert self.contents.setdefault(version.document_id, content) == content
            assert digest(version.document.text) == version.document_id
        for event in events:
            assert event.digest == (versions[event.version].document_id if event.version else "")

    @invariant()
    def nothing_that_was_written_once_changes_or_goes_away(self) -> None:
        """Events, versions, changes, comments, suggestions and issued reports, to the letter."""
        found: dict[tuple[str, Any], Any] = {}
        rows = {
            "event": self.plan.events.values_list("number", "hash"),
            "version": self.plan.versions.values_list("number", "document__text"),
            "change": Change.objects.filter(response__plan=self.plan).values_list("pk", "after"),
            "comment": Comment.objects.filter(thread__plan=self.plan).values_list("pk", "text"),
            "suggestion": Suggestion.objects.filter(response__plan=self.plan).values_list("pk", "value"),
            "report": Report.objects.filter(scope=self.scope).exclude(issued_at=None).values_list("pk", "document"),
        }
        for kind, pairs in rows.items():
            found |= {(kind, key): text for key, text in pairs}
        assert {key: found.get(key) for key in self.written} == self.written
        self.written = found

    @invariant()
    def the_report_in_force_is_the_one_agreed(self) -> None:
        in_force = Report.objects.issued().filter(scope=self.scope).values_list("number", flat=True)
        answered = self.plan.answered.filter(scope=self.scope).values_list("report__number", flat=True)
        wanted = self.agreed.issued, self.agreed.answered
        assert [list(in_force), list(answered)] == [[report.number] if report else [] for report in wanted]

    @invariant()
    def suggestions_stand_as_they_were_decided(self) -> None:
        rows = Suggestion.objects.filter(response__plan=self.plan).order_by("pk")
        wanted = [(p.state, self.who[p.decided_by].pk if p.decided_by else None) for p in self.agreed.proposals]
        assert list(rows.values_list("state", "decided_by")) == wanted

    @invariant()
    def nobody_passes_two_gates_with_one_version(self) -> None:
        passed: dict[tuple[str, str], set[str]] = {}
        for event in self.plan.events.exclude(digest=""):
            if gate := GATES.get(event.step):
                passed.setdefault((event.digest, event.by_email), set()).add(gate)
        assert all(len(gates) == 1 for gates in passed.values()), passed

    @invariant()
    def the_document_is_what_was_handed_over_unless_the_council_holds_the_pen(self) -> None:
        if self.agreed.handed is not None and self.agreed.status not in ("draft", "closed"):
            assert PlanDocument.of(self.plan).digest == self.plan.events.latest("number").digest

    @invariant()
    def what_mhclg_holds_is_what_was_submitted(self) -> None:
        submitted = [event.version for event in self.agreed.events if event.step == "submit"]
        held = self.plan.submissions.order_by("number").values_list("version__number", "in_force")
        assert list(held) == [(number, n == len(submitted)) for n, number in enumerate(submitted, start=1)]

    @invariant()
    def no_message_and_no_log_has_a_word_of_the_plan(self) -> None:
        """Each is looked at once."""
        assert not [message for message in mail.outbox if MARK in message.subject + str(message.body)]
        assert not [line for line in logged if MARK in line]
        mail.outbox.clear()
        logged.clear()
