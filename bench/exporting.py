"""The memory of the processes that make one PDF and nothing else: `manage.py export_plan`, as an operator runs it."""

import sys
import tempfile
from pathlib import Path

from bench.databases import database, run, served
from bench.processes import largest_child, peak
from bench.works import plan_of

GOAL = 150  # MiB


def exported(rows: int) -> str:
    """A line of the table: the peaks of a process that exports a plan of so many rows, and of its typesetter."""
    with database(), tempfile.TemporaryDirectory() as folder:
        plan = plan_of(rows).plan
        said = run("-m", "bench.exporting", plan.reference, str(Path(folder) / "plan.pdf"), env=served())
    service, typesetter = said.split()[-2:]
    return (
        f"| PDF of a plan of {rows}, made by `manage.py export_plan` | {service} MiB | {typesetter} MiB | {GOAL} MiB |"
    )


def main(reference: str, file: str) -> None:
    """Export, then say how much memory it took."""
    import django

    django.setup()
    from django.core.management import call_command

    with largest_child() as largest:
        call_command("export_plan", reference, "--format", "pdf", "--version", "1", "-o", file)
    print(peak(), largest[-1])


if __name__ == "__main__":
    main(*sys.argv[1:])
