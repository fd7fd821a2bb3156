"""One cell's value read for what it means, by the kind of its column; or why it cannot be."""

import datetime
import re
from collections.abc import Callable, Iterable, Mapping
from functools import lru_cache

from assurance.synonyms import BLANKS, ORGANISATION, SYSTEM, VALUES, fold, spellings
from assurance.template import ORGANISATION_CODE, SEPARATOR, Choices, Heading, Kind
from iip.money import MOST
from iip.quarters import Quarter
from iip.spreadsheets import Value
from iip.text import one_line, tidy

BLANK_WORDS = frozenset(fold(word) for word in BLANKS)
BLANK_MARKS = "-–— "
DASHES = re.compile("[\u2010-\u2015\u2212]")
LONGEST_SHORT = 300
LIST_BREAK = re.compile(r"[;\n]")
CHOICE_BREAK = re.compile(r"[;,/+&\n|]|\band\b", re.IGNORECASE)
REF = re.compile(r"[A-Za-z0-9][A-Za-z0-9.\-]*")
SYSTEM_CODE = re.compile(rf"(?:{'|'.join(fold(word) for word in SYSTEM)}) ?0*([1-9]\d{{0,2}})")
YEARS = re.compile(r"(?:20)?(\d\d)\s*[/\-]\s*(?:20)?(\d\d)")
QUARTER = re.compile(r"\b(?:q|qtr|quarter)\s*([1-4])\b", re.IGNORECASE)
DATE_FORMS = ("%Y-%m-%d", "%d/%m/%Y", "%d.%m.%Y", "%d-%m-%Y", "%d %B %Y", "%d %b %Y", "%d/%m/%y")
EARLIEST, LATEST = datetime.date(2000, 1, 1), datetime.date(2100, 1, 1)
MOST_DAYS = 100_000
CAF = re.compile(r"(?:caf)?\s*(?:version|v)?\s*\.?\s*(\d)(?:\.(\d))?", re.IGNORECASE)


class Wrong(ValueError):
    """A value that is not allowed: what is, and how to mend it."""

    def __init__(self, allowed: str, mend: str):
        super().__init__(mend)
        self.allowed, self.mend = allowed, mend


def text_of(value: Value | None) -> str:
    """A cell as text, tidy as all text is."""
    if value is None:
        return ""
    if isinstance(value, str):
        return tidy(value)
    if isinstance(value, bool):
        return "Yes" if value else "No"
    if isinstance(value, float):
        return f"{value:.15g}"
    if isinstance(value, datetime.date):
        return f"{value.day} {value:%B %Y}"
    return str(value)


def short_text(value: Value | None) -> str:
    """A cell that can only be short, on one line, with plain hyphens; "" where it is far too long.

    The patterns that read codes, quarters and dates may take long over a text that is made to be hard.
    """
    text = one_line(DASHES.sub("-", text_of(value)))
    return text if len(text) <= LONGEST_SHORT else ""


def read_line(value: Value, heading: Heading) -> str:
    """Text on one line."""
    return _within(one_line(text_of(value)), heading)


def read_text(value: Value, heading: Heading) -> str:
    """Text with its line breaks."""
    return _within(text_of(value), heading)


def read_choice(value: Value, heading: Heading) -> str:
    """The code of one of the column's values."""
    assert heading.choices
    word = fold(text_of(value))
    known = _codes(tuple(heading.choices.labels.items()))
    if word in known:
        return known[word]
    raise Wrong(allowed_values(heading.choices), "Choose one of the values allowed.")


def read_choices(value: Value, heading: Heading) -> tuple[str, ...]:
    """The codes of several of the column's values, in the template's order, each once."""
    assert heading.choices
    text = text_of(value)
    known = _codes(tuple(heading.choices.labels.items()))
    whole = fold(text)
    parts = [text] if whole in known else CHOICE_BREAK.split(text)
    codes = {known.get(fold(part), "") for part in parts if part.strip()}
    if "" in codes or (heading.required and not codes):
        mend = f"Write one or more of them, separated by “{SEPARATOR.strip()}”."
        raise Wrong(allowed_values(heading.choices), mend)
    return tuple(code for code in heading.choices.labels if code in codes)


