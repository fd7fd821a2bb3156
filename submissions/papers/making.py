"""The editions of a plan's committee paper, with what the database knows: who the people are that it must not name."""

from accounts.models import Council, User
from submissions.briefing import Briefing
from submissions.document import PlanDocument, Provenance
from submissions.models import Plan
from submissions.papers.editions import Edition, Which, full_edition
from submissions.papers.mentions import Names
from submissions.papers.paper import Paper
from submissions.papers.public import Publication


def edition_of(which: str, plan: Plan, document: PlanDocument, provenance: Provenance) -> Edition:
    """An edition of the paper of a plan, live or frozen."""
    if which == Which.FULL:
        return full_edition(document, provenance)
    return publication_of(plan, document, provenance).edition()


def publication_of(plan: Plan, document: PlanDocument, provenance: Provenance) -> Publication:
    """What the public may read of the paper. Two queries."""
    names = Names(document, provenance, people_of(plan.council))
    return Publication(Paper(Briefing(document, provenance)), names)


def people_of(council: Council) -> set[str]:
    """The names of a council's people: those with a role, and those who hold a post."""
    with_a_role = User.objects.filter(councilrole__content_object=council)
    holders = User.objects.filter(posts__council=council)
    return {name for people in (with_a_role, holders) for name in people.values_list("name", flat=True)}
