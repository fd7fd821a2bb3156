"""The check of a scope's report before issue: errors stop it, warnings are accepted one by one with a reason."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from assurance.document import FindingFacts, RecommendationFacts
from assurance.models import Achievement, Level

WORTH_COMPARING = 80  # characters: a short comment may well be said twice


@dataclass(frozen=True)
class Remark:
    """Something that the check found, in a sentence that says what to do."""

    rule: str
    subject: str  # an outcome's code, a ref, or the scope's code
    sentence: str


@dataclass(frozen=True)
class Matter:
    """What is checked: a scope's report as it stands, and what it is measured by."""

    scope: str  # its code
    findings: tuple[FindingFacts, ...]
    recommendations: tuple[RecommendationFacts, ...]
    expected: Mapping[str, bool]  # the outcomes assessed for such a scope; whether "partially achieved" is a level
    elsewhere: frozenset[str] = frozenset()  # the refs of the assessment's other scopes
    unanswered: tuple[str, ...] = ()  # what the council's unanswered comments are about


def errors(matter: Matter) -> list[Remark]:
    """What stops the issue of a report, in its order."""
    if not matter.findings:
        sentence = f"The report has no findings on {matter.scope}. Upload a workbook that has them, or enter them here."
        return [Remark("no_findings", matter.scope, sentence)]
    found = [Remark(*each) for finding in matter.findings for each in _wrong_with_finding(finding, matter)]
    decided = {finding.outcome for finding in matter.findings}
    for recommendation in matter.recommendations:
        found += [Remark(*each) for each in _wrong_with_recommendation(recommendation, decided)]
    return found + list(_wrong_refs(matter))


def warnings(matter: Matter) -> list[Remark]:
    """What may be an oversight: each is mended, or accepted with a reason."""
    if not matter.findings:
        return []
    return [*_missing(matter), *_alone(matter), *_unexplained(matter), *_said_twice(matter), *_unanswered(matter)]


# --- errors


def _wrong_with_finding(finding, matter) -> Iterator[tuple[str, str, str]]:
    code = finding.outcome
    if code not in matter.expected:
        sentence = f"{code} is not assessed for {matter.scope}: move it to the scope that it belongs to."
        yield "other_scope", code, sentence
    statuses = (finding.decision, finding.self_assessment, finding.expected)
    if Achievement.PARTIAL in statuses and matter.expected.get(code) is False:
        yield "no_partial", code, f"{code} cannot be partially achieved: it is either achieved or not achieved."


def _wrong_with_recommendation(recommendation, decided) -> Iterator[tuple[str, str, str]]:
    ref = recommendation.ref
    if recommendation.outcome not in decided:
        what = f"{ref} is about {recommendation.outcome}, which has no finding"
        yield "no_finding", ref, f"{what}: add the decision on it to the sheet Outcomes."
    for name, column in (("title", "Title"), ("text", "Recommendation")):
        if not getattr(recommendation, name):
            yield f"no_{name}", ref, f"{ref} is blank in the column {column}."
    if recommendation.risk == Level.HIGH and not recommendation.risk_description:
        yield "no_risk_description", ref, f"{ref} has a high risk: describe it and what it could mean for the council."


def _wrong_refs(matter) -> Iterator[Remark]:
    seen: set[str] = set()
    for ref in (recommendation.ref for recommendation in matter.recommendations):
        if ref.casefold() in seen:
            yield Remark("same_ref", ref, f"{ref} stands for two recommendations: give one of them its own ref.")
        elif ref.casefold() in matter.elsewhere:
            sentence = f"{ref} is used for another recommendation of the assessment: give this one its own ref."
            yield Remark("other_ref", ref, sentence)
        seen.add(ref.casefold())


# --- warnings


def _missing(matter) -> Iterator[Remark]:
    there = {finding.outcome for finding in matter.findings}
    for code in matter.expected:
        if code not in there:
            yield Remark("missing_outcome", code, f"There is no finding on {code} for {matter.scope}.")


def _alone(matter) -> Iterator[Remark]:
    about = {recommendation.outcome for recommendation in matter.recommendations}
    also = (pair for recommendation in matter.recommendations for pair in recommendation.also_addresses)
    about |= {outcome for scope, outcome in also if scope == matter.scope}
    for finding in matter.findings:
        if finding.is_met is False and finding.outcome not in about:
            code = finding.outcome
            yield Remark("no_recommendation", code, f"{code} is below its target and has no recommendation.")


def _unexplained(matter) -> Iterator[Remark]:
    for finding in matter.findings:
        if not finding.comment:
            yield Remark("no_comment", finding.outcome, f"The decision on {finding.outcome} has no comment.")


def _said_twice(matter) -> Iterator[Remark]:
    texts = [(recommendation.ref, recommendation.text) for recommendation in matter.recommendations]
    yield from _repeated(texts, "{} recommends the same, word for word, as {}.")
    comments = [(f.outcome, f.comment) for f in matter.findings if len(f.comment) >= WORTH_COMPARING]
    yield from _repeated(comments, "The comment on {} is the same, word for word, as on {}.")


def _repeated(texts: Iterable[tuple[str, str]], sentence: str) -> Iterator[Remark]:
    first: dict[str, str] = {}
    for subject, text in texts:
        words = " ".join(text.casefold().split())
        if words and words in first:
            yield Remark("same_text", subject, sentence.format(subject, first[words]))
        first.setdefault(words, subject)


def _unanswered(matter) -> Iterator[Remark]:
    for subject in dict.fromkeys(matter.unanswered):
        what = subject if subject != matter.scope else "the report as a whole"
        yield Remark("no_answer", subject, f"The council’s comment on {what} has no answer.")
