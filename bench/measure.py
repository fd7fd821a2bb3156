"""Measures what docs/performance.md promises, on this machine: `make bench`.

Each line is the median CPU time of several runs after a warm-up, in a process of its own, with its peak memory and how
often it asks the database. Beside the time stands how many times as long as a fixed loop of Python it took, which is
run before and after each run: that can be compared between machines, and between hours of one. `make bench` takes
some minutes; `python -m bench.measure NAME` measures one line.
"""

import gc
import os
import statistics
import sys
import time

os.environ["DJANGO_SETTINGS_MODULE"] = os.environ.get("DJANGO_SETTINGS_MODULE", "tests.settings")

from bench.databases import database, run
from bench.exporting import exported
from bench.load import loaded
from bench.processes import peak, seconds
from bench.weight import weighed
from bench.works import WORKS, Work

ENOUGH, LEAST, MOST = 2, 5, 30  # seconds of runs, and how many runs


def measured(name: str) -> str:
    """The median CPU time of a run, in loops too, how often it asks the database, and the process's peak memory."""
    make_work, given, _ = WORKS[name]
    with database():
        work = make_work(*given)
        gc.collect()
        gc.freeze()  # as a worker of gunicorn does
        runs, asked = _runs(work), _queries(work)
    cpu_seconds = statistics.median(run for run, _ in runs[1:])
    loops = statistics.median(run / loop for run, loop in runs[1:])
    cpu = f"{cpu_seconds:.2f} s" if cpu_seconds >= 0.1 else f"{cpu_seconds * 1000:.1f} ms"
    return f"{cpu} | {loops:.1f} | {asked or '–'} | {peak()} MiB"


def _runs(work: Work) -> list[tuple[float, float]]:
    """The CPU seconds of each run, and of a loop around it."""
    runs: list[tuple[float, float]] = []
    while len(runs) <= LEAST or (sum(run for run, _ in runs) < ENOUGH and len(runs) < MOST):
        before, run, after = _seconds(_loop), _seconds(work), _seconds(_loop)
        runs.append((run, (before + after) / 2))
    return runs


def _seconds(work: Work) -> float:
    """CPU time of this process and of those that it has at work for it."""
    of_others = seconds()
    before = time.process_time()
    work()
    own = time.process_time() - before
    return own + seconds() - of_others


def _loop() -> None:
    """Some milliseconds of nothing but Python."""
    kept: dict[int, tuple[int, str]] = {}
    for number in range(20_000):
        kept[number % 100] = (number, str(number))


def _queries(work: Work) -> int:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    with CaptureQueriesContext(connection) as captured:
        work()
    around = ("BEGIN", "COMMIT", "SAVEPOINT", "RELEASE")  # of transactions
    return sum(not query["sql"].startswith(around) for query in captured)


def main() -> None:
    if len(sys.argv) > 1:
        print(measured(sys.argv[1]))
        return
    print("| What | CPU | Loops | Queries | Peak memory | Goal |\n|---|---|---|---|---|---|")
    for name, (_, _, goal) in WORKS.items():
        print(f"| {name} | {run('-m', 'bench.measure', name).strip()} | {goal} |", flush=True)
    print("\n| Peak memory of a process | The service | The typesetter | Goal |\n|---|---|---|---|")
    for rows in (60, 150):
        print(exported(rows), flush=True)
    print("\n| Transferred | | Goal |\n|---|---|---|")
    print(*weighed(), sep="\n", flush=True)
    print("\n| gunicorn, 2 processes | | Goal |\n|---|---|---|")
    for line in loaded():
        print(line, flush=True)


if __name__ == "__main__":
    main()