def read_ref(value: Value, heading: Heading) -> str:
    """A recommendation's ref as it was given."""
    if isinstance(value, datetime.date):
        raise Wrong("A ref such as ORG-A1.b-01", "Excel has made a date of it: type it again as text.")
    ref = re.sub(r"\s*([.\-])\s*", r"\1", short_text(value))
    if not REF.fullmatch(ref) or len(ref) > 30:
        raise Wrong(
            "Letters, digits, dots and hyphens, at most 30",
            "Write a ref such as ORG-A1.b-01, or leave it blank and one is made.",
        )
    return ref


def read_refs(value: Value, heading: Heading) -> tuple[str, ...]:
    """Several refs, each once."""
    parts = re.split(r"[;,\n]", text_of(value))
    return _once(read_ref(part, heading) for part in parts if part.strip())


def read_roles(value: Value, heading: Heading) -> tuple[str, ...]:
    """Several posts, separated by semicolons or line breaks, because a post's name may hold a comma."""
    parts = LIST_BREAK.split(text_of(value))
    return _once(read_line(part, heading) for part in parts if part.strip())


def read_pounds(value: Value, heading: Heading) -> int:
    """Whole pounds."""
    return _whole(value, MOST, "Whole pounds from 0 to 1,000,000,000", "Enter whole pounds, such as 12000.")


def read_days(value: Value, heading: Heading) -> int:
    """Whole days of effort."""
    return _whole(value, MOST_DAYS, "Whole days, 0 or more", "Enter whole days, such as 15.")


def read_number(value: Value, heading: Heading) -> int:
    """A small whole number such as the template's version."""
    digits = re.fullmatch(r"(?:version|v)?\s*(\d{1,3})(?:\.0)?", short_text(value), re.IGNORECASE)
    if not digits:
        raise Wrong("A whole number", "Enter the number, such as 1.")
    return int(digits[1])


def read_quarter(value: Value, heading: Heading) -> str:
    """A quarter of a financial year, "2026/27 Q4". A day is read as the quarter it falls in."""
    if isinstance(value, datetime.date):
        return str(Quarter.of(value))
    text = short_text(value)
    years, quarter = YEARS.search(text), QUARTER.search(text)
    left = fold(QUARTER.sub("", YEARS.sub("", text, count=1), count=1))
    if years and quarter and left in {"", "of"}:
        try:
            return str(Quarter.parse(f"20{years[1]}/{years[2]} Q{quarter[1]}"))
        except ValueError as problem:
            raise Wrong("A quarter such as 2026/27 Q4", f"{problem}.") from problem
    raise Wrong("A quarter such as 2026/27 Q4", "Enter the financial year and the quarter, 1 to 4.")


def read_cycle(value: Value, heading: Heading) -> str:
    """An assessment cycle, "2026/27"."""
    years = YEARS.fullmatch(short_text(value))
    if not years or int(years[2]) != (int(years[1]) + 1) % 100:
        raise Wrong("A cycle such as 2026/27", "Enter two years that follow each other.")
    return f"20{years[1]}/{years[2]}"


def read_caf_version(value: Value, heading: Heading) -> str:
    """A CAF version, "3.2"; Excel keeps 4.0 as 4."""
    match = CAF.fullmatch(short_text(value))
    if not match:
        raise Wrong("A CAF version such as 3.2", "Enter the version alone.")
    return f"{match[1]}.{match[2] or 0}"


def read_date(value: Value, heading: Heading) -> datetime.date:
    """A day, from a date cell or text in the order day, month, year (or ISO)."""
    day = _day(value)
    if day is None or not EARLIEST <= day < LATEST:
        raise Wrong("A date such as 31 March 2028", "Enter day, month and year.")
    return day


