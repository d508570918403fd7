"""Files that spreadsheets open: types kept, nothing run."""

from __future__ import annotations

import csv
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest

from lms.core import exports

FORMULAS = ["=1+1", "+1", "-2+3", "@SUM(A1)", "\t=1", " =1", "＝1", '=HYPERLINK("http://x")']


def cells(path: Path) -> list:
    return list(openpyxl.load_workbook(path).active.iter_rows(min_row=2))


@pytest.mark.parametrize("text", FORMULAS)
def test_in_xlsx_a_formula_is_text_with_its_value_unchanged(tmp_path: Path, text: str) -> None:
    exports.write(tmp_path / "a.xlsx", title="表", head=["甲"], rows=[[text]])
    cell = cells(tmp_path / "a.xlsx")[0][0]
    assert (cell.value, cell.data_type, cell.quotePrefix) == (text, "s", True)


@pytest.mark.parametrize("text", FORMULAS)
def test_in_csv_a_formula_gets_an_apostrophe(tmp_path: Path, text: str) -> None:
    exports.write(tmp_path / "a.csv", title="表", head=["甲"], rows=[[text]])
    rows = list(csv.reader((tmp_path / "a.csv").open(encoding="utf-8-sig", newline="")))
    assert rows[1] == [f"'{text}"]


def test_numbers_and_days_stay_what_they_are(tmp_path: Path) -> None:
    moment = datetime(2026, 11, 25, 16, 30, tzinfo=UTC)
    row = [-3, Decimal("1.25"), date(2026, 1, 2), moment, None, True]
    exports.write(tmp_path / "a.xlsx", title="表", head=list("abcdef"), rows=[row])
    values = [cell.value for cell in cells(tmp_path / "a.xlsx")[0]]
    assert values[:2] == [-3, 1.25]
    assert values[2:] == [datetime(2026, 1, 2), datetime(2026, 11, 26, 0, 30), None, "✓"]


def test_what_a_sheet_cannot_hold_is_left_out(tmp_path: Path) -> None:
    exports.write(tmp_path / "a.xlsx", title="[x]/?" * 20, head=["甲"], rows=[["a\x00b"]])
    assert cells(tmp_path / "a.xlsx")[0][0].value == "ab"


def test_csv_opens_with_its_chinese_in_excel(tmp_path: Path) -> None:
    exports.write(tmp_path / "a.csv", title="表", head=["姓名"], rows=[["王"]])
    assert (tmp_path / "a.csv").read_bytes().startswith(b"\xef\xbb\xbf")
