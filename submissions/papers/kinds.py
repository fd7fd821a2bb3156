"""The kinds of information in a committee paper, and for each the rule: published, or withheld with its ground."""

from enum import Enum, StrEnum

from django.conf import settings


class Ground(StrEnum):
    """Why something is withheld: what the law protects. The settings hold its paragraphs and words."""

    INDIVIDUAL = "individual"
    BUSINESS = "business"
    CRIME = "crime"

    @property
    def paragraph(self) -> int:
        return settings.EXEMPT_PARAGRAPHS[self.value][0]

    @property
    def text(self) -> str:
        """What the paragraph says."""
        return settings.EXEMPT_PARAGRAPHS[self.value][1]


class Kind(Enum):
    """What a piece of the paper tells. Nothing can be put into a paper without one."""

    OWN_WORDS = "The paper’s own words"
    ASSURANCE = "How the council was assured, and which steps the plan has taken"
    FIGURES = "Counts and totals: by objective, risk, year or kind of money"
    SYSTEM = "Names of systems, and figures of one system"
    SUPPLIER = "Names of suppliers, products and assurers"
    PERSON = "Names and posts of people"
    WEAKNESS = "Weaknesses of named outcomes and systems"
    RISK = "Descriptions of risks"
    ACTION = "What was recommended, and what is done about it"
    ITEM_COST = "Costs and funding of single actions"


PUBLISHED = None
RULES: dict[Kind, Ground | None] = {  # the ground on which the public edition withholds a kind
    Kind.OWN_WORDS: PUBLISHED,
    Kind.ASSURANCE: PUBLISHED,
    Kind.FIGURES: PUBLISHED,
    Kind.SYSTEM: Ground.CRIME,
    Kind.SUPPLIER: Ground.BUSINESS,
    Kind.PERSON: Ground.INDIVIDUAL,
    Kind.WEAKNESS: Ground.CRIME,
    Kind.RISK: Ground.CRIME,
    Kind.ACTION: Ground.CRIME,
    Kind.ITEM_COST: Ground.BUSINESS,
}


class UndeclaredKind(TypeError):
    """A piece of a paper does not say what kind of information it holds, so nobody can say whether it is public."""


def declared(kind: object) -> Kind:
    """The kind, if it is one with a rule. Raises UndeclaredKind."""
    if not isinstance(kind, Kind) or kind not in RULES:
        raise UndeclaredKind(f"{kind!r} is no kind of information with a rule.")
    return kind
