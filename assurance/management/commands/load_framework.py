"""Take in a version of the framework from its JSON file. Safe to run again."""

import json
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from assurance.frameworks import NotAFramework, load_framework


class Command(BaseCommand):
    help = "Take in a version of the Cyber Assessment Framework from a JSON file. Safe to run again."

    def add_arguments(self, parser):
        parser.add_argument("file", type=Path, help="for example assurance/caf/caf-3.2.json")

    def handle(self, *, file, **options):
        try:
            framework = load_framework(json.loads(file.read_text(encoding="utf-8")))
        except OSError as problem:
            raise CommandError(f"{file} cannot be read: {problem.strerror}.") from problem
        except (NotAFramework, ValueError) as problem:
            raise CommandError(f"{file} was not loaded: {problem}") from problem
        count = framework.outcomes.count()
        profiles = ", ".join(framework.profiles.values_list("name", flat=True)) or "no profile"
        self.stdout.write(f"{framework}: {count} contributing outcomes; {profiles}.")
