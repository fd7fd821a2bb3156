"""What a chart's drawing holds: its areas and its words with where they stand, in the drawing's own units."""

from dataclasses import dataclass
from xml.etree import ElementTree

from iip.charts import SIZE
from iip.measuring import width_of

SVG = "{http://www.w3.org/2000/svg}"


@dataclass(frozen=True)
class Area:
    """A rectangle with its border, or a line of words."""

    left: float
    top: float
    right: float
    bottom: float
    said: str = ""
    fill: str = ""


class Drawing:
    """A drawing read back."""

    def __init__(self, svg: str):
        self.root = ElementTree.fromstring(svg)  # noqa: S314  # our own drawing
        self.title, self.description = (self.root.findtext(f"{SVG}{name}") or "" for name in ("title", "desc"))
        self.size = tuple(float(each) for each in self.root.attrib["viewBox"].split()[2:])

    @property
    def boxes(self) -> list[Area]:
        return [_box(each) for each in self.root.iter(f"{SVG}rect")]

    @property
    def words(self) -> list[Area]:
        return [_words(each) for each in self.root.iter(f"{SVG}text")]

    @property
    def outside(self) -> list[Area]:
        """What is cut off at an edge."""
        width, height = self.size
        return [
            each
            for each in [*self.boxes, *self.words]
            if each.left < 0 or each.top < 0 or each.right > width or each.bottom > height
        ]


def _box(element: ElementTree.Element) -> Area:
    x, y, width, height = (float(element.attrib[name]) for name in ("x", "y", "width", "height"))
    half = float(element.attrib["stroke-width"]) / 2
    return Area(x - half, y - half, x + width + half, y + height + half, fill=element.attrib["fill"])


def _words(element: ElementTree.Element) -> Area:
    x, y, said = float(element.attrib["x"]), float(element.attrib["y"]), element.text or ""
    width = width_of(said, SIZE)
    left = x - {"start": 0, "middle": width / 2, "end": width}[element.attrib["text-anchor"]]
    return Area(left, y - SIZE, left + width, y + SIZE / 4, said, element.attrib["fill"])


def contrast(one: str, other: str) -> float:
    """How far two colours (#rrggbb) are from each other in grey, from 1 to 21."""
    darker, lighter = sorted((luminance(one), luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


def luminance(colour: str) -> float:
    """How light a colour is, from 0 to 1, as WCAG 2 defines it."""
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return sum(share * part for share, part in zip((0.2126, 0.7152, 0.0722), linear, strict=True))
