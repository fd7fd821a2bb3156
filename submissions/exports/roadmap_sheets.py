"""The roadmap and the workload of a plan as sheets: a column for each quarter, a word in each cell that is coloured."""

from collections.abc import Iterable
from dataclasses import replace

from iip.quarters import Quarter
from iip.spreadsheets import Book, Column, write_sheet
from submissions.document import PlanDocument
from submissions.plan_warnings import why_too_much
from submissions.roadmap import LONG, MID, NEAR, Action, Roadmap
from submissions.workload import Load

LOOKS = {NEAR: "dark", MID: "middle", LONG: "light"}
DIAMOND = "◆"
BLANK = "–"
QUARTER = 9  # characters: a quarter's year above its number
Loads = tuple[str, list[tuple[Load | None, str]]]  # an owner, and what they have in hand in each quarter


def write_roadmap(book: Book, title: str, document: PlanDocument) -> None:
    """A row for each action, by workstream and in the order of time."""
    roadmap = Roadmap(document)
    columns = [
        Column("Ref", 15, lambda action: action.ref),
        Column("Recommendation", 40, lambda action: action.title),
        Column("Workstream", 24, lambda action: action.workstream or BLANK),
        Column("Accountable owner", 24, lambda action: action.owner or BLANK),
        Column("Term", 13, lambda action: action.term),
        Column("Start", 11, lambda action: str(action.start or BLANK)),
        Column("End", 11, lambda action: str(action.end or BLANK)),
        *(_quarter(quarter) for quarter in roadmap.quarters),
    ]
    actions = [action for _, group in roadmap.groups for action in group]
    banner = (
        "Roadmap by quarter",
        f"Near term ends by {roadmap.near_ends} (N), mid term by {roadmap.mid_ends} (M), long term after that (L). "
        f"{DIAMOND} is a milestone: the sheet Milestones has its words.",
    )
    write_sheet(book, title, shut(columns), actions, freeze_columns=2, banner=banner)


def _quarter(quarter: Quarter) -> Column:
    def word(action: Action) -> str:
        is_on = bool(action.start and action.end and action.start <= quarter <= action.end)
        reached = any(of == quarter for _, of in action.milestones)
        return " ".join(part for part in (action.term[0] if is_on else "", DIAMOND if reached else "") if part)

    def look(action: Action) -> str:
        return LOOKS[action.term] if word(action)[:1] == action.term[0] else "cell"

    return Column(str(quarter), QUARTER, word, look_of=look)


def write_workload(book: Book, title: str, document: PlanDocument) -> None:
    """A row for each owner: how many actions they have in hand in each quarter, and the days where they are given."""
    roadmap = Roadmap(document)
    columns = [Column("Owner", 40, lambda loads: loads[0]), *map(_load, range(len(roadmap.quarters)), roadmap.quarters)]
    banner = (
        "Workload by owner and quarter",
        "How many actions an owner has in hand, and the days of effort where they are given. What is more than anybody "
        "can be expected to do is marked “too much”.",
    )
    write_sheet(book, title, shut(columns), roadmap.loads, freeze_columns=1, banner=banner)


def _load(place: int, quarter: Quarter) -> Column:
    def word(loads: Loads) -> str:
        load, reason = loads[1][place]
        if load is None:
            return BLANK
        days = f", {load.days} day{'' if load.days == 1 else 's'}" if load.days else ""
        return f"{len(load.refs)}{days}{' too much' if reason else ''}"

    def look(loads: Loads) -> str:
        load, _ = loads[1][place]
        return "bad" if load and why_too_much(load) else "cell"

    return Column(str(quarter), 14, word, look_of=look)


def shut(columns: Iterable[Column]) -> list[Column]:
    """The columns of a sheet that is made to be read: nothing on it is typed over."""
    return [replace(column, locked=True, look_of=column.look_of or (lambda _: "cell")) for column in columns]
