"""Somebody who takes out every file about a plan that they can, and looks for what it says on their pages."""

from dataclasses import dataclass, field

from django.test import Client

from tests import make
from tests.markers.plans import Marked
from tests.markers.reading import said_by_file, said_by_page

FILES = {  # what answers with a file; `test_every_file_is_taken_out` holds this to what there is
    *(f"submissions:{name}_download" for name in ("plan", "version", "submission", "costs", "minutes", "receipt")),
    "submissions:session_calendar",
    *(f"assurance:{name}_download" for name in ("report", "version", "blank", "draft")),
}
OF_A_VERSION = "submissions:version_download"
WORKBOOK = "/export/xlsx"  # of the live plan it is made by a button


@dataclass
class Reader:
    """A person at the service."""

    marked: Marked
    who: str
    places: dict[str, list[str]]  # what there is to ask for, by URL name
    files: dict[str, frozenset[str]] = field(default_factory=dict)  # the markers in each file, by its address
    refusals: dict[str, int] = field(default_factory=dict)  # the answer where there was no file, by address

    def __post_init__(self) -> None:
        self.client = make.sign_in(Client(), self.marked.people[self.who])

    @property
    def own(self) -> frozenset[str]:
        """Their own name, which every file says."""
        return frozenset(self.marked.people[self.who].name.split())

    @property
    def exported(self) -> frozenset[str]:
        """The markers in all files together."""
        return frozenset().union(*self.files.values())

    def take_everything_out(self) -> None:
        """Ask for every file: each format of the plan and of its last version, one of each version before it."""
        for name in FILES:
            for address in self.places[name]:
                if name != OF_A_VERSION or self._is_of_the_last(address) or address.endswith("/json"):
                    self._take(address)

    def _is_of_the_last(self, address: str) -> bool:
        last = self.marked.made.plan.versions.order_by("-number").values_list("number", flat=True)[0]
        return f"/versions/{last}/" in address

    def _take(self, address: str) -> None:
        is_button = address.endswith(WORKBOOK) and "/versions/" not in address and address.startswith("/plans/")
        answer = self.client.post(address) if is_button else self.client.get(address)
        if "Content-Disposition" in answer.headers:
            said = said_by_file(answer.content, answer.headers["Content-Type"])
            self.files[address] = self.marked.markers.among(said) - self.own
        else:
            self.refusals[address] = answer.status_code

    def not_on_pages(self, markers: frozenset[str]) -> frozenset[str]:
        """Those markers that stand on no page they can open. Pages are opened until all are found."""
        left = markers
        for name, addresses in self.places.items():
            if name not in FILES:
                for address in addresses:
                    left -= self.read(address) if left else frozenset()
        return left

    def read(self, address: str) -> frozenset[str]:
        """The markers on a page; none where they may not open it."""
        answer = self.client.get(address)
        if answer.status_code != 200 or "Content-Disposition" in answer.headers:
            return frozenset()
        return self.marked.markers.among(said_by_page(answer.content.decode()))
