"""Lists as files: xlsx and CSV, streamed row by row, harmless when opened in a spreadsheet.

Text that a spreadsheet would take for a formula (``=``, ``+``, ``-``, ``@``) stays text. In xlsx
its value is unchanged (a text cell that is marked as quoted), so that an export can be imported
again; CSV knows no types, there an apostrophe is put in front.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable, Sequence
from datetime import datetime, time
from decimal import Decimal
from pathlib import Path
from typing import Any

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter

from lms.core.months import local

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
CSV = "text/csv; charset=utf-8"
TYPES = {"xlsx": XLSX, "csv": CSV}
DANGEROUS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
MOST_ROWS = 1_000_000  # a sheet holds 1,048,576
MOST_CHARACTERS = 32_000
Row = Sequence[Any]


def write(path: Path, *, title: str, head: Sequence[str], rows: Iterable[Row]) -> int:
    """Write a file whose kind is that of ``path``'s ending; how many rows there were."""
    if path.suffix == ".csv":
        return _write_csv(path, head, rows)
    return _write_xlsx(path, title, head, rows)


def plain(value: Any) -> Any:
    """A value as a sheet takes it: numbers and days as such, moments in local time, else text."""
    if value is None or value == "":
        return None
    if isinstance(value, bool):
        return "✓" if value else ""
    if isinstance(value, int | float | Decimal):
        return value
    if isinstance(value, datetime):
        return local(value).replace(tzinfo=None, microsecond=0)
    if hasattr(value, "isoformat") and not isinstance(value, time):
        return value
    text = ILLEGAL_CHARACTERS_RE.sub("", str(value))[:MOST_CHARACTERS]
    return text or None


def is_dangerous(text: str) -> bool:
    """Whether a spreadsheet might run ``text`` as a formula."""
    return text.lstrip(" \u3000").startswith(DANGEROUS) or text.startswith(DANGEROUS)


def _write_xlsx(path: Path, title: str, head: Sequence[str], rows: Iterable[Row]) -> int:
    book = Workbook(write_only=True)
    sheet = book.create_sheet(_sheet_name(title))
    sheet.freeze_panes = "A2"
    for number, label in enumerate(head, start=1):
        width = min(48, max(10, 2 * len(str(label)) + 4))
        sheet.column_dimensions[get_column_letter(number)].width = width
    sheet.append([_cell(sheet, str(label), bold=True) for label in head])
    count = 0
    for row in rows:
        if count >= MOST_ROWS:
            break
        sheet.append([_cell(sheet, plain(value)) for value in row])
        count += 1
    book.save(path)
    return count


def _cell(sheet: Any, value: Any, *, bold: bool = False) -> Any:
    if not bold and not isinstance(value, str):
        return value
    cell = WriteOnlyCell(sheet, value)
    if isinstance(value, str):
        cell.data_type = "s"  # openpyxl takes "=…" for a formula
        if is_dangerous(value):
            cell.quotePrefix = True
    if bold:
        cell.font = Font(bold=True)
    return cell


def _sheet_name(title: str) -> str:
    """At most 31 characters, without those that Excel refuses."""
    name = "".join(" " if letter in "[]:*?/\\'" else letter for letter in title).strip()
    return name[:31] or "1"


def _write_csv(path: Path, head: Sequence[str], rows: Iterable[Row]) -> int:
    """With a byte-order mark: Excel reads Chinese only with it."""
    count = 0
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file)
        writer.writerow([_text(label) for label in head])
        for row in rows:
            writer.writerow([_text(value) for value in row])
            count += 1
    return count


def _text(value: Any) -> str:
    found = plain(value)
    if found is None:
        return ""
    text = str(found)
    return f"'{text}" if isinstance(found, str) and is_dangerous(text) else text
