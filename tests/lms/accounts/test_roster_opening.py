"""Files that are refused as a whole, each in one sentence, before anything of it counts."""

from __future__ import annotations

import io
import struct
import zipfile
from dataclasses import replace

import pytest
from django.utils.translation import override

from lms.accounts.roster.opening import MOST_ROWS, open_roster, problem_with
from lms.accounts.roster.reading import rows_of
from lms.core.errors import Invalid
from tests.lms.accounts import rosters
from tests.lms.accounts.rosters import content, person

SHEET = "xl/worksheets/sheet1.xml"
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 504
BOMB = b"<worksheet>" + b" " * (200 * 1024 * 1024)


def why(data: bytes, name: str = "roster.xlsx") -> str:
    """The sentence with which the file is refused, in English."""
    with override("en"), pytest.raises(Invalid) as refused:
        list(rows_of(open_roster(name, data)))
    return refused.value.fields["file"][0]


@pytest.fixture(scope="module")
def good() -> bytes:
    return content(person(1))


def test_a_good_file_is_read(good) -> None:
    (row,) = rows_of(open_roster("ROSTER.XLSX", good))
    assert row.faults == []
    assert (row.line, row.given["name"]) == (2, "张三")


@pytest.mark.parametrize(("data", "name", "words"), [
    (b"", "roster.xlsx", "empty"), (OLE, "roster.xls", ".xls file"), (OLE, "roster.xlsx", ".xls"),
    (OLE + "EncryptedPackage".encode("utf-16-le"), "roster.xlsx", "password"),
    (b"a,b,c", "roster.csv", "ends with .xlsx"), (b"a,b,c", "roster.xlsx", "not an Excel"),
    (b"<html><table>", "roster.xlsx", "not an Excel"), (b"PK\x03\x04oops", "roster.xlsx", "not an"),
    (b"%PDF-1.7", "roster.xlsx", "not an Excel"),
    (b"x" * (20 * 1024 * 1024 + 1), "r.xlsx", "20 MB"),
])  # fmt: skip
def test_what_is_no_workbook(data, name, words) -> None:
    assert words in why(data, name)


def test_a_workbook_with_another_ending(good) -> None:
    assert ".xlsx" in why(good, "roster.xlsm")


def test_a_zip_that_is_no_workbook() -> None:
    assert "not an Excel" in why(rosters.zipped({"a.txt": b"hello"}))


def test_a_docx_under_a_false_name() -> None:
    parts = {"[Content_Types].xml": b"<Types/>", "word/document.xml": b"<document/>"}
    assert "not an Excel" in why(rosters.zipped(parts))


def test_macros(good) -> None:
    with zipfile.ZipFile(io.BytesIO(good)) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    assert "macros" in why(rosters.zipped(parts | {"xl/vbaProject.bin": b"x"}))


def test_a_bomb_is_not_unpacked(good) -> None:
    """200 MB that pack to 200 kB: the declared size alone is looked at."""
    with zipfile.ZipFile(io.BytesIO(good)) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    data = rosters.zipped(parts | {SHEET: BOMB})
    assert len(data) < 1_000_000
    with override("en"):
        assert "120 MB" in problem_with("roster.xlsx", data)


def test_a_bomb_that_lies_about_its_size(good) -> None:
    with zipfile.ZipFile(io.BytesIO(good)) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    data = bytearray(rosters.zipped(parts | {SHEET: BOMB}))
    real, small = struct.pack("<I", len(BOMB)), struct.pack("<I", 1000)
    data = bytes(data).replace(real, small)
    assert "damaged" in why(data)


def test_entities_that_multiply(good) -> None:
    doctype = b'<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;">]><worksheet '
    assert "damaged" in why(rosters.changed(good, SHEET, b"<worksheet ", doctype))


def test_a_sheet_that_breaks_off(good) -> None:
    with zipfile.ZipFile(io.BytesIO(good)) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    assert "damaged" in why(rosters.zipped(parts | {SHEET: parts[SHEET][:-60]}))


def test_a_file_cut_in_half(good) -> None:
    assert "not an Excel" in why(good[: len(good) // 2])


def test_a_single_bit_that_was_flipped(good) -> None:
    for place in range(30, len(good), 97):
        bad = bytearray(good)
        bad[place] ^= 1
        try:
            list(rows_of(open_roster("roster.xlsx", bytes(bad))))
        except Invalid:
            continue


def test_a_formula_as_heading_is_unknown() -> None:
    data = content(person(1), headings=["编号", "姓名", "身份证号", "=A1"])
    assert "not known" in why(data)


def test_missing_headings_are_named() -> None:
    assert "justice office" in why(content(headings=["编号", "姓名", "身份证号"]))


def test_a_heading_twice_is_named() -> None:
    assert "twice" in why(content(headings=["编号", "姓名", "身份证号", "姓名"]))


def test_no_headings_at_all() -> None:
    assert "headings of a roster" in why(content(headings=["a", "b"]))


def test_the_roster_may_be_the_second_sheet() -> None:
    book = rosters.book(person(1))
    book.create_sheet("说明", 0).append(["请看第二页"])
    assert len(list(rows_of(open_roster("r.xlsx", rosters.saved(book))))) == 1


def test_a_merged_title_above_the_headings_is_fine() -> None:
    book = rosters.book(person(1), above=1)
    book.active.merge_cells("A1:S1")
    (row,) = rows_of(open_roster("r.xlsx", rosters.saved(book)))
    assert row.line == 3


@pytest.mark.parametrize("where", ["A2:A3", "C2:D2", "D1:E1"])
def test_merged_cells_are_named(where) -> None:
    book = rosters.book(person(1), person(2))
    book.active.merge_cells(where)
    assert where in why(rosters.saved(book))


def test_empty_lines_between_are_skipped() -> None:
    rows = list(rows_of(open_roster("r.xlsx", content(person(1), {}, {}, person(2)))))
    assert [row.line for row in rows] == [2, 5]


def test_a_sheet_that_claims_a_million_lines(good) -> None:
    data = rosters.changed(good, SHEET, b'ref="A1:S2"', b'ref="A1:XFD1048576"')
    assert len(list(rows_of(open_roster("r.xlsx", data)))) == 1


def test_too_many_people(monkeypatch) -> None:
    from lms.accounts.roster import opening

    monkeypatch.setattr(opening, "ROSTER", replace(opening.ROSTER, most_rows=2))
    assert "split" in why(content(person(1), person(2), person(3)))
    assert MOST_ROWS >= 10_000
