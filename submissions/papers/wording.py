"""The committee paper's own words, the same in every council's, and its sentences on what was assured. Pure."""

import datetime

from submissions.document import PlanDocument

PURPOSE = (
    "This report tells the committee how the council’s cyber security was assessed, what the council will do about it, "
    "what that costs and which risks it accepts. It asks the committee for decisions."
)
BACKGROUND = {
    "What the assurance is": (
        "The Cyber Assessment Framework (CAF) for local government describes what good cyber security achieves. An "
        "independent assurer decides, outcome by outcome, how far a council has got. Managing security risk and "
        "minimising the impact of incidents are assessed once for the whole organisation; protecting against attack "
        "and detecting it are assessed for each critical system."
    ),
    "What the plan is": (
        "The improvement and implementation plan answers each of the assurer’s recommendations: what will be done, who "
        "is responsible, when, what it costs and how that is paid for, or why nothing is done and who accepts the "
        "risk. It is checked inside the council, signed, confirmed by the assurer and submitted with the report to the "
        "Ministry of Housing, Communities and Local Government (MHCLG)."
    ),
}
COUNTING = (
    "A one-off cost falls evenly over the quarters of its action. An annual (running) cost runs from the quarter after "
    "the action ends to the end of the year after the plan’s last one. Capital and revenue are never added together. "
    "Approving the plan does not approve spending that is not funded."
)
FINANCE = (
    "[To fill in by the chief finance officer (section 151): how the costs stand to the budget and the medium-term "
    "financial plan, and how what is not funded is to be met.]"
)
IMPLICATIONS = {
    "Legal implications": (
        "[To fill in by the monitoring officer: the council’s powers and duties, for example in data protection, and "
        "the contracts that the actions touch.]"
    ),
    "Risk management implications": (
        "[To fill in: how these risks stand in the corporate risk register, and who owns them there.]"
    ),
    "Equality implications": (
        "[To fill in: how the public sector equality duty (section 149 of the Equality Act 2010) was considered, for "
        "example where staff or residents will have to sign in differently.]"
    ),
    "Background papers": (
        "[To fill in: documents that this report relies on and that may be inspected (section 100D of the Local "
        "Government Act 1972). Those that hold exempt information need not be listed.]"
    ),
}


def assured(document: PlanDocument) -> str:
    """What was assured in which cycle, to which targets, and when the reports were issued."""
    systems = sum(not scope.is_organisation for scope in document.scopes)
    parts = ["the organisation"] if systems < len(document.scopes) else []
    parts += [f"{systems} critical {'system' if systems == 1 else 'systems'}"] if systems else []
    profiles = sorted({scope.profile for scope in document.scopes if scope.profile})
    days = [datetime.date.fromisoformat(day) for day in sorted({scope.issued_on for scope in document.scopes})]
    assured = f"In the {document.cycle_name} assessment cycle {document.council.name} was assured against CAF"
    said = [f"{assured} {document.framework}{': ' if parts else ''}{' and '.join(parts)}."]
    if profiles:
        said.append(f"The targets are those of the profile {' and '.join(profiles)}.")
    if days:
        first, last = _day(days[0]), _day(days[-1])
        said.append(f"The report was issued {f'on {first}' if first == last else f'from {first} to {last}'}.")
    return " ".join(said)


def _day(day: datetime.date) -> str:
    return f"{day.day} {day:%B %Y}"


def summaries(document: PlanDocument) -> list[str]:
    """What the assurers say in short, each once however many scopes a report has."""
    said = {(scope.firm, scope.narrative.executive_summary): scope for scope in document.scopes}
    return [f"{firm} says in short: {text}" for firm, text in said if text]
