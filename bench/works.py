"""What `make bench` measures: each function makes the data, and returns the work to be timed.

The data is made by the tests' factories. A page is asked for as a browser does, through every middleware.
"""

import itertools
from collections.abc import Callable
from typing import Any

Work = Callable[[], Any]
HOST = {"host": "127.0.0.1"}


def import_of(rows: int) -> Work:
    """An assurer's upload read, checked against the database, kept and written as drafts."""
    from assurance.intake import read_upload, write_intake
    from assurance.intake_checks import framework_facts
    from tests import make
    from tests.make_assurance import engagement_for

    engagement = engagement_for("tarnside-2026-27")
    assurer = make.assurer(engagement)
    data = workbook_of(rows, framework_facts()["3.2"])

    def work() -> None:
        intake = read_upload(data, "report.xlsx", engagement.assessment, by=assurer)
        assert not intake.problems, intake.problems[:3]
        write_intake(intake, by=assurer)

    return work


def workbook_of(rows: int, framework: Any) -> bytes:
    """A workbook of the organisation's scope with so many recommendations."""
    from assurance.workbook import About, FindingRow, RecommendationRow, ScopeRow, WorkbookContent
    from assurance.workbook.writing import outcomes_of, report_workbook

    scope = ScopeRow(row=2, code="ORG", kind="organisation", name="Tarnside Metropolitan Borough Council")
    outcomes = [facts.code for facts in outcomes_of(scope, framework)]
    about = About(1, scope.name, "E08999002", "2026/27", framework.version, "Wexmoor Cyber Assurance LLP")
    findings = [
        FindingRow(row=n, scope="ORG", outcome=code, self_assessment="", decision="not_achieved", comment="As seen.")
        for n, code in enumerate(outcomes, start=2)
    ]
    recommendations = [
        RecommendationRow(
            row=n + 2,
            ref=f"ORG-{n:04}",
            scope="ORG",
            outcome=outcomes[n % len(outcomes)],
            also_addresses=(),
            title=f"Recommendation {n}",
            text="Do this, then that, and write down who answers for it. " * 6,
            risk="high",
            risk_description="Services to residents could stop for days. " * 4,
            control_types=("process",),
        )
        for n in range(rows)
    ]
    return report_workbook(WorkbookContent(about, (scope,), tuple(findings), tuple(recommendations)))


def plan_of(rows: int, status: str = "approval") -> Any:
    """A plan with so many recommendations, each with a complete answer."""
    from submissions.models import Status
    from tests import make_plan

    return make_plan.plan(recommendations=rows, status=Status(status), complete=True)


def signed_in(user: Any) -> Any:
    from django.test import Client

    from tests import make

    return make.sign_in(Client(headers=HOST), user)


def page_of(rows: int, address: str) -> Work:
    """A page of a draft with so many recommendations, for its CAF lead."""
    made = plan_of(rows, "draft")
    client = signed_in(made.people.lead)
    path = f"/plans/{made.plan.reference}/{address.format(ref=made.responses[rows // 2].ref)}"

    def work() -> None:
        assert client.get(path).status_code == 200

    return work


