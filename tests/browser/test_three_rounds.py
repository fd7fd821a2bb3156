"""One plan through three rounds: feedback, suggestions, a session with minutes, a return by each reviewer, a signature.

Each chapter says what its readers see. Every page is looked at for barriers again in each chapter.
"""

import datetime
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import pytest
from django.utils import timezone
from playwright.sync_api import Locator, Page, expect

from iip.templatetags.govuk import day
from submissions.models import Plan, Status
from submissions.responses import save_response
from tests import make, make_plan
from tests.browser.people import Person, Seat
from tests.pdf_structure import problems
from tests.pdf_text import text_of

pytestmark = pytest.mark.django_db(transaction=True)
MOST = 8  # page loads of an approver's whole visit
FIRST, SECOND, LAST = "ORG-A1.a-01", "ORG-A1.b-01", "ORG-A2.a-01"
DECLINED: dict[str, Any] = {"choice": "no_action", "risk_owner": "Chief Executive", "why_no_action": "cost"}
KEPT, ASKED = "Is the winter freeze in these dates?", "Who stands in for them?"
RETURNED, NOT_SIGNED, NOT_CONFIRMED = "Say who agreed to the costs.", "Name the budget.", "The date is the old one."
EVENTS = [
    "issued the report, and the plan began",
    "shared the plan with the assurer",
    "returned feedback",
    "shared the plan with the assurer",
    "put the minutes of the session on record",
    "returned feedback",
    "sent the plan to the quality assurer",
    "returned the plan for changes",
    "sent the plan to the quality assurer",
    "passed the plan to the approver",
    "returned the plan for changes",
    "sent the plan to the approver again",
    "signed the plan off",
    "could not confirm the plan",
    "sent the plan to the approver again",
    "signed the plan off",
    "confirmed that the plan can be submitted",
    "submitted the plan to MHCLG",
]


@dataclass
class Story:
    """A plan, and who has to do with it."""

    plan: Plan
    lead: Person
    assurer: Person
    quality: Person
    approver: Person

    @property
    def people(self) -> tuple[Person, ...]:
        return self.lead, self.assurer, self.quality, self.approver

    def at(self, place: str = "") -> str:
        return f"/plans/{self.plan.reference}/{place}"


@pytest.fixture
def story(seat: Seat) -> Story:
    profile = make.profile(framework=make.framework(), targets={"A1.a": "achieved", "A1.b": "achieved"})
    made = make_plan.plan(council=make.council(name="Ashby"), recommendations=4, complete=True, profile=profile)
    look_again = timezone.localdate() + datetime.timedelta(days=200)
    save_response(made.responses[3], DECLINED | {"look_again_on": look_again}, seen=1, by=made.people.lead)
    who = made.people
    names = {who.lead: "Priya Shah", who.assurer: "Rowan Hale", who.qa: "Tom Okafor", who.approver: "Ann Leigh"}
    for person, name in names.items():
        person.name = name
        person.save()
    return Story(made.plan, seat(who.lead), seat(who.assurer), seat(who.qa), seat(who.approver))


def test_a_plan_goes_through_three_rounds_and_each_reader_sees_what_is_theirs(story: Story, mailoutbox):
    for chapter in (
        the_plan_is_shared,
        the_assurer_asks_and_suggests,
        the_council_decides_on_each_suggestion,
        the_council_answers_and_shares_again,
        a_session_is_proposed_and_confirmed,
        the_session_is_held_and_its_minutes_are_put_on_record,
        the_quality_assurer_returns_the_plan,
        the_quality_assurer_passes_it,
        the_approver_returns_it,
        the_approver_signs,
        the_assurer_cannot_confirm,
        the_approver_signs_again,
        the_assurer_confirms_and_the_council_submits,
    ):
        for person in story.people:
            person.checked.clear()
        chapter(story)
    assert [person.complaints for person in story.people] == [[], [], [], []]
    said = [KEPT, ASKED, RETURNED, NOT_SIGNED, NOT_CONFIRMED, "breach", "deputy"]
    assert not [mail.subject for mail in mailoutbox for word in said if word in mail.subject + mail.body]


# --- what people do at a page


def opens(person: Person, words: str) -> None:
    """From the home page, what waits first."""
    person.goes_to("/")
    expect(person.page.locator("main p.govuk-body-l").first).to_have_text(f"Ashby: {words}")
    person.follows(f"Ashby: {words}")


def presses(person: Person, button: str, sees: str) -> None:
    person.press(button)
    person.sees(sees)
    person.look()


