"""manage.py draw_process: draw the process into the page about the architecture."""

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from submissions.drawing import drawn_into


class Command(BaseCommand):
    help = "Draw the process, from the table of steps, into docs/architecture.md. Safe to run again."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path, nargs="?", default=settings.BASE_DIR / "docs/architecture.md")

    def handle(self, *args: Any, file: Path, **options: Any) -> None:
        try:
            file.write_text(drawn_into(file.read_text(encoding="utf-8")), encoding="utf-8")
        except (OSError, ValueError) as problem:
            raise CommandError(f"{file} was not changed: {problem}") from problem
        self.stdout.write(f"The process is drawn into {file}.")
