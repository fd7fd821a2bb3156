"""Names that the public edition must not mention: of systems, suppliers, products and people, and refs. Pure."""

import re
from collections.abc import Iterable, Iterator

from submissions.document import PlanDocument, Provenance
from submissions.papers.kinds import Kind

SHORT = 3  # letters: a shorter name is looked for with its capitals, or "IT" would be found in "it"
BETWEEN_NAMES = re.compile(r"[;,/&()\n]| and ")  # several names may stand in one field


class Names:
    """The names of a plan, each with the kind of information that it is."""

    def __init__(self, document: PlanDocument, provenance: Provenance, people: Iterable[str] = ()):
        found: dict[str, tuple[str, Kind]] = {}
        for name, kind in _named(document, provenance, people):
            words = " ".join(name.split())
            if words and not _within(words, document.council.name):
                found.setdefault(words if len(words) < SHORT else words.casefold(), (words, kind))
        self._kinds = {key: kind for key, (_, kind) in found.items()}
        self._long = _pattern((words for words, _ in found.values() if len(words) >= SHORT), re.IGNORECASE)
        self._short = _pattern(words for words, _ in found.values() if len(words) < SHORT)

    def mentioned(self, text: str) -> Kind | None:
        """The kind of the first name that a text mentions, as whole words; None where it mentions none."""
        words = " ".join(text.split())
        found = self._long.search(words) or self._short.search(words)
        if found is None:
            return None
        return self._kinds.get(found[0].casefold()) or self._kinds[found[0]]


def _named(document: PlanDocument, provenance: Provenance, people: Iterable[str]) -> Iterator[tuple[str, Kind]]:
    """Every name, and each part of a field that holds several."""
    for scope in document.scopes:
        if not scope.is_organisation:
            yield scope.name, Kind.SYSTEM
        for field in (scope.supplier, scope.product, scope.firm):
            yield field, Kind.SUPPLIER
            yield from ((part, Kind.SUPPLIER) for part in BETWEEN_NAMES.split(field))
        yield scope.lead_assurer, Kind.PERSON
        yield from ((part, Kind.PERSON) for part in BETWEEN_NAMES.split(scope.lead_assurer))
    yield from ((ref, Kind.ACTION) for ref in document.responses)
    yield from ((asked.ref, Kind.ACTION) for scope in document.scopes for asked in scope.recommendations)
    yield from ((gate.name, Kind.PERSON) for gate in provenance.gates)
    yield from ((waiver.by, Kind.PERSON) for waiver in document.waivers)
    yield from ((name, Kind.PERSON) for name in people)


def _within(name: str, council: str) -> bool:
    """Whether a name is a part of the council's own, which the paper has to say: a council may be its own supplier."""
    return bool(_pattern([name], re.IGNORECASE).search(council))


def _pattern(names: Iterable[str], flags: int = 0) -> re.Pattern[str]:
    """Any of the names as whole words, the longest first; what finds nothing, where there is none."""
    ordered = sorted(set(names), key=lambda name: (-len(name), name))
    either = "|".join(re.escape(name) for name in ordered) or r"(?!)"
    return re.compile(rf"(?<!\w)(?:{either})(?!\w)", flags)