def done(person: Person, button: str, typed: dict[str, str] | None = None) -> None:
    """The form of a step's page, filled in by label and sent."""
    for label, value in (typed or {}).items():
        person.page.get_by_label(label).fill(value)
    presses(person, button, "this is done and on record")


def reads(person: Person) -> str:
    return " ".join(person.page.locator("main").inner_text().split())


def words_of(where: Locator) -> list[str]:
    """The words that a page marks, without what it says to those who hear it."""
    return [re.sub("^(new|taken out): | \\(end\\)$", "", " ".join(text.split())) for text in where.all_inner_texts()]


def changed(page: Page, within: str) -> tuple[list[str], list[str]]:
    """The words that are struck through, and those that are underlined."""
    part = page.locator(within)
    return words_of(part.locator("del")), words_of(part.locator("ins"))


def answers(person: Person, story: Story, ref: str, typed: dict[str, str]) -> None:
    person.goes_to(story.at(f"recommendations/{ref}/"))
    person.unfolds_the_form()
    for label, value in typed.items():
        control = person.page.get_by_label(re.compile(f"^{label}"))
        if control.evaluate("node => node.tagName") == "SELECT":
            control.select_option(label=value)
        else:
            control.fill(value)
    person.press("Save")
    person.sees("Complete")


@contextmanager
def a_visit(person: Person) -> Iterator[None]:
    """Somebody comes, signs in, and goes again: few pages in between."""
    person.context.clear_cookies()
    loads: list[str] = []

    def count(page: Page) -> None:
        loads.append(page.url)

    person.page.on("load", count)
    person.sign_in()
    yield
    person.page.wait_for_load_state()
    person.page.remove_listener("load", count)
    assert 4 <= len(loads) <= MOST, loads


# --- the first round


def the_plan_is_shared(story: Story) -> None:
    lead, assurer = story.lead, story.assurer
    assurer.goes_to(story.at())
    assurer.sees("You can read this plan once the council has shared it with you.")
    opens(lead, "share the plan with your assurer")
    assert "Rowan Hale, Independent assurer" in reads(lead)
    done(lead, "Share with assurer", {"Note for your assurer": "Look at the owners first."})
    lead.goes_to("/")
    lead.sees("Nothing waits for you now.")


def the_assurer_asks_and_suggests(story: Story) -> None:
    assurer, lead, page = story.assurer, story.lead, story.assurer.page
    assurer.goes_to(story.at())
    assurer.sees("Priya Shah shared the plan with the assurer:")
    assurer.sees("Look at the owners first.")
    assurer.follows("Recommendations")
    suggests(assurer, story, FIRST, "Justification", "It lowers the risk of a breach.", "Say which risk.")
    suggests(assurer, story, SECOND, "Justification", "It ends the risk.", "")
    assurer.goes_to(story.at(f"recommendations/{FIRST}/"))
    assurer.follows("Comment on Accountable owner")
    page.get_by_label("Your comment").fill(ASKED)
    presses(assurer, "Add comment", "Your comment is added.")
    assurer.goes_to(story.at("comments/"))
    page.get_by_label("Your comment").fill(KEPT)
    page.get_by_label("When you next take a step").check()
    presses(assurer, "Add comment", KEPT)

    lead.goes_to(story.at("comments/"))
    assert ASKED in reads(lead)
    assert KEPT not in reads(lead)
    opens(assurer, "give feedback on the plan")
    assert KEPT in reads(assurer)
    done(assurer, "Return feedback", {"Summary": "Two wordings and two questions."})


def suggests(person: Person, story: Story, ref: str, field: str, value: str, why: str) -> None:
    person.goes_to(story.at(f"recommendations/{ref}/"))
    person.follows(f"Suggest a change to {field}")
    person.page.get_by_label(field).fill(value)
    person.page.get_by_label("Why").fill(why)
    presses(person, "Suggest", "Your suggestion is with the council’s CAF lead.")


