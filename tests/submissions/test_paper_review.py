"""The CAF lead reviews the public edition: withholds more, never less; the review is of exactly these words."""

import html
import io
import re

import pytest
from django.db import IntegrityError, transaction
from docx import Document

from accounts.models import AuditEvent
from accounts.roles import Role
from submissions import provenance
from submissions.document import PlanDocument
from submissions.exports.downloads import export_live, export_version
from submissions.models import PaperReview, PaperWithholding, Status
from submissions.papers import reviews
from submissions.papers.kinds import Ground
from submissions.papers.making import publication_of
from submissions.papers.public import Place
from submissions.papers.withholding import Why
from submissions.responses import save_response
from tests import make, make_plan
from tests.counting import queries

pytestmark = pytest.mark.django_db
ACCEPTED = Place("What we accept", "How many risks are accepted")
RISKS = Place("The biggest risks", "The biggest risks")
REASON = "The number would tell where to look."


@pytest.fixture
def made():
    return make_plan.plan(complete=True, recommendations=4)


@pytest.fixture
def lead(client, made):
    return make.sign_in(client, made.people.lead)


def address(made) -> str:
    return f"/plans/{made.plan.reference}/paper/"


def text_of(page) -> str:
    return html.unescape(" ".join(page.content.decode().split()))


def publication(plan):
    document = PlanDocument.of(plan)
    return publication_of(plan, document, provenance.of_live(plan, document, None))


def fields_of(page, place: Place) -> tuple[str, str]:
    """The names of a place's fields on the page."""
    form = page.context["form"]
    ground, reason = form.lines[place]
    return ground.html_name, reason.html_name


def sent(client, made, **more):
    """The page sent back as it was shown, with more."""
    page = client.get(address(made))
    return client.post(address(made), {"seen": page.context["page"].publication.digest} | more)


def withhold(client, made, place: Place = ACCEPTED, reason: str = REASON, ground: str = "crime"):
    names = fields_of(client.get(address(made)), place)
    return sent(client, made, **dict(zip(names, (ground, reason), strict=True)))


def paper(plan) -> str:
    word = Document(io.BytesIO(export_live(plan, "public-paper.docx", by=None).data))
    cells = [cell.text for table in word.tables for row in table.rows for cell in row.cells]
    return "\n".join([word.sections[0].header.paragraphs[0].text, *(p.text for p in word.paragraphs), *cells])


# --- the page


def test_the_page_shows_each_piece_as_published_or_withheld_with_its_ground(lead, made):
    said = text_of(lead.get(address(made)))
    assert "Nobody has reviewed this paper yet" in said
    assert "Published</strong> How many risks are accepted" in said
    assert "No recommendation is left without action." in said
    assert "Withheld</strong> The biggest risks" in said
    assert "Descriptions of risks (paragraph 7)" in said
    assert "It could stop services." not in said


def test_what_the_rules_withhold_and_the_papers_own_words_cannot_be_chosen(lead, made):
    places = lead.get(address(made)).context["form"].places
    assert ACCEPTED in places
    assert RISKS not in places
    assert Place("Purpose of this report", "What the report is for") not in places


def test_only_the_caf_lead_reviews(client, made):
    for user in (made.people.qa, made.people.approver, made.people.assurer, made.people.manager):
        page = make.sign_in(client, user).get(address(made))
        assert page.status_code == 403
    stranger = make.person()
    assert make.sign_in(client, stranger).get(address(made)).status_code == 404


# --- the review


def test_a_reviewed_paper_says_so_and_is_not_marked_sensitive_any_more(lead, made):
    assert "OFFICIAL-SENSITIVE: not reviewed for publication" in paper(made.plan)
    page = sent(lead, made)
    assert page.status_code == 302
    said = paper(made.plan)
    assert said.startswith("OFFICIAL\n")
    assert "not reviewed" not in said
    assert re.search(r"Reviewed for publication on \d+ \w+ 20\d\d\.", said)
    assert made.people.lead.name not in said
    shown = text_of(lead.get(address(made)))
    assert f"Reviewed for publication by {made.people.lead.name}" in shown
    event = AuditEvent.objects.get(action="paper reviewed")
    assert (event.actor, event.subject_ref) == (made.people.lead, made.plan.reference)
    assert event.detail == "review 1, 0 more withheld"


def test_more_is_withheld_with_its_reason_and_the_rest_stays(lead, made):
    assert "No recommendation is left without action." in paper(made.plan)
    assert withhold(lead, made).status_code == 302
    said = paper(made.plan)
    assert "No recommendation is left without action." not in said
    assert f"Withheld: How many risks are accepted. It holds: the council’s review: {REASON}" in said
    assert f"The council’s review: {REASON.rstrip('.')} (paragraph 7)." in said
    assert "4 actions on 4 recommendations" in said


def test_a_review_can_be_made_again_and_the_last_one_stands(lead, made):
    withhold(lead, made)
    ground, reason = fields_of(lead.get(address(made)), ACCEPTED)
    assert lead.get(address(made)).context["form"][reason].value() == REASON
    sent(lead, made)
    assert "No recommendation is left without action." in paper(made.plan)
    assert [each.number for each in made.plan.paper_reviews.all()] == [2, 1]


def test_never_less_than_the_rules_whatever_is_sent_or_stored(lead, made):
    before = publication(made.plan)
    with pytest.raises(reviews.Refused):
        reviews.save_review(
            made.plan, before, {RISKS: Why(Ground.CRIME, "Because.")}, seen=before.digest, by=made.people.lead
        )
    assert not PaperReview.objects.exists()
    sent(lead, made, **{"ground-what-we-accept": "", "publish": "The biggest risks"})
    review = PaperReview.objects.get()
    PaperWithholding.objects.create(review=review, section=RISKS.section, name=RISKS.name, ground="crime", reason="x")
    said = paper(made.plan)
    assert "It could stop services." not in said
    assert "Descriptions of risks (paragraph 7)." in said


