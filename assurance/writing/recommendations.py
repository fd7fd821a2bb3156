"""Recommendations in a draft: added, changed, moved, split, merged, removed; each keeps its ref for ever."""

from collections.abc import Mapping
from typing import Any

from django.db import transaction

from accounts.audit import record
from accounts.models import User
from assurance.models import AlsoAddresses, Level, Outcome, Recommendation, Report
from assurance.reports import Refused
from assurance.writing.drafts import take_in_hand
from assurance.writing.refs import next_ref, retire
from assurance.writing.seen import Merged, marks, merge

WORDS = ("title", "text", "risk", "risk_description")
CONTROL_TYPES = ("people", "process", "technology")
GONE = "{ref} has just been removed from this draft, so nothing was written."
RISKS = (Level.HIGH, Level.MEDIUM, Level.LOW)


class Unseen(Refused):
    """Somebody else has changed the recommendation since the page was shown."""


Values = Mapping[str, Any]  # of WORDS, control_types, also_addresses and expected


def values_of(recommendation: Recommendation) -> dict[str, Any]:
    """What a recommendation says, as its form holds it. Three queries."""
    also = recommendation.also_addresses.values_list("scope__code", "outcome__code").order_by("pk")
    finding = recommendation.report.findings.filter(outcome=recommendation.outcome_id).first()
    return {
        **{name: getattr(recommendation, name) for name in WORDS},
        "control_types": [name for name in CONTROL_TYPES if getattr(recommendation, name)],
        "also_addresses": [list(pair) for pair in also],
        "expected": finding.expected if finding else "",
    }


@transaction.atomic
def add(report: Report, outcome: Outcome, values: Values, *, by: User) -> Recommendation:
    """A new recommendation at the end of a draft, with a ref of its own. Raises Refused."""
    take_in_hand(report, by)
    last = report.recommendations.order_by("-position").first()
    position = last.position + 1 if last else 1
    made = Recommendation(report=report, outcome=outcome, ref=next_ref(report.scope, outcome), position=position)
    _write(made, values)
    _log("added", made, by)
    return made


@transaction.atomic
def change(recommendation: Recommendation, typed: Values, *, seen: str, by: User) -> Merged:
    """Write what has changed in a recommendation. Where a value clashes nothing is written. Raises Refused."""
    recommendation = _again(recommendation, by)
    merged = merge(typed, values_of(recommendation), seen)
    if merged.write and not merged.clashing:
        _write(recommendation, merged.write)
        _log("changed", recommendation, by)
    return merged


@transaction.atomic
def move(recommendation: Recommendation, *, up: bool, by: User) -> None:
    """Put a recommendation before the one above it, or after the one below. At the end it stays. Raises Refused."""
    recommendation = _again(recommendation, by)
    rows = list(recommendation.report.recommendations.order_by("position", "pk"))
    here = rows.index(recommendation)
    there = here - 1 if up else here + 1
    if 0 <= there < len(rows):
        rows[here], rows[there] = rows[there], rows[here]
    _number(rows)


@transaction.atomic
def split(recommendation: Recommendation, first: Values, second: Values, *, seen: str, by: User) -> Recommendation:
    """Make a second recommendation out of a part of one. `first`, `second`: the title and text of each.

    The second stands right after the first, with a ref of its own and all else alike. Raises Refused, and Unseen
    where the recommendation is not as `seen` says.
    """
    recommendation = _again(recommendation, by)
    _refuse_unseen(seen, recommendation)
    report, outcome = recommendation.report, recommendation.outcome
    values = values_of(recommendation)
    _write(recommendation, first)
    made = Recommendation(report=report, outcome=outcome, ref=next_ref(report.scope, outcome))
    made.position = recommendation.position + 1
    after = [row for row in report.recommendations.order_by("position", "pk") if row.position > recommendation.position]
    _write(made, {**values, **second})
    _number([made, *after], start=made.position)
    _log("split", recommendation, by)
    return made


@transaction.atomic
def merge_two(kept: Recommendation, other: Recommendation, values: Values, *, seen: str, by: User) -> None:
    """Make one recommendation of two: the first keeps its ref, the other's is retired. Raises Refused, Unseen."""
    kept, other = _again(kept, by), _again(other, by)
    _refuse_unseen(seen, kept, other)
    _write(kept, values)
    _take_out(other)
    _log("merged", kept, by, f"{kept.ref} with {other.ref}")


