"""Refs of recommendations: made as SCOPE-OUTCOME-NN, never renumbered, never used again."""

from collections.abc import Iterable

from assurance.models import Assessment, Outcome, Recommendation, RetiredRef, Scope


def used_refs(assessment: Assessment) -> set[str]:
    """Every ref that stands or has stood for a recommendation of the assessment, in any report. Two queries."""
    rows = Recommendation.objects.filter(report__scope__assessment=assessment)
    return {*rows.values_list("ref", flat=True), *assessment.retired_refs.values_list("ref", flat=True)}


def next_ref(scope: Scope, outcome: Outcome) -> str:
    """A ref for one more recommendation on an outcome: the number after the highest ever used."""
    stem = f"{scope.code}-{outcome.code}-"
    ends = (ref[len(stem) :] for ref in used_refs(scope.assessment) if ref.casefold().startswith(stem.casefold()))
    highest = max((int(end) for end in ends if end.isdecimal()), default=0)
    return f"{stem}{highest + 1:02}"


def retire(assessment: Assessment, refs: Iterable[str]) -> None:
    """Remember refs whose recommendations are about to go. Remembering one twice does nothing."""
    rows = [RetiredRef(assessment=assessment, ref=ref) for ref in refs]
    RetiredRef.objects.bulk_create(rows, ignore_conflicts=True)
