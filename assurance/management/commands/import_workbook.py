"""The assurer's intake from the shell, as on the page: whole, or a table of what is wrong and nothing written."""

from pathlib import Path

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from accounts.models import User
from assurance.access import engagement_roles
from assurance.intake import keep, write_intake
from assurance.intake_checks import check_upload
from assurance.reports import Refused
from assurance.workbook import problems_table


class Command(BaseCommand):
    help = "Import an assurer's workbook into the draft of each of its scopes."

    def add_arguments(self, parser):
        parser.add_argument("file", type=Path, help="the workbook, .xlsx")
        parser.add_argument("--by", required=True, metavar="EMAIL", help="the assurer's e-mail address")

    def handle(self, *, file, by, **options):
        person = _assurer(by)
        try:
            data = file.read_bytes()
        except OSError as problem:
            raise CommandError(f"{file} cannot be read: {problem.strerror}.") from problem
        checked = check_upload(data, by=person)
        for words in checked.warnings:
            self.stderr.write(words)
        if checked.problems:
            self.stdout.write(problems_table(checked.problems))
            raise SystemExit(1)
        self._write(checked, data, file.name, person)

    def _write(self, checked, data, filename, person):
        try:
            with transaction.atomic():
                reports = write_intake(keep(checked, data, filename, by=person), by=person)
        except Refused as refused:
            raise CommandError(str(refused)) from refused
        self.stdout.write(f"{checked.assessment} ({checked.assessment.reference}): the drafts are written.")
        for report in reports:
            findings, recommendations = report.findings.count(), report.recommendations.count()
            self.stdout.write(f"{report.scope}: {findings} findings, {recommendations} recommendations")


def _assurer(email):
    person = User.objects.filter(email=email.strip().lower(), is_active=True).first()
    if person is None:
        raise CommandError(f"Nobody has the e-mail address {email}.")
    if not engagement_roles(person):
        raise CommandError(f"{email} is not an assurer of any assessment at present.")
    return person
