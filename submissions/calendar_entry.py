"""The session as a calendar file (RFC 5545): when, where and a link; of the plan only the council's name. Pure."""

import datetime
import re
from dataclasses import dataclass

WIDTH = 75  # octets in a line; what is longer goes on in the next


@dataclass(frozen=True)
class Entry:
    """A session in somebody's calendar."""

    uid: str  # the same for each change, so that calendars mend the entry and make no second one
    sequence: int  # counts the changes
    status: str  # TENTATIVE, CONFIRMED or CANCELLED
    summary: str
    start: datetime.datetime
    end: datetime.datetime
    location: str
    address: str  # the page of the session
    written_at: datetime.datetime


def calendar_file(entry: Entry) -> bytes:
    """The file, with one entry."""
    lines = (
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//Improvement plans//Session//EN",
        "METHOD:PUBLISH",
        "BEGIN:VEVENT",
        f"UID:{escaped(entry.uid)}",
        f"SEQUENCE:{entry.sequence}",
        f"DTSTAMP:{moment(entry.written_at)}",
        f"DTSTART:{moment(entry.start)}",
        f"DTEND:{moment(entry.end)}",
        f"SUMMARY:{escaped(entry.summary)}",
        *([f"LOCATION:{escaped(entry.location)}"] if entry.location else []),
        f"URL:{entry.address}",
        f"STATUS:{entry.status}",
        "END:VEVENT",
        "END:VCALENDAR",
    )
    return "".join(f"{folded(line)}\r\n" for line in lines).encode()


def moment(at: datetime.datetime) -> str:
    """A moment in UTC: 20270327T140000Z."""
    return f"{at.astimezone(datetime.UTC):%Y%m%dT%H%M%SZ}"


def escaped(text: str) -> str:
    """Text as the format writes it, on one line."""
    return re.sub(r"([\\;,])", r"\\\1", text).replace("\n", "\\n")


def folded(line: str) -> str:
    """A line in pieces of at most 75 octets, no character cut in two; each further piece begins with a blank."""
    pieces, piece = [], ""
    for character in line:
        if len(f"{piece}{character}".encode()) > WIDTH:
            pieces.append(piece)
            piece = " "
        piece += character
    return "\r\n".join([*pieces, piece])
