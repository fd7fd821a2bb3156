"""The assurer's part: scopes, findings and recommendations, checked against each other."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

from assurance.template import (
    ASSURER_HEADINGS,
    EXPECTED,
    ORGANISATION_CODE,
    OUTCOMES,
    PLAN,
    SCOPES,
    Heading,
    SheetTemplate,
    objectives_of,
)
from assurance.workbook.content import FindingRow, Pair, RecommendationRow, ScopeRow
from assurance.workbook.problems import listed
from assurance.workbook.reader import Reader
from assurance.workbook.tables import Record, Table

RANK = {"not_achieved": 0, "partially_achieved": 1, "achieved": 2}


def heading_named(template: SheetTemplate, name: str) -> Heading:
    return next(heading for heading in template.headings if heading.name == name)


@dataclass(frozen=True)
class Findings:
    """The findings that are right; every scope and outcome on the sheet; whether each row has its own."""

    rows: tuple[FindingRow, ...]
    mentioned: frozenset[Pair]
    all_distinct: bool

    @cached_property
    def by_key(self) -> dict[Pair, FindingRow]:
        return {(row.scope, row.outcome): row for row in self.rows}


def read_scopes(table: Table, reader: Reader) -> list[ScopeRow]:
    """The scopes, of which the organisation is one at most."""
    scopes: list[ScopeRow] = []
    kinds: dict[str, str] = {}
    for record in table:
        values = reader.record(record, SCOPES.headings)
        code = reader.quietly(record, heading_named(SCOPES, "code"))
        if values is not None and _scope_is_right(record, values, kinds, reader):
            scopes.append(ScopeRow(row=record.number, **values))
        if code:
            kinds[code] = "organisation" if code == ORGANISATION_CODE else "system"
    if table.found:
        reader.know_scopes(kinds, scopes)
        _report_empty(table, reader)
    return scopes


def _scope_is_right(record: Record, values: dict[str, Any], seen: Collection[str], reader: Reader) -> bool:
    code = values["code"]
    if code in seen:
        mend = f"Remove one of the two rows for {code}."
        reader.wrong(record, heading_named(SCOPES, "code"), "Each scope once", mend)
        return False
    if (code == ORGANISATION_CODE) is not (values["kind"] == "organisation"):
        allowed = f"{ORGANISATION_CODE} for the organisation; SYS1, SYS2 … for critical systems"
        reader.wrong(record, heading_named(SCOPES, "kind"), allowed, "Correct the scope or its type.")
        return False
    return True


def _report_empty(table: Table, reader: Reader) -> None:
    if not table.records:
        reader.ledger.error(
            table.sheet, None, "", "", "At least one row", f"Enter the rows of the sheet {table.sheet}."
        )


def read_findings(table: Table, reader: Reader) -> Findings:
    """The assurer's decisions, one an outcome in a scope."""
    rows: list[FindingRow] = []
    seen: dict[Pair, int] = {}
    keys = [_key(record, reader) for record in table]
    for record, key in zip(table, keys, strict=True):
        values = reader.record(record, OUTCOMES.headings)
        if values is not None and _finding_is_right(record, values, seen, reader):
            rows.append(FindingRow(row=record.number, **values))
        if key:
            seen.setdefault(key, record.number)
    if table.found:
        _report_empty(table, reader)
        _mention_missing(seen, reader)
    return Findings(tuple(rows), frozenset(seen), table.found and None not in keys and len(set(keys)) == len(keys))


def _key(record: Record, reader: Reader) -> Pair | None:
    scope, outcome = (reader.quietly(record, heading_named(OUTCOMES, name)) for name in ("scope", "outcome"))
    return (scope, outcome) if scope and outcome else None


def _stands(record: Record, template: SheetTemplate, values: dict[str, Any], reader: Reader) -> bool:
    """Whether the record's outcome can stand in its scope."""
    misplaced = reader.misplaced(values["scope"], values["outcome"])
    if misplaced:
        known = reader.scopes is None or values["scope"] in reader.scopes
        name = "outcome" if known else "scope"
        reader.wrong(record, heading_named(template, name), *misplaced)
    return misplaced is None


def _finding_is_right(record: Record, values: dict[str, Any], seen: dict[tuple[str, str], int], reader: Reader) -> bool:
    key = values["scope"], values["outcome"]
    if not _stands(record, OUTCOMES, values, reader):
        return False
    if key in seen:
        mend = f"Row {seen[key]} is about {' '.join(key)} too: remove one of the two rows."
        reader.wrong(record, heading_named(OUTCOMES, "outcome"), "Each outcome once a scope", mend)
        return False
    levels = [_level_exists(record, OUTCOMES, name, values, reader) for name in ("self_assessment", "decision")]
    return all(levels)


def _level_exists(record: Record, template: SheetTemplate, name: str, values: dict[str, Any], reader: Reader) -> bool:
    """Whether "partially achieved" is one of the outcome's levels, where it is the value."""
    facts = reader.framework.outcomes.get(values["outcome"]) if reader.framework else None
    if values[name] != "partially_achieved" or facts is None or facts.has_partial:
        return True
    heading = heading_named(template, name)
    assert heading.choices
    labels = [label for code, label in heading.choices.labels.items() if code != "partially_achieved"]
    mend = f"{facts.code} {facts.title} has no partial level: choose another value."
    reader.wrong(record, heading, "; ".join(labels), mend)
    return False