@pytest.mark.parametrize(
    ("ground", "reason", "complaint"),
    [
        ("crime", "", "Say why “How many risks are accepted” is withheld"),
        ("", REASON, "Choose a paragraph for “How many risks are accepted”"),
        ("nonsense", REASON, "Select one of the answers shown"),
        ("crime", "Asked for by Quinn Vane.", "say it without the name"),
        ("crime", "It is about ORG-A1.a-01.", "say it without the name"),
    ],
    ids=["no reason", "no ground", "no such ground", "a person", "a ref"],
)
def test_what_cannot_be_kept_is_said_at_its_field_and_nothing_is_written(lead, made, ground, reason, complaint):
    make.person(name="Quinn Vane", at=made.council, role=Role.READER)
    page = withhold(lead, made, ground=ground, reason=reason)
    assert page.status_code == 409
    said = text_of(page)
    assert complaint in said
    assert not PaperReview.objects.exists()
    if reason:
        assert html.unescape(reason) in said


def test_a_reason_that_names_somebody_who_came_later_is_not_printed(lead, made):
    withhold(lead, made, reason="Quinn Vane would be known by it.")
    assert "Quinn Vane" in paper(made.plan)
    make.person(name="Quinn Vane", at=made.council, role=Role.READER)
    said = paper(made.plan)
    assert "Quinn Vane" not in said
    assert "the council’s review" in said.lower()


# --- of exactly these words


def test_a_later_change_of_what_the_paper_says_asks_for_a_new_review(lead, made):
    withhold(lead, made)
    response = made.responses[0]
    save_response(response, {"capital": 99_000}, seen=response.version, by=made.people.lead)
    said = paper(made.plan)
    assert "OFFICIAL-SENSITIVE: not reviewed for publication" in said
    assert "Reviewed for publication" not in said
    shown = lead.get(address(made))
    assert "has changed since" in text_of(shown)
    assert REASON in text_of(shown)  # what was withheld then is offered again
    sent(lead, made)
    assert paper(made.plan).startswith("OFFICIAL\n")


def test_a_change_that_the_public_does_not_see_leaves_the_review_standing(lead, made):
    sent(lead, made)
    response = made.responses[0]
    save_response(response, {"notes": "Ask the supplier."}, seen=response.version, by=made.people.lead)
    assert paper(made.plan).startswith("OFFICIAL\n")


def test_a_plan_that_changed_while_the_page_was_open_is_looked_through_once_more(lead, made):
    shown = lead.get(address(made))
    names = fields_of(shown, ACCEPTED)
    response = made.responses[0]
    save_response(response, {"capital": 99_000}, seen=response.version, by=made.people.lead)
    sent_back = dict(zip(names, ("crime", REASON), strict=True))
    page = lead.post(address(made), {"seen": shown.context["page"].publication.digest} | sent_back)
    assert page.status_code == 409
    assert "The paper has changed since you were shown it" in text_of(page)
    assert REASON in text_of(page)
    assert not PaperReview.objects.exists()


def test_a_version_that_says_the_same_is_reviewed_too(client):
    made = make_plan.plan(status=Status.ASSURER_FEEDBACK)
    sent(make.sign_in(client, made.people.lead), made)
    version = made.plan.versions.get()
    word = Document(io.BytesIO(export_version(version, "public-paper.docx", by=None).data))
    assert word.sections[0].header.paragraphs[0].text == "OFFICIAL"


def test_the_full_edition_knows_nothing_of_the_review(lead, made):
    withhold(lead, made)
    word = Document(io.BytesIO(export_live(made.plan, "full-paper.docx", by=None).data))
    assert "No recommendation is left without action." in [each.text for each in word.paragraphs]


# --- kept


def test_a_review_is_never_changed_and_of_two_at_once_one_is_told(lead, made, monkeypatch):
    withhold(lead, made)
    with pytest.raises(IntegrityError), transaction.atomic():
        PaperReview.objects.update(digest="0" * 64)
    with pytest.raises(IntegrityError), transaction.atomic():
        PaperWithholding.objects.update(reason="Other.")
    found = publication(made.plan)
    monkeypatch.setattr(
        reviews.PaperReview.objects, "create", lambda **facts: (_ for _ in ()).throw(IntegrityError("taken"))
    )
    with pytest.raises(reviews.Refused, match="in the same moment"):
        reviews.save_review(made.plan, found, {}, seen=found.digest, by=made.people.lead)


def test_the_page_asks_the_database_as_often_for_many_recommendations_and_reviews_as_for_few(client):
    counts = []
    for many in (4, 12):
        made = make_plan.plan(complete=True, recommendations=many)
        person = make.sign_in(client, made.people.lead)
        for _ in range(many // 4):
            withhold(person, made)
        counts.append(queries(person, address(made)))
    assert counts[0] == counts[1]
    assert counts[0] <= 15


def test_whoever_may_take_the_public_edition_out_reads_why_more_is_withheld(client, lead, made):
    withhold(lead, made)
    reader = make.person(role=Role.READER, at=made.council)
    page = text_of(make.sign_in(client, reader).get(f"/plans/{made.plan.reference}/export/"))
    assert f"{ACCEPTED.section}: {ACCEPTED.name}. {REASON} (paragraph 7)" in page
    make_plan.walk(made, "share")
    assert REASON not in text_of(make.sign_in(client, made.people.assurer).get(f"/plans/{made.plan.reference}/export/"))
