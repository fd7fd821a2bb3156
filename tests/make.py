"""Plain factories: each makes one thing, whole, and takes only what a test wants to say about it."""

import datetime
import json
import time
from functools import cache
from itertools import count
from pathlib import Path

from allauth.account.internal.flows.login import (
    _AUTHENTICATION_METHODS_USER_SESSION_KEY as RECORDS_OF,
)
from allauth.account.internal.flows.login import AUTHENTICATION_METHODS_SESSION_KEY as RECORDS
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP
from django.test import Client
from django.utils import timezone

from accounts.grants import grant
from accounts.models import Council, EmailDomain, Firm, Post, System, User
from accounts.people import make_person
from accounts.roles import Role
from assurance.frameworks import load_framework
from assurance.models import (
    Assessment,
    Cycle,
    Engagement,
    Framework,
    Profile,
    Scope,
    Target,
)

PASSWORD = "correct horse battery staple"
TOTP_SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
CAF = Path(__file__).resolve().parent.parent / "assurance/caf"
BACKEND = "allauth.account.auth_backends.AuthenticationBackend"
numbers = count(1)


# --- who


def council(*, name: str = "", code: str = "", domain: str = "", **facts) -> Council:
    """A council, with an e-mail domain made from its name ("Ashby" is at ashby.gov.uk)."""
    number = next(numbers)
    name = name or f"Council {number}"
    defaults = {"kind": Council.Kind.DISTRICT, "region": "South East", "population": 100_000}
    made = Council.objects.create(code=code or f"E{number:08}", name=name, **defaults | facts)
    EmailDomain.objects.create(council=made, domain=domain or domain_of(name))
    return made


def domain_of(name: str) -> str:
    return "".join(c for c in name.lower() if c.isalnum()) + ".gov.uk"


def firm(*, name: str = "") -> Firm:
    return Firm.objects.create(name=name or f"Firm {next(numbers)}")


def person(
    *,
    name: str = "",
    email: str = "",
    role: Role | None = None,
    at: Council | Engagement | None = None,
    firm: Firm | None = None,
) -> User:
    """A person who can sign in with PASSWORD; with a role where `at` (a council or an engagement) says."""
    number = next(numbers)
    known = at.email_domains.first() if isinstance(at, Council) else None
    domain = known.domain if known else "example.org"
    name = name or f"Person {number}"
    made = make_person(email or f"person{number}@{domain}", name, password=PASSWORD, firm=firm)
    if role:
        grant(role, made, at, by=None)
    return made


def mhclg(role: Role = Role.MHCLG_MANAGER, **facts) -> User:
    """A person at MHCLG: a manager unless said otherwise."""
    return person(role=role, email=facts.pop("email", f"person{next(numbers)}@communities.gov.uk"), **facts)


def assurer(engagement: Engagement, *, role: Role = Role.ASSURER, **facts) -> User:
    """A person of the engagement's firm with a role in it."""
    return person(role=role, at=engagement, firm=engagement.firm, **facts)


def post(*, council: Council, title: str = "", holder: User | None = None) -> Post:
    return Post.objects.create(council=council, title=title or f"Post {next(numbers)}", holder=holder)


def system(*, council: Council, name: str = "", **facts) -> System:
    return System.objects.create(council=council, name=name or f"System {next(numbers)}", **facts)


make_council, make_firm = council, firm  # for functions with a parameter of the same name


# --- signing in


def second_factor(user: User) -> Authenticator:
    """The person's authenticator app, with TOTP_SECRET."""
    found = Authenticator.objects.filter(user=user, type=Authenticator.Type.TOTP).first()
    return found or TOTP.activate(user, TOTP_SECRET).instance


def sign_in(client: Client, user: User, *, with_second_factor: bool = True, minutes_ago: float = 0) -> Client:
    """Sign in, with a second factor that was given `minutes_ago`; or with the password alone.

    A second factor of the last 5 minutes also counts as a re-authentication.
    """
    at = time.time() - 60 * minutes_ago
    client.force_login(user, backend=BACKEND)
    records = [{"method": "password", "at": at, "email": user.email}]
    if with_second_factor:
        factor = second_factor(user)
        records.append({"method": "mfa", "at": at, "id": factor.pk, "type": factor.type})
    session = client.session
    session[RECORDS] = records
    session[RECORDS_OF] = str(user.pk)
    session.save()
    return client


# --- what was found


@cache
def caf(version: str) -> dict:
    return json.loads((CAF / f"caf-{version}.json").read_text())


def framework(version: str = "3.2") -> Framework:
    """The framework with its objectives, principles and outcomes; the same rows when asked again."""
    found = Framework.objects.filter(version=version).first()
    return found or load_framework(caf(version))


def profile(*, framework: Framework, name: str = "Baseline", targets: dict[str, str] | None = None) -> Profile:
    """A profile with the status that each outcome must reach, by code: {"A1.a": "achieved"}."""
    made = Profile.objects.create(framework=framework, name=name, since=datetime.date(2026, 4, 1))
    outcomes = {o.code: o for o in framework.outcomes.filter(code__in=targets or {})}
    Target.objects.bulk_create(
        Target(profile=made, outcome=outcomes[code], achievement=achievement)
        for code, achievement in (targets or {}).items()
    )
    return made


def cycle(*, year: int = 2026, **facts) -> Cycle:
    """The cycle of a financial year (2026 for 2026/27); the same row when asked again."""
    return Cycle.objects.get_or_create(year=year, defaults=facts)[0]


def assessment(
    *,
    council: Council | None = None,
    cycle: Cycle | None = None,
    version: str = "3.2",
    profile: Profile | None = None,
) -> Assessment:
    """A council's assessment in a cycle, with CAF 3.2 unless said otherwise."""
    return Assessment.objects.create(
        council=council or make_council(),
        cycle=cycle or make_cycle(),
        framework=profile.framework if profile else framework(version),
        profile=profile,
    )


make_cycle, make_assessment = cycle, assessment


def engagement(
    *,
    assessment: Assessment | None = None,
    firm: Firm | None = None,
    days: tuple[int, int] = (-30, 300),
    **facts,
) -> Engagement:
    """A firm's work for an assessment, from 30 days ago until 300 days from now, and leading."""
    today = timezone.localdate()
    return Engagement.objects.create(
        assessment=assessment or make_assessment(),
        firm=firm or make_firm(),
        starts_on=today + datetime.timedelta(days=days[0]),
        ends_on=today + datetime.timedelta(days=days[1]),
        **facts,
    )


def scope(*, engagement: Engagement, code: str = "ORG", name: str = "", **facts) -> Scope:
    """The organisation; or, with a code such as SYS1, a critical system of the council."""
    assessment = engagement.assessment
    if code == "ORG":
        kind, name = Scope.Kind.ORGANISATION, name or "Organisation"
    else:
        kind, name = Scope.Kind.SYSTEM, name or f"System {code}"
        facts["system"] = facts.get("system") or system(council=assessment.council, name=name)
    return Scope.objects.create(assessment=assessment, engagement=engagement, code=code, kind=kind, name=name, **facts)
