"""The ground: what any such site needs."""

from django.apps import AppConfig
from django.db.models.signals import post_migrate, pre_migrate


def unlock_before_migrate(sender, using, **kwargs):
    from iip import append_only

    append_only.unlock(using)


def lock_after_migrate(sender, using, **kwargs):
    from iip import append_only

    append_only.lock(using)


class IipConfig(AppConfig):
    name = "iip"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self):
        pre_migrate.connect(unlock_before_migrate, sender=self, dispatch_uid="unlock")
        post_migrate.connect(lock_after_migrate, sender=self, dispatch_uid="lock")
