"""The memory of a process that makes one PDF and nothing else: `manage.py export_plan`, as an operator runs it."""

import sys
import tempfile
from pathlib import Path

from bench.databases import database, peak, run, served
from bench.works import plan_of

GOAL = 150  # MiB


def exported(rows: int) -> str:
    """A line of the table: the peak of a process that makes the PDF of a plan of so many recommendations."""
    with database(), tempfile.TemporaryDirectory() as folder:
        plan = plan_of(rows).plan
        said = run("-m", "bench.exporting", plan.reference, str(Path(folder) / "plan.pdf"), env=served())
    return f"| PDF of a plan of {rows}, made by `manage.py export_plan` | {said.split()[-1]} MiB | {GOAL} MiB |"


def main(reference: str, file: str) -> None:
    """Export, then say how much memory it took."""
    import django

    django.setup()
    from django.core.management import call_command

    call_command("export_plan", reference, "--format", "pdf", "--version", "1", "-o", file)
    print(peak())


if __name__ == "__main__":
    main(*sys.argv[1:])
