"""Which fictional councils and firms the demonstration has, and who works there."""

from dataclasses import dataclass

from accounts.models import Council
from accounts.roles import Role
from submissions.models import Status

PASSWORD = "a demonstration only"
CYCLE = 2026
KIND = Council.Kind


@dataclass(frozen=True)
class Place:
    """A council, the firm that assures it, and where its plan stands; None where no report is there yet."""

    name: str
    code: str
    kind: KIND
    region: str
    population: int
    domain: str
    firm: str
    status: Status | None
    version: str = "3.2"
    workbook: str = ""  # its report comes from this file; without one it is made up of `findings`


WEXMOOR, PENRELL, QUILLBROOK = "Wexmoor Cyber Assurance LLP", "Penrell Assurance Ltd", "Quillbrook Assurance LLP"
FIRMS = {WEXMOOR: "wexmoor.example", PENRELL: "penrell.example", QUILLBROOK: "quillbrook.example"}

# fmt: off
PLACES = (
    Place("Tarnside Metropolitan Borough Council", "E08999002", KIND.METROPOLITAN, "North West", 268_400,
          "tarnside.example", WEXMOOR, None),
    Place("Harrowmere District Council", "E07999001", KIND.DISTRICT, "East of England", 96_200,
          "harrowmere.example", PENRELL, Status.DRAFT, workbook="harrowmere-2026-27.xlsx"),
    Place("Aldermoor County Council", "E10999003", KIND.COUNTY, "South West", 741_900,
          "aldermoor.example", QUILLBROOK, Status.ASSURER_FEEDBACK, "4.0", "aldermoor-2026-27.xlsx"),
    Place("Brackenholme Borough Council", "E07999004", KIND.DISTRICT, "North West", 88_700,
          "brackenholme.example", WEXMOOR, Status.INTERNAL_QA),
    Place("Wealdmere Council", "E06999005", KIND.UNITARY, "South East", 204_300,
          "wealdmere.example", PENRELL, Status.APPROVAL),
    Place("Eastwold Borough Council", "E07999006", KIND.DISTRICT, "Yorkshire and The Humber", 121_800,
          "eastwold.example", WEXMOOR, Status.SIGNED_OFF),
    Place("Larchford City Council", "E06999007", KIND.UNITARY, "West Midlands", 312_500,
          "larchford.example", QUILLBROOK, Status.READY_TO_SUBMIT),
    Place("London Borough of Kestrelgate", "E09999008", KIND.LONDON, "London", 287_100,
          "kestrelgate.example", PENRELL, Status.SUBMITTED),
    Place("Penwick District Council", "E07999009", KIND.DISTRICT, "North East", 64_900,
          "penwick.example", WEXMOOR, Status.CLOSED),
)
AT_COUNCIL = {  # the first part of the address, with a name for each council in turn
    Role.CAF_LEAD: "caf-lead",
    Role.CONTRIBUTOR: "contributor",
    Role.DELEGATE: "delegate",
    Role.QUALITY_ASSURER: "quality-assurer",
    Role.APPROVER: "approver",
    Role.READER: "reader",
}
AT_FIRM = {Role.ASSURER: "assurer", Role.FIRM_LEAD: "firm-lead"}
AT_MHCLG = {Role.MHCLG_ANALYST: "analyst@mhclg.example", Role.MHCLG_MANAGER: "manager@mhclg.example"}
# fmt: on

FIRST = "Amina Bryn Celia Dev Esther Femi Greta Hugo Ines Joss Kezia Lewis Maeve Noor Owen Priya Ruth Sol Tess Wren"
LAST = "Ashdown Barrow Calder Denholm Eastley Fallow Garside Holt Ingram Jessop Kirkby Lyle Marlow Northey Orme Pike"


def made_up_name(number: int) -> str:
    """A person's name, the same each time; the first 80 differ."""
    first, last = FIRST.split(), LAST.split()
    return f"{first[number % len(first)]} {last[number % len(last)]}"
