"""The service starts only where it is safe, and names what is wrong where it is not."""

import os
import subprocess
import sys

import pytest
from django.conf import settings

PRODUCTION = {
    "SECRET_KEY": "w7Qf2mX9-zLr4VbN8_kTj6HsYc1PdGe5RaUoIx3BnMqWvCyKpZtFlJhSgEuD",
    "ALLOWED_HOSTS": "plans.example.gov.uk",
    "DATABASE_URL": "postgres://iip@127.0.0.1/iip",
    "EMAIL_URL": "smtp+tls://user:word@mail.example.gov.uk:587",
    "DEFAULT_FROM_EMAIL": "plans@example.gov.uk",
}
# An empty value stands for one that is not set, and keeps a developer's .env out of the test.
NOTHING = dict.fromkeys([*PRODUCTION, "DEMO", "DEBUG"], "")


def manage(*command: str, **environment: str) -> subprocess.CompletedProcess[str]:
    kept = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
    return subprocess.run(
        [sys.executable, "manage.py", *command],
        env={**kept, **NOTHING, "DEMO": "false", "DEBUG": "false", **environment},
        cwd=settings.BASE_DIR,
        capture_output=True,
        text=True,
        timeout=60,
    )


def last_line(environment: dict[str, str]) -> str:
    run = manage("check", **environment)
    assert run.returncode != 0, run.stdout
    return run.stderr.strip().splitlines()[-1]


def test_with_no_environment_the_service_refuses_to_start_and_says_what_is_missing():
    words = last_line({})

    assert "SECRET_KEY is not set" in words
    assert "make setup" in words


@pytest.mark.parametrize("name", sorted(PRODUCTION))
def test_production_needs_each_of_its_settings(name):
    assert f"{name} is not set" in last_line({**PRODUCTION, name: ""})


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"SECRET_KEY": "short"}, "SECRET_KEY is too easy to guess"),
        ({"SECRET_KEY": "a" * 60}, "SECRET_KEY is too easy to guess"),
        ({"DEBUG": "true"}, "DEBUG is only for a demonstration"),
        ({"DEMO": "true"}, "DEMO has well-known accounts"),
        ({"ALLOWED_HOSTS": "*"}, "ALLOWED_HOSTS must name"),
        ({"ALLOWED_HOSTS": "*", "DEMO": "true"}, "DEMO has well-known accounts"),
    ],
)
def test_an_unsafe_start_is_refused_with_its_cause(wrong, sentence):
    assert sentence in last_line(PRODUCTION | wrong)


def test_djangos_own_deployment_check_finds_nothing_in_production():
    run = manage("check", "--deploy", "--fail-level", "WARNING", **PRODUCTION)

    assert run.returncode == 0, run.stderr
    assert "no issues" in run.stdout


def test_a_demonstration_on_ones_own_machine_starts():
    run = manage("check", **PRODUCTION | {"DEMO": "true", "ALLOWED_HOSTS": "127.0.0.1,localhost"})

    assert run.returncode == 0, run.stderr
