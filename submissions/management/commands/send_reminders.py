"""manage.py send_reminders: what is due today, the e-mail of the week, and what could not be sent before."""

from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from assurance import letters
from submissions.digests import send_digests
from submissions.reminders import send_again, send_reminders


class Command(BaseCommand):
    help = "Deadlines, expected dates, the e-mail of the week, and what could not be sent before. Safe to run twice."
    requires_migrations_checks = True

    def handle(self, *args: Any, **options: Any) -> None:
        today = timezone.localdate()
        again, reminded, weekly = send_again() + letters.send_again(), send_reminders(on=today), send_digests(on=today)
        self.stdout.write(f"Sent. Reminders: {reminded}; e-mails of the week: {weekly}; earlier messages: {again}.")
