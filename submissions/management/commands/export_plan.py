"""manage.py export_plan REF --format … [--edition …] [--version N] -o FILE: the exports of the pages, for operators."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from iip.downloads import Download
from iip.references import read_reference
from submissions.exports.downloads import export_live, export_version
from submissions.exports.formats import FORMATS
from submissions.models import Plan, Version

ENDINGS = list(dict.fromkeys(each.ending for each in FORMATS.values()))
EDITIONS = list(dict.fromkeys(each.edition for each in FORMATS.values() if each.edition))


class Command(BaseCommand):
    help = (
        "Writes a plan, as it stands now or as it was handed over, to a file. It asks for no permission, so it is "
        "for operators; each export is recorded. A workbook made here is for reading only: to fill one in, a person "
        "makes a working copy on the plan's page."
    )
    requires_migrations_checks = True

    def create_parser(self, prog_name: str, subcommand: str, **kwargs: Any) -> CommandParser:
        # Django's own --version gives way to the plan's.
        return super().create_parser(prog_name, subcommand, conflict_handler="resolve", **kwargs)

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("reference", metavar="REF", help="the plan's reference, for example P-7KHM-2XQD")
        parser.add_argument("--format", required=True, choices=ENDINGS, dest="ending")
        parser.add_argument("--edition", choices=EDITIONS, default="", help="of the committee paper (docx or pdf)")
        parser.add_argument("--version", type=int, dest="number", metavar="N", help="a version that was handed over")
        parser.add_argument("-o", "--output", required=True, metavar="FILE", type=Path, help="where to write it")

    def handle(self, *args: Any, **options: Any) -> None:
        plan = _plan(options["reference"])
        file: Path = options["output"]
        if file.is_dir() or not file.parent.is_dir():
            raise CommandError(f"{file} cannot be written: name a file in a folder that exists.")
        _write(file, _download(plan, _kind(options["ending"], options["edition"]), options["number"]))
        self.stdout.write(f"Wrote {file}")


def _plan(given: str) -> Plan:
    plan = Plan.objects.with_council().filter(reference=read_reference(given)).first()
    if plan is None:
        raise CommandError(f"There is no plan {given}. Its reference begins with P, for example P-7KHM-2XQD.")
    return plan


def _kind(ending: str, edition: str) -> str:
    for each in FORMATS.values():
        if (each.ending, each.edition) == (ending, edition):
            return each.kind
    if edition:
        raise CommandError(f"A committee paper is docx or pdf, not {ending}.")
    raise CommandError(f"Say which edition of the committee paper: --edition {' or '.join(EDITIONS)}.")


def _download(plan: Plan, kind: str, number: int | None) -> Download:
    return export_live(plan, kind, by=None) if number is None else export_version(_version(plan, number), kind, by=None)


def _version(plan: Plan, number: int) -> Version:
    version = plan.versions.select_related("document").filter(number=number).first()
    if version is None:
        there = ", ".join(str(each) for each in plan.versions.order_by("number").values_list("number", flat=True))
        raise CommandError(f"{plan.reference} has no version {number}. It has: {there or 'none yet'}.")
    version.plan = plan
    return version


def _write(file: Path, download: Download) -> None:
    try:
        file.write_bytes(download.data)
    except OSError as problem:
        raise CommandError(f"{file} cannot be written: {problem.strerror}.") from problem
