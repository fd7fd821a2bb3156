"""How our cells look: each look has a name, and each tone says the same in colour, in weight and in grey."""

from openpyxl.styles import Alignment, Border, Font, NamedStyle, PatternFill, Protection, Side

FACE = "Arial"
BODY = Font(name=FACE, size=11)
TONES = {  # the letters and the ground; on grey paper the weight and the slant are left
    "bad": (Font(color="942514", bold=True), PatternFill("solid", bgColor="F6D7D2")),
    "warn": (Font(color="594D00", bold=True), PatternFill("solid", bgColor="FFF7BF")),
    "good": (Font(color="005A30"), PatternFill("solid", bgColor="CCE2D8")),
    "off": (Font(color="484949", italic=True), PatternFill("solid", bgColor="EEEFEF")),
}
BARS = {"dark": ("0B3C5D", "FFFFFF"), "middle": ("8EB8DC", "0B0C0C"), "light": ("DEE7EF", "0B0C0C")}
LINE = Side(style="thin", color="B1B4B6")
BOX = Border(left=LINE, right=LINE, top=LINE, bottom=LINE)
WRAPPED = Alignment(wrap_text=True, vertical="top")


def named_styles() -> list[NamedStyle]:
    """Every look of a cell, by its name."""
    return [*_of_tables(), *_of_words(), *_of_tones(), *_of_bars()]


def _of_tables() -> list[NamedStyle]:
    red = Side(style="medium", color="D4351C")
    red_box = Border(left=red, right=red, top=red, bottom=red)
    grey, yellow = _ground("F3F2F1"), _ground("FFDD00")
    top = Border(left=LINE, right=LINE, top=Side(style="medium", color="0B0C0C"), bottom=LINE)
    return [
        NamedStyle("iip heading", _letters(color="FFFFFF", bold=True), _ground("1D70B8"), BOX, WRAPPED),
        NamedStyle("iip heading fixed", _letters(color="FFFFFF", bold=True), _ground("484949"), BOX, WRAPPED),
        NamedStyle("iip open", _letters(), border=BOX, alignment=WRAPPED, protection=Protection(False)),
        NamedStyle("iip fixed", _letters(), grey, BOX, WRAPPED),
        NamedStyle("iip cell", _letters(), border=BOX, alignment=WRAPPED),
        NamedStyle("iip total", _letters(bold=True), border=top, alignment=WRAPPED),
        NamedStyle("iip link", _letters(color="1D70B8", underline="single"), border=BOX, alignment=WRAPPED),
        NamedStyle("iip marked", _letters(), yellow, red_box, WRAPPED, protection=Protection(False)),
    ]


def _of_words() -> list[NamedStyle]:
    top = Alignment(vertical="top")
    middle = Alignment(vertical="center")
    return [
        NamedStyle("iip banner", _letters(14, bold=True), alignment=top),
        NamedStyle("iip words", _letters(), alignment=top),
        NamedStyle("iip title", _letters(20, bold=True), alignment=top),
        NamedStyle("iip caption", _letters(14, bold=True), alignment=Alignment(vertical="bottom")),
        NamedStyle("iip figure", _letters(18, bold=True, color="0B3C5D"), alignment=middle),
        NamedStyle("iip label", _letters(bold=True), alignment=middle),
        NamedStyle("iip detail", _letters(color="484949"), alignment=Alignment(vertical="center", indent=1)),
    ]


def _of_tones() -> list[NamedStyle]:
    return [
        NamedStyle(
            f"iip {name}",
            _letters(color=font.color.rgb, bold=bool(font.b), italic=bool(font.i)),
            _ground(fill.bgColor.rgb),
            BOX,
            WRAPPED,
        )
        for name, (font, fill) in TONES.items()
    ]


def _of_bars() -> list[NamedStyle]:
    """The bars of a roadmap, drawn in cells."""
    centred = Alignment("center", "center", wrap_text=True)
    return [
        NamedStyle(f"iip {name}", _letters(color=ink, bold=True), _ground(ground), BOX, centred)
        for name, (ground, ink) in BARS.items()
    ]


def _letters(size: int = 11, **look) -> Font:
    return Font(name=FACE, size=size, **look)


def _ground(colour: str) -> PatternFill:
    return PatternFill("solid", start_color=colour)
