"""Versions of the Cyber Assessment Framework: how a file of one is taken in, and what a reader needs."""

import json
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

from django.db import transaction
from django.utils import timezone

from assurance.models import Achievement, Framework, Objective, Outcome, Principle, Profile, Target
from assurance.workbook.content import FrameworkFacts, OutcomeFacts

PUBLISHED = Path(__file__).with_name("caf")  # a file for each version that comes with the service
PROFILES = {"baseline": "GovAssure baseline", "enhanced": "GovAssure enhanced"}
ACHIEVEMENTS = {label.lower(): value for value, label in Achievement.choices}


class NotAFramework(ValueError):
    """The file is not a version of the framework; the sentence says why."""


@transaction.atomic
def load_framework(data: Mapping[str, Any]) -> Framework:
    """Take in one version of the framework; again and again, if need be.

    Takes what the JSON file holds: version, objectives, principles, outcomes. Titles are brought up to
    date and nothing is ever deleted. A profile is made where the file has its values; one that is there
    already is left alone, because its values are MHCLG's. Raises NotAFramework with a sentence.
    """
    try:
        return _load(data)
    except (KeyError, TypeError, AttributeError) as problem:
        raise NotAFramework(f"The file is not a version of the framework: {problem!r} is wrong.") from problem


def framework_facts() -> dict[str, FrameworkFacts]:
    """Every framework by its version, as the reader of a workbook needs it. One query."""
    found: dict[str, dict[str, OutcomeFacts]] = {}
    for outcome in Outcome.objects.select_related("framework", "principle__objective").order_by("position"):
        facts = OutcomeFacts(outcome.code, outcome.title, outcome.has_partial, outcome.principle.objective.code)
        found.setdefault(outcome.framework.version, {})[outcome.code] = facts
    return {version: FrameworkFacts(version, outcomes) for version, outcomes in found.items()}


@cache
def _published() -> dict[str, dict[str, str]]:
    files = (json.loads(path.read_text(encoding="utf-8")) for path in sorted(PUBLISHED.glob("*.json")))
    return {data["version"]: {row["code"]: row["title"] for row in data["objectives"]} for data in files}


def published_titles(version: str) -> dict[str, str]:
    """The objectives' titles by code in a published version; none of one that does not come with the service."""
    return dict(_published().get(version, {}))


def _load(data):
    framework, _ = Framework.objects.get_or_create(version=data["version"])
    objectives = {row["code"]: _objective(framework, row) for row in data["objectives"]}
    principles = {row["code"]: _principle(objectives[row["objective"]], row) for row in data["principles"]}
    outcomes = [
        (_outcome(framework, principles[row["principle"]], row, position), row["min_profile"] or {})
        for position, row in enumerate(data["outcomes"], start=1)
    ]
    for key, name in PROFILES.items():
        targets = {outcome: values[key] for outcome, values in outcomes if values.get(key)}
        if targets and not framework.profiles.filter(name=name).exists():
            _make_profile(framework, name, targets)
    return framework


def _objective(framework, row):
    facts = {"title": row["title"]}
    return Objective.objects.update_or_create(framework=framework, code=row["code"], defaults=facts)[0]


def _principle(objective, row):
    facts = {"title": row["title"]}
    return Principle.objects.update_or_create(objective=objective, code=row["code"], defaults=facts)[0]


def _outcome(framework, principle, row, position):
    facts = {
        "principle": principle,
        "title": row["title"],
        "has_partial": row["partially_achieved_available"],
        "position": position,
    }
    return Outcome.objects.update_or_create(framework=framework, code=row["code"], defaults=facts)[0]


def _make_profile(framework, name, targets):
    profile = Profile.objects.create(framework=framework, name=name, since=timezone.localdate())
    Target.objects.bulk_create(
        Target(profile=profile, outcome=outcome, achievement=ACHIEVEMENTS[status.lower()])
        for outcome, status in targets.items()
    )
