"""What a good quality assurer would ask about a plan: warnings, which stop nothing and can be waived with a reason.

Pure. What depends on the day takes `on=`, since a document holds nothing that does.
"""

import datetime
import hashlib
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from assurance.models import Level
from iip.quarters import Quarter
from submissions.columns import ACTING
from submissions.document import PlanDocument, Row, WaiverFacts
from submissions.models import Response
from submissions.workload import Load, workload

MOST_AT_ONCE = 5  # actions of one owner in one quarter
MOST_DAYS = 60  # working days in a quarter, a little less than there are
TWO_YEARS = 8  # quarters
LONGEST_SUBJECT = 60  # letters; the width of a waiver's column
SAYS_NOTHING = {"", "tbc", "tbd", "tba", "na", "n a", "none", "nil", "see above", "as above", "as recommended", "todo"}
DONE, COVERED = Response.Choice.ALREADY_DONE, Response.Choice.COVERED

RULES = {  # in the order in which they are shown
    "justification": "Justification that says nothing",
    "copied": "Justification that is copied",
    "unfunded": "High risk without funding",
    "parked": "High risk parked beyond two years",
    "order": "Work before what it waits for",
    "overload": "Owner overloaded in a quarter",
    "past": "Date in the past",
    "unaddressed": "Outcome below target that no response addresses",
}


@dataclass(frozen=True)
class Warned:
    """Something to ask about: the rule, what it is about, and the question in a sentence."""

    rule: str
    subject: str  # a ref, "ORG A1.a", or a quarter and a post
    sentence: str
    ref: str = ""  # the response to change, where it is one
    waiver: WaiverFacts | None = None

    @property
    def name(self) -> str:
        return RULES[self.rule]


def warnings(document: PlanDocument, *, on: datetime.date) -> list[Warned]:
    """Every warning of a plan on a day, by rule and in the report's order, each with its waiver where it has one."""
    waivers = {(waiver.rule, waiver.subject): waiver for waiver in document.waivers}
    found = [*_of_rows(document, on), *_overloaded(document), *_unaddressed(document)]
    found.sort(key=lambda each: list(RULES).index(each[0]))
    return [
        Warned(rule, short(subject), sentence, ref, waivers.get((rule, short(subject))))
        for rule, subject, sentence, ref in found
    ]


def idle_waivers(document: PlanDocument, found: Iterable[Warned]) -> list[WaiverFacts]:
    """The waivers whose warning is not among those found."""
    arising = {(each.rule, each.subject) for each in found}
    return [waiver for waiver in document.waivers if (waiver.rule, waiver.subject) not in arising]


def short(subject: str) -> str:
    """A subject as a waiver can keep it: a long one ends in letters that tell it from others."""
    if len(subject) <= LONGEST_SUBJECT:
        return subject
    mark = hashlib.sha256(subject.encode()).hexdigest()[:8]
    return f"{subject[: LONGEST_SUBJECT - 10]}… {mark}"


Found = tuple[str, str, str, str]  # the rule, its subject, the sentence and the ref


def _of_rows(document: PlanDocument, on: datetime.date) -> Iterator[Found]:
    words = _justified(document)
    for row in document.rows:
        for rule, sentence in (
            *_words_of(row, words),
            *_high_risk(row, document),
            *_too_early(row, document),
            *_past(row, on),
        ):
            yield rule, row.ref, sentence, row.ref


def plain_words(text: str) -> str:
    """A text without what makes no difference to what it says."""
    return " ".join(re.sub(r"[^\w£%]+", " ", text.casefold()).split())


def _justified(document: PlanDocument) -> dict[str, list[str]]:
    """The refs by what their justification says."""
    said: dict[str, list[str]] = {}
    for row in document.rows:
        said.setdefault(plain_words(row.response.justification), []).append(row.ref)
    return said


def _words_of(row: Row, said: dict[str, list[str]]) -> Iterator[tuple[str, str]]:
    words, asked = plain_words(row.response.justification), row.recommendation
    if words in SAYS_NOTHING or not re.search(r"\w", words):
        if row.response.choice and (row.response.justification or row.response.choice == COVERED):
            yield "justification", "Its justification says nothing: say why this is the right response."
    elif words in {plain_words(asked.text), plain_words(asked.title), plain_words(asked.risk_description)}:
        yield "copied", "Its justification repeats the assurer’s words: say why this is right for your council."
    elif others := [ref for ref in said[words] if ref != row.ref]:
        yield "copied", f"Its justification is the same as that of {_few(others)}: say what is true of this one."


def _high_risk(row: Row, document: PlanDocument) -> Iterator[tuple[str, str]]:
    facts = row.response
    if row.recommendation.risk != Level.HIGH or facts.choice not in ACTING:
        return
    if facts.funding == Response.Funding.UNFUNDED:
        yield "unfunded", "It is a high risk, and its action has no funding: say where the money could come from."
    if facts.end and facts.end - document.starts >= TWO_YEARS:
        yield "parked", f"It is a high risk that stays until {facts.end}, more than two years after the plan starts."


def _too_early(row: Row, document: PlanDocument) -> Iterator[tuple[str, str]]:
    for ref in row.response.waits_for:
        other = document.responses.get(ref)
        if other is None or row.response.start is None:
            continue
        if other.choice == Response.Choice.NO_ACTION:
            yield "order", f"It waits for {ref}, which gets no action."
        elif other.end and row.response.start < other.end:
            yield "order", f"It starts in {row.response.start}, before {ref} ends in {other.end}, which it waits for."


def _past(row: Row, on: datetime.date) -> Iterator[tuple[str, str]]:
    facts, now = row.response, Quarter.of(on)
    if facts.choice in ACTING and facts.end and facts.end < now:
        yield "past", f"It was to end in {facts.end}, which is over: choose a later quarter, or “Already done”."
    if facts.choice == DONE and facts.end and facts.end > now:
        yield "past", f"It is already done, and yet in {facts.end}, which is to come: change one of them."
    if facts.look_again_on and facts.look_again_on < on:
        yield "past", "The day to look again at this risk is in the past: choose a later one."


def _overloaded(document: PlanDocument) -> Iterator[Found]:
    for load in workload(document):
        if reason := why_too_much(load):
            yield "overload", f"{load.quarter} {load.owner}", f"{load.owner} has {reason} in {load.quarter}.", ""


def why_too_much(load: Load) -> str:
    """What is too much for one owner in a quarter, in words; "" where it is not."""
    if load.days > MOST_DAYS:
        return f"{load.days} days of effort"
    return f"{len(load.refs)} actions" if len(load.refs) > MOST_AT_ONCE else ""


def _unaddressed(document: PlanDocument) -> Iterator[Found]:
    addressed = {(row.scope.scope, row.outcome) for row in document.rows}
    for row in document.rows:
        addressed |= {*row.recommendation.also_addresses, *row.response.further_outcomes}
    for scope in document.scopes:
        for finding in scope.findings:
            if finding.is_met is False and (scope.scope, finding.outcome) not in addressed:
                place = f"{scope.scope} {finding.outcome}"
                yield (
                    "unaddressed",
                    place,
                    f"{place} {finding.title} is below its target, and nothing addresses it.",
                    "",
                )


def _few(refs: list[str]) -> str:
    return ", ".join(refs) if len(refs) <= 3 else f"{', '.join(refs[:3])} and {len(refs) - 3} more"
