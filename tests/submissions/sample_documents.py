"""Plan documents to look at whole: Tarnside's completed sample, and one of 150 recommendations with long words."""

from dataclasses import replace
from pathlib import Path

from assurance.document import ReportDocument
from iip.quarters import Quarter
from submissions.document import CouncilFacts, PlanDocument, WorkstreamFacts
from submissions.facts import ResponseFacts
from tests.submissions import documents as d

TARNSIDE = Path(__file__).parents[1] / "documents/tarnside-2026-27.json"
WORDS = "Review who may sign in to which system, write it down, and take away what nobody needs any more "
RISK = "Somebody could sign in with an account that was left behind and stop services to residents for weeks "
LONG_NAME = "The Metropolitan Borough Council of Upper and Lower Wexcombe with Saint Aldhelm’s and the Fenland Parishes"


def tarnside() -> PlanDocument:
    """The plan that a council made of the assurer's sample, as it was frozen: 58 recommendations, no target set."""
    return PlanDocument.load(TARNSIDE.read_text())


def hostile(text: str) -> PlanDocument:
    """A plan with the same text in every field that holds text."""
    council = CouncilFacts("E07999009", text, "district", "South East")
    asked = d.recommendation(1, title=text, text=text, risk_description=text)
    accepted = d.recommendation(2, title=text, text=text, risk_description=text)
    facts = dict.fromkeys(("name", "supplier", "product", "hosting", "shared_with", "firm", "lead_assurer"), text)
    findings = tuple(d.finding(outcome, title=text, comment=text, target="achieved") for outcome in d.OUTCOMES)
    scope = d.scope(0, findings=findings, recommendations=(asked, accepted), **facts)
    said = dict.fromkeys(
        ("action", "justification", "owner", "funding_source", "budget_sign_off", "workstream", "aligns_with", "notes"),
        text,
    )
    answers = (
        d.implement(**said, funding="unfunded", supporting_posts=(text,), milestones=((text, d.implement().end),)),
        ResponseFacts(choice="no_action", justification=text, risk_owner=text, why_no_action="cost"),
    )
    streams = (WorkstreamFacts(text, text, text),)
    return d.document(*answers, scopes=(scope,), council=council, workstreams=streams)


def large(count: int = 150) -> PlanDocument:
    """A plan of so many recommendations in four scopes, with long words everywhere."""
    codes = ["ORG", *(f"SYS{n}" for n in range(1, 4))]
    scopes = tuple(_scope(code, [n for n in range(count) if codes[n % 4] == code]) for code in codes)
    refs = [asked.ref for each in scopes for asked in each.recommendations]
    responses = {ref: _response(number) for number, ref in enumerate(refs)}
    streams = tuple(
        WorkstreamFacts(f"Workstream {n}: {WORDS * 2}"[:199], "Head of Digital", WORDS * 4) for n in range(14)
    )
    council = CouncilFacts("E08999099", LONG_NAME, "metropolitan", "North West")
    return replace(d.document(d.implement()), council=council, scopes=scopes, responses=responses, workstreams=streams)


def _scope(code: str, numbers: list[int]) -> ReportDocument:
    letters = "AD" if code == "ORG" else "BC"
    outcomes = [f"{letter}{n}.{part}" for letter in letters for n in range(1, 5) for part in "abc"]
    decisions = ("not_achieved", "partially_achieved", "achieved")
    findings = tuple(
        d.finding(outcome, target="achieved" if at % 7 else "", decision=decisions[at % 3], comment=WORDS * 3)
        for at, outcome in enumerate(outcomes)
    )
    asked = tuple(
        d.recommendation(
            ref=f"{code}-{outcomes[at % 24]}-{at // 24 + 1:02}",
            outcome=outcomes[at % 24],
            title=f"Recommendation {number}: {WORDS * 2}"[:300].strip(),
            text=WORDS * 8,
            risk=("high", "medium", "low")[number % 3],
            risk_description=RISK * 5,
        )
        for at, number in enumerate(numbers)
    )
    name = "Organisation" if code == "ORG" else f"System {code} for revenues, benefits, council tax and housing"
    kind = "organisation" if code == "ORG" else "system"
    facts = {"supplier": f"Supplier of {code}", "product": f"Product {code}"} if code != "ORG" else {}
    return d.scope(0, scope=code, kind=kind, name=name, findings=findings, recommendations=asked, **facts)


def _response(number: int) -> ResponseFacts:
    if number % 10 == 9:
        return ResponseFacts(
            choice="no_action",
            why_no_action="cost",
            look_again_on=Quarter.make(2027, 1).first_day,
            justification=WORDS * 5,
            risk_owner="Chief Executive and Head of Paid Service",
        )
    if number % 10 == 8:
        end = Quarter.make(2026, 1)
        return ResponseFacts(choice="already_done", justification=WORDS * 3, owner="Head of IT", end=end)
    start = Quarter.make(2026, 4) + number % 9
    return d.implement(
        action=WORDS * 5,
        justification=WORDS * 5,
        owner="Assistant Director for Digital, Data, Technology and Change",
        workstream=f"Workstream {number % 14}: {WORDS * 2}"[:199],
        **{"capital": 1_234_567 + number, "revenue": 98_765, "annual": number * 999},
        funding=("funded", "unfunded")[number % 2],
        start=start,
        end=start + number % 4,
    )
