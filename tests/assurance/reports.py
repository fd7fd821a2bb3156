"""Reports of any content that reading allows, for Hypothesis."""

import datetime
from typing import Any

from hypothesis import strategies as st

from assurance.synonyms import fold
from assurance.template import CONTROL_TYPES, LONGEST_LINE, LONGEST_TEXT, objectives_of
from assurance.workbook import About, FindingRow, RecommendationRow, ScopeRow, WorkbookContent
from assurance.workbook.cells import BLANK_WORDS
from assurance.workbook.report import RANK
from iip.text import clean_text, control_characters, tidy
from tests.assurance.workbooks import FRAMEWORKS

STARTS = ("", "=", "+", "-", "@", "'", '"', "=HYPERLINK(1)", "0012", "1.10", "_x0041_", "_x000D_", "TRUE", "; ", "#N/A")
PIECES = (
    *("😀👩🏽‍💻", "שלום", "مرحبا\u200f", "é", "ﬁ", "ß", "𝒳", "\u0301", "می\u200cخواهم", "\u202eabc\u202c"),
    *("\n\n", "\t", "\r\n", "\u2028", "\x0b", "a; b, c", "“quoted” ‘so’", "<b>&amp;", "]]>"),
    *("12\u00a0000", "1\u202f000", "\u2003", "\u3000", "in\u00advis\u200bible\u2060", "\ufeff", "  "),
)
LETTERS = st.characters(codec="utf-8", exclude_categories=["Cs"])
NARRATIVE = ("executive_summary", "good_practice", "areas_for_improvement", "evidence_quality", "review_method")
EXPORT = ("plan_reference", "plan_version", "exported_at", "document_code")
DAYS = st.dates(datetime.date(2024, 1, 1), datetime.date(2028, 1, 1))


@st.composite
def texts(draw: st.DrawFn, longest: int, *, blank: bool = False, line: bool = False) -> str:
    """Any text that the pages let in, as they store it; now and then as long as is allowed."""
    pieces = draw(st.lists(st.sampled_from(PIECES) | st.text(LETTERS, max_size=30), max_size=6))
    text = draw(st.sampled_from(STARTS)) + "".join(pieces)
    if draw(st.integers(0, 9)) == 0:
        text = (text or "x") * longest
    unwanted = set(control_characters(tidy(text[:longest])))
    text = "".join(letter for letter in text[:longest] if letter not in unwanted)
    text = clean_text(text, 3 * longest, line=line)[:longest].strip()
    return text or ("" if blank else "Words")


def lines(longest: int = LONGEST_LINE, *, blank: bool = False) -> st.SearchStrategy[str]:
    return texts(longest, blank=blank, line=True)


def levels(*, partial: bool, also: tuple[str, ...]) -> st.SearchStrategy[str]:
    return st.sampled_from(("achieved", "not_achieved", *also, *(["partially_achieved"] if partial else [])))


@st.composite
def reports(draw: st.DrawFn) -> WorkbookContent:
    """What an assurer's workbook may say, in the rows that a workbook of ours puts it in."""
    framework = draw(st.sampled_from(sorted(FRAMEWORKS)))
    scopes = draw(scope_rows())
    places = [
        (scope.code, facts)
        for scope in scopes
        for facts in FRAMEWORKS[framework].outcomes.values()
        if facts.objective in objectives_of(scope.kind)
    ]
    chosen = draw(
        st.lists(st.sampled_from(places), min_size=1, max_size=6, unique_by=lambda place: (place[0], place[1].code))
    )
    findings = tuple(draw(finding_rows(n, scope, facts)) for n, (scope, facts) in enumerate(chosen, 2))
    pairs = [(scope, facts.code) for scope, facts in places]
    recommendations = draw(recommendation_rows(findings, pairs))
    return WorkbookContent(draw(abouts(framework)), scopes, with_expected(findings, recommendations), recommendations)


