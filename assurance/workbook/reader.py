"""Records read column by column, with what the workbook and the framework know beside them."""

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Any

from assurance.synonyms import fold
from assurance.template import ORGANISATION_CODE, ORGANISATION_OBJECTIVES, Heading, Kind, objectives_of
from assurance.workbook.cells import (
    DASHES,
    READERS,
    Wrong,
    is_blank,
    nothing,
    read_scope,
    short_text,
    text_of,
)
from assurance.workbook.content import FrameworkFacts, OutcomeFacts, Pair, ScopeRow
from assurance.workbook.problems import Ledger, shown
from assurance.workbook.tables import Record
from iip.text import one_line

CODE = r"(?P<principle>[A-Za-z]\s*\d)\s*[.\-]?\s*(?P<letter>[A-Za-z])(?![A-Za-z])"
OUTCOME = re.compile(rf"(?:outcome\s+)?{CODE}[\s:.\-]*(?P<title>.*)", re.IGNORECASE | re.DOTALL)
PAIR = re.compile(rf"(?:(?P<scope>[^;]*?)[\s:/\-]+)?(?P<outcome>{CODE}[\s:.\-]*.*)", re.DOTALL)
PAIR_BREAK = re.compile(r";|,(?=\s*(?:[A-Za-z ]*\d*[\s:/\-]+)?[A-Za-z]\s?\d)")


