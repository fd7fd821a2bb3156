"""Making the demonstration's councils, firms and people."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import count

from django.contrib.auth.hashers import make_password

from accounts.grants import grant
from accounts.models import Council, EmailDomain, Firm, User
from accounts.people import make_person
from accounts.roles import Role
from assurance.models import Engagement
from submissions.demo.places import AT_COUNCIL, AT_FIRM, AT_MHCLG, FIRMS, PASSWORD, PLACES, Place, made_up_name


@dataclass
class Cast:
    """Everybody in the demonstration, by role and by where they are."""

    at_council: dict[str, dict[Role, User]] = field(default_factory=dict)  # by the council's name
    at_firm: dict[str, dict[Role, User]] = field(default_factory=dict)  # by the firm's name
    national: dict[Role, User] = field(default_factory=dict)

    def everybody(self) -> Iterator[User]:
        for people in (self.national, *self.at_firm.values(), *self.at_council.values()):
            yield from people.values()

    @property
    def manager(self) -> User:
        return self.national[Role.MHCLG_MANAGER]


def make_cast() -> Cast:
    """Make every council, firm and person, with the roles that belong to no engagement."""
    cast, numbers = Cast(), count()
    for role, address in AT_MHCLG.items():
        cast.national[role] = make_person(address, made_up_name(next(numbers)))
        grant(role, cast.national[role], None, by=None)
    for name, domain in FIRMS.items():
        firm = Firm.objects.create(name=name)
        cast.at_firm[name] = {
            role: make_person(f"{word}@{domain}", made_up_name(next(numbers)), firm=firm)
            for role, word in AT_FIRM.items()
        }
    for place in PLACES:
        cast.at_council[place.name] = _make_council(place, numbers, by=cast.manager)
    everybody = [user.pk for user in cast.everybody()]
    User.objects.filter(pk__in=everybody).update(password=make_password(PASSWORD))  # hashed once: it is slow
    return cast


def _make_council(place: Place, numbers, *, by: User) -> dict[Role, User]:
    facts = {"kind": place.kind, "region": place.region, "population": place.population}
    council = Council.objects.create(code=place.code, name=place.name, **facts)
    EmailDomain.objects.create(council=council, domain=place.domain)
    team = {
        role: make_person(f"{word}@{place.domain}", made_up_name(next(numbers))) for role, word in AT_COUNCIL.items()
    }
    for role, user in team.items():
        grant(role, user, council, by=by if role == Role.CAF_LEAD else team[Role.CAF_LEAD])
    return team


def engage(engagement: Engagement, cast: Cast) -> None:
    """Give a firm's people their roles in an engagement."""
    for role, user in cast.at_firm[engagement.firm.name].items():
        grant(role, user, engagement, by=cast.manager)
