"""Sending e-mail through GOV.UK Notify: one template there, with nothing in it but ((subject)) and ((body))."""

from collections.abc import Sequence
from functools import cached_property
from typing import Any

from django.conf import settings
from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend


class NotSent(OSError):
    """Notify did not take a message, or could not be reached. It says why, and never to whom."""


class EmailBackend(BaseEmailBackend):
    """Django's way to send, by Notify's interface. Needs the extra `notify`."""

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        """Send each message to each of its addresses; how many messages went. Raises NotSent."""
        return sum(self._sent(message) for message in email_messages)

    def _sent(self, message: EmailMessage) -> bool:
        try:
            for address in message.recipients():
                self._send_to(address, message)
        except NotSent:
            if not self.fail_silently:
                raise
            return False
        return True

    def _send_to(self, address: str, message: EmailMessage) -> None:
        from notifications_python_client.errors import HTTPError, InvalidResponse

        words = {"subject": message.subject, "body": message.body}
        try:
            self.client.send_email_notification(address, settings.NOTIFY_TEMPLATE_ID, personalisation=words)
        except HTTPError as refused:
            raise NotSent(f"GOV.UK Notify answered {refused.status_code}") from None
        except InvalidResponse:
            raise NotSent("GOV.UK Notify answered what nobody can read") from None

    @cached_property
    def client(self) -> Any:
        """Imported when the first message goes: most installations use a mail server and have no such package."""
        from notifications_python_client import NotificationsAPIClient

        return NotificationsAPIClient(
            settings.NOTIFY_API_KEY, base_url=settings.NOTIFY_BASE_URL, timeout=settings.EMAIL_TIMEOUT
        )
