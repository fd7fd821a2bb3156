"""A workbook that a council brings back: whose it is, what its people may not write in it, and its values as facts."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from accounts.models import User
from assurance.frameworks import framework_facts
from assurance.intake_checks import REFS_WERE_MADE, read_about_alone
from assurance.template import ABOUT, MILESTONES, PLAN, SHEETS, WORKSTREAMS, SheetTemplate
from assurance.workbook import About, Problem, ResponseRow, WorkbookContent, read_workbook
from assurance.workbook.problems import Ledger, listed
from assurance.workbook.tables import find_sheet
from iip.quarters import Quarter
from iip.spreadsheets import Refused, open_workbook
from iip.text import control_characters
from submissions.access import refs_for
from submissions.columns import COLUMNS, from_plain
from submissions.document import PlanDocument
from submissions.exports.workbook import workstreams
from submissions.facts import tidied
from submissions.forms.response import Known
from submissions.merge import RESPONSE, WORKSTREAM, Subject, Values
from submissions.models import Plan, Response

REFS = ("waits_for", "covered_by")
POSTS = ("owner", "risk_owner")
NOT_YOURS = "This recommendation was not given to you, so you cannot bring it back: take its row out of the workbook."


@dataclass(frozen=True)
class Ground:
    """What a returned workbook is held against: the plan now, as far as the person may write it."""

    plan: Plan
    document: PlanDocument
    refs: frozenset[str] | None  # a delegate's own rows; None means all
    posts: tuple[str, ...]
    outcomes: frozenset[tuple[str, str]]

    @classmethod
    def of(cls, plan: Plan, by: User) -> "Ground":
        """The plan as it stands now, before this person."""
        document, refs = PlanDocument.of(plan), refs_for(by, plan)
        outcomes = frozenset((scope.scope, finding.outcome) for scope in document.scopes for finding in scope.findings)
        mine = document if refs is None else replace(document.only(refs), workstreams=document.workstreams)
        posts = plan.council.posts.values_list("title", flat=True)
        return cls(plan, mine, refs, tuple(posts), outcomes)

    @property
    def streams(self) -> list[str]:
        """The workstreams to offer: of a delegate, those of their own rows alone."""
        known = self.document if self.refs is None else self.document.only(self.refs)
        return [stream.name for stream in workstreams(known)]

    @property
    def spoken_of(self) -> set[str]:
        """The refs that a response may name: those that the person sees, and those that are named already."""
        named = {ref for row in self.document.rows for ref in (*row.response.waits_for, row.response.covered_by) if ref}
        return named | set(self.document.by_ref)


@dataclass(frozen=True)
class Returned:
    """A workbook as read and held against the plan. Without problems it can be merged."""

    content: WorkbookContent | None
    problems: tuple[Problem, ...]
    remarks: tuple[str, ...]
    sheets: tuple[str, ...] = ()  # of the template, that the workbook has


def read_returned(data: bytes, ground: Ground, *, comments: bool = False) -> Returned:
    """Read a workbook, a reviewer's with its `comments`, and gather all that is wrong with it. Writes nothing."""
    frameworks = framework_facts()
    used = set(ground.plan.responses.values_list("ref", flat=True))
    reading = read_workbook(data, frameworks, council=True, taken=used, beside=ground.spoken_of, comments=comments)
    content = reading.content
    about = content.about if content else read_about_alone(data, frameworks)
    problems = [*reading.problems, *(about_problems(about, ground) if about else ())]
    if content and not problems:
        problems += problems_of(content, ground)
    remarks = [words for words in reading.warnings if not words.startswith(REFS_WERE_MADE)]
    return Returned(content, tuple(problems), tuple(remarks), sheets_of(data) if content else ())


def sheets_of(data: bytes) -> tuple[str, ...]:
    """The names of the template's sheets that a workbook has, as the template calls them."""
    try:
        sheets = open_workbook(data)
    except Refused:
        return ()
    return tuple(template.name for template in SHEETS if find_sheet(sheets, template, Ledger()) is not None)


# --- whose it is


