"""Reading the list of councils: a CSV file with a council a row, or everything that is wrong with it."""

import csv
from collections import Counter
from dataclasses import dataclass, field
from typing import TextIO

from django.core.exceptions import ValidationError
from django.db import transaction

from accounts.models import Council
from iip.text import clean_text

COLUMNS = ("gss_code", "name", "council_type", "region", "population_2020")
KINDS = {value.replace("_", " "): value for value in Council.Kind.values}


@dataclass
class CouncilFile:
    """What a file holds: councils not yet saved, and what is wrong as "row 3: …"."""

    councils: list[Council] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)


def read(file: TextIO) -> CouncilFile:
    """Read a file opened with `newline=""`. Says all that is wrong at once; the header is row 1."""
    found = CouncilFile()
    reader = csv.DictReader(file, strict=True)
    missing = [name for name in COLUMNS if name not in (reader.fieldnames or [])]
    if missing:
        found.problems.append(f"row 1: these columns are missing: {', '.join(missing)}")
        return found
    try:
        for number, row in enumerate(reader, start=2):
            _read_row(found, number, row)
    except csv.Error as problem:
        found.problems.append(f"line {reader.line_num}: this is not CSV: {problem}")
    _find_twins(found)
    return found


def _read_row(found, number, row):
    if None in row or None in row.values():
        found.problems.append(f"row {number}: it has not as many values as the header")
        return
    try:
        found.councils.append(_council(row))
    except ValidationError as wrong:
        found.problems += [f"row {number}: {sentence}" for sentence in wrong.messages]


def _council(row):
    """A council from a row; line breaks within a value become blanks. Raises ValidationError."""
    said = {name: clean_text(row[name], line=True) for name in COLUMNS}
    kind = KINDS.get(said["council_type"].lower().replace("_", " "), said["council_type"])
    if not said["population_2020"].isdigit() and said["population_2020"]:
        raise ValidationError(f"the population must be a whole number, not “{said['population_2020']}”")
    population = int(said["population_2020"] or 0) or None
    council = Council(code=said["gss_code"], name=said["name"], kind=kind, region=said["region"], population=population)
    try:
        council.clean_fields(exclude=["id"])
    except ValidationError as wrong:
        names = dict(zip(("code", "name", "kind", "region", "population"), COLUMNS, strict=True))
        raise ValidationError(
            [f"{names.get(key, key)}: {said}" for key, sentences in wrong.message_dict.items() for said in sentences]
        ) from None
    return council


def _find_twins(found):
    for name in ("code", "name"):
        counts = Counter(getattr(council, name) for council in found.councils)
        found.problems += [f"{value} stands in more than one row" for value, times in counts.items() if times > 1]


@transaction.atomic
def write(councils: list[Council]) -> tuple[int, int]:
    """Add the councils and bring those that are there up to date; nothing is deleted. (added, updated)"""
    known = set(Council.objects.values_list("code", flat=True))
    Council.objects.bulk_create(
        councils,
        update_conflicts=True,
        unique_fields=["code"],
        update_fields=["name", "kind", "region", "population"],
    )
    added = sum(council.code not in known for council in councils)
    return added, len(councils) - added
