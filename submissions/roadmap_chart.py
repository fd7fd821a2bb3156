"""The drawing of a roadmap: a bar for each action over the quarters, with its milestones; one drawing for a group."""

from collections.abc import Iterator, Sequence

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from iip.charts import DARK, EDGE, INK, LIGHT, MIDDLE, SIZE, box, drawing, text
from iip.measuring import shortened
from iip.quarters import Quarter
from submissions.roadmap import LONG, MID, NEAR, Action, Roadmap

WIDTH, TOP, ROW, BAR = 960, 44, 26, 18  # of the drawing's own units
LABELS, LEFT = 320, 340  # the room of labels, and where the quarters begin: between them a bar's letter has room
TONES = {NEAR: DARK, MID: MIDDLE, LONG: LIGHT}
LINE = "#b1b4b6"


def roadmap_chart(name: str, actions: Sequence[Action], roadmap: Roadmap) -> SafeString:
    """The scheduled actions of a group; "" where none is."""
    scheduled = [action for action in actions if action.start and action.end]
    if not scheduled:
        return SafeString("")
    height = TOP + ROW * len(scheduled)
    bars = (_bar(action, roadmap, TOP + ROW * number) for number, action in enumerate(scheduled))
    parts = format_html_join("", "{}", ((part,) for part in (*_grid(roadmap, height), *bars)))
    said = "; ".join(f"{action.ref}: {action.start} to {action.end}, {action.term.lower()}" for action in scheduled)
    return drawing(f"Roadmap: {name}", f"{said}.", WIDTH, height, parts)


def _unit(roadmap: Roadmap) -> float:
    return (WIDTH - EDGE - LEFT) / len(roadmap.quarters)


def _grid(roadmap: Roadmap, height: int) -> Iterator[SafeString]:
    """The years with a line before each, and the quarters where there is room for their numbers."""
    unit = _unit(roadmap)
    for number, year in enumerate(roadmap.years):
        x = LEFT + number * 4 * unit
        line = '<line x1="{}" y1="0" x2="{}" y2="{}" stroke="{}"/>'
        yield format_html(line, f"{x:.1f}", f"{x:.1f}", height, LINE)
        yield text(x + 4, 14, year)
        if unit >= 20:
            yield from (text(x + (q + 0.5) * unit, 34, f"Q{q + 1}", anchor="middle") for q in range(4))


def _bar(action: Action, roadmap: Roadmap, y: int) -> SafeString:
    unit = _unit(roadmap)
    assert action.start
    assert action.end
    left = max(action.start - roadmap.first, 0)
    right = min(action.end - roadmap.first + 1, len(roadmap.quarters))
    parts = [text(0, y + 14, shortened(f"{action.ref} {action.title}", LABELS, SIZE, lines=1))]
    if left < right:
        x, width = LEFT + left * unit, (right - left) * unit
        parts += [box(x, y, width, BAR, TONES[action.term].fill), text(x - 4, y + 14, action.term[0], anchor="end")]
    parts += [_milestone(quarter, roadmap, y) for _, quarter in action.milestones if quarter in roadmap.quarters]
    return format_html_join("", "{}", ((part,) for part in parts))


def _milestone(quarter: Quarter, roadmap: Roadmap, y: int) -> SafeString:
    """A diamond in the middle of its quarter."""
    x, middle = LEFT + (quarter - roadmap.first + 0.5) * _unit(roadmap), y + BAR / 2
    points = f"{x:.1f},{middle - 7:.1f} {x + 7:.1f},{middle:.1f} {x:.1f},{middle + 7:.1f} {x - 7:.1f},{middle:.1f}"
    return format_html('<polygon points="{}" fill="#ffdd00" stroke="{}" stroke-width="1.5"/>', points, INK)
