"""What a process and those it started have used, as Linux tells it under /proc."""

import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

TICKS = os.sysconf("SC_CLK_TCK")  # a second
PARENT, USED = 1, slice(11, 15)  # in /proc/PID/stat, after the name: user and system time, its own and of its dead


def seconds() -> float:
    """The CPU time of this process's children and all that came of them, to a hundredth of a second."""
    return sum(sum(map(int, fields[USED])) for _, fields in _descendants()) / TICKS


def peak(process: int | str = "self") -> int:
    """The most memory that a process has held, in MiB."""
    status = Path(f"/proc/{process}/status").read_text(encoding="ascii")
    return int(status.partition("VmHWM:")[2].split()[0]) // 1024


@contextmanager
def largest_child() -> Iterator[list[int]]:
    """A list whose last number is the most memory that any process below this one has held meanwhile, in MiB."""
    largest, over = [0], threading.Event()

    def watch() -> None:
        while not over.wait(0.01):
            for child, _ in _descendants():
                try:
                    largest.append(max(largest[-1], peak(child)))
                except (OSError, IndexError):  # it has just ended
                    continue

    watching = threading.Thread(target=watch)
    watching.start()
    try:
        yield largest
    finally:
        over.set()
        watching.join()


def _descendants() -> list[tuple[str, list[str]]]:
    """Each process below this one, with the fields of its stat after its name."""
    of_all: dict[str, list[str]] = {}
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            of_all[stat.parent.name] = stat.read_text(encoding="utf-8", errors="replace").rpartition(")")[2].split()
        except OSError:  # it has just ended
            continue
    below = {str(os.getpid())}
    while more := {each for each, fields in of_all.items() if fields[PARENT] in below} - below:
        below |= more
    return [(each, of_all[each]) for each in below - {str(os.getpid())}]
