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
from assurance.workbook import About, problems_table
from assurance.workbook.problems import shown
from submissions.access import why_no_pen
from submissions.import_page import Choices, Line, MergePage, counted, page_of
from submissions.imports import NotDecided, Refused, keep, merge_of, write_import
from submissions.merge import SERVICE, WORKBOOK, Merge, undecided
from submissions.models import Plan
from submissions.returned_workbook import Ground, read_returned
from submissions.workflow import PEN

HEADINGS = ("", "Recommendation", "What", "In the plan", "In the workbook")


class Command(BaseCommand):
    help = (
        "Compares a workbook that a council filled in with what went out and with the plan now. Writes only with "
        "--apply, and only when no clash is open. Ends with 1 where the workbook has problems or a clash is open."
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
        read = read_returned(data, ground)
        if read.problems:
            self.stdout.write(problems_table(read.problems))
            raise SystemExit(1)
        with transaction.atomic():
            intake = keep(read, ground, data, options["file"].name, by=person)
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
        for words in remarks:
            self.stderr.write(words)
        if page.has_something:
            self.stdout.write(_table(page))
        for names, words in ((page.unknown, "Unknown to the plan"), (page.missing, "Did not come back")):
            if names:
                self.stdout.write(f"{words}: {', '.join(names)}")

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
            raise CommandError("The plan has just changed. Nothing was written: run the command again.") from moved
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
    if plan is None or not may(Action.MERGE, roles_at(person, plan.assessment)):
        raise CommandError(
            f"{person.email} has no plan of {about.council} ({about.council_code}), {about.cycle}, to write in. "
            f"Only people with this role may: {who_may(Action.MERGE)}."
        )
    if plan.status not in PEN:
        raise CommandError(why_no_pen(plan))
    return plan


def _table(page: MergePage) -> str:
    rows = [HEADINGS, *_rows("Safe change", page.safe), *_rows(_clash(page), page.clashes)]
    widths = [max(len(row[place]) for row in rows) for place in range(len(HEADINGS))]
    return "\n".join(
        "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in rows
    )


def _clash(page: MergePage) -> str:
    return {WORKBOOK: "Clash, take the workbook's", SERVICE: "Clash, keep the plan's"}.get(page.others, "Clash")


def _rows(what: str, lines: Iterable[Line]) -> Iterable[tuple[str, ...]]:
    for line in lines:
        yield what, line.subject, line.label, shown(line.service), shown(line.workbook)
