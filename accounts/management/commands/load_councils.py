"""Take in the list of councils from a CSV file."""

from pathlib import Path

from django.core.management.base import BaseCommand, CommandError
from django.db import IntegrityError

from accounts import council_file


class Command(BaseCommand):
    help = (
        "Add the councils in a CSV file (gss_code, name, council_type, region, population_2020) and bring those "
        "that are there up to date. Nothing is deleted; it can be run again."
    )

    def add_arguments(self, parser):
        parser.add_argument("file", type=Path)

    def handle(self, *args, file, **options):
        try:
            with file.open(encoding="utf-8-sig", newline="") as opened:
                found = council_file.read(opened)
        except (OSError, UnicodeDecodeError) as problem:
            raise CommandError(f"{file} could not be read: {problem}") from problem
        if found.problems:
            raise CommandError("Nothing was written.\n" + "\n".join(found.problems))
        try:
            added, updated = council_file.write(found.councils)
        except IntegrityError:
            raise CommandError("Nothing was written: a council of another code has one of these names.") from None
        self.stdout.write(f"{added} councils added, {updated} brought up to date.")
