"""manage.py verify_record: is the record whole?"""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from submissions.verification import breaks, counts


class Command(BaseCommand):
    help = "Check every event chain, every frozen text and the guards on them; says where one is broken."
    requires_migrations_checks = True

    def handle(self, *args: Any, **options: Any) -> None:
        found = list(breaks())
        for place in found:
            self.stdout.write(str(place))
        if found:
            raise CommandError(f"The record is broken in {len(found)} place{'' if len(found) == 1 else 's'}.")
        said = ", ".join(f"{number} {what}" for what, number in counts().items())
        self.stdout.write(f"The record is whole: {said}.")
