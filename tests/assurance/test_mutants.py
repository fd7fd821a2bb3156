"""Damaged, altered and hostile workbooks are read or told what is wrong with them, and never fail otherwise."""

import io
import os
import random
import re
import time
import zipfile
from collections.abc import Callable, Iterable
from dataclasses import replace
from functools import lru_cache

import pytest

from assurance.workbook import Problem
from assurance.workbook.marking import marked_workbook
from assurance.workbook.writing import report_workbook
from iip.spreadsheets import Refused, open_workbook
from tests.assurance.workbooks import content_of, grids, read, sample

MUTANTS = 350 if os.environ.get("LONG") else 15  # of each kind
SECONDS = 10  # the longest that one may take
TOKENS = (
    b"", b"<", b">", b"&amp;", b"&#0;", b"&#55296;", b"<f>1</f>", b"</row>", b'r="A1"', b't="s"', b't="d"', b't="n"',
    b"<v>", b"9" * 400, b"1e999", b"-1", b"nan", b"\xff", b"\x00", b"_x0007_", b"]]>", b"<!--", b'ref="A1:XFD1048576"',
    b'hidden="1"', b'max="99999999999999999999"', b'r="0"', b'r="99999999"', b"\xe2\x80\xae", b"=1+1", b"ORG", b"SYS99",
)  # fmt: skip
HOSTILE = (
    b'<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]>', b'<!DOCTYPE x SYSTEM "file:///etc/passwd">', b"&lol;",
    b"<a>" * 300, b"<!--" + b"<x" * 60_000 + b"-->", b"<?x " + b"y" * 120_000 + b"?>", b"<row/>" * 30_000,
    b'<mergeCell ref="A1:BH2000"/>' * 6_000, b'<c t="inlineStr"><is><t>' + b"x" * 10_001 + b"</t></is></c>",
    b'<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>', b"<f>SUM(1)</f>", b"\xef\xbb\xbf",
    b'<c t="d"><v>0001-01-01</v></c>', b'<c t="d"><v>9999-12-31T23:59:59+23:59</v></c>',
    b'<c s="9999"><v>-1e200</v></c>', b"<x y='" + b"z" * 120_000,
)  # fmt: skip
WORDS = (
    b"", b"?", b"A1.a", b"ORG", b"SYS1", b"High", b" - ", b"2026/27 Q9", b"x" * 400, b"x" * 10_000, b"9" * 15, b"1e5",
    b"&lt;b&gt;", b"_x005F_x0041_", b"\xf0\x9f\x98\x80", b"\xd7\xa9\xd7\x9c", b"&#9;", b"=1+1", b"To mend",
    b"31/02/2027", b"01/01/0001", b"29/02/1900", b"n/a", b"#REF!", b"0", b"-0.0", b"TRUE",
)  # fmt: skip


