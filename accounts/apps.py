"""Who: people, councils, firms and their roles."""

from django.apps import AppConfig
from django.db.models.signals import post_migrate


def make_national_groups(sender, **kwargs):
    """The national roles are groups, and are there from the first migration on."""
    from django.contrib.auth.models import Group

    from accounts.roles import NATIONAL_ROLES

    for role in NATIONAL_ROLES:
        Group.objects.get_or_create(name=role)


class AccountsConfig(AppConfig):
    name = "accounts"

    def ready(self):
        from accounts import signals  # noqa: F401  (importing connects them)

        post_migrate.connect(make_national_groups, sender=self, dispatch_uid="national_groups")
