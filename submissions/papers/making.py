"""The editions of a plan's committee paper, with what the database knows: who the people are that it must not name."""

from django.db.models import Q

from accounts.models import Council, User
from submissions.briefing import Briefing
from submissions.document import PlanDocument, Provenance
from submissions.models import Plan
from submissions.papers.editions import Edition, Which, full_edition
from submissions.papers.mentions import Names
from submissions.papers.paper import Paper
from submissions.papers.public import Publication
from submissions.papers.reviews import reviewed, standing


def edition_of(which: str, plan: Plan, document: PlanDocument, provenance: Provenance) -> Edition:
    """An edition of the paper of a plan, live or frozen."""
    if which == Which.FULL:
        return full_edition(document, provenance)
    return as_reviewed(plan, publication_of(plan, document, provenance)).edition()


def as_reviewed(plan: Plan, publication: Publication) -> Publication:
    """What the rules let out, as it was reviewed; the same where nobody has reviewed these words."""
    review = standing(plan, publication.digest)
    return Publication(publication.paper, publication.names, reviewed(review)) if review else publication


def publication_of(plan: Plan, document: PlanDocument, provenance: Provenance) -> Publication:
    """What the rules let out of the paper. One query."""
    names = Names(document, provenance, people_of(plan.council))
    return Publication(Paper(Briefing(document, provenance)), names)


def people_of(council: Council) -> set[str]:
    """The names of a council's people: those with a role, and those who hold a post."""
    people = User.objects.filter(Q(councilrole__content_object=council) | Q(posts__council=council))
    return set(people.values_list("name", flat=True))
