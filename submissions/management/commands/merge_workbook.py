"""manage.py merge_workbook FILE --by EMAIL [--apply] [--prefer workbook|service]: the merge of the page."""

from collections.abc import Iterable
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction

from accounts.models import User
from accounts.roles import Action, may, who_may
from assurance.access import roles_at
from assurance.frameworks import framework_facts
from assurance.intake_checks import read_about_alone
from assurance.models import Intake
from assurance.workbook import About, problems_table
from assurance.workbook.problems import shown
from submissions.access import reads_live, why_no_pen
from submissions.conversation import audiences_for, speaker
from submissions.feedback import Feedback, write_feedback
from submissions.import_page import Choices, Line, MergePage, counted, lines_of, page_of
from submissions.imports import NotDecided, Refused, keep, merge_of, write_import
from submissions.merge import SERVICE, WORKBOOK, Merge, undecided
from submissions.models import Plan
from submissions.returned_workbook import Ground, read_returned
from submissions.workflow import PEN

MOVED = "The plan has just changed. Nothing was written: run the command again."
HEADINGS = ("", "Recommendation", "What", "In the plan", "In the workbook")


class Command(BaseCommand):
    help = (
        "Compares a workbook that a council filled in with what went out and with the plan now. Writes only with "
        "--apply, and only when no clash is open. A reviewer's workbook becomes suggestions and comments instead. "
        "Ends with 1 where the workbook has problems or a clash is open."
    )
    requires_migrations_checks = True

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", metavar="FILE", type=Path, help="the workbook, .xlsx")
        parser.add_argument("--by", required=True, metavar="EMAIL", help="the e-mail address of who brings it back")
        parser.add_argument("--apply", action="store_true", help="write what is shown")
        parser.add_argument("--prefer", choices=[WORKBOOK, SERVICE], help="whose words to keep in every clash")

    def handle(self, *args: Any, **options: Any) -> None:
        data, person = _read(options["file"]), _person(options["by"])
        plan = _plan(read_about_alone(data, framework_facts()), person)
        ground = Ground.of(plan, person)
        is_reviewer = not may(Action.MERGE, roles_at(person, plan.assessment))
        if is_reviewer and options["prefer"]:
            raise CommandError("A reviewer’s workbook decides nothing, so there is no clash to --prefer a side of.")
        read = read_returned(data, ground, comments=is_reviewer)
        if read.problems:
            self.stdout.write(problems_table(read.problems))
            raise SystemExit(1)
        with transaction.atomic():
            kind = Intake.Kind.FEEDBACK if is_reviewer else Intake.Kind.PLAN
            intake = keep(read, ground, data, options["file"].name, by=person, kind=kind)
            if is_reviewer:
                return self._feedback(Feedback(intake, ground, person), apply=options["apply"])
            found = merge_of(intake, ground)
            choices = Choices(others=options["prefer"] or "")
            self._show(intake.content["remarks"], found, choices)
            if undecided(found, choices.of(found)) or not options["apply"]:
                transaction.set_rollback(True)
                return self._nothing_written(found, choices)
            self._write(intake, plan, choices, found, person)
        return None

    def _show(self, remarks: Iterable[str], found: Merge, choices: Choices) -> None:
        page = page_of(found, choices)
        self._remarks(remarks)
        if page.has_something:
            self.stdout.write(_table([*_rows("Safe change", page.safe), *_rows(_clash(page), page.clashes)]))
        for names, words in ((page.unknown, "Unknown to the plan"), (page.missing, "Did not come back")):
            if names:
                self.stdout.write(f"{words}: {', '.join(names)}")

    def _feedback(self, found: Feedback, *, apply: bool) -> None:
        """Show what a reviewer's workbook suggests and says; write it where that is asked for."""
        plan, by = found.ground.plan, found.by
        self._remarks(found.intake.content["remarks"])
        if lines := lines_of(found.differences):
            self.stdout.write(_table(_rows("Suggestion", lines)))
        for comment in found.comments:
            self.stdout.write(f"Comment on {comment.ref}: {shown(comment.text)}")
        if found.left_out:
            self.stdout.write(f"Workstreams are not suggested: {', '.join(found.left_out)}")
        if not apply:
            transaction.set_rollback(True)
            self.stdout.write("Nothing was written. Add --apply to return this feedback.")
            return
        audience = audiences_for(speaker(by, plan), plan)[0] if found.comments else None
        try:
            made, said = write_feedback(found.intake, plan, seen=found.mark, audience=audience, is_kept=False, by=by)
        except (Refused, NotDecided) as refused:
            raise CommandError(str(refused) or MOVED) from refused
        done = f"{counted(made, 'suggestion')}, {counted(said, 'comment')}"
        self.stdout.write(f"{plan.reference}: {done}, as feedback {found.intake.reference}.")

    def _remarks(self, remarks: Iterable[str]) -> None:
        for words in remarks:
            self.stderr.write(words)

    def _nothing_written(self, found: Merge, choices: Choices) -> None:
        if count := len(undecided(found, choices.of(found))):
            self.stdout.write(f"Nothing was written. Clashes to decide: {count}. Use --prefer, or the plan's page.")
            raise SystemExit(1)
        self.stdout.write("Nothing was written. Add --apply to write it.")

    def _write(self, intake: Any, plan: Plan, choices: Choices, found: Merge, person: User) -> None:
        try:
            written = write_import(intake, plan, choices.of(found), seen=found.mark, by=person)
        except Refused as refused:
            raise CommandError(str(refused)) from refused
        except NotDecided as moved:
            raise CommandError(MOVED) from moved
        done = f"{counted(written.changes, 'change')} in {counted(written.responses, 'recommendation')}"
        self.stdout.write(f"{plan.reference}: {done}, as import {intake.reference}.")


