"""What assurers found at the councils without a workbook, and what those councils answer. All of it made up."""

from dataclasses import dataclass, field
from typing import Any

TECHNOLOGY, RESOURCES = "Head of Digital and Technology", "Director of Corporate Resources"
GOVERNANCE, RESILIENCE = "Information Governance Manager", "Emergency Planning Manager"
POSTS = (TECHNOLOGY, RESOURCES, GOVERNANCE, RESILIENCE)


@dataclass(frozen=True)
class Found:
    """A recommendation with the council's answer. `starts` and `lasts` are in quarters from the plan's start."""

    scope: str
    outcome: str
    title: str
    text: str
    risk: str
    risk_description: str
    control_types: tuple[str, ...]
    starts: int = 0
    lasts: int = 1
    answer: dict[str, Any] = field(default_factory=dict)

    @property
    def ref(self) -> str:
        return f"{self.scope}-{self.outcome}-01"


# fmt: off
FOUND = (
    Found("ORG", "A1.a", "Bring cyber risk to the leadership team each quarter",
          "Put a short report on cyber risk before the leadership team each quarter, and record what it decides.",
          "high", "Decisions about money are made without the risk in view.", ("people", "process"), 0, 2,
          {"owner": RESOURCES, "effort": "low", "complexity": "low", "capital": 0, "revenue": 0, "annual": 0,
           "cost_basis": "quoted", "justification": "It costs nothing but time, and all else leans on it."}),
    Found("ORG", "A2.a", "Keep one register of cyber risks",
          "Join the registers of the departments into one, with an owner and a date to look again for each risk.",
          "medium", "The same risk is judged differently, or missed.", ("process",), 1, 2,
          {"owner": GOVERNANCE, "effort_days": 25, "revenue": 4_000, "annual": 1_500,
           "waits_for": ("ORG-A1.a-01",), "justification": "The leadership team needs one list to decide from."}),
    Found("ORG", "A3.a", "Know every device and service that the council uses",
          "Build an inventory of hardware, software and cloud services, and reconcile it each month.",
          "high", "What is not known is not patched.", ("technology", "process"), 0, 4,
          {"capital": 38_000, "revenue": 12_000, "annual": 9_500, "funding": "part_funded", "funded_capital": 20_000,
           "funded_revenue": 12_000, "funded_annual": 9_500, "funding_source": "Digital reserve", "effort": "high",
           "complexity": "medium", "support": ("money", "skills"), "workstream": "Know what we have",
           "justification": "Four other recommendations depend on it."}),
    Found("ORG", "A4.a", "Ask suppliers about their security before signing",
          "Add security questions to procurement and look at the answers of the ten most important suppliers.",
          "medium", "A supplier's weakness becomes the council's.", ("process",), 2, 3,
          {"owner": RESOURCES, "revenue": 8_000, "annual": 2_000, "support": ("peer_advice",),
           "justification": "Contracts worth £14 million are let again next year."}),
    Found("ORG", "D1.a", "Rewrite the response plan for cyber incidents",
          "Bring the plan up to date, name deputies for each part in it and keep a copy on paper.",
          "high", "The first hours of an incident would be lost.", ("people", "process"), 0, 1,
          {"choice": "already_done", "owner": RESILIENCE, "justification": "Approved, with copies on paper."}),
    Found("ORG", "D1.c", "Exercise the response plan each year",
          "Hold an exercise with the leadership team and the most important suppliers, and act on what it shows.",
          "medium", "A plan that was never tried fails when it is needed.", ("people",), 2, 1,
          {"owner": RESILIENCE, "revenue": 6_000, "annual": 6_000, "waits_for": ("ORG-D1.a-01",),
           "justification": "The last exercise was four years ago."}),
    Found("SYS1", "B2.c", "Give administrators accounts of their own for administration",
          "Separate daily and privileged accounts, ask for a second factor and review who has them each quarter.",
          "high", "One stolen password would open the whole system.", ("technology", "people"), 0, 3,
          {"capital": 15_000, "revenue": 5_000, "annual": 4_000, "workstream": "Sign-in",
           "justification": "It closes the shortest way in."}),
    Found("SYS1", "B4.d", "Mend known weaknesses within two weeks",
          "Scan the system each week and mend what is critical within 14 days, with the supplier where it hosts.",
          "high", "Known weaknesses are what attackers try first.", ("technology", "process"), 1, 4,
          {"choice": "in_part", "action": "All but the reporting server, which is replaced next year.",
           "capital": 22_000, "revenue": 0, "annual": 11_000, "funding": "bid_submitted",
           "support": ("money", "supplier"), "justification": "The reporting server cannot be mended."}),
    Found("SYS1", "B5.c", "Keep a backup where nobody can change it",
          "Keep one copy of the backup offline or unchangeable, and restore from it twice a year.",
          "high", "Ransomware would take the backup with the system.", ("technology",), 0, 2,
          {"capital": 46_000, "revenue": 6_500, "annual": 14_000, "funding": "unfunded", "support": ("money",),
           "effort": "high", "complexity": "high", "cost_basis": "quoted",
           "justification": "Without it the council could not come back from an attack."}),
    Found("SYS1", "C1.a", "Collect the logs of the system in one place",
          "Send the system's logs to the council's monitoring service and keep them for a year.",
          "medium", "An attack would not be seen.", ("technology",), 3, 4,
          {"capital": None, "revenue": None, "annual": None, "cost_basis": "not_known", "funding": "unfunded",
           "support": ("money", "skills"), "justification": "Costs follow from the supplier's proposal in spring."}),
    Found("SYS1", "C1.b", "Protect the logs from being changed",
          "Let nobody who administers the system change or delete its logs.",
          "low", "Whoever breaks in could cover their tracks.", ("technology",), 3, 4,
          {"choice": "covered", "covered_by": "SYS1-C1.a-01", "justification": "The monitoring service does this."}),
    Found("SYS1", "B3.e", "Destroy old disks with a certificate",
          "Have disks destroyed by a certified firm and keep the certificates.",
          "low", "Records could be read from discarded disks.", ("process",), 0, 1,
          {"choice": "no_action", "why_no_action": "superseded", "risk_owner": TECHNOLOGY, "look_again_in": 300,
           "justification": "The supplier replaces our last disks this year and destroys them under contract."}),
)
# fmt: on
ACTING = {
    "choice": "implement",
    "priority": "medium",
    "owner": TECHNOLOGY,
    "effort": "medium",
    "complexity": "medium",
    "cost_basis": "estimated",
    "capital": 0,
    "revenue": 0,
    "annual": 0,
    "funding": "funded",
}


def answer_to_any(number: int) -> dict[str, Any]:
    """A complete answer to a recommendation from a workbook; they differ with its number."""
    return ACTING | {
        "priority": ("high", "medium", "low")[number % 3],
        "owner": POSTS[number % len(POSTS)],
        "effort": ("low", "medium", "high")[number % 3],
        "capital": (0, 12_000, 27_500, 4_000)[number % 4],
        "revenue": (1_500, 0, 8_000)[number % 3],
        "annual": (0, 2_400, 6_000, 900, 0)[number % 5],
        "funding": ("funded", "unfunded", "bid_submitted")[number % 3],
        "justification": "We agree with the recommendation and can begin with the people we have.",
        "starts": number % 5,
        "lasts": 1 + number % 4,
    }
