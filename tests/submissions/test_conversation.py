"""Talking about a plan: who speaks to whom, who reads it, and that no audience ever widens."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.roles import Role
from submissions.conversation import NotSaid, reply, settle, start_thread, talks
from submissions.delegation import hand_over
from submissions.models import Comment, Status, Thread
from tests import make, make_plan
from tests.submissions.sent_forms import controls, queries, signed_in

pytestmark = pytest.mark.django_db

COUNCIL, ASSURER, MHCLG = Thread.Audience.COUNCIL, Thread.Audience.ASSURER, Thread.Audience.MHCLG
SENT = {"text": "What of the supplier?", "audience": "council", "when": "now"}


@pytest.fixture
def made():
    return make_plan.plan(status=Status.ASSURER_FEEDBACK)


def start(made, by, audience=COUNCIL, **more) -> Thread:
    return start_thread(made.plan, text="What of the supplier?", audience=audience, by=by, **more)


def where(made, more: str = "") -> str:
    return f"/plans/{made.plan.reference}/comments/{more}"


def on(response, more: str = "comments/") -> str:
    return f"/plans/{response.plan.reference}/recommendations/{response.ref}/{more}"


def post(user, address, **values):
    return signed_in(user).post(address, values)


def read(user, address) -> str:
    return signed_in(user).get(address).content.decode()


@pytest.mark.parametrize("role", [Role.CAF_LEAD, Role.CONTRIBUTOR, Role.QUALITY_ASSURER, Role.APPROVER])
def test_the_councils_people_speak_to_the_council_or_to_the_assurer_as_well(made, role):
    user = make.person(role=role, at=made.council)
    for audience in ("council", "assurer"):
        post(user, where(made), **SENT | {"audience": audience})
    spoken = [(t.audience, t.state, t.comments.get().role) for t in made.plan.threads.all()]

    assert spoken == [("council", "open", role), ("assurer", "open", role)]


def test_quality_assurer_and_approver_speak_to_the_council_unless_they_choose_otherwise(made):
    for user in (made.people.qa, made.people.approver):
        assert controls(read(user, where(made)))["audience"] == ["council"]


def test_what_the_assurer_says_is_always_shared(made):
    post(made.people.assurer, where(made), text="Look again", when="now", audience="council")
    assert made.plan.threads.get().audience == "assurer"
    with pytest.raises(NotSaid):
        start(made, made.people.assurer, COUNCIL)


def test_nobody_starts_a_thread_with_mhclg_here(made):
    page = post(made.people.lead, where(made), **SENT | {"audience": "mhclg"})

    assert "Select one of the answers shown" in page.content.decode()
    assert not made.plan.threads.exists()


def test_the_assurer_never_reads_what_is_for_the_council(made):
    thread = start(made, made.people.qa)

    assert "What of the supplier?" not in read(made.people.assurer, where(made))
    assert signed_in(made.people.assurer).get(where(made, f"{thread.pk}/")).status_code == 404
    assert post(made.people.assurer, where(made, f"{thread.pk}/"), text="Hm").status_code == 404
    assert post(made.people.assurer, where(made, f"{thread.pk}/settle/")).status_code == 404
    assert thread.comments.count() == 1


def test_a_reply_never_widens_the_audience(made):
    thread = start(made, made.people.qa)
    post(made.people.lead, where(made, f"{thread.pk}/"), text="In March", audience="assurer")
    thread.refresh_from_db()

    assert thread.audience == COUNCIL
    assert [c.text for c in thread.comments.all()] == ["What of the supplier?", "In March"]


def test_a_comment_kept_until_the_hand_over_is_read_by_its_author_alone_until_then(made):
    made = make_plan.plan(complete=True)
    post(made.people.lead, where(made), **SENT | {"audience": "assurer", "when": "keep"})
    assert "What of the supplier?" in read(made.people.lead, where(made))
    assert "What of the supplier?" not in read(made.people.qa, where(made))

    make_plan.step(made, "share")
    assert "What of the supplier?" in read(made.people.qa, where(made))
    assert "What of the supplier?" in read(made.people.assurer, where(made))


def test_a_thread_is_settled_once_by_the_council_or_the_assurer_and_takes_no_reply_then(made):
    thread = start(made, made.people.lead, ASSURER)
    post(made.people.assurer, where(made, f"{thread.pk}/settle/"))
    thread.refresh_from_db()
    assert (thread.state, thread.settled_by) == ("settled", made.people.assurer)

    with pytest.raises(NotSaid):
        settle(thread, by=made.people.lead)
    late = post(made.people.lead, where(made, f"{thread.pk}/"), text="My late words")
    assert "has been settled meanwhile" in late.content.decode()
    assert "My late words" in late.content.decode()
    assert thread.comments.count() == 1


def test_a_reader_reads_and_may_not_speak(made):
    thread, reader = start(made, made.people.lead), make.person(role=Role.READER, at=made.council)
    assert "What of the supplier?" in read(reader, where(made))
    assert "<textarea" not in read(reader, where(made))
    for address in (where(made), where(made, f"{thread.pk}/"), on(made.responses[0])):
        refused = post(reader, address, **SENT)
        assert refused.status_code == 403
        assert "Only people with this role" in refused.content.decode()
    assert post(reader, where(made, f"{thread.pk}/settle/")).status_code == 403
    with pytest.raises(NotSaid):
        reply(thread, text="Hm", by=reader)
    assert Comment.objects.count() == 1


def test_mhclg_and_an_assurer_before_the_share_neither_read_nor_speak():
    made = make_plan.plan(complete=True)
    start(made, made.people.lead, ASSURER)
    for user in (made.people.manager, made.people.assurer):
        assert signed_in(user).get(where(made)).status_code == 403
        for address in (where(made), on(made.responses[0]), where(made, f"{made.plan.threads.get().pk}/")):
            assert post(user, address, **SENT).status_code == 403
    assert Comment.objects.count() == 1


def test_a_stranger_gets_404(made):
    stranger = make.person(role=Role.CAF_LEAD, at=make.council())
    assert signed_in(stranger).get(where(made)).status_code == 404
    assert post(stranger, where(made), **SENT).status_code == 404


@pytest.mark.parametrize("status", list(Status))
def test_one_may_speak_at_any_status_and_the_thread_says_of_which_version(status):
    made = make_plan.plan(status=status)
    post(made.people.lead, on(made.responses[0]), **SENT)
    thread = made.plan.threads.get()

    assert thread.response == made.responses[0]
    assert thread.version == (None if status == Status.DRAFT or not made.plan.versions.exists() else 1)


def test_a_thread_of_another_plan_is_not_found_under_this_one(made):
    other = make_plan.plan(council=None)
    thread = start(other, other.people.lead)
    assert signed_in(made.people.lead).get(where(made, f"{thread.pk}/")).status_code == 404


def test_a_delegate_reads_and_answers_threads_on_their_own_rows_alone(made):
    own, other = made.responses
    delegate = make.person(role=Role.DELEGATE, at=made.council)
    hand_over(own, delegate, by=made.people.lead)
    mine, theirs = (start(made, made.people.lead, response=response) for response in (own, other))
    start(made, made.people.lead)

    assert [talk.thread for talk in talks(delegate, made.plan)] == [mine]
    assert post(delegate, where(made, f"{mine.pk}/"), text="Yes").status_code == 302
    assert post(delegate, where(made, f"{theirs.pk}/"), text="Yes").status_code == 404
    assert post(delegate, on(other), **SENT).status_code == 404
    assert post(delegate, where(made), **SENT).status_code == 403


@pytest.mark.parametrize(
    ("sent", "sentence"),
    [
        ({"text": ""}, "Enter your comment"),
        ({"text": "bell\a"}, "Remove the hidden control character"),
        ({"audience": ""}, "Select who reads it"),
        ({"when": "later"}, "Select one of the answers shown"),
    ],
)
def test_what_cannot_be_taken_says_why_and_loses_nothing(made, sent, sentence):
    page = post(made.people.lead, on(made.responses[0]), **SENT | sent)

    assert sentence in page.content.decode()
    assert controls(page.content.decode())["text"] == [(SENT | sent)["text"]]
    assert not made.plan.threads.exists()


def test_hostile_words_arrive_escaped(made):
    thread = start_thread(made.plan, text="<script>alert(1)</script>", audience=COUNCIL, by=made.people.lead)
    for address in (where(made), where(made, f"{thread.pk}/")):
        assert "<script>alert" not in read(made.people.qa, address)
        assert "&lt;script&gt;alert" in read(made.people.qa, address)


def test_a_comment_can_be_neither_changed_nor_deleted(made):
    comment = start(made, made.people.lead).comments.get()
    with pytest.raises(Exception, match="never changed|append-only|written once"):
        Comment.objects.filter(pk=comment.pk).update(text="Other words")


def test_the_page_asks_as_often_for_300_threads_as_for_3(made):
    counts = []
    for more in (3, 297):
        for _ in range(more):
            start(made, made.people.qa, response=made.responses[0])
        client = signed_in(made.people.lead)
        with CaptureQueriesContext(connection) as asked:
            assert client.get(where(made)).status_code == 200
        counts.append(queries(asked))
    assert counts[0] == counts[1] <= 15