@st.composite
def abouts(draw: st.DrawFn, framework: str) -> About:
    days = sorted(draw(st.lists(DAYS, min_size=3, max_size=3)))
    year = draw(st.integers(20, 98))
    said: dict[str, Any] = {name: draw(texts(LONGEST_TEXT, blank=True)) for name in NARRATIVE}
    said |= {name: draw(lines(40, blank=True)) for name in ("lead_assurer", *EXPORT)}
    names = ("review_started", "review_ended", "issued_on")
    said |= {name: day for name, day in zip(names, days, strict=True) if draw(st.booleans())}
    return About(1, draw(lines()), draw(lines(9)), f"20{year}/{year + 1}", framework, draw(lines()), **said)


@st.composite
def scope_rows(draw: st.DrawFn) -> tuple[ScopeRow, ...]:
    codes = draw(st.lists(st.sampled_from(("ORG", "SYS1", "SYS2", "SYS12")), min_size=1, unique=True))
    return tuple(draw(scope_row(number, code)) for number, code in enumerate(codes, 2))


@st.composite
def scope_row(draw: st.DrawFn, number: int, code: str) -> ScopeRow:
    said = {name: draw(lines(blank=True)) for name in ("supplier", "product", "hosting", "shared_with")}
    kind = "organisation" if code == "ORG" else "system"
    return ScopeRow(number, code, kind, draw(lines()), draw(texts(LONGEST_TEXT, blank=True)), **said)


@st.composite
def finding_rows(draw: st.DrawFn, number: int, scope: str, facts) -> FindingRow:
    own = draw(levels(partial=facts.has_partial, also=("",)))
    decision = draw(levels(partial=facts.has_partial, also=("not_assessed",)))
    expected = [level for level in ("achieved", "partially_achieved") if RANK[level] >= RANK.get(decision, 0)]
    expected = [level for level in expected if facts.has_partial or level == "achieved"]
    comment = draw(texts(LONGEST_TEXT, blank=True))
    return FindingRow(number, scope, facts.code, own, decision, comment, draw(st.sampled_from(["", *expected])))


@st.composite
def recommendation_rows(draw: st.DrawFn, findings, pairs) -> tuple[RecommendationRow, ...]:
    """Each on one of the findings; it gives what is expected of the outcome, or leaves it to another."""
    refs = st.from_regex(r"[A-Za-z0-9][A-Za-z0-9.\-]{0,29}", fullmatch=True).filter(
        lambda ref: fold(ref) not in BLANK_WORDS
    )
    given = draw(st.lists(refs, max_size=5, unique_by=str.casefold))
    return tuple(draw(recommendation_row(number, ref, findings, pairs)) for number, ref in enumerate(given, 2))


@st.composite
def recommendation_row(draw: st.DrawFn, number: int, ref: str, findings, pairs) -> RecommendationRow:
    finding = draw(st.sampled_from(findings))
    types = draw(st.sets(st.sampled_from(sorted(CONTROL_TYPES.labels)), min_size=1))
    also = draw(st.lists(st.sampled_from(pairs), max_size=4, unique=True))
    return RecommendationRow(
        row=number,
        ref=ref,
        scope=finding.scope,
        outcome=finding.outcome,
        also_addresses=tuple(pair for pair in also if pair != (finding.scope, finding.outcome)),
        title=draw(lines(300)),
        text=draw(texts(LONGEST_TEXT)),
        risk=draw(st.sampled_from(("high", "medium", "low"))),
        risk_description=draw(texts(LONGEST_TEXT)),
        control_types=tuple(code for code in CONTROL_TYPES.labels if code in types),
        expected=draw(st.sampled_from((finding.expected, ""))),
    )


def with_expected(findings, recommendations) -> tuple[FindingRow, ...]:
    """The findings, each expecting what one of its recommendations says."""
    said = {(row.scope, row.outcome): row.expected for row in recommendations if row.expected}
    facts = ({**vars(row), "expected": said.get((row.scope, row.outcome), "")} for row in findings)
    return tuple(FindingRow(**each) for each in facts)