def _read(file: Path) -> bytes:
    try:
        return file.read_bytes()
    except OSError as problem:
        raise CommandError(f"{file} cannot be read: {problem.strerror}.") from problem


def _person(email: str) -> User:
    person = User.objects.filter(email=email.strip().lower(), is_active=True).first()
    if person is None:
        raise CommandError(f"Nobody has the e-mail address {email}.")
    return person


def _plan(about: About | None, person: User) -> Plan:
    """The person's plan that the workbook is of."""
    if about is None:
        raise CommandError("The workbook's sheet About cannot be read, so nobody can tell whose plan it is.")
    mine = Plan.objects.visible_to(person).with_council().filter(assessment__council__code__iexact=about.council_code)
    plan = next((plan for plan in mine if str(plan.assessment.cycle) == about.cycle), None)
    roles = roles_at(person, plan.assessment) if plan else frozenset()
    if plan is None or not (may(Action.MERGE, roles) or may(Action.SUGGEST, roles) and reads_live(person, plan)):
        raise CommandError(
            f"{person.email} has no plan of {about.council} ({about.council_code}), {about.cycle}, to write in. "
            f"Only people with this role may: {who_may(Action.MERGE)}. This role may return feedback on a plan that "
            f"is shared with them: {who_may(Action.SUGGEST)}."
        )
    if may(Action.MERGE, roles) and plan.status not in PEN:
        raise CommandError(why_no_pen(plan))
    return plan


def _table(found: Iterable[tuple[str, ...]]) -> str:
    rows = [HEADINGS, *found]
    widths = [max(len(row[place]) for row in rows) for place in range(len(HEADINGS))]
    return "\n".join(
        "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in rows
    )


def _clash(page: MergePage) -> str:
    return {WORKBOOK: "Clash, take the workbook's", SERVICE: "Clash, keep the plan's"}.get(page.others, "Clash")


def _rows(what: str, lines: Iterable[Line]) -> Iterable[tuple[str, ...]]:
    for line in lines:
        yield what, line.subject, line.label, shown(line.service), shown(line.workbook)
