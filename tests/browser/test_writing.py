"""Writing a report in a real browser: by keyboard alone, in Excel with faults mended, saved as one goes."""

from io import BytesIO

import pytest
from django.urls import reverse
from openpyxl import load_workbook
from playwright.sync_api import Page, expect

from assurance.models import Finding, Recommendation, Report, Wording
from tests import make, make_assurance
from tests.browser.axe import barriers, sideways
from tests.browser.test_response_page import sign_in
from tests.make_assurance import changed, sample

pytestmark = pytest.mark.django_db(transaction=True)
NAME = "harrowmere-2026-27"


@pytest.fixture
def engagement():
    return make_assurance.engagement_for(NAME)


@pytest.fixture
def assurer(engagement):
    return make.assurer(engagement)


@pytest.fixture
def complaints() -> list[str]:
    """What the browser complains of on the assurer's page: refused content, faults in scripts."""
    return []


@pytest.fixture
def desk(live_server, context, assurer, complaints) -> Page:
    page = sign_in(context, live_server.url, assurer)
    page.on("pageerror", lambda fault: complaints.append(str(fault)))
    page.on("console", lambda m: complaints.append(m.text) if m.type in ("error", "warning") else None)
    page.goto(f"{live_server.url}/reports/")
    return page


def drafted(engagement) -> Report:
    """A draft with something of everything, and another scope to address."""
    make.scope(engagement=engagement, code="SYS1", name="Revenues and benefits")
    report = make_assurance.draft(make.scope(engagement=engagement), "A1.a", "A1.b", recommended=("A1.a", "A1.b"))
    outcome = report.scope.assessment.framework.outcomes.get(code="A1.a")
    words = {"title": "Name an owner", "text": "Do it.", "risk": "high", "by": make.person()}
    Wording.objects.create(firm=engagement.firm, outcome=outcome, **words)
    make_assurance.attachment(engagement, by=make.assurer(engagement))
    return report


def paths(report) -> list[str]:
    reference, code = report.scope.assessment.reference, report.scope.code
    ref, firm = report.recommendations.first().ref, report.scope.engagement.firm_id
    of_draft = ("findings_edit", "recommendation_list", "recommendation_add", "scope_detail")
    of_one = ("recommendation_edit", "recommendation_split", "recommendation_merge", "recommendation_remove")
    of_report = ("report_detail", "narrative_edit", "scope_add", "attachment_add", "report_upload")
    return [
        "/reports/",
        "/reports/search/?q=mend",
        *(reverse(f"assurance:{name}", args=[reference]) for name in of_report),
        *(reverse(f"assurance:{name}", args=[reference, code]) for name in of_draft),
        reverse("assurance:recommendation_add", args=[reference, code]) + "?outcome=A1.a",
        *(reverse(f"assurance:{name}", args=[reference, code, ref]) for name in of_one),
        reverse("assurance:recommendation_merge", args=[reference, code, ref]) + "?other=ORG-A1.b-02",
        reverse("assurance:wording_list", args=[firm]),
        reverse("assurance:wording_add", args=[firm]),
    ]


@pytest.mark.parametrize("width", [1280, 768, 320])
def test_the_pages_of_writing_have_no_barriers(live_server, desk, engagement, complaints, width):
    desk.set_viewport_size({"width": width, "height": 900})
    for path in paths(drafted(engagement)):
        desk.goto(live_server.url + path)
        assert barriers(desk) == [], path
        assert sideways(desk) == 0, path
    assert complaints == []


def test_a_clash_has_no_barriers_and_leads_to_the_control(live_server, desk, engagement, complaints):
    report = drafted(engagement)
    desk.goto(live_server.url + reverse("assurance:findings_edit", args=[report.scope.assessment.reference, "ORG"]))
    Finding.objects.filter(report=report, outcome__code="A1.a").update(comment="Theirs")
    desk.get_by_label("Comment on A1.a").fill("Mine")
    desk.get_by_role("button", name="Save the findings").click()
    expect(desk.get_by_role("cell", name="Theirs")).to_be_visible()
    assert barriers(desk) == []
    desk.get_by_role("alert").get_by_role("link", name="Comment on A1.a").click()
    expect(desk.get_by_label("Comment on A1.a")).to_be_focused()
    expect(desk.get_by_label("Comment on A1.a")).to_have_value("Mine")
    desk.get_by_role("button", name="Save the findings").click()
    expect(desk.get_by_text("The findings on ORG are saved.")).to_be_visible()


def press(page: Page, key: str, times: int = 1) -> None:
    for _ in range(times):
        page.keyboard.press(key)


