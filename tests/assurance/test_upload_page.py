"""Whatever is uploaded is answered with a page, by a reason or by what it would write; and nothing is written."""

import os
import random
import time
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.urls import reverse
from django.utils.html import escape

from assurance.intake import problems_of
from assurance.models import Intake
from tests import make, make_assurance
from tests.assurance.test_mutants import MUTATIONS, Mutation, cut_short, originals, packed, parts_of
from tests.iip.raw_workbooks import parts_of as raw_parts
from tests.iip.raw_workbooks import raw_workbook, sheet_xml, text_cell, zipped
from tests.iip.test_spreadsheets_reading import HOSTILE, REASONS
from tests.make import sign_in
from tests.make_assurance import sample

pytestmark = pytest.mark.django_db
NAME = "harrowmere-2026-27"
LONG = bool(os.environ.get("LONG"))
MUTANTS = 320 if LONG else 5  # of each kind
SECONDS = 10  # the longest that one may take
MOST = 200  # MiB beyond what the process has already
LEFT = {"assurance.Intake", "accounts.AuditEvent", "sessions.Session"}  # what an upload leaves


@pytest.fixture
def engagement():
    return make_assurance.engagement_for(NAME)


@pytest.fixture
def upload_page(client, engagement):
    """The page of an assurer who has a draft already."""
    by = make.assurer(engagement)
    make_assurance.written(NAME, engagement=engagement, by=by)
    return UploadPage(sign_in(client, by), engagement.assessment.reference)


class UploadPage:
    """The upload page of one assessment, and what a person sees of a file there."""

    def __init__(self, client, reference: str):
        self.client = client
        self.address = reverse("assurance:report_upload", args=[reference])

    def upload(self, data: bytes, name: str = "report.xlsx"):
        """Send a file and read the page that answers."""
        page = self.client.post(self.address, {"workbook": SimpleUploadedFile(name, data)})
        return page if page.status_code == 200 else self.client.get(page["Location"])

    def confirm(self, intake: Intake) -> int:
        """Confirm an upload, see how it is answered, and take back what it wrote."""
        here = reverse("assurance:intake_detail", args=[intake.assessment.reference, intake.reference])
        with transaction.atomic():
            answer = self.client.post(here)
            transaction.set_rollback(True)
        return answer.status_code

    def marked(self, intake: Intake) -> int:
        """Ask for the workbook with its faults marked."""
        here = reverse("assurance:intake_marked", args=[intake.assessment.reference, intake.reference])
        return self.client.get(here).status_code


def everything() -> dict[str, list[tuple[Any, ...]]]:
    """Every row that an upload may not touch."""
    models = [model for model in apps.get_models() if model._meta.label not in LEFT]
    return {model._meta.label: sorted(model._default_manager.values_list(), key=repr) for model in models}


def said(page) -> str:
    return page.content.decode()


@pytest.mark.parametrize("mutate", MUTATIONS)
def test_a_mutant_uploaded_is_answered_with_a_reason_or_with_what_it_would_write(upload_page, mutate: Mutation):
    before, refused = everything(), 0
    for seed in range(MUTANTS):
        chance = random.Random(seed)
        mutant = mutate(chance.choice(originals()), chance)
        start = time.perf_counter()
        answer = upload_page.upload(mutant)
        assert time.perf_counter() - start < SECONDS, seed
        assert answer.status_code == 200, seed
        intake = Intake.objects.latest("pk")
        if problems := problems_of(intake):
            refused += 1
            assert escape(problems[0].mend) in said(answer), seed
            assert "Confirm and write" not in said(answer), seed
            assert upload_page.marked(intake) in {200, 302}, seed
        else:
            assert "Confirm and write" in said(answer), seed
        assert upload_page.confirm(intake) == (409 if problems else 302), seed
        intake.file.delete()
    assert refused
    assert everything() == before


def with_cell(xml: str) -> bytes:
    return raw_workbook(f'<row r="1">{xml}</row>')


def with_part(name: str, data: bytes | str) -> bytes:
    return packed(parts_of(sample(NAME)) | {name: data.encode() if isinstance(data, str) else data})


LINK = (
    '<Relationships><Relationship Id="r9" Type="x/externalLinkPath" Target="f.xlsx" TargetMode="External"/>'
    "</Relationships>"
)
DTD = '<!DOCTYPE x [<!ENTITY a "aaaa">]>'
FILES = {  # what is uploaded, and the sentence that refuses it
    "macros": (lambda: with_part("xl/vbaProject.bin", b"x"), "The workbook contains macros or controls"),
    "a formula": (lambda: with_cell('<c r="A1"><f>SUM(1)</f><v>1</v></c>'), "formula"),
    "a linked file": (lambda: with_part("xl/externalLinks/externalLink1.xml", b"<x/>"), "links to other files"),
    "a link in a list of relationships": (lambda: with_part("xl/x/_rels/y.xml.rels", LINK), "links to other files"),
    "a document type": (lambda: zipped(raw_parts(DTD + sheet_xml(""))), "document type"),
    "a zip bomb": (lambda: with_part("xl/media/big.png", b"0" * 51 * 2**20), "unpacks to more than 50 MB"),
    "a workbook with a password": (
        lambda: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"),
        "protected with a password",
    ),
    "a truncated workbook": (lambda: sample(NAME)[:9_000], "incomplete or damaged"),
    "CSV with another name": (lambda: b"Ref,Scope\nORG-A1.a-01,ORG\n", "The file is text (for example CSV)"),
    "a PDF with another name": (lambda: b"%PDF-1.7 ...", "The file is a PDF"),
    "a control character": (lambda: with_cell(text_cell("A1", "a_x0007_b")), "hidden control characters"),
    "nothing": (lambda: b"", "The file is empty"),
    "6 MB": (lambda: b"PK" + bytes(6 * 2**20), "larger than 5 MB"),
}
LARGE = HOSTILE if LONG else ("a million empty rows", "16,384 columns")
FILES |= {name: (HOSTILE[name], REASONS[name]) for name in LARGE}


@pytest.mark.parametrize("name", FILES)
def test_a_hostile_file_is_refused_on_the_page_within_seconds_and_within_its_memory(upload_page, name):
    make_file, sentence = FILES[name]
    data, before = make_file(), everything()
    own = memory("VmRSS")
    Path("/proc/self/clear_refs").write_text("5")  # the peak counts from here
    start = time.perf_counter()
    answer = upload_page.upload(data)
    took, grew = time.perf_counter() - start, memory("VmHWM") - own
    print(f"{name}: {took:.1f} s, {grew:.0f} MiB")
    assert took < SECONDS
    assert grew < MOST
    assert answer.status_code == 200
    assert "There is a problem" in said(answer)
    assert sentence in said(answer)
    assert "Confirm and write" not in said(answer)
    assert everything() == before


def memory(which: str) -> float:
    """What the process takes now ("VmRSS") or took at most ("VmHWM"), in MiB."""
    status = Path("/proc/self/status").read_text()
    return int(status.partition(f"{which}:")[2].split()[0]) / 1024


def test_of_a_truncated_workbook_nothing_is_kept_to_be_marked(upload_page):
    upload_page.upload(cut_short(sample(NAME), random.Random(1)))
    assert upload_page.marked(Intake.objects.latest("pk")) == 302
