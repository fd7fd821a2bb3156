"""Imports go down only: each floor knows the floors beneath it, and within the plan's app each storey likewise."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
FLOORS = ["iip", "accounts", "assurance", "submissions"]  # from the ground up
ROOF = {"iip.urls", "iip.doors"}
PURE = {  # in submissions: functions over plain values, which know nothing of people, pages or steps
    "submissions.columns",
    "submissions.facts",
    "submissions.completeness",
    "submissions.plan_check",
    "submissions.forecast",
    "submissions.summary",
    "submissions.document",
}
ACTING = ("access", "actions", "workflow", "guards", "case", "record", "responses", "notifications", "sector")


def module_name(path: Path) -> str:
    parts = path.relative_to(ROOT).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


MODULES = {module_name(path): path for app in FLOORS for path in sorted((ROOT / app).rglob("*.py"))}
BELOW_THE_ROOF = sorted(set(MODULES) - ROOF)


def imported_by(module: str) -> set[str]:
    """The names that a module imports: each module, and what might be a module within it."""
    return set(_imported(ast.parse(MODULES[module].read_text())))


def _imported(tree: ast.AST) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (name.name for name in node.names)
        if isinstance(node, ast.ImportFrom):
            assert not node.level, "an import says from where: no dots"
            yield node.module or ""
            yield from (f"{node.module}.{name.name}" for name in node.names)


def under(package: str, names: set[str]) -> set[str]:
    return {name for name in names if name == package or name.startswith(f"{package}.")}


@pytest.mark.parametrize("module", BELOW_THE_ROOF)
def test_a_module_imports_only_its_floor_and_those_beneath_it(module):
    floor = FLOORS.index(module.split(".")[0])
    above = {name.split(".")[0] for name in imported_by(module)} & {*FLOORS[floor + 1 :], "tests"}
    assert not above


@pytest.mark.parametrize("module", BELOW_THE_ROOF)
def test_nobody_below_the_roof_imports_the_roof(module):
    assert not imported_by(module) & ROOF


@pytest.mark.parametrize("module", [m for m in BELOW_THE_ROOF if under("submissions.models", {m})])
def test_the_models_of_a_plan_import_no_sibling_but_models(module):
    siblings = under("submissions", imported_by(module)) - {"submissions"}
    assert siblings == under("submissions.models", siblings)


@pytest.mark.parametrize("app", FLOORS)
def test_views_are_imported_by_addresses_alone(app):
    views = f"{app}.views"
    importers = {m for m in MODULES if m not in under(views, {m}) and under(views, imported_by(m))}
    assert importers <= {f"{app}.urls", "iip.urls"}


@pytest.mark.parametrize("app", FLOORS)
def test_addresses_are_imported_by_nobody(app):
    assert not [m for m in MODULES if under(f"{app}.urls", imported_by(m))]


@pytest.mark.parametrize("module", sorted(PURE))
def test_a_pure_module_knows_nothing_of_people_pages_or_steps(module):
    assert not {name for acting in ACTING for name in under(f"submissions.{acting}", imported_by(module))}
    assert not under("accounts", imported_by(module))
    assert not under("django.http", imported_by(module))