def read_scope(value: Value, names: Mapping[str, str]) -> str:
    """A scope's code: ORG or SYS1, SYS2 …; `names` gives the codes by the scopes' folded names."""
    word = fold(short_text(value))
    if word in ORGANISATION_WORDS:
        return ORGANISATION_CODE
    if system := SYSTEM_CODE.fullmatch(word):
        return f"SYS{system[1]}"
    if word in names:
        return names[word]
    raise Wrong("ORG, SYS1, SYS2 …", "Write the code of the scope as on the sheet Scopes.")


def allowed_values(choices: Choices) -> str:
    return SEPARATOR.join(choices.all_labels())


ORGANISATION_WORDS = frozenset(fold(word) for word in ORGANISATION)

READERS: Mapping[Kind, Callable[[Value, Heading], object]] = {
    Kind.LINE: read_line,
    Kind.TEXT: read_text,
    Kind.CHOICE: read_choice,
    Kind.CHOICES: read_choices,
    Kind.REF: read_ref,
    Kind.REFS: read_refs,
    Kind.ROLES: read_roles,
    Kind.POUNDS: read_pounds,
    Kind.DAYS: read_days,
    Kind.NUMBER: read_number,
    Kind.QUARTER: read_quarter,
    Kind.CYCLE: read_cycle,
    Kind.CAF_VERSION: read_caf_version,
    Kind.DATE: read_date,
}
NOTHING: Mapping[Kind, object] = {
    Kind.CHOICES: (), Kind.OUTCOMES: (), Kind.REFS: (), Kind.ROLES: (), Kind.POUNDS: None,
    Kind.DAYS: None, Kind.DATE: None, Kind.NUMBER: None,
}  # fmt: skip


def nothing(kind: Kind) -> object:
    """What a blank cell of that kind means."""
    return NOTHING.get(kind, "")


def is_blank(value: Value | None, heading: Heading) -> bool:
    """Whether a cell says nothing; "n/a" says nothing where the column is not free text."""
    if value is None:
        return True
    if not isinstance(value, str):
        return False
    text = text_of(value)
    if heading.kind in {Kind.TEXT, Kind.LINE, Kind.ROLES} or heading.required:
        return not text
    return not text.strip(BLANK_MARKS) or fold(text) in BLANK_WORDS


@lru_cache(maxsize=64)
def _codes(labels: tuple[tuple[str, str], ...]) -> dict[str, str]:
    """The code of every folded spelling; a label itself wins over another's synonym."""
    known = {word: code for code, label in labels for word in spellings(label, VALUES)}
    return known | {fold(label): code for code, label in labels}


def _within(text: str, heading: Heading) -> str:
    if len(text) > heading.longest:
        raise Wrong(f"At most {heading.longest:,} characters", f"Shorten it: it has {len(text):,} characters.")
    return text


def _whole(value: Value, most: int, allowed: str, mend: str) -> int:
    text = re.sub(r"[£,\s]", "", short_text(value))
    if isinstance(value, bool) or not re.fullmatch(r"\d{1,12}(\.0*)?", text):
        raise Wrong(allowed, mend)
    number = int(text.partition(".")[0])
    if number > most:
        raise Wrong(allowed, mend)
    return number


def _day(value: Value) -> datetime.date | None:
    if isinstance(value, datetime.datetime):
        return value.date()
    if isinstance(value, datetime.date):
        return value
    text = short_text(value) if isinstance(value, str) else ""
    text = re.sub(r"^(\d{1,2})(st|nd|rd|th)\b", r"\1", text).replace(",", "")
    for form in DATE_FORMS:
        try:
            return datetime.datetime.strptime(text, form).date()
        except ValueError:
            continue
    return None


def _once(values: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(values))
