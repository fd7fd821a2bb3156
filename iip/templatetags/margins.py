"""What stands in the margin of each page of a PDF, which has room for so much and no more."""

from django import template

from iip.measuring import shortened

register = template.Library()
WIDTH, SIZE, LINES = 170.0, 8.0, 3  # points; as iip/typesetting.css sets the margin of an upright page


@register.filter
def in_the_margin(text: str) -> str:
    """A text as it has room there: the cover and the properties of the file have all of it."""
    return shortened(text, WIDTH, SIZE, lines=LINES)
