"""Documents that a firm puts beside its report: known by their content, kept under names of ours, only downloaded."""

import hashlib
import re
import zipfile
from collections.abc import Iterable
from typing import BinaryIO

import pikepdf
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.db.models import Q, QuerySet

from accounts.audit import record
from accounts.models import User
from assurance.models import Assessment, Attachment, Engagement, Report
from assurance.reports import Refused, hold, refuse_unless_assurer
from iip.downloads import Download
from iip.text import control_characters, tidy

TYPES = {Attachment.ContentType.PDF: ".pdf", Attachment.ContentType.DOCX: ".docx"}
MAIN_PART = b"application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
LONGEST_INDEX = 1024 * 1024  # bytes of a Word document's list of parts
MOST_PARTS = 5000
NEITHER = "The file is neither a PDF nor a Word document (.docx): save it as one of them"
LOCKED = "The PDF is locked with a password or damaged: save it again without a password"
MACROS = "The Word document holds macros: save it as a document without macros (.docx)"
READ_ALREADY = "The council can read this document already, so it cannot be removed."


def kind_of(file: BinaryIO) -> Attachment.ContentType:
    """What a file is by its content, whatever it is called. Raises ValidationError with what to do."""
    file.seek(0)
    head = file.read(5)
    file.seek(0)
    if head == b"%PDF-":
        _check_pdf(file)
        return Attachment.ContentType.PDF
    if head[:4] == b"PK\x03\x04":
        _check_docx(file)
        return Attachment.ContentType.DOCX
    raise ValidationError(NEITHER, code="kind")


def _check_pdf(file: BinaryIO) -> None:
    try:
        with pikepdf.open(file) as pdf:
            len(pdf.pages)
    except (pikepdf.PdfError, pikepdf.PasswordError):
        raise ValidationError(LOCKED, code="locked") from None


def _check_docx(file: BinaryIO) -> None:
    """Reads the list of parts alone; nothing else is unpacked."""
    try:
        with zipfile.ZipFile(file) as parts:
            names = parts.namelist()
            if len(names) > MOST_PARTS or "word/document.xml" not in names:
                raise ValidationError(NEITHER, code="kind")
            with parts.open("[Content_Types].xml") as index:
                listed = index.read(LONGEST_INDEX)
    except (zipfile.BadZipFile, KeyError, NotImplementedError, RuntimeError, OSError):
        raise ValidationError(NEITHER, code="kind") from None
    if any(name.lower().endswith("vbaproject.bin") for name in names) or b"macroEnabled" in listed:
        raise ValidationError(MACROS, code="macros")
    if MAIN_PART not in listed:
        raise ValidationError(NEITHER, code="kind")


def shown_name(name: str, kind: Attachment.ContentType) -> str:
    """A file's own name as it is shown: without folders and odd characters, and with the ending that is true of it."""
    last = re.split(r"[\\/]", tidy(name))[-1]
    clean = "".join(c for c in last if c not in control_characters(last) and c not in '"<>|:*?\t\n')
    ending = TYPES[kind]
    stem = clean[: -len(ending)] if clean.lower().endswith(ending) else clean
    return f"{stem.strip('. ')[:180] or 'Document'}{ending}"


@transaction.atomic
def attach(engagement: Engagement, file: UploadedFile, kind: Attachment.ContentType, *, by: User) -> Attachment:
    """Keep a document beside the engagement's report. Raises Refused."""
    hold(engagement.assessment_id)
    refuse_unless_assurer(engagement, by)
    digest = hashlib.sha256()
    for chunk in file.chunks():
        digest.update(chunk)
    made = Attachment(engagement=engagement, name=shown_name(file.name or "", kind), size=file.size or 0, by=by)
    made.sha256, made.content_type = digest.hexdigest(), kind
    made.file.save("document", file, save=False)
    made.save()
    record("attachment added", by=by, on=engagement.assessment, detail=made.reference)
    return made


def attachments_for(assessment: Assessment, engagements: Iterable[Engagement]) -> QuerySet[Attachment]:
    """The documents that a reader of the report may have: their own engagements', and those beside an issued report."""
    issued = Report.objects.issued().filter(scope__assessment=assessment)
    beside = Q(report__in=issued) | Q(report=None, engagement__scopes__reports__in=issued)
    own = Q(engagement__in=[engagement.pk for engagement in engagements])
    there = Attachment.objects.filter(engagement__assessment=assessment).filter(own | beside)
    return there.distinct().select_related("engagement__firm", "by").order_by("name", "pk")


def is_read(attachment: Attachment) -> bool:
    """Whether the council can read the document."""
    return attachments_for(attachment.engagement.assessment, []).filter(pk=attachment.pk).exists()


@transaction.atomic
def remove(attachment: Attachment, *, by: User) -> None:
    """Take a document away before the council can read it. Raises Refused."""
    engagement = attachment.engagement
    hold(engagement.assessment_id)
    refuse_unless_assurer(engagement, by)
    if is_read(attachment):
        raise Refused(READ_ALREADY)
    record("attachment removed", by=by, on=engagement.assessment, detail=attachment.reference)
    stored, name = attachment.file.storage, str(attachment.file.name)
    attachment.delete()
    transaction.on_commit(lambda: stored.delete(name))


def download_of(attachment: Attachment, *, by: User) -> Download:
    """The document as a file to be saved."""
    with attachment.file.open() as file:
        data = file.read()
    record("attachment downloaded", by=by, on=attachment.engagement.assessment, detail=attachment.reference)
    return Download(attachment.name, attachment.content_type, data)
