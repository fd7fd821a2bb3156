"""Whole plans to print: Tarnside's sample as its council filled it in, a plan of 150, one that means harm."""

import datetime
from dataclasses import replace
from typing import Any

from accounts.models import Post
from accounts.roles import Role
from assurance.document import NarrativeFacts, ReportDocument
from assurance.models import Report
from assurance.workbook import read_workbook
from iip.quarters import Quarter
from submissions.actions import issue_report
from submissions.columns import MILESTONES
from submissions.document import PlanDocument, WaiverFacts, WorkstreamFacts
from submissions.facts import NAMES, ResponseFacts
from submissions.models import Plan, Workstream
from submissions.responses import save_response
from tests import make, make_assurance
from tests.assurance.workbooks import FRAMEWORKS
from tests.submissions import documents as d

SAMPLE = "tarnside-2026-27"
PARAGRAPH = (
    "The council depends on this for services that residents use every day, so the work is done in small steps that "
    "can be taken back, each agreed with the service that it touches. "
)


def read_back(data: bytes):
    """What a workbook holds, which must have nothing wrong with it."""
    reading = read_workbook(data, FRAMEWORKS, council=True)
    assert not reading.problems, reading.problems
    return reading.content


def answers_in(data: bytes) -> dict[str, ResponseFacts]:
    """The responses that a workbook holds, by ref."""
    content = read_back(data)
    milestones: dict[str, list] = {row.ref: [] for row in content.responses}
    for row in content.milestones:
        milestones[row.ref].append((row.title, row.quarter))
    return {
        row.ref: ResponseFacts.from_plain({**row.values, MILESTONES: milestones[row.ref]}) for row in content.responses
    }


def tarnside_plan() -> Plan:
    """The sample that a council filled in, saved into a plan made from the assurer's own, with targets."""
    engagement = make_assurance.engagement_for(SAMPLE)
    assessment = engagement.assessment
    assessment.profile = assessment.framework.profiles.get(name="GovAssure baseline")
    assessment.save()
    assurer = make.assurer(engagement)
    lead = make.person(role=Role.CAF_LEAD, at=assessment.council)
    make_assurance.written(SAMPLE, engagement=engagement, by=assurer)
    for report in Report.objects.in_hand().order_by("scope__kind", "scope__code"):
        plan = issue_report(report, by=assurer)
    data = make_assurance.sample(f"{SAMPLE}-completed")
    for row in read_back(data).workstreams:
        post, _ = Post.objects.get_or_create(council=plan.council, title=row.lead)
        Workstream.objects.create(plan=plan, name=row.name, lead=post, purpose=row.purpose)
    for ref, facts in answers_in(data).items():
        response = plan.responses.get(ref=ref)
        save_response(response, {name: getattr(facts, name) for name in NAMES}, seen=0, by=lead)
    return plan


def longer(document: PlanDocument, count: int = 150) -> PlanDocument:
    """The plan with so many recommendations: its own again and again, and each text several times as long."""
    every = list(document.rows)
    rows = [(number, every[number % len(every)]) for number in range(count)]
    refs = {number: row.ref if number < len(every) else f"{row.ref}-{number:03}" for number, row in rows}
    asked = {
        number: replace(row.recommendation, ref=refs[number], text=f"{row.recommendation.text} {PARAGRAPH * 4}")
        for number, row in rows
    }
    answers = {
        refs[number]: replace(row.response, justification=f"{row.response.justification} {PARAGRAPH * (number % 7)}")
        for number, row in rows
    }
    scopes = tuple(_with(scope, [asked[n] for n, row in rows if row.scope is scope]) for scope in document.scopes)
    return replace(document, scopes=scopes, responses=answers)


def _with(scope: ReportDocument, recommendations) -> ReportDocument:
    return replace(scope, recommendations=tuple(recommendations))


def hostile(text: str) -> PlanDocument:
    """A plan in which every field that a person types says this, as far as the field can hold it."""
    line = " ".join(text.split())[:200].strip()
    post = line.replace(";", ",")
    ref = d.recommendation().ref
    asked = (
        d.recommendation(1, title=line, text=text, risk_description=text),
        d.recommendation(2, title=line, text=text, risk_description=text),
        d.recommendation(3, title=line, text=text, risk_description=text),
    )
    findings = tuple(d.finding(outcome, comment=text, target="achieved") for outcome in d.OUTCOMES)
    narrative = NarrativeFacts(text, text, text, text, text)
    facts: dict[str, Any] = {"name": line, "description": text, "firm": line, "lead_assurer": line}
    scope = d.scope(recommendations=asked, findings=findings, narrative=narrative, **facts)
    said: dict[str, Any] = {"justification": text, "aligns_with": text, "notes": text}
    acting = d.implement(
        **said,
        action=text,
        owner=post,
        supporting_posts=(post,),
        funding_source=line,
        budget_sign_off=line,
        workstream=line,
        milestones=((line, Quarter.make(2027, 1)),),
    )
    accepted = ResponseFacts(
        choice="no_action", why_no_action="cost", risk_owner=post, look_again_on=datetime.date(2028, 3, 31), **said
    )
    covered = ResponseFacts(choice="covered", covered_by=ref, **said)
    plan = d.document(acting, accepted, covered, scopes=(scope,))
    streams = (WorkstreamFacts(line, post, text),)
    waivers = (WaiverFacts("overload", line, text, line),)
    return replace(plan, council=replace(plan.council, name=line), workstreams=streams, waivers=waivers)
