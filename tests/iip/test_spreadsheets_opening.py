"""What is refused before a workbook is read, each with its sentence."""

import io
import struct
import tracemalloc
import zipfile
from pathlib import Path

import pytest

from iip.spreadsheets import Limits, Refused, open_workbook
from tests.iip.raw_workbooks import parts_of, raw_workbook, sheet_xml, text_cell, zipped

SAMPLES = Path(__file__).parents[2] / "submissions/demo/workbooks"
PLAIN = raw_workbook(f'<row r="1">{text_cell("A1", "Ref")}</row>')


def refusal(data: bytes, limits: Limits | None = None) -> str:
    with pytest.raises(Refused) as refused:
        open_workbook(data, limits or Limits())
    return str(refused.value)


def with_part(name: str, data: str | bytes = b"x") -> bytes:
    return zipped({**parts_of(sheet_xml("")), name: data})


def test_a_plain_workbook_is_opened():
    assert [row.values for row in open_workbook(PLAIN)["Plan"]] == [{1: "Ref"}]


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        (b"", "The file is empty"),
        (b"%PDF-1.7 ...", "The file is a PDF"),
        (b"Ref,Scope\nORG-A1.a-01,ORG\n", "The file is text (for example CSV)"),
        (b"<html><table></table></html>", "The file is text (for example CSV)"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "Excel 2003 or older (.xls)"),
        (
            b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"),
            "protected with a password",
        ),
        (b"\x00\x01\x02" * 50, "The file is not an Excel workbook"),
        (b"PK\x03\x04" + bytes(100), "incomplete or damaged"),
        (zipped({"word/document.xml": "<w/>"}), "The file is a Word document"),
        (zipped({"ppt/presentation.xml": "<p/>"}), "The file is a PowerPoint presentation"),
        (zipped({"mimetype": "x", "content.xml": "<o/>"}), "The file is an OpenDocument file"),
        (zipped({"xl/workbook.bin": b"\x01"}), "Excel binary workbook (.xlsb)"),
        (zipped({"holiday.jpg": b"\xff"}), "The file is a zip archive"),
    ],
)
def test_a_file_of_another_kind_is_named_for_what_it_is(data, sentence):
    assert sentence in refusal(data)


def test_a_file_that_breaks_off_is_incomplete_wherever_it_breaks():
    whole = (SAMPLES / "harrowmere-2026-27.xlsx").read_bytes()
    for size in range(10, len(whole), len(whole) // 40):
        assert "incomplete or damaged" in refusal(whole[:size])


def test_a_file_with_a_changed_byte_in_a_packed_part_is_damaged():
    data = bytearray((SAMPLES / "harrowmere-2026-27.xlsx").read_bytes())
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        info = archive.getinfo("xl/worksheets/sheet4.xml")
    start = info.header_offset + 30 + len(info.filename)
    data[start + 200] ^= 0xFF
    assert "incomplete or damaged" in refusal(bytes(data))


def test_a_file_larger_than_the_limit_is_refused_with_the_limit():
    assert "larger than 5 MB" in refusal(b"PK" + bytes(5 * 2**20))


def test_a_zip_bomb_is_refused_by_the_size_it_declares():
    assert "unpacks to more than 50 MB" in refusal(with_part("xl/media/big.png", b"0" * 51 * 2**20))


def test_a_zip_bomb_that_lies_about_its_size_is_refused_as_well():
    bomb = with_part("xl/theme/theme1.xml", b"0" * 51 * 2**20)
    lie = bomb.replace(struct.pack("<L", 51 * 2**20), struct.pack("<L", 100))
    assert lie != bomb
    tracemalloc.start()
    assert "incomplete or damaged" in refusal(lie)
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert most < 5 * 2**20  # it was never unpacked


def test_more_than_200_parts_are_refused():
    parts = parts_of(sheet_xml("")) | {f"xl/media/{n}.png": b"" for n in range(200)}
    assert "more than 200 parts" in refusal(zipped(parts))


@pytest.mark.parametrize("name", ["xl/vbaProject.bin", "xl/macrosheets/sheet1.xml", "xl/activeX/activeX1.xml"])
def test_macros_are_refused(name):
    assert "contains macros" in refusal(with_part(name))


def test_a_macro_workbook_without_its_macros_is_refused_too():
    types = (
        '<Types><Override PartName="/xl/workbook.xml" '
        'ContentType="application/vnd.ms-excel.sheet.macroEnabled.main+xml"/></Types>'
    )
    assert "contains macros" in refusal(with_part("[Content_Types].xml", types))


@pytest.mark.parametrize("name", ["xl/externalLinks/externalLink1.xml", "xl/connections.xml"])
def test_links_to_other_files_are_refused(name):
    assert "links to other files" in refusal(with_part(name))


def test_an_external_picture_is_a_link_but_a_web_address_in_a_cell_is_not():
    relationship = (
        '<Relationships><Relationship Id="r1" Type="http://x/relationships/{}" '
        'Target="https://example.org/" TargetMode="External"/></Relationships>'
    )
    name = "xl/worksheets/_rels/sheet1.xml.rels"
    assert "links to other files" in refusal(with_part(name, relationship.format("image")))
    assert open_workbook(with_part(name, relationship.format("hyperlink")))


def test_a_part_locked_with_a_password_is_refused():
    data = bytearray(PLAIN)
    for sign, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        at = data.find(sign)
        data[at + offset] |= 1
    assert "protected with a password" in refusal(bytes(data))


def test_two_parts_of_one_name_are_refused():
    out = io.BytesIO(PLAIN)
    with zipfile.ZipFile(out, "a") as archive, pytest.warns(UserWarning, match="Duplicate name"):
        archive.writestr("xl/workbook.xml", "<workbook/>")
    assert "two of its parts have one name" in refusal(out.getvalue())


def test_a_packing_that_excel_does_not_use_is_refused():
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_LZMA) as archive:
        archive.writestr("xl/workbook.xml", "<workbook/>")
    assert "packed in a way" in refusal(out.getvalue())
