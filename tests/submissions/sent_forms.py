"""What a browser sends of a form: every control as the page shows it, with other values where a test types them."""

from html.parser import HTMLParser

from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.models import User
from tests import make


class _Controls(HTMLParser):
    def __init__(self):
        super().__init__()
        self.sent: dict[str, list[str]] = {}
        self.name = ""
        self.inside = ""

    def handle_starttag(self, tag, attrs):
        given = dict(attrs)
        if tag == "input" and given.get("name"):
            kind = given.get("type", "text")
            if kind in ("radio", "checkbox") and "checked" not in given:
                return
            self.sent.setdefault(given["name"], []).append(given.get("value") or "")
        elif tag in ("textarea", "select"):
            self.name, self.inside = given["name"] or "", tag
            self.sent[self.name] = [""] if tag == "textarea" else []
        elif tag == "option" and self.inside == "select" and "selected" in given:
            self.sent[self.name].append(given.get("value") or "")

    def handle_endtag(self, tag):
        if tag == self.inside:
            self.inside = ""

    def handle_data(self, data):
        if self.inside == "textarea":
            self.sent[self.name][0] += data


def controls(text: str) -> dict[str, list[str]]:
    """The controls of a page's forms and what they hold."""
    parser = _Controls()
    parser.feed(text)
    # A browser leaves out the line end that a textarea begins with.
    return {n: [v.removeprefix("\r\n").removeprefix("\n") for v in values] for n, values in parser.sent.items()}


def signed_in(user: User) -> Client:
    return make.sign_in(Client(), user)


def queries(asked: CaptureQueriesContext) -> int:
    """How often the database was asked, without the savepoints that a test's own transaction brings."""
    return sum("SAVEPOINT" not in query["sql"] for query in asked)
