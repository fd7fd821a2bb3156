"""What a submission leaves for MHCLG: the version in force, and its facts as rows."""

from typing import Any

from assurance.document import ReportDocument
from submissions.columns import FUNDED, MONEY
from submissions.document import PlanDocument
from submissions.facts import SUPPORT
from submissions.forecast import reaches_in
from submissions.models import Event, Plan, Submission, SubmittedAction, SubmittedFinding, Version

COPIED = ("choice", "priority", "funding", *MONEY, *FUNDED, "start", "end", "why_no_action")


def submit(plan: Plan, version: Version, event: Event) -> Submission:
    """Put a version in force in place of the one before, and write its facts. Within the step's transaction."""
    before = plan.submissions.order_by("-number").first()
    plan.submissions.filter(in_force=True).update(in_force=False)
    submission = Submission.objects.create(
        plan=plan, number=before.number + 1 if before else 1, version=version, event=event, at=event.at
    )
    write_facts(submission)
    return submission


def write_facts(submission: Submission) -> None:
    """Write a submission's findings and actions as rows, from its frozen document."""
    document = PlanDocument.load(submission.version.document.text)
    council = submission.plan.council
    common = {
        "submission": submission,
        "council": council,
        "council_kind": council.kind,
        "region": council.region,
        "cycle": submission.plan.assessment.cycle,
        "framework": document.framework,
    }
    reached = reaches_in(document)
    SubmittedFinding.objects.bulk_create(
        SubmittedFinding(**common, **_finding(scope, finding, reached))
        for scope in document.scopes
        for finding in scope.findings
    )
    SubmittedAction.objects.bulk_create(
        SubmittedAction(**common, **_action(row)) for row in document.rows if row.response.choice
    )


def _finding(scope: ReportDocument, finding, reached) -> dict[str, Any]:
    return {
        "scope": scope.scope,
        "outcome": finding.outcome,
        "decision": finding.decision,
        "self_assessment": finding.self_assessment,
        "target": finding.target,
        "reaches_in": reached.get((scope.scope, finding.outcome)),
    }


def _action(row) -> dict[str, Any]:
    facts = row.response
    return {
        "scope": row.scope.scope,
        "outcome": row.outcome,
        "ref": row.ref,
        "risk": row.recommendation.risk,
        **{name: getattr(facts, name) for name in COPIED},
        **{f"support_{kind}": kind in facts.support for kind in SUPPORT},
    }
