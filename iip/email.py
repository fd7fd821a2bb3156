"""Sending one message: a link and the name of what happened, never anything of a plan or a report."""

import datetime
import logging
from smtplib import SMTPException
from typing import Any

from django.core.mail import EmailMessage
from django.template.loader import render_to_string

log = logging.getLogger(__name__)
MOST_TRIES = 10  # of one message; then its address takes none
UNDER_WAY = datetime.timedelta(minutes=10)  # so long a message may still be on its way from the page that sends it


def send_message(to: str, template: str, context: dict[str, Any]) -> bool:
    """Send one plain-text message; whether it went. The template's first line is the subject.

    A failure is logged without the address and is for the caller to try again.
    """
    subject, _, body = render_to_string(template, context).strip().partition("\n")
    try:
        return EmailMessage(subject.strip(), body.strip() + "\n", to=[to]).send() == 1
    except (SMTPException, OSError) as failure:
        log.warning("A message could not be sent: %s", type(failure).__name__)
        return False
