"""The intake from the shell: as on the page, and nothing written where something is wrong."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from accounts.models import AuditEvent
from assurance.models import Finding, Intake, Recommendation, Report
from tests import make, make_assurance
from tests.make_assurance import SAMPLES, changed, sample

pytestmark = pytest.mark.django_db
TARNSIDE = SAMPLES / "tarnside-2026-27.xlsx"


@pytest.fixture
def assurer():
    return make.assurer(make_assurance.engagement_for("tarnside-2026-27"))


def run(file, by):
    said, remarks = StringIO(), StringIO()
    call_command("import_workbook", file, by=by, stdout=said, stderr=remarks)
    return said.getvalue()


def test_it_finds_the_assessment_and_says_what_it_wrote(assurer):
    said = run(TARNSIDE, assurer.email.upper())
    assert "Tarnside Metropolitan Borough Council, 2026/27" in said
    assert "SYS1 Revenues and benefits: 27 findings" in said
    assert (Report.objects.count(), Finding.objects.count(), Recommendation.objects.count()) == (4, 93, 58)
    assert Intake.objects.get().state == "written"


def test_problems_are_a_table_and_nothing_at_all_is_written(assurer, tmp_path, capsys):
    file = tmp_path / "wrong.xlsx"
    file.write_bytes(changed(sample("tarnside-2026-27"), "Plan", ("G2", "Enormous"), ("G3", "Tiny")))
    before = AuditEvent.objects.count()
    with pytest.raises(SystemExit) as stopped:
        call_command("import_workbook", file, by=assurer.email)
    assert stopped.value.code == 1
    said = capsys.readouterr().out
    assert said.splitlines()[0].startswith("Where")
    assert "Enormous" in said
    assert "Tiny" in said
    assert not Intake.objects.exists()
    assert AuditEvent.objects.count() == before


def test_a_workbook_of_a_council_that_is_not_theirs_is_refused(capsys):
    other = make.assurer(make_assurance.engagement_for("harrowmere-2026-27"))
    with pytest.raises(SystemExit):
        call_command("import_workbook", TARNSIDE, by=other.email)
    assert "for which you may not upload" in capsys.readouterr().out
    assert not Intake.objects.exists()


def test_a_workbook_that_moved_meanwhile_leaves_not_even_an_intake(assurer, monkeypatch):
    monkeypatch.setattr("assurance.intake._moved", lambda *args: ["Something has moved."])
    with pytest.raises(CommandError, match="Something has moved"):
        run(TARNSIDE, assurer.email)
    assert not Intake.objects.exists()


def test_who_is_nobody_or_no_assurer_is_told_so(assurer):
    with pytest.raises(CommandError, match="Nobody has"):
        run(TARNSIDE, "nobody@example.org")
    with pytest.raises(CommandError, match="not an assurer"):
        run(TARNSIDE, make.person().email)


def test_a_file_that_is_not_there_is_named(assurer):
    with pytest.raises(CommandError, match=r"none\.xlsx cannot be read"):
        run(SAMPLES / "none.xlsx", assurer.email)