def save_of(rows: int) -> Work:
    """A changed response sent from its form, and written."""
    from submissions.models import Change
    from tests.submissions.sent_forms import controls

    made = plan_of(rows, "draft")
    client = signed_in(made.people.lead)
    response = made.responses[rows // 2]
    path = f"/plans/{made.plan.reference}/recommendations/{response.ref}/"
    sent = controls(client.get(path).content.decode())
    numbers = itertools.count(1)

    def work() -> None:
        number = next(numbers)
        changed = {"justification": [f"Because of {number}."], "seen": [str(response.version + number - 1)]}
        assert client.post(path, sent | changed).status_code == 302

    work()
    assert Change.objects.filter(response=response, after='"Because of 1."').exists()
    return work


def stages_of(plans: int) -> Work:
    """The list of where plans stand, for MHCLG."""
    from iip.quarters import Quarter
    from submissions.models import Plan
    from tests import make

    for _ in range(plans):
        Plan.objects.create(assessment=make.assessment(), starts=Quarter.make(2026, 4))
    client = signed_in(make.mhclg())

    def work() -> None:
        page = client.get("/national/stages/")
        assert page.content.decode().count("<tr") > min(plans, 20)

    return work


def document_of(rows: int) -> Any:
    from submissions.document import PlanDocument

    return PlanDocument.of(plan_of(rows, "draft").plan)


def comparison_of(rows: int) -> Work:
    """Two versions beside each other, a third of whose responses differ in words, money and dates."""
    from dataclasses import replace

    from submissions.comparison import Comparison
    from submissions.summing_up import summed_up

    before = document_of(rows)
    changed = {
        ref: replace(facts, justification=f"{facts.justification} And more.", capital=5, end=facts.end + 1)
        for ref, facts in list(before.responses.items())[::3]
    }
    after = replace(before, responses=before.responses | changed)
    return lambda: summed_up(Comparison(replace(before), replace(after)))


def check_of(rows: int) -> Work:
    """Every error and every warning of a plan."""
    import datetime
    from dataclasses import replace

    from submissions.plan_check import errors
    from submissions.plan_warnings import warnings

    document, on = document_of(rows), datetime.date(2026, 11, 28)

    def work() -> None:
        fresh = replace(document)
        errors(fresh)
        assert warnings(fresh, on=on)

    return work


def forecast_of(rows: int) -> Work:
    """Every figure of a forecast."""
    from dataclasses import replace

    from submissions.forecast import Forecast

    document = document_of(rows)

    def work() -> None:
        forecast = Forecast(replace(document))
        assert forecast.sentence
        assert forecast.steps
        assert [forecast.reasons, forecast.staying]

    return work


def money_of(rows: int) -> Work:
    """Every figure of a plan's costs."""
    from dataclasses import replace

    from submissions.budget import Budget
    from submissions.money import totals

    document = document_of(rows)

    def work() -> None:
        budget = Budget(replace(document))
        totals(budget.document)
        assert budget.years
        assert budget.all_years.capital
        assert [budget.by_source, budget.by_priority, budget.by_workstream, budget.by_funding, budget.outside]

    return work


def pdf_of(rows: int) -> Work:
    return export_of(rows, "pdf")


def xlsx_of(rows: int) -> Work:
    return export_of(rows, "xlsx")


def paper_of(rows: int, ending: str) -> Work:
    """The full edition of the paper to a committee."""
    return export_of(rows, f"full-paper.{ending}")


def export_of(rows: int, kind: str) -> Work:
    """A version that was handed over, as a file."""
    from submissions.exports.downloads import export_version

    made = plan_of(rows)
    version = made.plan.versions.get(number=1)
    version.plan = made.plan
    return lambda: export_version(version, kind, by=made.people.lead)


WORKS: dict[str, tuple[Callable[..., Work], tuple[Any, ...], str]] = {
    "Import a workbook of 60 recommendations": (import_of, (60,), "0.4 s, 256 MiB"),
    "Import a workbook of 1,990 recommendations": (import_of, (1990,), "4 s, 256 MiB"),
    "Plan home, 60 recommendations": (page_of, (60, ""), "8 ms, 15 queries"),
    "Recommendation list of 60": (page_of, (60, "recommendations/"), "25 ms, 15 queries"),
    "Recommendation list of 150": (page_of, (150, "recommendations/"), "60 ms, 15 queries"),
    "One recommendation of 60, with its form": (page_of, (60, "recommendations/{ref}/"), "15 ms, 15 queries"),
    "One recommendation of 150, with its form": (page_of, (150, "recommendations/{ref}/"), "15 queries"),
    "Table of 60, all columns": (page_of, (60, "edit/?columns=all"), "15 queries"),
    "Table of 150, all columns, its first page": (page_of, (150, "edit/?columns=all"), "15 queries"),
    "Roadmap of 60": (page_of, (60, "roadmap/"), "15 queries"),
    "Roadmap of 150": (page_of, (150, "roadmap/"), "15 queries"),
    "Costs of 60": (page_of, (60, "costs/"), "15 queries"),
    "Costs of 150": (page_of, (150, "costs/"), "15 queries"),
    "Save one response of 60": (save_of, (60,), "15 ms, 15 queries"),
    "List of 1 plan": (stages_of, (1,), "20 ms"),
    "List of 50 plans": (stages_of, (50,), "25 ms, the same queries"),
    "List of 300 plans": (stages_of, (300,), "30 ms, the same queries"),
    "Comparison of two versions of 150": (comparison_of, (150,), "10 ms"),
    "Plan check of 150": (check_of, (150,), "10 ms"),
    "Forecast of 150": (forecast_of, (150,), "10 ms"),
    "Money of 150": (money_of, (150,), "10 ms"),
    "XLSX of a plan of 60": (xlsx_of, (60,), "0.4 s"),
    "CSV of a plan of 60": (export_of, (60, "csv"), "–"),
    "PPTX of a plan of 60": (export_of, (60, "pptx"), "0.5 s after import"),
    "PPTX of a plan of 150": (export_of, (150, "pptx"), "0.5 s after import"),
    "Committee paper of 60 as DOCX": (paper_of, (60, "docx"), "–"),
    "Committee paper of 60 as PDF": (paper_of, (60, "pdf"), "–"),
    "PDF of a plan of 60": (pdf_of, (60,), "2.2 s"),
    "PDF of a plan of 150": (pdf_of, (150,), "5 s"),
}
