"""GOV.UK Notify, played by a server on this machine: what it is sent, and what its answers come to."""

import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any

import pytest
from django.core.mail import EmailMessage, get_connection

from iip.email import send_message
from iip.notify import NotSent
from tests.iip.test_settings import PRODUCTION, last_line, manage

KEY = "demo-12345678-1234-1234-1234-123456789012-abcdefab-1234-1234-1234-abcdefabcdef"


class Notify:
    """What came in, and how it answers."""

    def __init__(self) -> None:
        self.status, self.body = 201, b'{"id": "1"}'
        self.asked: list[tuple[str, str, dict[str, Any]]] = []


@pytest.fixture
def notify(settings) -> Iterator[Notify]:
    played = Notify()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            length = int(self.headers["Content-Length"])
            sent = json.loads(self.rfile.read(length))
            played.asked.append((self.path, self.headers["Authorization"], sent))
            self.send_response(played.status)
            self.end_headers()
            self.wfile.write(played.body)

        def log_message(self, *args: Any) -> None:
            """Say nothing."""

    server = HTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    settings.EMAIL_BACKEND = "iip.notify.EmailBackend"
    settings.NOTIFY_API_KEY, settings.NOTIFY_TEMPLATE_ID = KEY, "the-template"
    settings.NOTIFY_BASE_URL = f"http://127.0.0.1:{server.server_port}"
    yield played
    server.shutdown()
    server.server_close()


def test_a_message_goes_as_the_subject_and_the_body_of_our_template(notify):
    assert send_message("ada@ashby.gov.uk", "emails/step.txt", {"link": "https://plans.example/x/", "step": "Sign off"})
    ((path, proof, sent),) = notify.asked
    assert path == "/v2/notifications/email"
    assert proof.startswith("Bearer ")
    assert (sent["email_address"], sent["template_id"]) == ("ada@ashby.gov.uk", "the-template")
    assert sent["personalisation"]["subject"] == "Improvement plan: Sign off"
    assert "https://plans.example/x/" in sent["personalisation"]["body"]


@pytest.mark.parametrize(("status", "body"), [(400, b"{}"), (429, b"{}"), (500, b"no"), (201, b"not json")])
def test_a_refusal_is_a_message_that_did_not_go_and_names_nobody(notify, caplog, status, body):
    notify.status, notify.body = status, body
    assert not send_message("ada@ashby.gov.uk", "emails/step.txt", {"link": "", "step": "Sign off"})
    assert "ada@ashby" not in caplog.text


def test_a_caller_who_wants_silence_gets_it_and_others_the_reason(notify):
    notify.status, notify.body = 403, b"{}"
    message = EmailMessage("S", "B", to=["ada@ashby.gov.uk"])
    assert get_connection(fail_silently=True).send_messages([message]) == 0
    with pytest.raises(NotSent, match="403"):
        get_connection().send_messages([message])


def test_nobody_there_is_a_message_that_did_not_go(notify, settings):
    settings.NOTIFY_BASE_URL = "http://127.0.0.1:9"
    assert not send_message("ada@ashby.gov.uk", "emails/step.txt", {"link": "", "step": "Sign off"})


def test_an_installation_that_sends_through_notify_needs_its_key_and_template_and_no_mail_server():
    given = {**PRODUCTION, "EMAIL_URL": "notify://", "NOTIFY_API_KEY": KEY, "NOTIFY_TEMPLATE_ID": "x"}
    for name in ("NOTIFY_API_KEY", "NOTIFY_TEMPLATE_ID"):
        assert f"{name} is not set" in last_line({**given, name: ""})
    shown = manage("shell", "-c", "from django.conf import settings; print(settings.EMAIL_BACKEND)", **given)
    assert shown.stdout.strip().endswith("iip.notify.EmailBackend"), shown.stderr