def about_problems(about: About, ground: Ground) -> list[Problem]:
    """Whether the workbook is of this plan: of the council, the cycle, the CAF version and the reference."""
    plan, document = ground.plan, ground.document
    whose = f"{document.council.name} ({document.council.code}), {document.cycle_name}"
    if about.council_code.casefold() != document.council.code.casefold() or about.cycle != document.cycle_name:
        found = f"{about.council} ({about.council_code}), {about.cycle}"
        mend = "This workbook is of another council or cycle. Upload it on the page of its own plan."
        return [Problem(ABOUT.name, None, "", found, whose, mend)]
    if about.plan_reference and about.plan_reference.casefold() != plan.reference.casefold():
        mend = "This workbook is of another plan. Upload it on the page of its own plan."
        return [Problem(ABOUT.name, None, "", about.plan_reference, plan.reference, mend, "Plan reference")]
    if about.framework != document.framework:
        mend = "The plan answers a report on another version of the CAF. Use its own workbook."
        return [Problem(ABOUT.name, None, "", about.framework, document.framework, mend, "CAF version")]
    return []


# --- what the page's form refuses too


def problems_of(content: WorkbookContent, ground: Ground) -> list[Problem]:
    """Everything in the rows of the plan that its people may not write, as the page's form refuses it."""
    found = [*_not_theirs(content, ground)]
    for row in content.responses:
        if (mine := ground.document.by_ref.get(spelt(row.ref, ground.document.by_ref))) is not None:
            found += row_problems(row, mine.response, ground)
    return [*found, *_milestone_problems(content, ground), *_control_characters(content)]


def _milestone_problems(content: WorkbookContent, ground: Ground) -> Iterator[Problem]:
    for row in content.milestones:
        mine = ground.document.by_ref.get(spelt(row.ref, ground.document.by_ref))
        held = [quarter for _, quarter in mine.response.milestones] if mine else []
        if wrong := _late_or_early(Quarter.parse(row.quarter), ground, held):
            yield Problem(MILESTONES.name, row.row, "", row.quarter, *wrong, "Quarter")


def _control_characters(content: WorkbookContent) -> Iterator[Problem]:
    mend = "Remove the hidden control character, for example by typing the text again."
    for sheet, number, label, text in _texts(content):
        if control_characters(text):
            yield Problem(sheet.name, number, "", "", "Text without control characters", mend, label)


def _not_theirs(content: WorkbookContent, ground: Ground) -> Iterator[Problem]:
    """A delegate brings back what was given to them; that another row exists is not told."""
    if ground.refs is None:
        return
    for row in content.recommendations:
        if spelt(row.ref, ground.refs) not in ground.refs:
            yield Problem(PLAN.name, row.row, "", row.ref, "Recommendations that were given to you", NOT_YOURS, "Ref")


def row_problems(row: ResponseRow, now: Any, ground: Ground) -> Iterator[Problem]:
    """What a row says that its plan does not know. `now`: the response's facts, which may stay as they are."""
    for name in REFS:
        given = row.values.get(name) or ()
        given = (given,) if isinstance(given, str) else given
        if unknown := [ref for ref in given if spelt(ref, ground.spoken_of) not in ground.spoken_of]:
            yield _wrong(row, name, unknown, "Refs of this plan", "Correct the ref, or leave it out.")
    pairs = [tuple(pair) for pair in row.values.get("further_outcomes") or ()]
    known = ground.outcomes | set(now.further_outcomes)
    if elsewhere := [" ".join(pair) for pair in pairs if pair not in known]:
        yield _wrong(row, "further_outcomes", elsewhere, "Outcomes of this assessment", "Correct the scope or outcome.")
    for name in ("start", "end"):
        given = row.values.get(name)
        if given and (mend := _late_or_early(Quarter.parse(given), ground, (now.start, now.end))):
            yield _wrong(row, name, [given], *mend)


def _wrong(row: ResponseRow, name: str, found: Iterable[str], allowed: str, mend: str) -> Problem:
    return Problem(PLAN.name, row.row, "", listed(found), allowed, mend, COLUMNS[name].label)


def _late_or_early(quarter: Quarter, ground: Ground, held: Collection[Quarter | None]) -> tuple[str, str] | None:
    """What the page's selects do not offer, as (allowed, mend)."""
    offered = [each for each, _ in Known(ground.plan.starts).quarters() if each]
    if str(quarter) in offered or quarter in held:
        return None
    return f"{offered[0]} to {offered[-1]}", "Enter a quarter within these."