def the_council_decides_on_each_suggestion(story: Story) -> None:
    lead, assurer, page = story.lead, story.assurer, story.lead.page
    opens(lead, "decide 2 suggestions")
    lead.goes_to(story.at(""))
    lead.sees("Rowan Hale returned feedback:")
    lead.sees("Two wordings and two questions.")
    lead.follows("Suggestions (2 open)")
    first, second = (f"article[aria-label^='Suggestion for {ref}']" for ref in (FIRST, SECOND))
    assert changed(page, first) == (["risk."], ["risk of a breach."])
    assert changed(page, second) == (["lowers"], ["ends"])
    assert "Suggested by Rowan Hale, Independent assurer" in reads(lead)
    presses(lead, f"Accept {FIRST}, Justification, by Rowan Hale", f"Accepted: {FIRST} says it now.")
    lead.follows(f"Decline {SECOND}")
    page.get_by_label("Why you decline it").fill("Nothing ends it.")
    presses(lead, "Decline", "The suggestion is declined.")
    lead.sees("No suggestion waits.")
    assert story.plan.responses.get(ref=FIRST).justification == "It lowers the risk of a breach."
    assert story.plan.responses.get(ref=SECOND).justification == "It lowers the risk."
    lead.goes_to(story.at(f"recommendations/{FIRST}/"))
    page.get_by_text("History of this response").click()
    lead.sees("Priya Shah, as Rowan Hale suggested")

    assurer.goes_to(story.at("suggestions/?state=all"))
    assert "Accepted by Priya Shah" in reads(assurer)
    assert "Declined by Priya Shah" in reads(assurer)
    assert "Why it was declined: Nothing ends it." in reads(assurer)


# --- the second round


def the_council_answers_and_shares_again(story: Story) -> None:
    lead, assurer = story.lead, story.assurer
    lead.goes_to(story.at("steps/send_to_qa/"))
    lead.sees("Record the improvement and implementation session first")
    lead.sees("Answer or settle 2 comments of your assurer")
    for place, reply in ((FIRST, "Their deputy."), ("The plan as a whole", "Yes, it is.")):
        lead.goes_to(story.at("steps/send_to_qa/"))
        lead.page.locator("h2:has-text('without an answer') + ul").get_by_role("link", name=place).click()
        lead.page.get_by_label("Your reply").fill(reply)
        presses(lead, "Reply", "Your comment is added.")
    lead.goes_to(story.at("steps/send_to_qa/"))
    assert "Answer or settle" not in reads(lead)
    lead.goes_to(story.at("steps/share/"))
    done(lead, "Share with assurer")

    assurer.goes_to(story.at())
    assurer.follows("Comments (2 open, 2 new)")
    assert reads(assurer).count("New to you") == 2
    assurer.goes_to(story.at("versions/"))
    assurer.sees("This is round 2.")
    assurer.follows("What changed since round 1")
    assert changed(assurer.page, "dl.govuk-summary-list") == (["risk."], ["risk of a breach."])
    assert "1 recommendation changed. No date, no cost and no decision to take no action changed." in reads(assurer)


def a_session_is_proposed_and_confirmed(story: Story) -> None:
    lead, assurer, page = story.lead, story.assurer, story.assurer.page
    on = timezone.localdate() + datetime.timedelta(days=9)
    assurer.goes_to(story.at("session/"))
    presses(assurer, "Propose a time", "Propose a time for the session")
    agenda = page.get_by_label("Agenda").input_value()
    assert agenda.index("With open comments") < agenda.index("High risks that get no action") < agenda.index(LAST)
    assert f"– {FIRST} Recommendation 1 (1 open comment)" in agenda
    enters_the_day(page, on)
    page.get_by_label("Time", exact=True).fill("14:30")
    page.get_by_label("Place").fill("Town hall, room 2")
    presses(assurer, "Propose this time", "The council confirms this time")

    opens(lead, f"confirm the session on {day(on)}, or propose another time")
    lead.sees("Town hall, room 2")
    lead.page.get_by_role("button", name=re.compile("^Confirm ")).click()
    lead.sees("Arranged")
    lead.look()
    assurer.goes_to("/news/")
    assurer.sees("Priya Shah confirmed when the session is.")
    calendar = downloaded(assurer, story.at("session/calendar.ics")).decode()
    assert "STATUS:CONFIRMED" in calendar
    assert f"DTSTART:{on:%Y%m%d}T" in calendar
    assert "LOCATION:Town hall\\, room 2" in calendar


def enters_the_day(page: Page, on: datetime.date) -> None:
    for label, number in (("Day", on.day), ("Month", on.month), ("Year", on.year)):
        page.get_by_label(label, exact=True).fill(str(number))


def downloaded(person: Person, address: str) -> bytes:
    answer = person.context.request.get(address)
    assert answer.ok, address
    return answer.body()


