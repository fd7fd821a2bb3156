"""A comparison in one sentence: recommendations, dates, money, what gets no action. Pure."""

from collections.abc import Iterator

from submissions.columns import COLUMNS, FUNDED, MONEY
from submissions.comparison import NO_ACTION, Comparison
from submissions.document import PlanDocument

DATES = ("start", "end", "look_again_on")
KINDS = {
    "capital": "one-off capital",
    "revenue": "one-off revenue",
    "annual": "annual cost",
    "funded_capital": "funded one-off capital",
    "funded_revenue": "funded one-off revenue",
    "funded_annual": "funded annual cost",
}
NOTHING = "Nothing changed."


def summed_up(comparison: Comparison) -> str:
    """What changed, for example "2 recommendations changed: 2 dates later, £12,000 more one-off capital."."""
    if comparison.is_same:
        return NOTHING
    details = ", ".join(_details(comparison))
    heads = ", ".join(_heads(comparison)) or "No recommendation changed, but something beside them did"
    return (
        f"{heads}: {details}." if details else f"{heads}. No date, no cost and no decision to take no action changed."
    )


def _heads(comparison: Comparison) -> Iterator[str]:
    for rows, what in ((comparison.added, "added"), (comparison.removed, "taken out"), (comparison.changed, "changed")):
        if rows:
            yield f"{_count(len(rows), 'recommendation')} {what}"


def _details(comparison: Comparison) -> Iterator[str]:
    yield from _dates(comparison)
    yield from _money(comparison)
    yield from _decisions(comparison)


def _dates(comparison: Comparison) -> Iterator[str]:
    moved = [
        (getattr(old.response, name), getattr(new.response, name)) for old, new in comparison.pairs for name in DATES
    ]
    counts = {
        "later": sum(bool(was and now and now > was) for was, now in moved),
        "earlier": sum(bool(was and now and now < was) for was, now in moved),
        "entered": sum(was is None and now is not None for was, now in moved),
        "taken out": sum(was is not None and now is None for was, now in moved),
    }
    yield from (f"{_count(number, 'date')} {what}" for what, number in counts.items() if number)


def _money(comparison: Comparison) -> Iterator[str]:
    for name in (*MONEY, *FUNDED):
        more = _total(comparison.after, name) - _total(comparison.before, name)
        if more:
            yield f"£{abs(more):,} {'more' if more > 0 else 'less'} {KINDS[name]}"
        elif any(getattr(old.response, name) != getattr(new.response, name) for old, new in comparison.pairs):
            yield f"{KINDS[name]} changed within the same total"


def _total(document: PlanDocument, name: str) -> int:
    return sum(getattr(row.response, name) or 0 for row in document.rows)


def _decisions(comparison: Comparison) -> Iterator[str]:
    turned = [(old.response.choice == NO_ACTION, new.response.choice == NO_ACTION) for old, new in comparison.pairs]
    without = turned.count((False, True)) + sum(row.response.choice == NO_ACTION for row in comparison.added)
    again = turned.count((True, False))
    if without:
        yield f"{_count(without, 'recommendation')} now without action"
    if again:
        yield f"{_count(again, 'recommendation')} no longer without action"
    owners = sum(old.response.owner != new.response.owner for old, new in comparison.pairs)
    if owners:
        yield f"{_count(owners, COLUMNS['owner'].label.lower())} changed"


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"
