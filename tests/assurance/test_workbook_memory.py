"""Reading stays within its memory: each workbook is read by a process of its own, which says what it took."""

import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.assurance.test_mutants import packed, parts_of
from tests.assurance.workbooks import sample
from tests.iip.raw_workbooks import raw_workbook, text_cell
from tests.iip.test_spreadsheets_reading import HOSTILE

PLAN = "xl/worksheets/sheet4.xml"
ROOT = Path(__file__).parents[2]
MOST = 256  # MiB, the process itself included, which takes about 50
PROGRAM = """
import json, pathlib, sys
from tests.assurance.workbooks import FRAMEWORKS, read
with open(sys.argv[1], "rb") as file:
    reading = read(file.read(), council=True)
status = pathlib.Path("/proc/self/status").read_text()  # ru_maxrss would count the tests that started this
peak = int(status.partition("VmHWM:")[2].split()[0]) / 1024
print(json.dumps([peak, reading.ok, len(reading.content.recommendations) if reading.ok else 0]))
"""


def largest() -> bytes:
    """A workbook that is read, with as many rows as there may be and nearly as much text."""
    parts = parts_of(sample("harrowmere-2026-27"))
    headings = parts[PLAN].decode().partition("</row>")[0]
    rows = "".join(f'<row r="{number}">{"".join(recommendation(number))}</row>' for number in range(2, 2001))
    return packed({**parts, PLAN: f"{headings}</row>{rows}</sheetData></worksheet>".encode()})


def recommendation(number: int) -> Iterator[str]:
    """The cells of a row; its two long texts are unlike those of the other rows."""
    long = f"{number} {'x' * 9_900}"
    values = (f"R-{number}", "ORG", "A1.a", "", "Title", f"Do {long}", "High", f"Fear {long}", "People")
    yield from (text_cell(f"{letter}{number}", value) for letter, value in zip("ABCDEFGHI", values, strict=True))


TAGS = f"<![CDATA[{'<x' * (24 * 2**20)}]]>"
WORKBOOKS: dict[str, Callable[[], bytes]] = {
    "the largest that is read": largest,
}
if os.environ.get("LONG"):
    WORKBOOKS |= HOSTILE
    WORKBOOKS |= {
        "names of 90,000 letters": lambda: raw_workbook("".join(f"<{'a' * 90_000}{n}/>" for n in range(500))),
        "tags in a text of 49 MB": lambda: raw_workbook(f"<row>{text_cell('A1', TAGS)}</row>"),
    }


@pytest.mark.parametrize("name", WORKBOOKS)
def test_a_workbook_is_read_or_refused_within_256_mib(name, tmp_path):
    file = tmp_path / "workbook.xlsx"
    file.write_bytes(WORKBOOKS[name]())
    assert file.stat().st_size < 5 * 2**20
    command = [sys.executable, "-c", PROGRAM, str(file)]
    environment = {**os.environ, "DJANGO_SETTINGS_MODULE": "tests.settings"}
    said = subprocess.run(command, capture_output=True, check=True, cwd=ROOT, env=environment, timeout=30)
    peak, was_read, rows = json.loads(said.stdout)
    print(f"{name}: {peak:.0f} MiB")
    assert peak < MOST
    assert (was_read, rows) == ((True, 1999) if name == "the largest that is read" else (False, 0))
