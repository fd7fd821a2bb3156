"""manage.py send_reminders: what is due today, and what could not be sent before."""

from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from submissions.reminders import send_again, send_reminders


class Command(BaseCommand):
    help = "Remind people of deadlines and expected dates, and send again what could not be sent. Safe to run twice."
    requires_migrations_checks = True

    def handle(self, *args: Any, **options: Any) -> None:
        again, reminded = send_again(), send_reminders(on=timezone.localdate())
        self.stdout.write(f"Sent. Reminders: {reminded}; earlier messages: {again}.")
