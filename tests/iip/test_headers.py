"""Headers that every page bears, and pages that say what went wrong without losing a word."""

import pytest
from django.test import Client

pytestmark = pytest.mark.django_db

EXPECTED = {
    "X-Frame-Options": "DENY",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cross-Origin-Embedder-Policy": "require-corp",
    "Cache-Control": "no-store",
}


@pytest.mark.parametrize("path", ["/health/", "/components/", "/account/login/", "/no-such-page/", "/"])
def test_every_page_bears_the_full_set_of_headers(client, path):
    page = client.get(path)

    assert {name: page.headers.get(name) for name in EXPECTED} == EXPECTED
    assert "camera=()" in page.headers["Permissions-Policy"]


def test_the_content_policy_allows_nothing_inline_and_nobody_elses(client):
    policy = dict(
        part.strip().split(" ", 1) for part in client.get("/health/").headers["Content-Security-Policy"].split(";")
    )

    assert policy.pop("default-src") == policy.pop("frame-ancestors") == policy.pop("base-uri") == "'none'"
    assert set(policy.values()) == {"'self'"}
    assert {"script-src", "style-src", "form-action", "img-src"} <= set(policy)


def test_static_files_may_be_kept_by_the_browser(client):
    page = client.get("/static/app.css")
    page.close()

    assert page.status_code == 200
    assert "no-store" not in page.headers["Cache-Control"]
    always = {name: EXPECTED[name] for name in EXPECTED if name not in ("Cache-Control", "X-Frame-Options")}
    assert {name: page.headers.get(name) for name in always} == always
    assert "frame-ancestors 'none'" in page.headers["Content-Security-Policy"]


def test_health_says_ok_while_the_database_answers(client):
    page = client.get("/health/")

    assert (page.status_code, page.content) == (200, b"ok")


def test_a_missing_page_does_not_repeat_the_address(client):
    first, second = client.get("/no-such-page/"), client.get("/nor-this/")

    assert first.status_code == 404
    assert first.content == second.content


def test_an_expired_form_shows_what_was_typed_but_never_a_password():
    page = Client(enforce_csrf_checks=True).post(
        "/components/", {"what_we_will_do": "Replace <it>", "password": "secret words", "code": "123456"}
    )

    words = page.content.decode()
    assert page.status_code == 403
    assert "The form had expired" in words
    assert "Nothing was saved" in words
    assert "Replace &lt;it&gt;" in words
    assert "secret words" not in words
    assert "123456" not in words


def test_another_site_cannot_make_ours_show_its_words():
    page = Client(enforce_csrf_checks=True, headers={"Sec-Fetch-Site": "cross-site"}).post(
        "/components/", {"title": "Ring this number"}
    )

    assert page.status_code == 403
    assert b"Ring this number" not in page.content


def test_a_page_sent_after_the_session_ended_shows_what_was_typed(client):
    page = client.post("/account/password/change/", {"notes": "Two days of work", "oldpassword": "secret"})

    words = page.content.decode()
    assert page.status_code == 403
    assert "You were signed out" in words
    assert "Two days of work" in words
    assert "secret" not in words
    assert "/account/login/?next=/account/password/change/" in words


def test_a_page_sent_without_words_after_the_session_ended_asks_for_a_sign_in(client):
    page = client.post("/account/password/change/", {"oldpassword": "secret"})

    assert page.status_code == 302
    assert page.headers["Location"] == "/account/login/?next=/account/password/change/"
