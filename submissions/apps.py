"""What the council does about it: plans and their life."""

from django.apps import AppConfig


class SubmissionsConfig(AppConfig):
    name = "submissions"

    def ready(self):
        from accounts.grants import role_changed
        from accounts.invitations import invitation_accepted
        from submissions import delegation

        invitation_accepted.connect(delegation.on_accepted, dispatch_uid="offered_rows")
        role_changed.connect(delegation.on_role_changed, dispatch_uid="handed_rows")
