"""manage.py seed_demo: fictional councils with a plan at every step, and one account for each role."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from accounts.roles import Role
from submissions.demo.places import AT_COUNCIL, AT_FIRM, AT_MHCLG, FIRMS, PASSWORD, PLACES, Place
from submissions.demo.seed import is_there, seed

TRY = """To try an assurer's upload, sign in as assurer@wexmoor.example, open Tarnside's report and upload
submissions/demo/workbooks/tarnside-2026-27.xlsx."""


class Command(BaseCommand):
    help = "Make the demonstration's councils, people and plans. Says so where they are there already."

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.DEMO:
            raise CommandError(
                "The demonstration has well-known accounts, so it is only made where DEMO=true is set. "
                "Nothing was written."
            )
        if is_there():
            self.stdout.write("The demonstration is there already.")
        else:
            self.stdout.write("Making the demonstration. This takes a few seconds.")
            seed()
        self.stdout.write("\n".join(["", *lines(), "", TRY]))


def lines() -> list[str]:
    """The accounts, as a table."""
    rows = [("Who", "Where", "E-mail address")]
    rows += [(role.label, "MHCLG", address) for role, address in AT_MHCLG.items()]
    rows += [(role.label, firm, f"{word}@{domain}") for firm, domain in FIRMS.items() for role, word in AT_FIRM.items()]
    first, *others = PLACES
    rows += [(role.label, first.name, f"{word}@{first.domain}") for role, word in AT_COUNCIL.items()]
    widths = [max(len(row[column]) for row in rows) for column in range(3)]
    table = ["  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in rows]
    lead = AT_COUNCIL[Role.CAF_LEAD]
    return [
        f"Sign in at {settings.SITE_URL}/ with the password “{PASSWORD}” as:",
        "",
        table[0],
        "  ".join("-" * width for width in widths),
        *table[1:],
        "",
        f"The other councils have the same roles, for example {lead}@ followed by:",
        "",
        *[f"{place.domain.ljust(24)}{place.name}: {_stands(place)}" for place in others],
        "",
        f"{first.name} has no report yet.",
    ]


def _stands(place: Place) -> str:
    return place.status.label[0].lower() + place.status.label[1:] if place.status else "no report yet"
