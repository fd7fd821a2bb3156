"""Faulty workbooks, kept until they are done with, so that each can be had back with its faults marked."""

from django.core.files.base import ContentFile
from django.db.models import Q
from django.utils import timezone

from assurance.models import Intake
from assurance.reports import Refused
from assurance.workbook import Problem
from assurance.workbook.marking import marked_workbook
from iip.downloads import XLSX, Download, file_part
from iip.spreadsheets import Refused as Unreadable

NOT_KEPT = "That workbook is not kept any more. Upload it again."
NO_CELLS = "The file could not be read, so there are no cells to mark."


def keep_file(intake: Intake, data: bytes) -> None:
    """Keep a faulty workbook, so that it can be had back with its faults marked; forget those nobody can want."""
    forget_done()
    intake.file.save("workbook", ContentFile(data))


def forget_done() -> None:
    """Delete the files of uploads that have expired, or were written or dropped."""
    done = Q(expires__lte=timezone.now()) | ~Q(state=Intake.State.READ)
    for intake in Intake.objects.filter(done).exclude(file=""):
        intake.file.delete()


def marked(intake: Intake) -> Download:
    """An uploaded workbook with its faults marked. Raises Refused with a sentence where there is none to mark."""
    if not intake.file or intake.expires <= timezone.now():
        raise Refused(NOT_KEPT)
    with intake.file.open() as file:
        data = file.read()
    try:
        book = marked_workbook(data, [Problem.from_json(problem) for problem in intake.problems])
    except Unreadable:
        raise Refused(NO_CELLS) from None
    return Download(f"{file_part(intake.filename.rpartition('.')[0])}-marked.xlsx", XLSX, book)