def the_session_is_held_and_its_minutes_are_put_on_record(story: Story) -> None:
    lead, assurer, page = story.lead, story.assurer, story.lead.page
    lead.goes_to(story.at("session/decisions/"))
    assert ASKED in reads(lead)
    page.get_by_label(f"Decision on {FIRST}").fill("Do it a year later.")
    saves_the_decisions(lead)
    lead.goes_to(story.at("session/"))
    lead.sees("1 written down")
    assurer.goes_to(story.at("session/decisions/"))
    expect(assurer.page.get_by_label(f"Decision on {FIRST}")).to_have_value("Do it a year later.")
    assurer.page.get_by_label("Decision on the comment by Rowan Hale").last.fill("The deputy is written in.")
    saves_the_decisions(assurer)

    lead.goes_to(story.at("session/"))
    page.get_by_role("radio", name="Held", exact=True).check()
    enters_the_day(page, timezone.localdate())
    page.get_by_label("Time of the session").fill("00:00")
    page.get_by_label("If it was held: who came").fill("Priya Shah and Rowan Hale")
    page.get_by_label("If it was held: notes").fill("We went through what is open.")
    presses(lead, "Save the record", "2 written down")
    lead.follows("Open the minutes")
    lead.sees("What they will say")
    lead.sees("The deputy is written in.")
    presses(lead, "Put the minutes on record", "Minutes 1 (PDF)")

    assurer.goes_to("/news/")
    assurer.sees("Priya Shah put the minutes of the session on record.")
    assurer.goes_to(story.at("session/minutes/"))
    with assurer.page.expect_download() as taken:
        assurer.page.get_by_role("link", name="Minutes 1 (PDF)").click()
    data = taken.value.path().read_bytes()
    assert problems(data) == []
    says = " ".join(text_of(data).split())
    for words in (
        "Ashby", "Town hall, room 2", "Priya Shah and Rowan Hale", "We went through what is open.",
        f"{FIRST} Recommendation 1", "Do it a year later.", "The deputy is written in.",
    ):  # fmt: skip
        assert words in says
    opens(assurer, "give feedback on the plan")
    done(assurer, "Return feedback", {"Summary": "As we agreed in the session."})


def saves_the_decisions(person: Person) -> None:
    person.page.get_by_role("button", name="Save all decisions").first.click()
    person.sees("The decisions are saved.")
    person.look()


# --- the third round


def the_quality_assurer_returns_the_plan(story: Story) -> None:
    lead, quality, page = story.lead, story.quality, story.quality.page
    answers(lead, story, FIRST, {"End quarter": "2027/28 Q4", "One-off capital": "17000"})
    lead.goes_to(story.at())
    lead.follows("Send to quality assurer")
    done(lead, "Send to quality assurer")

    opens(quality, "check the plan, then pass it on or return it")
    assert (
        "Since the assurer’s feedback: 1 recommendation changed: 1 date later, £5,000 more one-off capital."
        in reads(quality)
    )
    for words in ("As we agreed in the session.", "0 errors", "The risk is accepted by Chief Executive until", LAST):
        assert words in reads(quality), words
    ticks = page.locator("form").get_by_role("checkbox")
    for number in range(ticks.count() - 1):
        ticks.nth(number).check()
    page.get_by_label("Note on “Costs have a basis").fill("Finance has not seen them.")
    presses(quality, "Save the checklist", "1 item of the checklist is neither ticked nor noted.")
    presses(quality, "Return for changes", "Must the plan come back to you")
    page.get_by_label("Yes", exact=True).check()
    done(quality, "Return the plan", {"Reason": RETURNED})

    lead.goes_to(story.at())
    lead.sees("Tom Okafor returned the plan for changes:")
    lead.sees(RETURNED)
    story.assurer.goes_to(story.at())
    assert RETURNED not in reads(story.assurer)
    lead.goes_to(story.at("approve/"))
    assert "7 of 8 items of the checklist are ticked." in reads(lead)
    assert "ticked. Finance has not seen them." in reads(lead)
    lead.goes_to(story.at("steps/resend/"))
    lead.sees("A quality assurer has not passed this plan yet: send it to them.")


def the_quality_assurer_passes_it(story: Story) -> None:
    lead, quality = story.lead, story.quality
    answers(lead, story, SECOND, {"Funding source": "The capital programme"})
    lead.goes_to(story.at("steps/send_to_qa/"))
    done(lead, "Send to quality assurer")
    opens(quality, "check the plan, then pass it on or return it")
    assert "8 items of the checklist are neither ticked nor noted." in reads(quality)
    quality.follows("What changed since you last took a step")
    assert "Funding source Before: blank After: The capital programme" in reads(quality)
    quality.goes_to(story.at("quality/"))
    presses(quality, "Pass to approver", "What you checked")
    done(quality, "Pass to approver", {"What you checked": "All of it, with finance."})


