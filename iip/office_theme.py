"""The look of our Office files: one typeface and one set of colours, put into a library's own theme."""

import re

FONT = "Arial"
COLOURS = {  # what a chart, table or heading takes of itself
    **{"dk2": "144E81", "lt2": "F3F2F1", "accent1": "144E81", "accent2": "B1B4B6", "accent3": "F47738"},
    **{"accent4": "00703C", "accent5": "5694CA", "accent6": "FFDD00", "hlink": "144E81", "folHlink": "4C2C92"},
}


def themed(xml: str) -> str:
    """A theme's XML with our colours and typeface."""
    for name, colour in COLOURS.items():
        xml = re.sub(rf"(<a:{name}>)\s*<a:\w+ [^>]*/>", rf'\1<a:srgbClr val="{colour}"/>', xml)
    return re.sub(r'(<a:latin typeface=")[^"]*(")', rf"\g<1>{FONT}\2", xml)
