"""Workbooks for the tests of rosters."""

from __future__ import annotations

import io
import zipfile
from datetime import date
from typing import Any

from openpyxl import Workbook
from openpyxl.utils import get_column_letter

from lms.accounts.roster.columns import COLUMNS
from tests.factories import people

BORN = date(1990, 5, 20)
PERSON: dict[str, Any] = {
    "code": "YH-1", "name": "张三", "office": "浮云司法所", "correction_type": "缓刑",
    "starts_on": date(2026, 3, 1), "ends_on": date(2027, 2, 28),
}  # fmt: skip


def person(number: int = 1, **changes: Any) -> dict[str, Any]:
    """A row that is in order, as what is typed."""
    own = {"code": f"YH-{number}", "id_number": people.id_number(BORN, "male", number)}
    return PERSON | own | changes


def book(*rows: dict[str, Any], headings: list[Any] | None = None, above: int = 0) -> Workbook:
    made = Workbook()
    sheet = made.active
    for _n in range(above):
        sheet.append(["社区矫正对象名册"])
    sheet.append(headings or [column.label() for column in COLUMNS])
    for row in rows:
        sheet.append([row.get(column.key) for column in COLUMNS])
    return made


def place(key: str, line: int = 2) -> str:
    """The address of a cell: ``place("name")`` is B2."""
    return f"{get_column_letter([c.key for c in COLUMNS].index(key) + 1)}{line}"


def saved(made: Workbook) -> bytes:
    file = io.BytesIO()
    made.save(file)
    return file.getvalue()


def content(*rows: dict[str, Any], **more: Any) -> bytes:
    return saved(book(*rows, **more))


def zipped(parts: dict[str, bytes]) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in parts.items():
            archive.writestr(name, data)
    return file.getvalue()


def changed(workbook: bytes, part: str, old: bytes, new: bytes) -> bytes:
    """The workbook with one of its parts altered."""
    with zipfile.ZipFile(io.BytesIO(workbook)) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    assert old in parts[part]
    return zipped(parts | {part: parts[part].replace(old, new, 1)})