def _mention_missing(found: Collection[Pair], reader: Reader) -> None:
    if not reader.framework or not reader.scopes:
        return
    for scope, kind in reader.scopes.items():
        letters = objectives_of(kind)
        codes = [o.code for o in reader.framework.outcomes.values() if o.objective in letters]
        if missing := [code for code in codes if (scope, code) not in found]:
            reader.ledger.warn(
                f"Outcomes: {scope} has {len(codes) - len(missing)} of {len(codes)} outcomes. "
                f"Missing: {listed(missing, most=30)}."
            )


def read_recommendations(
    table: Table, findings: Findings, reader: Reader, taken: Collection[str]
) -> list[RecommendationRow]:
    """The recommendations in the sheet's order; a ref that is missing is made."""
    rows: list[RecommendationRow] = []
    seen: dict[str, int] = {}
    for record in table:
        if not any(record.get(heading.name) is not None for heading in ASSURER_HEADINGS):
            _report_orphan(record, reader)
            continue
        values = reader.record(record, ASSURER_HEADINGS)
        unique = _ref_is_unique(record, seen, reader)
        if values is None or not unique or not _stands(record, PLAN, values, reader):
            continue
        if _recommendation_is_right(record, values, findings, reader):
            rows.append(RecommendationRow(row=record.number, **_tidied(values)))
    return _with_refs(rows, {*seen, *(ref.casefold() for ref in taken)}, reader)


def _report_orphan(record: Record, reader: Reader) -> None:
    reader.ledger.error(
        record.sheet, record.number, "", "", "A recommendation beside each response",
        "Enter the assurer's columns of this row, or clear the row.",
    )  # fmt: skip


def _ref_is_unique(record: Record, seen: dict[str, int], reader: Reader) -> bool:
    heading = heading_named(PLAN, "ref")
    key = (reader.quietly(record, heading) or "").casefold()
    if key in seen:
        mend = f"Row {seen[key]} has this ref too: give each recommendation its own."
        reader.wrong(record, heading, "Each ref once", mend)
        return False
    if key:
        seen[key] = record.number
    return True


def _tidied(values: dict[str, Any]) -> dict[str, Any]:
    own = values["scope"], values["outcome"]
    return {**values, "also_addresses": tuple(p for p in values["also_addresses"] if p != own)}


def _recommendation_is_right(record: Record, values: dict[str, Any], findings: Findings, reader: Reader) -> bool:
    key = values["scope"], values["outcome"]
    if findings.all_distinct and key not in findings.mentioned:
        mend = f"Add {' '.join(key)} to the sheet Outcomes, or correct the scope or outcome here."
        allowed = "An outcome with an assurer decision"
        reader.wrong(record, heading_named(PLAN, "outcome"), allowed, mend)
        return False
    if not _level_exists(record, PLAN, "expected", values, reader):
        return False
    finding = findings.by_key.get(key)
    return finding is None or _expectation_is_no_fall(record, values, finding, reader)


def _expectation_is_no_fall(record: Record, values: dict[str, Any], finding: FindingRow, reader: Reader) -> bool:
    expected, decision = values["expected"], finding.decision
    if not expected or RANK[expected] >= RANK.get(decision, 0):
        return True
    mend = f"{finding.scope} {finding.outcome} is achieved already: correct the expected result."
    reader.wrong(record, heading_named(PLAN, "expected"), "Achieved; blank", mend)
    return False


def _with_refs(rows: Iterable[RecommendationRow], used: set[str], reader: Reader) -> list[RecommendationRow]:
    whole: list[RecommendationRow] = []
    made: list[str] = []
    numbers: dict[str, int] = defaultdict(int)
    for row in rows:
        if not row.ref:
            row = replace(row, ref=_made_ref(row, used, numbers), ref_was_made=True)
            made.append(f"{row.ref} (row {row.row})")
        whole.append(row)
    if made:
        reader.ledger.warn(f"Plan: refs were made: {listed(made, most=30)}.")
    return whole


def _made_ref(row: RecommendationRow, used: set[str], numbers: dict[str, int]) -> str:
    stem = f"{row.scope}-{row.outcome}"
    while True:
        numbers[stem] += 1
        ref = f"{stem}-{numbers[stem]:02}"
        if ref.casefold() not in used:
            used.add(ref.casefold())
            return ref


def with_expected(
    findings: Sequence[FindingRow], recommendations: Sequence[RecommendationRow], table: Table, reader: Reader
) -> tuple[FindingRow, ...]:
    """The findings with what is expected of each; two different values for one outcome are an error."""
    first: dict[tuple[str, str], RecommendationRow] = {}
    records = {record.number: record for record in table}
    for row in recommendations:
        earlier = first.setdefault((row.scope, row.outcome), row) if row.expected else row
        if earlier.expected != row.expected:
            mend = (
                f"Row {earlier.row} expects {EXPECTED.label(earlier.expected)} of {row.scope} {row.outcome}: "
                "make them the same or leave one blank."
            )
            reader.wrong(records[row.row], heading_named(PLAN, "expected"), "One value an outcome", mend)
    return tuple(
        replace(finding, expected=first[key].expected)
        if (key := (finding.scope, finding.outcome)) in first
        else finding
        for finding in findings
    )
