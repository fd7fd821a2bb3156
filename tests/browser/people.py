"""People at browsers of their own, who sign in, go from page to page and take steps; each page is looked at."""

import re
import time
from collections.abc import Callable

from playwright.sync_api import BrowserContext, Page, expect

from accounts.models import User
from submissions.models import Plan
from tests import make
from tests.browser.axe import barriers, sideways
from tests.browser.test_sign_in import code_for

REFERENCES = re.compile(r"[PRSW]-[A-Z0-9]{4}-[A-Z0-9]{4}|(?<=/)(ORG|SYS\d)-[^/]+|(?<=/)\d+(?=/)")


class Person:
    """Somebody at their own browser, signed in with a second factor. Every kind of page is checked once a person."""

    def __init__(self, user: User, context: BrowserContext):
        self.user = user
        self.context = context
        self.page: Page = context.new_page()
        self.page.set_default_timeout(10_000)
        self.complaints: list[str] = []
        self.checked: set[str] = set()
        self.code = ""  # the last one that was used
        self.page.on("console", lambda m: self.complaints.append(m.text) if m.type in ("error", "warning") else None)
        self.page.on("pageerror", lambda fault: self.complaints.append(str(fault)))
        self.page.on("dialog", lambda dialog: dialog.accept())

    def sign_in(self) -> None:
        self.page.goto("/account/login/")
        self.page.get_by_label("E-mail address").fill(self.user.email)
        self.page.get_by_label("Password", exact=True).fill(make.PASSWORD)
        self.press("Sign in")
        self.page.get_by_label("Code").fill(self.next_code())
        self.press("Continue")
        expect(self.page.get_by_role("link", name="Sign out")).to_be_visible()
        self.look()

    def next_code(self) -> str:
        """What the app shows once it shows another code than the last: each counts once. Takes 30 seconds at most."""
        while (shown := code_for(make.TOTP_SECRET)) == self.code:
            time.sleep(0.5)
        self.code = shown
        return shown

    def goes_to(self, path: str) -> None:
        self.page.goto(path)
        if "/account/prove/" in self.page.url:
            self.page.get_by_label("Code from your authenticator app").fill(self.next_code())
            self.press("Continue")
            self.page.wait_for_url(lambda url: "/account/prove/" not in url)
        self.look()

    def follows(self, link: str) -> None:
        with self.page.expect_navigation():  # or it may be the old page that is looked at
            self.page.get_by_role("link", name=link).first.click()
        self.look()

    def press(self, button: str) -> None:
        self.page.get_by_role("button", name=button, exact=True).first.click()

    def unfolds_the_form(self) -> None:
        """Open what a form has out of the way."""
        closed = self.page.locator("form details:visible:not([open]) > summary")
        while closed.count():
            closed.first.click()

    def look(self) -> None:
        """The page as it stands has no barrier and does not run off sideways."""
        self.page.wait_for_load_state()
        self.page.locator("main h1").first.wait_for()
        path = REFERENCES.sub("…", self.page.url.split("//")[1].partition("/")[2])
        if path not in self.checked:
            self.checked.add(path)
            assert barriers(self.page) == [], self.page.url
            assert sideways(self.page) == 0, self.page.url

    def sees(self, words: str) -> None:
        expect(self.page.get_by_text(words).first).to_be_visible()


Seat = Callable[[User], Person]


def takes(person: Person, plan: Plan, step: str, button: str, **fields: str) -> None:
    """Take a step on its page, filling in what it asks for by label."""
    page = person.page
    person.goes_to(f"/plans/{plan.reference}/steps/{step}/")
    for label, value in fields.items():
        if value == "tick":
            page.get_by_role("checkbox").check()
        elif value in {"Yes", "No"} or label == "capacity":
            page.get_by_role("radio", name=value, exact=True).check()
        else:
            page.locator(f"[name='{label}']").fill(value)
    person.press(button)
    expect(page.get_by_text("this is done and on record")).to_be_visible()
