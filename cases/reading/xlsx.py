"""XLSX: the cells of every sheet, and what hides beside them. Pure. Raises `Refusal`."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from typing import Any
from xml.etree.ElementTree import Element

from cases.reading import docx_marks, rows
from cases.reading.document import PartKind
from cases.reading.markup import attribute, below, local, words
from cases.reading.package import Package
from cases.reading.reader import Found
from cases.reading.refusals import Refusal

MAX_ROWS = 20_000
MAX_COLUMNS = 200
MAX_CELLS = 400_000
"""Of the whole workbook, filled ones."""
_LITERAL = re.compile(r'"((?:[^"]|"")+)"')
_ATTRIBUTES = {
    "dataValidation": ("promptTitle", "prompt", "errorTitle", "error"),
    "hyperlink": ("display", "tooltip", "location"),
    "definedName": ("name", "comment"),
    "s": ("v",),  # what a pivot table keeps of its source
    "person": ("displayName", "userId"),
    "connection": ("name", "description"),
}


def read(content: bytes, headings: dict[str, str]) -> Found:
    """``headings``: spellings of the template's headings, folded, and the fields they mean."""
    found = Found()
    package = Package(content)
    package.check(found)
    _beside(package, found)
    book = _opened(content)
    grids = [_sheet(sheet, found) for sheet in book.worksheets]
    found.pages = max(1, len(book.sheetnames))
    for grid in grids:
        rows.take(grid, headings, found)
    package.read_properties(found)
    package.read_pictures(found)
    package.read_rest(found, tags=("t", "v"))
    return found


def _opened(content: bytes) -> Any:
    """Every part was parsed before with entities forbidden."""
    from openpyxl import load_workbook
    from openpyxl.utils.exceptions import InvalidFileException

    try:
        return load_workbook(io.BytesIO(content), data_only=True, keep_links=False)
    except (InvalidFileException, KeyError, ValueError, TypeError, AttributeError, OSError,
            SyntaxError, IndexError) as error:  # fmt: skip
        raise Refusal("broken") from error


def _sheet(sheet: Any, found: Found) -> list[list[str]]:
    """Cells between tabs, rows on lines; the rows come back for `rows`."""
    found.add(PartKind.PROPERTY, "sheet", sheet.title)
    hidden = sheet.sheet_state != "visible"
    grid: dict[int, dict[int, str]] = {}
    for (row, column), cell in sorted(sheet._cells.items()):
        text = shown(cell.value)
        if text and (row > MAX_ROWS or column > MAX_COLUMNS):
            found.note("unread_parts")
            found.incomplete = True
        elif text:
            grid.setdefault(row, {})[column] = text
            hidden = hidden or sheet.row_dimensions[row].hidden
        if cell.comment:
            found.add(PartKind.COMMENT, "", cell.comment.text)
            found.add_once(PartKind.PROPERTY, "author", str(cell.comment.author or ""))
        if cell.hyperlink:
            found.add_once(PartKind.ANNOTATION, "link", str(cell.hyperlink.target or ""))
    if hidden or any(one.hidden for one in sheet.column_dimensions.values()):
        found.note("hidden_sheets")
    lines = [_line(grid.get(number, {})) for number in range(1, max(grid, default=0) + 1)]
    text = "\n".join("\t".join(_flat(cell) for cell in line) for line in lines if any(line))
    found.add(PartKind.TABLE, str(sheet.parent.sheetnames.index(sheet.title) + 1), text)
    _around(sheet, found)
    return lines


def _line(cells: dict[int, str]) -> list[str]:
    return [cells.get(number, "") for number in range(1, max(cells, default=0) + 1)]


def _flat(cell: str) -> str:
    """Tabs within a cell would look like further cells."""
    return cell.replace("\t", " ")


def _around(sheet: Any, found: Found) -> None:
    """What is printed above and below."""
    for name in ("oddHeader", "evenHeader", "firstHeader", "oddFooter", "evenFooter",
                 "firstFooter"):  # fmt: skip
        lines = getattr(sheet, name, None)
        kind = PartKind.HEADER if "Header" in name else PartKind.FOOTER
        for place in ("left", "center", "right"):
            text = getattr(getattr(lines, place, None), "text", None)
            found.add_once(kind, "", text or "")


def shown(value: Any) -> str:
    """A cell's value as people write it: whole numbers without a point, days as 2026-03-01."""
    if value is None or isinstance(value, bool):
        return "" if value is None else str(value)
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() and abs(value) < 1e17 else repr(value)
    if isinstance(value, datetime):
        midnight = value.time() == time(0)
        return value.strftime("%Y-%m-%d" if midnight else "%Y-%m-%d %H:%M")
    if isinstance(value, date | time | timedelta):
        return str(value)
    return str(value).strip()


def _beside(package: Package, found: Found) -> None:
    """Words in the parts' attributes and formulas. Parsing all of them here also refuses what
    openpyxl should not see."""
    cells = 0
    for name in package.names():
        if not name.lower().endswith((".xml", ".vml")) or name == "[Content_Types].xml":
            continue
        if name.startswith("docProps/"):
            continue
        root = package.xml(name)
        cells += sum(1 for one in below(root, "c") if len(one))
        if cells > MAX_CELLS:
            raise Refusal("too_long")
        _words(name, root, found)


def _words(name: str, root: Element, found: Found) -> None:
    docx_marks.collect(root, found)
    for one in root.iter():
        for key in _ATTRIBUTES.get(local(one), ()):
            found.add_once(PartKind.ANNOTATION, "property", attribute(one, key))
        if local(one) in ("f", "formula1", "formula2", "definedName") and one.text:
            for literal in _LITERAL.findall(one.text):
                found.add_once(PartKind.ANNOTATION, "formula", literal)
    for one in below(root, "rPh"):  # how a word is pronounced
        found.add_once(PartKind.ANNOTATION, "ruby", words(one))
    if name.startswith(("xl/worksheets/sheet", "xl/sharedStrings", "xl/styles", "xl/theme")):
        return
    for text in _texts(name, root):
        is_comment = "omment" in name
        found.add_once(PartKind.COMMENT if is_comment else PartKind.TEXT_BOX, "", text)


def _texts(name: str, root: Element) -> Iterator[str]:
    """Drawings, charts, comments with answers, data of other workbooks."""
    if name.startswith("xl/comments") or "/comments" in name:
        return  # openpyxl gives them with their cells
    if name.lower().endswith(".vml"):
        for one in below(root, "textbox"):
            yield words(one)
        return
    for one in root.iter():
        if local(one) == "p":
            yield "".join(words(run) for run in below(one, "t"))
        elif local(one) in ("v", "text"):
            yield words(one)
