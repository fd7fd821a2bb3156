"""A report and its plan every text of which is a marker of its own, and the people who have to do with them."""

import datetime
from dataclasses import dataclass
from typing import Any

from accounts.models import User
from accounts.roles import Role
from assurance import factual_check, reports
from assurance.models import AcceptedWarning, Engagement, Finding, Narrative, Report, Scope
from submissions.actions import issue_report
from submissions.columns import FUNDED, MONEY
from submissions.delegation import hand_over
from submissions.models import Response
from submissions.responses import save_response
from submissions.waivers import waive
from tests import make, make_assurance, make_plan
from tests.markers.words import Markers

SHORT = ("funding_source", "budget_sign_off")
LONG = ("action", "justification", "aligns_with", "notes")
NARRATIVE = ("executive_summary", "good_practice", "areas_for_improvement", "evidence_quality", "review_method")
ABOUT_SYSTEM = ("supplier", "product", "hosting", "shared_with")
L, C, D, Q, P, E = "CAF lead", "contributor", "delegate", "quality assurer", "approver", "reader"
A, F, N, M, S = "assurer", "firm lead", "MHCLG analyst", "MHCLG manager", "another council’s CAF lead"


@dataclass
class Marked:
    """A plan full of markers, with somebody in each role and one of another council."""

    made: make_plan.Made
    people: dict[str, User]
    markers: Markers

    def word(self, where: str) -> str:
        return self.markers.word(where)

    @property
    def first(self) -> Response:
        """The recommendation that was given to the delegate."""
        return self.made.responses[0]


def marked_plan() -> Marked:
    """A draft, answered and not shared yet: two recommendations on the organisation and one on a system."""
    markers = Markers()
    council = make.council(name=f"Ashby {markers.word('council')}", domain="ashby.gov.uk")
    profile = make.profile(framework=make.framework(), name=markers.word("profile"), targets={"A1.a": "achieved"})
    assessment = make.assessment(council=council, profile=profile)
    engagement = make.engagement(assessment=assessment, firm=make.firm(name=markers.word("firm")))
    people = _people(markers, council, engagement)
    _narrative(markers, engagement)
    for code, count in (("ORG", 2), ("SYS1", 1)):
        drafted = _report(markers, _scope(markers, engagement, code), count)
        _checked(markers, drafted, people)
        plan = issue_report(drafted, by=people[A])
    team = make_plan.People(people[L], people[Q], people[P], people[A], people[M])
    marked = Marked(make_plan.Made(plan, team), people, markers)
    hand_over(marked.first, people[D], by=people[L])
    _answer(marked)
    return marked


# --- who


def _people(markers: Markers, council: Any, engagement: Engagement) -> dict[str, User]:
    def name(who: str) -> str:
        return f"Pat {markers.word(f'person: {who}')}"

    roles = {L: Role.CAF_LEAD, C: Role.CONTRIBUTOR, D: Role.DELEGATE, Q: Role.QUALITY_ASSURER}
    roles |= {P: Role.APPROVER, E: Role.READER}
    return {
        **{who: make.person(name=name(who), role=role, at=council) for who, role in roles.items()},
        A: make.assurer(engagement, name=name(A)),
        F: make.assurer(engagement, role=Role.FIRM_LEAD, name=name(F)),
        N: make.mhclg(Role.MHCLG_ANALYST, name=name(N)),
        M: make.mhclg(name=name(M)),
        S: make.person(role=Role.CAF_LEAD, at=make.council(name="Brackley"), name=name(S)),
    }


# --- what the assurer says


def _narrative(markers: Markers, engagement: Engagement) -> None:
    said = markers.words("report", ("lead_assurer", *NARRATIVE))
    Narrative.objects.create(engagement=engagement, **said)


def _scope(markers: Markers, engagement: Engagement, code: str) -> Scope:
    facts: dict[str, Any] = {"description": markers.word(f"{code}: description")}
    if code == "ORG":
        return make.scope(engagement=engagement, name=markers.word("ORG: name"), **facts)
    about = markers.words(code, ABOUT_SYSTEM)
    system = make.system(council=engagement.assessment.council, name=markers.word(f"{code}: name"), **about)
    return make.scope(engagement=engagement, code=code, name=system.name, system=system, **facts)


