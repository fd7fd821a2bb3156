"""Invite the first MHCLG manager, who then invites everybody else."""

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.core.validators import validate_email

from accounts import invitations, staff
from accounts.roles import Role


class Command(BaseCommand):
    help = "Invite the first MHCLG manager: prints a link that is valid for a day. Works once."

    def add_arguments(self, parser):
        parser.add_argument("email")
        parser.add_argument("--name", required=True)

    def handle(self, *args, email, name, **options):
        if staff.managers().exists():
            raise CommandError(
                "There is an MHCLG manager already. They can invite others under Manage, People at MHCLG."
            )
        try:
            validate_email(email)
            _, token = invitations.invite(email, name, Role.MHCLG_MANAGER, by=None, days=1)
        except ValidationError as refused:
            raise CommandError(" ".join(refused.messages)) from None
        self.stdout.write(f"Open this link within a day to make the account of {email.lower()}:")
        self.stdout.write(f"{settings.SITE_URL}{invitations.path_of(token)}")