@transaction.atomic
def remove(recommendation: Recommendation, *, seen: str, by: User) -> None:
    """Take a recommendation out of the draft; its ref is never given again. Raises Refused, Unseen."""
    recommendation = _again(recommendation, by)
    _refuse_unseen(seen, recommendation)
    _take_out(recommendation)
    _log("removed", recommendation, by)


def seen_of(*recommendations: Recommendation) -> str:
    """The marks of recommendations as a page shows them."""
    return marks({row.ref: values_of(row) for row in recommendations})


def _refuse_unseen(seen: str, *recommendations: Recommendation) -> None:
    if seen != seen_of(*recommendations):
        raise Unseen("Somebody else has changed this recommendation since you opened the page.")


def merged_values(kept: Recommendation, other: Recommendation) -> dict[str, Any]:
    """What one recommendation made of two would say: the words of both, the higher risk, all that they address."""
    first, second = values_of(kept), values_of(other)
    also = [*first["also_addresses"], *second["also_addresses"], [kept.report.scope.code, other.outcome.code]]
    own = [kept.report.scope.code, kept.outcome.code]
    return {
        "title": first["title"],
        "text": _both(first["text"], second["text"]),
        "risk": min(first["risk"], second["risk"], key=RISKS.index),
        "risk_description": _both(first["risk_description"], second["risk_description"]),
        "control_types": [n for n in CONTROL_TYPES if n in first["control_types"] + second["control_types"]],
        "also_addresses": [pair for n, pair in enumerate(also) if pair != own and pair not in also[:n]],
        "expected": first["expected"],
    }


def _both(first: str, second: str) -> str:
    return "\n\n".join(dict.fromkeys(text for text in (first, second) if text))


def _again(recommendation: Recommendation, by: User) -> Recommendation:
    """The recommendation as it stands now, held. Raises Refused where it is gone or may not be written."""
    take_in_hand(recommendation.report, by)
    rows = Recommendation.objects.select_related("outcome", "report__scope__assessment")
    found = rows.filter(report=recommendation.report_id, ref=recommendation.ref).first()
    if found is None:
        raise Refused(GONE.format(ref=recommendation.ref))
    return found


def _write(recommendation: Recommendation, values: Values) -> None:
    """Write those of the values that are given."""
    for name in WORDS:
        if name in values:
            setattr(recommendation, name, values[name])
    for name in CONTROL_TYPES if "control_types" in values else ():
        setattr(recommendation, name, name in values["control_types"])
    recommendation.save()
    if "also_addresses" in values:
        _write_also(recommendation, values["also_addresses"])
    if "expected" in values:
        findings = recommendation.report.findings.filter(outcome=recommendation.outcome_id)
        findings.exclude(expected=values["expected"]).update(expected=values["expected"])


def _write_also(recommendation: Recommendation, pairs: list[list[str]]) -> None:
    assessment = recommendation.report.scope.assessment
    scopes = {scope.code: scope for scope in assessment.scopes.all()}
    outcomes = {o.code: o for o in Outcome.objects.filter(framework=assessment.framework_id)}
    recommendation.also_addresses.all().delete()
    AlsoAddresses.objects.bulk_create(
        AlsoAddresses(recommendation=recommendation, scope=scopes[scope], outcome=outcomes[outcome])
        for scope, outcome in pairs
    )


def _take_out(recommendation: Recommendation) -> None:
    """Delete a recommendation of a draft and remember its ref. What was expected of its outcome goes with the last."""
    report, outcome = recommendation.report, recommendation.outcome_id
    retire(report.scope.assessment, [recommendation.ref])
    recommendation.delete()
    if not report.recommendations.filter(outcome=outcome).exists():
        report.findings.filter(outcome=outcome).update(expected="")


def _number(rows: list[Recommendation], start: int = 1) -> None:
    for position, row in enumerate(rows, start=start):
        row.position = position
    Recommendation.objects.bulk_update(rows, ["position"])


def _log(what: str, recommendation: Recommendation, by: User, detail: str = "") -> None:
    on = recommendation.report.scope.assessment
    record(f"recommendation {what}", by=by, on=on, detail=detail or recommendation.ref)