def _report(markers: Markers, scope: Scope, count: int) -> Report:
    report = make_plan.report(scope=scope, recommendations=0)
    for finding in Finding.objects.filter(report=report):
        finding.comment = markers.word(f"{scope.code}: comment on {finding.outcome}")
        finding.save(update_fields=["comment"])
    codes = list(report.findings.order_by("outcome__position").values_list("outcome__code", flat=True))[:count]
    for position, code in enumerate(codes, 1):
        ref = f"{scope.code}-{code}-{position:02}"
        said = markers.words(ref, ("title", "text", "risk_description"))
        make_assurance.recommendation(report, code, position=position, **said)
    return report


def _checked(markers: Markers, report: Report, people: dict[str, User]) -> None:
    """The council has checked its facts, and each warning is accepted with a reason."""
    code = report.scope.code
    factual_check.start(report, by=people[A])
    said = factual_check.comment(report, about="", text=markers.word(f"{code}: factual comment"), by=people[C])
    factual_check.answer(said, text=markers.word(f"{code}: answer to a factual comment"), by=people[A])
    factual_check.end(report, by=people[A])
    report.refresh_from_db()
    AcceptedWarning.objects.bulk_create(
        AcceptedWarning(
            report=report, rule=remark.rule, subject=remark.subject, by=people[A],
            reason=markers.word(f"{code}: accepted warning"),
        )
        for remark in reports.check(report).open
    )  # fmt: skip


# --- what the council answers


def _answer(marked: Marked) -> None:
    made = marked.made
    for response in made.responses:
        save(marked, response, notes=marked.word(f"{response.ref}: earlier notes"))
    first, second, third = made.responses
    save(marked, first, **_acting(marked, first))
    save(marked, third, **_acting(marked, third))
    save(marked, second, **_accepting(marked, second))
    reason = marked.word("waiver: reason")
    at = datetime.datetime(2026, 11, 1, tzinfo=datetime.UTC)
    waive(made.plan, rule="past", subject=third.ref, reason=reason, by=marked.people[L], at=at)


def _acting(marked: Marked, response: Response) -> dict[str, Any]:
    where, markers, council = response.ref, marked.markers, marked.made.council
    pounds = {name: markers.amount(f"{where}: {name}") for name in (*FUNDED, *MONEY)}  # each funded less than it costs
    posts = [make.post(council=council, title=markers.word(f"{where}: {what}")) for what in ("owner", "supporting")]
    lead = make.post(council=council, title=markers.word(f"{where}: workstream’s lead"))
    purpose = markers.word(f"{where}: workstream’s purpose")
    stream = marked.made.plan.workstreams.create(name=markers.word(f"{where}: workstream"), lead=lead, purpose=purpose)
    milestone = markers.word(f"{where}: milestone")
    return {
        **make_plan.COMPLETE, **pounds, **markers.words(where, (*SHORT, *LONG)),
        "funding": "part_funded", "owner": posts[0].title, "supporting_posts": (posts[1].title,),
        "workstream": stream.name, "milestones": ((milestone, make_plan.Q4),),
    }  # fmt: skip


def _accepting(marked: Marked, response: Response) -> dict[str, Any]:
    """No action, beside what was answered before it and what the choice has no use for."""
    owner = make.post(council=marked.made.council, title=marked.word(f"{response.ref}: risk owner"))
    idle = {"action": marked.word(f"{response.ref}: idle action")}
    said = marked.markers.words(response.ref, ("justification", "notes"))
    again = datetime.date(2028, 3, 31)
    rest = {"choice": "no_action", "why_no_action": "cost", "risk_owner": owner.title, "look_again_on": again}
    return idle | said | rest


def save(marked: Marked, response: Response, **values: Any) -> None:
    """Save values of a response as the CAF lead."""
    response.refresh_from_db()
    save_response(response, values, seen=response.version, by=marked.people[L])
