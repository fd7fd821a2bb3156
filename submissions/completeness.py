"""When a response is complete, and what it still lacks: the table of the interfaces page, section 1."""

from submissions.columns import COLUMNS, FUNDED, MONEY, NEEDED
from submissions.facts import ResponseFacts
from submissions.models import Response

NOT_KNOWN = Response.CostBasis.NOT_KNOWN
PART_FUNDED = Response.Funding.PART_FUNDED


def lacking(facts: ResponseFacts) -> list[str]:
    """The names of the columns that a response still needs; empty when it is complete."""
    if not facts.choice:
        return ["choice"]
    needed = [*NEEDED[Response.Choice(facts.choice)]]
    if facts.cost_basis == NOT_KNOWN:
        needed = [name for name in needed if name not in MONEY]
    elif facts.funding == PART_FUNDED:
        needed += FUNDED
    return [name for name in needed if getattr(facts, name) in ("", None)]


def is_complete(facts: ResponseFacts) -> bool:
    """Whether a response has all that its choice asks for. "Not known yet" is an honest cost basis."""
    return not lacking(facts)


def what_is_missing(facts: ResponseFacts) -> str:
    """What a response still needs, as words: "justification, priority and accountable owner"."""
    labels = [COLUMNS[name].label for name in lacking(facts)]
    words = [label[0].lower() + label[1:] for label in labels]
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} and {words[-1]}" if words else ""