def parts_of(data: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def packed(parts: dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in parts.items():
            archive.writestr(name, data)
    return out.getvalue()


def with_bytes_changed(data: bytes, chance: random.Random) -> bytes:
    changed = bytearray(data)
    for _ in range(chance.randint(1, 6)):
        changed[chance.randrange(len(changed))] = chance.randrange(256)
    return bytes(changed)


def cut_short(data: bytes, chance: random.Random) -> bytes:
    start, end = sorted(chance.sample(range(len(data)), 2))
    return chance.choice((data[:end], data[start:], data[:start] + data[end:]))


def with_a_part_altered(data: bytes, chance: random.Random) -> bytes:
    parts = parts_of(data)
    name = chance.choice(sorted(parts))
    part = parts[name]
    for _ in range(chance.randint(1, 4)):
        start = chance.randrange(len(part) + 1)
        part = part[:start] + chance.choice(TOKENS) + part[start + chance.choice((0, 1, 5, 40)) :]
    return packed({**parts, name: part})


def with_a_part_made_hostile(data: bytes, chance: random.Random) -> bytes:
    """Put where a tag ends, so that more of it is taken for XML."""
    parts = parts_of(data)
    name = chance.choice([name for name in sorted(parts) if b">" in parts[name]])
    ends = [match.end() for match in re.finditer(b">", parts[name])]
    start = chance.choice((chance.choice(ends), ends[0]))
    return packed({**parts, name: parts[name][:start] + chance.choice(HOSTILE) + parts[name][start:]})


def with_parts_swapped(data: bytes, chance: random.Random) -> bytes:
    parts = parts_of(data)
    one, other = chance.sample(sorted(parts), 2)
    swapped = parts | {one: parts[other], other: parts[one]}
    return packed(chance.choice((swapped, parts | {one: parts[other]})))


def with_parts_dropped(data: bytes, chance: random.Random) -> bytes:
    parts = parts_of(data)
    dropped = chance.sample(sorted(parts), chance.randint(1, 3))
    return packed({name: part for name, part in parts.items() if name not in dropped})


def with_values_altered(data: bytes, chance: random.Random) -> bytes:
    """Well-formed, with other values in its cells."""
    parts = parts_of(data)
    name = chance.choice([name for name in sorted(parts) if b"<t>" in parts[name]])
    pieces = parts[name].split(b"<t>")
    for _ in range(chance.randint(1, 8)):
        place = chance.randrange(1, len(pieces))
        old, end, rest = pieces[place].partition(b"</t>")
        word = chance.choice((*WORDS, old * 3, b"".join(chance.sample(WORDS, 3))))
        pieces[place] = word + end + rest
    return packed({**parts, name: b"<t>".join(pieces)})


def with_cells_altered(data: bytes, chance: random.Random) -> bytes:
    """Cells dropped, moved, made numbers, dates, merged or hidden."""
    parts = parts_of(data)
    name = chance.choice([name for name in sorted(parts) if "worksheets/sheet" in name and name.endswith(".xml")])
    part = parts[name]
    changes: tuple[tuple[bytes, bytes], ...] = (
        (rb"<c [^>]*>.*?</c>", b""),
        (rb' r="[A-Z]+(\d+)"', rb' r="' + chance.choice((b"C", b"AZ", b"BI")) + rb'\1"'),
        (rb' t="[a-z]+"', chance.choice((b' t="n"', b' t="b"', b' t="d"', b' t="str"', b""))),
        (rb' s="\d+"', b' s="%d"' % chance.randrange(20)),
        (rb"<v>\d+</v>", b"<v>%d</v>" % chance.choice((0, 1, 7, 46_132, 2_958_466, 10**14))),
        (rb"<row ", b'<row hidden="1" '),
        (rb"</sheetData>", b'</sheetData><mergeCells><mergeCell ref="A1:D%d"/></mergeCells>' % chance.randrange(1, 90)),
        (rb"<row [^>]*>.*?</row>", b""),
    )
    for pattern, replacement in chance.sample(changes, chance.randint(1, 3)):
        found = list(re.finditer(pattern, part, re.DOTALL))
        if found:
            match = chance.choice(found)
            part = part[: match.start()] + match.expand(replacement) + part[match.end() :]
    return packed({**parts, name: part})


def with_sheets_altered(data: bytes, chance: random.Random) -> bytes:
    """Sheets dropped, renamed, or two of them leading to one part."""
    parts = parts_of(data)
    book = parts["xl/workbook.xml"]
    names = re.findall(rb'<sheet [^>]*name="([^"]*)"', book)
    name = chance.choice(names)
    found = re.search(rb'<sheet [^>]*name="' + re.escape(name) + rb'"[^>]*/>', book)
    assert found
    other = chance.choice(
        (b"", b"Plan", b"Findings", b"x" * 40, b"a/b:c*?", b"To mend", b"History", chance.choice(names))
    )
    new = chance.choice((b"", found[0].replace(b'"%s"' % name, b'"%s"' % other), found[0] + found[0]))
    return packed({**parts, "xl/workbook.xml": book.replace(found[0], new)})


def with_the_grid_altered(data: bytes, chance: random.Random) -> bytes:
    """Rows and columns dropped, doubled or reordered, as people do."""
    sheets = grids()
    name = chance.choice(sorted(sheets))
    rows = sheets[name]
    column = chance.randrange(len(rows[0]))
    change = chance.randrange(5)
    if change == 0:
        rows.pop(chance.randrange(len(rows)))
    elif change == 1:
        rows.insert(chance.randrange(len(rows)), list(chance.choice(rows)))
    elif change == 2:
        chance.shuffle(rows)
    elif change == 3:
        sheets[name] = [row[:column] + row[column + 1 :] for row in rows]
    else:
        sheets[name] = [[*row, row[column]] for row in rows]
    return sheets.saved()


@lru_cache
def originals() -> tuple[bytes, ...]:
    """A sample, a workbook of a council, one of ours, and one that came back marked."""
    sheets = grids()
    sheets.put("Plan", 3, "Risk level", "Hgih")
    faulty = sheets.saved()
    ours = report_workbook(content_of(sample("harrowmere-2026-27")))
    return sample("harrowmere-2026-27"), sample("tarnside-2026-27-completed"), ours, marked(faulty)


def marked(data: bytes) -> bytes:
    return marked_workbook(data, read(data, council=True).problems)


def is_readable(data: bytes) -> bool:
    try:
        return bool(open_workbook(data))
    except Refused:
        return False


def alike(problems: Iterable[Problem]) -> list[Problem]:
    """The problems without the names of the workbook's sheets, some of which Excel does not allow."""
    return [replace(problem, mend=problem.mend.partition(" The workbook has: ")[0]) for problem in problems]


Mutation = Callable[[bytes, random.Random], bytes]
MUTATIONS: list[Mutation] = [
    with_bytes_changed, cut_short, with_a_part_altered, with_a_part_made_hostile, with_parts_swapped,
    with_parts_dropped, with_values_altered, with_cells_altered, with_sheets_altered, with_the_grid_altered,
]  # fmt: skip


@pytest.mark.parametrize("mutate", MUTATIONS)
def test_a_mutant_is_read_or_told_what_is_wrong_with_it(mutate: Mutation):
    refused = 0
    for seed in range(MUTANTS):
        chance = random.Random(seed)
        mutant = mutate(chance.choice(originals()), chance)
        start = time.perf_counter()
        reading = read(mutant, council=True)
        assert time.perf_counter() - start < SECONDS, seed
        assert (reading.content is None) is bool(reading.problems), seed
        assert all(problem.mend for problem in reading.problems), seed
        refused += reading.content is None
    assert refused


@pytest.mark.parametrize(
    "mutate", [with_values_altered, with_cells_altered, with_sheets_altered, with_the_grid_altered]
)
def test_a_mutant_that_comes_back_marked_has_the_same_problems(mutate: Mutation):
    compared = 0
    for seed in range(MUTANTS // 3):
        chance = random.Random(seed)
        mutant = mutate(originals()[seed % 4 // 2 * 2], chance)
        problems = read(mutant, council=True).problems
        if problems and is_readable(mutant):
            compared += 1
            assert alike(read(marked(mutant), council=True).problems) == alike(problems), seed
    assert compared
