"""The answers of the demonstration's councils, as columns: quarters and dates counted from the plan's start."""

import datetime
from typing import Any

from iip.quarters import Quarter
from submissions.demo.findings import ACTING, FOUND, Found, answer_to_any
from submissions.models import Plan, Response

BY_TITLE = {found.title: found for found in FOUND}
ACTS = ("implement", "in_part")
ENDS = (*ACTS, "already_done")


def answer(plan: Plan, response: Response, number: int) -> dict[str, Any]:
    """A complete answer to the recommendation, the `number`th of its plan."""
    title = response.recommendation.title if response.recommendation else ""
    found = BY_TITLE.get(title)
    return _dated(plan.starts, _whole(found) if found else answer_to_any(number))


def _whole(found: Found) -> dict[str, Any]:
    acts = found.answer.get("choice", "implement") in ACTS
    common = ACTING | {"priority": found.risk} if acts else {}
    return {**common, **found.answer, "starts": found.starts, "lasts": found.lasts}


def _dated(starts: Quarter, values: dict[str, Any]) -> dict[str, Any]:
    """The columns, with real quarters and dates in place of numbers of quarters and days."""
    values = dict(values)
    begins = starts + values.pop("starts")
    ends = begins + (values.pop("lasts") - 1)
    if values["choice"] in ENDS:
        values["end"] = ends
    if values["choice"] in ACTS:
        values["start"] = begins
        values["milestones"] = (("Agreed with everybody who takes part", begins), ("In place", ends))
    if days := values.pop("look_again_in", None):
        values["look_again_on"] = starts.first_day + datetime.timedelta(days=days)
    return values