def _texts(content: WorkbookContent) -> Iterator[tuple[SheetTemplate, int, str, str]]:
    for row in content.responses:
        for name, value in row.values.items():
            words = value if isinstance(value, list) else [value]
            yield from ((PLAN, row.row, COLUMNS[name].label, word) for word in words if isinstance(word, str))
    for stream in content.workstreams:
        for label, word in (("Name", stream.name), ("Lead", stream.lead), ("Purpose", stream.purpose)):
            yield WORKSTREAMS, stream.row, label, word
    for milestone in content.milestones:
        yield MILESTONES, milestone.row, "Milestone", milestone.title


# --- its values


def values_in(content: WorkbookContent, sheets: Collection[str], ground: Ground) -> Values:
    """What the workbook says of each response and workstream, as facts hold it and as the council spells it.

    Only the columns that the workbook has, and of those only what its choice has a use for.
    """
    milestones = _milestones(content, ground) if MILESTONES.name in sheets else None
    found: dict[Subject, Mapping[str, Any]] = {}
    nameless = {row.row for row in content.recommendations if row.ref_was_made}
    for row in content.responses:
        ref = spelt(row.ref, ground.document.by_ref)
        if row.row in nameless:
            ref = f"Row {row.row} of the sheet Plan, which has no ref"
        found[Subject(RESPONSE, ref)] = _answer(row, milestones, ref, ground)
    if ground.refs is None and WORKSTREAMS.name in sheets:
        found.update(_streams(content, ground))
    return found


def _answer(row: ResponseRow, milestones: Mapping | None, ref: str, ground: Ground) -> dict[str, Any]:
    values = {name: from_plain(name, value) for name, value in row.values.items()}
    if milestones is not None:
        values["milestones"] = tuple(milestones.get(ref, ()))
    now = ground.document.by_ref.get(ref)
    choice = values.get("choice", now.response.choice if now else "")
    values = {name: as_known(name, value, ground) for name, value in values.items()}
    return tidied({name: value for name, value in values.items() if COLUMNS[name].applies_to(choice)})


def as_known(name: str, value: Any, ground: Ground) -> Any:
    """A column's value with posts, workstreams and refs as the council writes them."""
    if name in POSTS:
        return spelt(value, ground.posts)
    if name == "supporting_posts":
        return tuple(dict.fromkeys(spelt(title, ground.posts) for title in value))
    if name == "workstream":
        return spelt(value, [stream.name for stream in ground.document.workstreams])
    if name == "covered_by":
        return spelt(value, ground.spoken_of)
    return tuple(spelt(ref, ground.spoken_of) for ref in value) if name == "waits_for" else value


def _milestones(content: WorkbookContent, ground: Ground) -> dict[str, list[tuple[str, Quarter]]]:
    found: dict[str, list[tuple[str, Quarter]]] = {}
    for row in content.milestones:
        ref = spelt(row.ref, ground.document.by_ref)
        found.setdefault(ref, []).append((row.title, Quarter.parse(row.quarter)))
    return found


def _streams(content: WorkbookContent, ground: Ground) -> Values:
    names = [stream.name for stream in ground.document.workstreams]
    return {
        Subject(WORKSTREAM, spelt(row.name, names)): {
            "name": spelt(row.name, names),
            "lead": spelt(row.lead, ground.posts),
            "purpose": row.purpose,
        }
        for row in content.workstreams
    }


def idle_cells(content: WorkbookContent) -> Iterator[str]:
    """What the workbook says in columns that a row's choice has no use for, in sentences: it is not taken."""
    for row in content.responses:
        choice = row.values.get("choice", "")
        idle = [COLUMNS[n].label for n, value in row.values.items() if value and not COLUMNS[n].applies_to(choice)]
        if idle:
            label = Response.Choice(choice).label
            yield f"{row.ref}: {listed(idle)} mean nothing for “{label}” and are not taken."


def spelt(word: str, known: Iterable[str]) -> str:
    """A word as it is written already, whatever the case it came in."""
    return next((each for each in known if each.casefold() == word.casefold()), word)