def tab_to(page: Page, name: str) -> None:
    """Press Tab until the control of that name has the focus."""
    said = "(at => at === document.body ? '' : at.labels?.[0]?.textContent || at.innerText)(document.activeElement)"
    for _ in range(150):
        if name in page.evaluate(said):
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"Tab does not lead to {name}.")


def follow(page: Page, name: str, heading: str) -> None:
    """Go to a link or button by keyboard, and on to the page that it leads to."""
    tab_to(page, name)
    press(page, "Enter")
    expect(page.get_by_role("heading", level=1)).to_contain_text(heading)


def test_a_report_is_written_by_keyboard_alone(desk, engagement, complaints):
    tab_to(desk, f"{engagement.council.name}, 2026/27")
    press(desk, "Enter")
    desk.wait_for_url("**/reports/R-*/")
    follow(desk, "Add a scope", "Add a scope")
    tab_to(desk, "Name")
    desk.keyboard.type("Harrowmere")
    follow(desk, "Add the scope", "Findings on ORG Harrowmere")
    tab_to(desk, "decision on A1.a")
    press(desk, "ArrowDown", 2)  # A1.a is achieved or it is not
    tab_to(desk, "Comment on A1.a")
    desk.keyboard.type("Nobody decides.")
    follow(desk, "Save the findings", "Findings on ORG Harrowmere")
    expect(desk.get_by_text("The findings on ORG are saved.")).to_be_visible()

    follow(desk, "Recommendations", "Recommendations on ORG")
    follow(desk, "Add a recommendation", "Which outcome")
    tab_to(desk, "A1.a")
    press(desk, "Space")
    follow(desk, "Continue", "Recommendation on A1.a")
    tab_to(desk, "Title")
    desk.keyboard.type("Let somebody decide")
    press(desk, "Tab")
    desk.keyboard.type("Name one person.")
    tab_to(desk, "High")
    press(desk, "Space")
    tab_to(desk, "People")
    press(desk, "Space")
    follow(desk, "Add the recommendation", "Recommendations on ORG")
    expect(desk.get_by_text("ORG-A1.a-01 is added.")).to_be_visible()

    finding, made = Finding.objects.get(), Recommendation.objects.get()
    assert (finding.decision, finding.comment) == ("not_achieved", "Nobody decides.")
    assert (made.title, made.text, made.risk, made.people) == ("Let somebody decide", "Name one person.", "high", True)
    assert complaints == []


def test_what_is_typed_is_saved_after_a_pause_and_the_page_says_so(live_server, desk, engagement, complaints):
    report = drafted(engagement)
    desk.goto(live_server.url + reverse("assurance:findings_edit", args=[report.scope.assessment.reference, "ORG"]))
    desk.get_by_label("Comment on A1.b").fill("Saved as I go")
    expect(desk.get_by_text("Saved at")).to_be_visible(timeout=15_000)
    assert Finding.objects.get(report=report, outcome__code="A1.b").comment == "Saved as I go"
    desk.get_by_label("Comment on A1.b").fill("And once more")
    desk.get_by_role("button", name="Save the findings").click()
    expect(desk.get_by_text("The findings on ORG are saved.")).to_be_visible()
    assert Finding.objects.get(report=report, outcome__code="A1.b").comment == "And once more"
    assert complaints == []


def upload(page: Page, data: bytes) -> None:
    page.get_by_role("link", name="Upload a workbook").first.click()
    page.get_by_label("Workbook").set_input_files({"name": "report.xlsx", "mimeType": "", "buffer": data})
    page.get_by_role("button", name="Upload and check").click()


def test_faults_are_marked_mended_and_the_report_is_issued(desk, engagement, complaints):
    upload(desk, changed(sample(NAME), "Outcomes", ("D2", "Fairly good")))
    expect(desk.get_by_role("heading", level=1)).to_have_text("What is wrong with the workbook")
    with desk.expect_download() as download:
        desk.get_by_role("button", name="Download your workbook with the faults marked").click()
    marked = load_workbook(BytesIO(download.value.path().read_bytes()))
    assert marked["Outcomes"]["D2"].comment is not None

    mended = changed(download.value.path().read_bytes(), "Outcomes", ("D2", "Not achieved"))
    upload(desk, mended)
    desk.get_by_role("button", name="Confirm and write the draft").click()
    expect(desk.get_by_text("The workbook is imported.")).to_be_visible()
    desk.get_by_role("link", name="ORG Harrowmere District Council").first.click()
    desk.get_by_role("link", name="Check and issue this report").click()
    desk.get_by_role("button", name="Issue the report").click()
    expect(desk.get_by_text("The report of ORG is issued.")).to_be_visible()
    assert Report.objects.get().state == Report.State.ISSUED
    assert complaints == []
