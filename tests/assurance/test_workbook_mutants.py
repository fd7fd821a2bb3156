"""Damaged and altered workbooks are read or refused with a reason, and never fail otherwise."""

import io
import random
import zipfile

import pytest

from tests.assurance.workbooks import read, sample

MUTANTS = 60  # of each kind; the long tests take more
TOKENS = (
    b"", b"<", b">", b"&amp;", b"&#0;", b"&#55296;", b"<f>1</f>", b"</row>", b'r="A1"', b't="s"', b't="d"', b't="n"',
    b"<v>", b"9" * 400, b"1e999", b"-1", b"nan", b"\xff", b"\x00", b"_x0007_", b"]]>", b"<!--", b'ref="A1:XFD1048576"',
    b'hidden="1"', b'max="99999999999999999999"', b'r="0"', b'r="99999999"', b"\xe2\x80\xae", b"=1+1", b"ORG", b"SYS99",
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


def with_a_part_altered(data: bytes, chance: random.Random) -> bytes:
    parts = parts_of(data)
    name = chance.choice(sorted(parts))
    part = parts[name]
    for _ in range(chance.randint(1, 4)):
        start = chance.randrange(len(part) + 1)
        part = part[:start] + chance.choice(TOKENS) + part[start + chance.choice((0, 1, 5, 40)) :]
    return packed({**parts, name: part})


def with_values_altered(data: bytes, chance: random.Random) -> bytes:
    """Well-formed, with other values in its cells."""
    parts = parts_of(data)
    name = chance.choice([name for name in sorted(parts) if b"<t>" in parts[name]])
    pieces = parts[name].split(b"<t>")
    for _ in range(chance.randint(1, 8)):
        place = chance.randrange(1, len(pieces))
        old, end, rest = pieces[place].partition(b"</t>")
        words = (b"", b"?", b"A1.a", b"ORG", b"SYS1", b"High", b" - ", b"2026/27 Q9", b"x" * 400, old * 3, old[::-1])
        pieces[place] = chance.choice(words).replace(b"<", b"").replace(b"&", b"") + end + rest
    return packed({**parts, name: b"<t>".join(pieces)})


@pytest.mark.parametrize("mutate", [with_bytes_changed, with_a_part_altered, with_values_altered])
@pytest.mark.parametrize("name", ["harrowmere-2026-27", "tarnside-2026-27-completed"])
def test_a_mutant_is_read_or_told_what_is_wrong_with_it(name, mutate):
    whole, outcomes = sample(name), set()
    for seed in range(MUTANTS):
        reading = read(mutate(whole, random.Random(seed)), council=True)
        assert (reading.content is None) is bool(reading.problems)
        assert all(problem.mend for problem in reading.problems)
        outcomes.add(reading.content is None)
    assert True in outcomes