def the_approver_returns_it(story: Story) -> None:
    lead, approver = story.lead, story.approver
    with a_visit(approver):
        approver.follows("Ashby: read the plan, then sign it or return it")
        approver.sees("Passed by the quality assurer")
        approver.sees("All of it, with finance.")
        presses(approver, "Return for changes", "The council’s team gets the plan back")
        done(approver, "Return the plan", {"Reason": NOT_SIGNED})
    lead.goes_to(story.at())
    lead.sees("Ann Leigh returned the plan for changes:")
    lead.sees(NOT_SIGNED)
    story.quality.goes_to("/news/")
    story.quality.sees("Ann Leigh returned the plan for changes.")


def the_approver_signs(story: Story) -> None:
    lead, approver = story.lead, story.approver
    answers(lead, story, SECOND, {"Funding source": "Budget line 12 of the capital programme"})
    lead.goes_to(story.at("steps/resend/"))
    done(lead, "Send to approver again")
    with a_visit(approver):
        approver.follows("Ashby: read the plan, then sign it or return it")
        said = reads(approver)
        for words in (
            "Of 2 outcomes with a target, 0 meet it now; if the plan is delivered as scheduled",
            "One-off capital £41,000", "The risk is accepted by Chief Executive until",
            f"{FIRST} Recommendation 1 Implement 2027/28 Q4", "Since quality assurance: 1 recommendation changed",
            "Returned by the approver", NOT_SIGNED,
        ):  # fmt: skip
            assert words in said, words
        signs(approver)
    assert "signed the plan off" in history(story.quality, story)


def signs(approver: Person) -> None:
    presses(approver, "Sign off", "What you sign")
    approver.page.get_by_label("On my own authority").check()
    approver.page.get_by_label("I approve this improvement and implementation plan").check()
    done(approver, "Sign off", {"Your full name": "ann leigh", "Your job title": "Chief Executive"})


def history(person: Person, story: Story) -> str:
    person.goes_to(story.at("history/"))
    return reads(person)


def the_assurer_cannot_confirm(story: Story) -> None:
    lead, assurer, approver = story.lead, story.assurer, story.approver
    opens(assurer, "confirm that the plan can be submitted")
    assurer.goes_to(story.at("steps/cannot_confirm/"))
    assurer.sees("This voids the signature of Ann Leigh. The plan has to be signed again.")
    done(assurer, "Cannot confirm", {"Reason": NOT_CONFIRMED})
    for person in (lead, approver):
        person.goes_to(story.at())
        person.sees("Rowan Hale could not confirm the plan:")
        person.sees(NOT_CONFIRMED)
    approver.goes_to(story.at("approve/"))
    approver.sees("You signed exactly this on")
    approver.sees("That signature does not stand any more, so a new one is needed.")


def the_approver_signs_again(story: Story) -> None:
    lead, approver = story.lead, story.approver
    answers(lead, story, SECOND, {"Justification": "It lowers the risk a lot."})
    lead.goes_to(story.at("steps/resend/"))
    done(lead, "Send to approver again")
    with a_visit(approver):
        approver.follows("Ashby: read the plan, then sign it or return it")
        approver.sees("This is not what you signed on")
        approver.sees("A new signature is needed.")
        approver.sees("Not confirmed by the independent assurer")
        signs(approver)
    approver.goes_to(story.at("approve/"))
    approver.sees("Signed by ann leigh, Chief Executive")


def the_assurer_confirms_and_the_council_submits(story: Story) -> None:
    lead, assurer = story.lead, story.assurer
    opens(assurer, "confirm that the plan can be submitted")
    assurer.page.get_by_role("checkbox").check()
    done(assurer, "Confirm ready to submit")
    opens(lead, "submit the plan to MHCLG")
    lead.page.get_by_role("checkbox").check()
    done(lead, "Submit to MHCLG")
    lead.follows("Receipt of the submission")
    story.plan.refresh_from_db()
    assert story.plan.status == Status.SUBMITTED
    submission = story.plan.submissions.get()
    assert submission.reference in reads(lead)
    lead.follows("check its reference and code")
    lead.page.get_by_label("Plan or submission reference").fill(submission.reference)
    lead.page.get_by_label("Document code").fill(submission.version.document_id)
    presses(lead, "Check", "It was submitted to MHCLG on")
    assert re.findall("[0-9]+[.] .+? [(].+?[)] (.+?)[.]", history(lead, story)) == EVENTS[::-1]