class Reader:
    """Reads values; what is wrong goes into the ledger with its place, so that all is told at once."""

    def __init__(self, ledger: Ledger, frameworks: Mapping[str, FrameworkFacts]):
        self.ledger, self.frameworks = ledger, frameworks
        self.framework: FrameworkFacts | None = None
        self.scopes: dict[str, str] | None = None  # kinds by code; None: the sheet was not found
        self.names: dict[str, str] = {}
        self.readings: Counter[tuple[str, str, str, str]] = Counter()

    def choose_framework(self, version: str) -> None:
        """From now on outcomes are those of that CAF version; none where it is not known."""
        self.framework = self.frameworks.get(version)

    def know_scopes(self, kinds: Mapping[str, str], scopes: Iterable[ScopeRow]) -> None:
        """From now on scopes are those of the sheet Scopes, by code or by name.

        Takes the kind of each code on the sheet, also of rows with something else wrong in them.
        """
        self.scopes = dict(kinds)
        names = [(fold(scope.name), scope.code) for scope in scopes]
        count = Counter(name for name, _ in names)
        self.names = {name: code for name, code in names if count[name] == 1}

    def record(self, record: Record, headings: Iterable[Heading]) -> dict[str, Any] | None:
        """The values of a record by name, or None where one of them is wrong."""
        values, right = {}, True
        for heading in headings:
            value = record.get(heading.name)
            if is_blank(value, heading):
                right = self._blank_is_right(record, heading) and right
                values[heading.name] = nothing(heading.kind)
                continue
            try:
                values[heading.name] = self.value(value, heading)
            except Wrong as wrong:
                right = False
                self.wrong(record, heading, wrong.allowed, wrong.mend)
            else:
                self._note_reading(record.sheet, heading, value, values[heading.name])
        return values if right else None

    def quietly(self, record: Record, heading: Heading) -> Any:
        """A record's value, or None where it is blank or wrong; nothing is noted."""
        value = record.get(heading.name)
        if is_blank(value, heading):
            return None
        try:
            return self.value(value, heading)
        except Wrong:
            return None

    def value(self, value: Any, heading: Heading) -> Any:
        """One cell's value. Raises Wrong."""
        if heading.kind is Kind.SCOPE:
            return read_scope(value, self.names)
        if heading.kind is Kind.OUTCOME:
            return self.outcome(text_of(value))
        if heading.kind is Kind.OUTCOMES:
            return self.pairs(text_of(value))
        return READERS[heading.kind](value, heading)

    def wrong(self, record: Record, heading: Heading, allowed: str, mend: str) -> None:
        """Note an error in a record's cell."""
        found = text_of(record.get(heading.name))
        column = record.columns.get(heading.name, "")
        self.ledger.error(record.sheet, record.number, column, found, allowed, mend, heading.label)

    def outcome(self, text: str) -> str:
        """An outcome's code, from "A1.b", "a1b", its code and title, or its title alone."""
        match = OUTCOME.fullmatch(short_text(text))
        if not match:
            return self._by_title(text)
        code = _code(match)
        facts = self._facts(code)
        if facts and fold(match["title"]) not in {"", fold(facts.title)}:
            self._check_title(facts, match["title"])
        return code

    def pairs(self, text: str) -> tuple[Pair, ...]:
        """Pairs of scope and outcome, each once, such as "ORG D1.c; SYS1 B4.d"."""
        line = one_line(DASHES.sub("-", text.replace("\n", ";")))
        parts = (part.strip() for part in PAIR_BREAK.split(line))
        return tuple(dict.fromkeys(self._pair(part) for part in parts if part))

    def misplaced(self, scope: str, outcome: str) -> tuple[str, str] | None:
        """Why an outcome cannot stand in a scope, as (allowed, mend), or None."""
        if self.scopes is None:
            return None
        if scope not in self.scopes:
            return (
                f"A scope of the sheet Scopes: {'; '.join(self.scopes) or 'there is none'}",
                f"Add {scope} to the sheet Scopes or correct the code.",
            )
        facts = self.framework.outcomes.get(outcome) if self.framework else None
        kind = self.scopes[scope]
        if facts is None or facts.objective in objectives_of(kind):
            return None
        if kind == "organisation":
            return "Objectives A and D for the organisation", "Move it to the scope of a critical system."
        return "Objectives B and C for a critical system", f"Move it to {ORGANISATION_CODE}."

    def mention_readings(self) -> None:
        """Say once what was read as what."""
        for (sheet, label, found, read), count in self.readings.items():
            cells = "1 cell" if count == 1 else f"{count} cells"
            self.ledger.warn(f"{sheet}, {label}: “{found}” read as {read} ({cells}).")

    def _blank_is_right(self, record: Record, heading: Heading) -> bool:
        if not heading.required:
            return True
        if heading.name in record.columns:
            self.wrong(record, heading, _expectation(heading), f"Enter the {heading.label.lower()}.")
        return False

    def _note_reading(self, sheet: str, heading: Heading, value: Any, read: Any) -> None:
        if heading.choices and isinstance(read, str) and read:
            label = heading.choices.label(read)
            if fold(text_of(value)) != fold(label):
                self.readings[sheet, heading.label, shown(text_of(value)), label] += 1

    def _facts(self, code: str) -> OutcomeFacts | None:
        if self.framework is None:
            return None
        if code not in self.framework.outcomes:
            raise Wrong(*self._not_an_outcome())
        return self.framework.outcomes[code]

    def _not_an_outcome(self) -> tuple[str, str]:
        version = self.framework.version if self.framework else ""
        return (
            f"A contributing outcome of CAF {version}, such as A1.a".replace("  ", " "),
            "Correct the code, or the CAF version on the sheet About.",
        )

    def _by_title(self, text: str) -> str:
        outcomes = self.framework.outcomes.values() if self.framework else ()
        codes = [facts.code for facts in outcomes if fold(facts.title) == fold(text)]
        if len(codes) != 1:
            raise Wrong(*self._not_an_outcome())
        return codes[0]

    def _check_title(self, facts: OutcomeFacts, title: str) -> None:
        """A title that belongs to another outcome, or to this code in another version, is an error."""
        allowed = f"{facts.code} {facts.title}"
        assert self.framework
        for framework in (self.framework, *self.frameworks.values()):
            for other in framework.outcomes.values():
                if fold(other.title) == fold(title):
                    raise Wrong(
                        f"{allowed} (CAF {self.framework.version})",
                        f"Code and title differ: the title is that of {other.code} in "
                        f"CAF {framework.version}. Correct one of them or the CAF version.",
                    )
        self.ledger.warn(f"“{facts.code} {shown(title)}” read as {allowed}.")

    def _pair(self, part: str) -> Pair:
        match = PAIR.fullmatch(short_text(part))
        if not match:
            raise Wrong("Pairs such as ORG D1.c; SYS1 B4.d", "Write scope and outcome of each.")
        outcome = self.outcome(match["outcome"])
        if not match["scope"]:
            return self._organisation_pair(outcome)
        scope = read_scope(match["scope"], self.names)
        if misplaced := self.misplaced(scope, outcome):
            raise Wrong(*misplaced)
        return scope, outcome

    def _organisation_pair(self, outcome: str) -> Pair:
        if outcome[0] not in ORGANISATION_OBJECTIVES:
            raise Wrong("Pairs such as ORG D1.c; SYS1 B4.d", f"Write the scope of {outcome} before it.")
        if misplaced := self.misplaced(ORGANISATION_CODE, outcome):
            raise Wrong(*misplaced)
        return ORGANISATION_CODE, outcome


def _code(match: re.Match[str]) -> str:
    principle = "".join(match["principle"].split()).upper()
    return f"{principle}.{match['letter'].lower()}"


def _expectation(heading: Heading) -> str:
    if heading.choices:
        return "; ".join(heading.choices.all_labels())
    return {
        Kind.SCOPE: "ORG, SYS1, SYS2 …",
        Kind.OUTCOME: "A contributing outcome such as A1.a",
        Kind.QUARTER: "A quarter such as 2026/27 Q4",
        Kind.REF: "The ref of a recommendation",
    }.get(heading.kind, "Not blank")
