"""Measures what docs/performance.md promises, on this machine: `make bench`.

Each line is the median CPU time of several runs after a warm-up, in a process of its own, with its peak memory. The
data is made by the tests' factories in a database of its own, which is thrown away.
"""

import os
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

os.environ["DJANGO_SETTINGS_MODULE"] = "tests.settings"

RUNS = 5
Work = Callable[[], Any]


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


def plan_of(rows: int) -> Any:
    from submissions.models import Status
    from tests import make_plan

    return make_plan.plan(recommendations=rows, status=Status.APPROVAL)


def page_of(rows: int, address: str) -> Work:
    """A page of a plan with so many recommendations, in the server, for its CAF lead."""
    from django.test import Client

    from tests import make

    made = plan_of(rows)
    client = make.sign_in(Client(), made.people.lead)
    path = f"/plans/{made.plan.reference}/{address.format(ref=made.responses[rows // 2].ref)}"

    def work() -> None:
        assert client.get(path).status_code == 200

    return work


def pdf_of(rows: int) -> Work:
    return export_of(rows, "pdf")


def xlsx_of(rows: int) -> Work:
    return export_of(rows, "xlsx")


def export_of(rows: int, kind: str) -> Work:
    from submissions.exports.downloads import export_version

    made = plan_of(rows)
    version = made.plan.versions.get(number=1)
    version.plan = made.plan
    return lambda: export_version(version, kind, by=made.people.lead)


WORKS: dict[str, tuple[Callable[..., Work], tuple[Any, ...], str]] = {
    "Import a workbook of 60 recommendations": (import_of, (60,), "0.4 s, 256 MiB"),
    "Import a workbook of 1,990 recommendations": (import_of, (1990,), "4 s, 256 MiB"),
    "Plan home, 60 recommendations": (page_of, (60, ""), "0.008 s"),
    "Recommendation list of 60": (page_of, (60, "recommendations/"), "0.025 s"),
    "Recommendation list of 150": (page_of, (150, "recommendations/"), "0.060 s"),
    "One recommendation of 60": (page_of, (60, "recommendations/{ref}/"), "0.015 s"),
    "XLSX of a plan of 60": (xlsx_of, (60,), "0.4 s"),
    "PDF of a plan of 60": (pdf_of, (60,), "2.2 s, 150 MiB"),
    "PDF of a plan of 150": (pdf_of, (150,), "5 s, 150 MiB"),
}


@contextmanager
def database() -> Iterator[None]:
    """A database of this run's own."""
    from django.test.utils import setup_databases, setup_test_environment, teardown_databases

    setup_test_environment()
    made = setup_databases(verbosity=0, interactive=False)
    try:
        yield
    finally:
        teardown_databases(made, verbosity=0)


def measured(name: str) -> tuple[float, float]:
    """The median CPU seconds of a run, and the process's peak memory in MiB."""
    import django

    django.setup()
    make_work, given, _ = WORKS[name]
    with database():
        work = make_work(*given)
        times = []
        for _ in range(RUNS + 1):
            before = time.process_time()
            work()
            times.append(time.process_time() - before)
    status = Path("/proc/self/status").read_text()
    return statistics.median(times[1:]), int(status.partition("VmHWM:")[2].split()[0]) / 1024


def main() -> None:
    if len(sys.argv) > 1:
        seconds, peak = measured(sys.argv[1])
        print(f"{seconds:.3f} s | {peak:.0f} MiB")
        return
    print("| What | CPU | Peak memory | Goal |\n|---|---|---|---|")
    for name, (_, _, goal) in WORKS.items():
        command = [sys.executable, "-m", "bench.measure", name]
        said = subprocess.run(command, capture_output=True, text=True, check=True)
        print(f"| {name} | {said.stdout.strip()} | {goal} |", flush=True)


if __name__ == "__main__":
    main()
