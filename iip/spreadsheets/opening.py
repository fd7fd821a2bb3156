"""What an .xlsx file may be before it is read: an honest, small, unlocked zip of plain XML parts."""

import io
import zipfile
import zlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

AGAIN = "Save it again as an Excel workbook (.xlsx) and upload that copy."
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
OTHER_ZIPS = {
    "word/": "a Word document",
    "ppt/": "a PowerPoint presentation",
    "content.xml": "an OpenDocument file",
    "xl/workbook.bin": "an Excel binary workbook (.xlsb)",
}
OTHER_FILES = {
    b"%PDF": "a PDF",
    b"{\\rtf": "a rich text document",
    b"\x89PNG": "a picture",
    b"\xff\xd8\xff": "a picture",
}
ACTIVE_PARTS = ("xl/vbaproject", "xl/macrosheets/", "xl/dialogsheets/", "xl/activex/")
LINKED_PARTS = ("xl/externallinks/", "xl/connections.xml", "xl/querytables/", "xl/embeddings/")


class Refused(Exception):
    """A file that is not read; its text is the sentence the person reads."""


@dataclass(frozen=True)
class Limits:
    """How large a workbook may be. `file`, `unpacked` and `tag` in bytes, `cell` in characters.

    `text` is the bytes that texts take in memory: those of all cells, and again those of the shared
    strings. `cells` and `elements` are of the whole file as well; `names`, `depth`, `formats` and
    `relationships` are of each part.
    """

    file: int = 5 * 2**20
    unpacked: int = 50 * 2**20
    parts: int = 200
    sheets: int = 20
    rows: int = 2_000
    columns: int = 60
    cell: int = 10_000
    cells: int = 150_000
    text: int = 40 * 2**20
    elements: int = 2_000_000
    empty_rows: int = 20_000
    merges: int = 5_000
    tag: int = 12 * cell  # room for the longest text behind a tag, each letter a reference of ten bytes (&#1114109;)
    names: int = 5_000
    depth: int = 200
    formats: int = 70_000
    relationships: int = 2_000


LIMITS = Limits()


class Parts(Mapping[str, bytes]):
    """The parts of a workbook by name, unpacked when asked for; together they keep to the limit."""

    def __init__(self, archive: zipfile.ZipFile):
        self.archive = archive
        self.infos = {info.filename.lstrip("/"): info for info in archive.infolist()}

    def __getitem__(self, name: str) -> bytes:
        return _unpack(self.archive, self.infos[name])

    def __iter__(self) -> Iterator[str]:
        return iter(self.infos)

    def __len__(self) -> int:
        return len(self.infos)


def open_parts(data: bytes, limits: Limits = LIMITS) -> Parts:
    """The parts of the .xlsx file in `data`. Raises Refused with a sentence where it is not one."""
    if len(data) > limits.file:
        raise Refused(
            f"The file is larger than {_megabytes(limits.file)}. Remove pictures and sheets that "
            "are not part of the template, save it and upload it again."
        )
    if not data.startswith(b"PK"):
        raise Refused(_not_a_workbook(data))
    archive = _archive(data)
    infos = archive.infolist()
    _check_kind([info.filename for info in infos])
    _check_size(infos, limits)
    _check_packing(infos)
    _check_active(info.filename.lstrip("/").lower() for info in infos)
    return Parts(archive)


def damaged(where: str = "") -> str:
    """The sentence for a file that breaks off or does not hang together."""
    return f"The file is incomplete or damaged{where}. Open it in Excel. {AGAIN}"


def _archive(data: bytes) -> zipfile.ZipFile:
    try:
        return zipfile.ZipFile(io.BytesIO(data))
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError, EOFError) as problem:
        raise Refused(damaged()) from problem


def _unpack(archive: zipfile.ZipFile, info: zipfile.ZipInfo) -> bytes:
    """A part's bytes, never more than it declares: zipfile unpacks no further than it is asked to."""
    try:
        with archive.open(info) as part:
            return part.read(info.file_size + 1)
    except (
        zipfile.BadZipFile,
        zlib.error,
        ValueError,
        OSError,
        EOFError,
        RuntimeError,
    ) as problem:  # RuntimeError: zipfile's word for a part that needs a password
        raise Refused(damaged()) from problem


def _check_kind(names: list[str]) -> None:
    for sign, kind in OTHER_ZIPS.items():
        if any(name == sign or (sign.endswith("/") and name.startswith(sign)) for name in names):
            raise Refused(f"The file is {kind}, not an Excel workbook. {AGAIN}")
    if not any(name.lower().lstrip("/").startswith("xl/") for name in names):
        raise Refused(f"The file is a zip archive, not an Excel workbook. {AGAIN}")


def _check_size(infos: list[zipfile.ZipInfo], limits: Limits) -> None:
    if len(infos) > limits.parts:
        raise Refused(
            f"The file has more than {limits.parts} parts inside, for example pictures. "
            "Copy its cells into a new workbook and upload that."
        )
    if sum(info.file_size for info in infos) > limits.unpacked:
        raise Refused(
            f"The file unpacks to more than {_megabytes(limits.unpacked)}, which no report needs. "
            "Copy its cells into a new workbook and upload that."
        )


def _check_packing(infos: list[zipfile.ZipInfo]) -> None:
    names = [info.filename.lower().lstrip("/") for info in infos]
    if len(set(names)) < len(names):
        raise Refused(damaged(" (two of its parts have one name)"))
    if any(info.flag_bits & 0x1 for info in infos):
        raise Refused(_locked())
    plain = {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED}
    if any(info.compress_type not in plain for info in infos):
        raise Refused(f"The file is packed in a way that Excel does not use. {AGAIN}")


def _check_active(names: Iterable[str]) -> None:
    for name in names:
        if name.startswith(ACTIVE_PARTS):
            raise Refused(macros())
        if name.startswith(LINKED_PARTS):
            raise Refused(links())


def macros() -> str:
    return (
        "The workbook contains macros or controls. In Excel use Save As, choose "
        "“Excel Workbook (.xlsx)”, which leaves them out, and upload that copy."
    )


def links() -> str:
    return (
        "The workbook has links to other files or data. In Excel use Data, Edit Links (or Queries "
        "and Connections) to break them, remove embedded objects, save it and upload it again."
    )


def _locked() -> str:
    return (
        "The workbook is protected with a password. In Excel use File, Info, Protect Workbook, "
        "Encrypt with Password, clear the password, save it and upload it again."
    )


def _not_a_workbook(data: bytes) -> str:
    if not data:
        return "The file is empty. Choose the workbook again."
    if data.startswith(OLE):
        return _old_office(data)
    for sign, kind in OTHER_FILES.items():
        if data.startswith(sign):
            return f"The file is {kind}, not an Excel workbook. Upload the .xlsx file."
    if b"\x00" not in data[:2000]:
        return f"The file is text (for example CSV), not an Excel workbook. Open it in Excel. {AGAIN}"
    return f"The file is not an Excel workbook. {AGAIN}"


def _old_office(data: bytes) -> str:
    if "EncryptedPackage".encode("utf-16-le") in data:
        return _locked()
    return f"The file is in the format of Excel 2003 or older (.xls) or of another program. {AGAIN}"


def _megabytes(size: int) -> str:
    return f"{size // 2**20} MB"
