"""The diagram of the process in the page about the architecture is the process."""

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command

from submissions.drawing import diagram, drawn_into
from submissions.models import Status
from submissions.workflow import STEPS

PAGE = settings.BASE_DIR / "docs/architecture.md"


def test_the_diagram_in_the_documents_is_current():
    text = PAGE.read_text(encoding="utf-8")
    assert drawn_into(text) == text, "run manage.py draw_process"


def test_every_status_and_every_step_is_in_the_diagram():
    drawn = diagram()
    assert all(f"{status.value}: {status.label}" in drawn for status in Status)
    assert all(f"--> {step.target.value}: {step.label} (" in drawn for step in STEPS)


def test_a_document_without_a_place_for_it_is_refused_and_stays(tmp_path):
    page = tmp_path / "page.md"
    page.write_text("Nothing here")
    with pytest.raises(CommandError, match="has no place for the diagram"):
        call_command("draw_process", page)
    assert page.read_text() == "Nothing here"


def test_drawing_it_twice_draws_it_once(tmp_path):
    page = tmp_path / "page.md"
    page.write_text("Before\n<!-- process: begin -->\nold\n<!-- process: end -->\nAfter\n")
    call_command("draw_process", page, verbosity=0)
    once = page.read_text()
    call_command("draw_process", page, verbosity=0)
    assert page.read_text() == once
    assert once.count("stateDiagram") == 1
    assert once.startswith("Before\n")
    assert once.endswith("\nAfter\n")
