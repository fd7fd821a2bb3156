"""The demonstration's assessments and their reports: from a workbook, or made up."""

import datetime
import json
from pathlib import Path

from django.utils import timezone

from accounts.models import Council, Firm, System, User
from assurance.frameworks import load_framework
from assurance.intake import read_upload, write_intake
from assurance.models import (
    Assessment,
    Cycle,
    Deadline,
    Decision,
    Engagement,
    Finding,
    Framework,
    Narrative,
    Recommendation,
    Report,
    Scope,
)
from submissions.demo.findings import FOUND
from submissions.demo.places import CYCLE, PLACES, Place

HERE = Path(__file__).resolve().parent
WORKBOOKS = HERE / "workbooks"
CAF = HERE.parent.parent / "assurance/caf"
PROFILE = "GovAssure baseline"
SYSTEM = {
    "name": "Revenues and benefits",
    "supplier": "Quillmarsh Civic Software Ltd",
    "product": "Levywright Revenues 7",
    "hosting": "Supplier hosted",
}


def make_cycle() -> Cycle:
    """The assessment cycle with its deadlines, and each framework where it is missing."""
    for version in sorted(
        {place.version for place in PLACES} - set(Framework.objects.values_list("version", flat=True))
    ):
        load_framework(json.loads((CAF / f"caf-{version}.json").read_text(encoding="utf-8")))
    cycle, _ = Cycle.objects.get_or_create(year=CYCLE)
    days = {
        Deadline.Kind.ISSUE: datetime.date(CYCLE + 1, 1, 15),
        Deadline.Kind.SHARE: datetime.date(CYCLE + 1, 2, 12),
        Deadline.Kind.SUBMIT: datetime.date(CYCLE + 1, 3, 31),
    }
    for kind, day in days.items():
        Deadline.objects.get_or_create(cycle=cycle, council=None, kind=kind, defaults={"on": day})
    return cycle


def make_engagement(place: Place, cycle: Cycle) -> Engagement:
    """A council's assessment in the cycle, and the work of its firm for it."""
    framework = Framework.objects.get(version=place.version)
    assessment = Assessment.objects.create(
        council=Council.objects.get(code=place.code),
        cycle=cycle,
        framework=framework,
        profile=framework.profiles.filter(name=PROFILE).first(),
    )
    today = timezone.localdate()
    return Engagement.objects.create(
        assessment=assessment,
        firm=Firm.objects.get(name=place.firm),
        starts_on=today - datetime.timedelta(days=120),
        ends_on=today + datetime.timedelta(days=365),
    )


def write_drafts(place: Place, engagement: Engagement, *, by: User) -> list[Report]:
    """The drafts of a council's report, the organisation's first."""
    if place.workbook:
        data = (WORKBOOKS / place.workbook).read_bytes()
        write_intake(read_upload(data, place.workbook, engagement.assessment, by=by), by=by)
    else:
        _make_up(engagement, by=by)
    drafts = Report.objects.in_hand().filter(scope__engagement=engagement)
    return list(drafts.order_by("scope__kind", "scope__code"))


def _make_up(engagement: Engagement, *, by: User) -> None:
    assessment = engagement.assessment
    Narrative.objects.create(engagement=engagement, lead_assurer=by.name, **_narrative(assessment.council))
    system = System.objects.create(council=assessment.council, **SYSTEM)
    place = {"assessment": assessment, "engagement": engagement}
    organisation = Scope.objects.create(**place, code="ORG", kind=Scope.Kind.ORGANISATION, name=assessment.council.name)
    critical = Scope.objects.create(**place, code="SYS1", kind=Scope.Kind.SYSTEM, name=system.name, system=system)
    for scope in (organisation, critical):
        _make_draft(scope)


def _narrative(council: Council) -> dict:
    today = timezone.localdate()
    return {
        "review_started": today - datetime.timedelta(days=100),
        "review_ended": today - datetime.timedelta(days=40),
        "executive_summary": f"{council.name} knows its weaknesses and has begun to mend the most serious of them.",
        "good_practice": "The team answers quickly and keeps good notes of incidents.",
        "areas_for_improvement": "Backups, privileged accounts and a full inventory come first.",
        "evidence_quality": "Most statements were supported by documents that we saw.",
        "review_method": "Interviews, documents and two days on site.",
    }


def _make_draft(scope: Scope) -> None:
    report = Report.objects.create(scope=scope, number=1)
    about = {found.outcome: found for found in FOUND if found.scope == scope.code}
    objectives = tuple(Scope.OBJECTIVES[Scope.Kind(scope.kind)])
    outcomes = {
        o.code: o for o in scope.assessment.framework.outcomes.filter(principle__objective__code__in=objectives)
    }
    spread = scope.assessment.council.pk  # so that councils differ
    Finding.objects.bulk_create(
        Finding(report=report, outcome=outcome, **_decided(outcome, code in about, number + spread))
        for number, (code, outcome) in enumerate(outcomes.items())
    )
    Recommendation.objects.bulk_create(
        Recommendation(
            report=report,
            ref=found.ref,
            outcome=outcomes[code],
            title=found.title,
            text=found.text,
            risk=found.risk,
            risk_description=found.risk_description,
            position=position,
            **dict.fromkeys(found.control_types, True),
        )
        for position, (code, found) in enumerate(about.items(), start=1)
    )


def _decided(outcome, is_weak: bool, number: int) -> dict:
    """What was found of an outcome: short of its target where something is recommended."""
    partly = Decision.PARTIAL if outcome.has_partial else Decision.ACHIEVED
    if is_weak:
        self_assessment = Decision.PARTIAL if outcome.has_partial and number % 3 == 0 else Decision.NOT_ACHIEVED
        return {
            "decision": Decision.NOT_ACHIEVED,
            "self_assessment": self_assessment,
            "expected": partly,
            "comment": "What is there is not yet applied everywhere.",
        }
    decision = partly if number % 3 else Decision.ACHIEVED
    return {"decision": decision, "self_assessment": decision}
