"""Whether a file is a workbook that can be read at all. Everything else is refused in one sentence,
before anything of it is unpacked."""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from openpyxl import load_workbook
from openpyxl.utils import range_boundaries

from lms.accounts.actions.checks import refused
from lms.accounts.roster import cells
from lms.accounts.roster.columns import COLUMNS, Column, headings, plain
from lms.core.errors import Invalid

MOST_BYTES = 20 * 1024 * 1024
MOST_UNPACKED = 120 * 1024 * 1024
MOST_PARTS = 2000
MOST_ROWS = 20_000
MOST_COLUMNS = 100
HEADING_WITHIN = 10
OLD_OR_LOCKED = b"\xd0\xcf\x11\xe0"
MERGED = re.compile(rb"<(?:\w+:)?mergeCell\b[^>]*?\bref=\"([A-Z]+\d+(?::[A-Z]+\d+)?)\"")


def problem_with(name: str, content: bytes) -> str:
    """What is wrong with the file as a whole; empty when it may be opened. Quick: for the
    upload."""
    if not content:
        return _("The file is empty (0 bytes).")
    if len(content) > MOST_BYTES:
        return _("The file is larger than 20 MB.")
    if content.startswith(OLD_OR_LOCKED):
        if "EncryptedPackage".encode("utf-16-le") in content:
            return _("The file is protected by a password. Please save it without one.")
        return _("This is an old .xls file. Please save it as .xlsx and upload that.")
    if not name.lower().endswith(".xlsx"):
        return _("Only Excel files whose name ends with .xlsx can be read.")
    return _problem_inside(content)


def _problem_inside(content: bytes) -> str:
    damaged = _("This is not an Excel file (.xlsx), or it is damaged.")
    if not content.startswith(b"PK"):
        return damaged
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            parts = archive.infolist()
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError):
        return damaged
    names = {part.filename for part in parts}
    if len(parts) > MOST_PARTS or sum(part.file_size for part in parts) > MOST_UNPACKED:
        return _("The file unpacks to more than 120 MB. That is no roster.")
    if any(part.flag_bits & 1 for part in parts):
        return _("The file is protected by a password. Please save it without one.")
    if "[Content_Types].xml" not in names:
        return damaged
    if any(name.endswith("vbaProject.bin") for name in names):
        return _("The file holds macros. Please save it as .xlsx without them.")
    return ""


@dataclass(frozen=True)
class Form:
    """What kind of list is wanted: its columns, the keys by which its headings are recognised, how
    many rows at most, and the sentences for a file without it and for one that is too long."""

    columns: Sequence[Column]
    told_by: frozenset[str]
    most_rows: int
    none: Any
    too_long: Any


ROSTER = Form(
    COLUMNS,
    frozenset({"code", "name", "id_number"}),
    MOST_ROWS,
    gettext_lazy(
        "No sheet has the headings of a roster. Please use the template; needed are: %(names)s."
    ),
    gettext_lazy("More than %(n)d people. Please split the file."),
)


@dataclass
class Sheet:
    """The sheet that holds the list: its columns by position, and its rows below the headings."""

    content: Any
    heading_line: int
    columns: dict[int, Column]
    epoch: date
    form: Form = ROSTER

    def rows(self) -> Iterator[tuple[int, dict[str, Any]]]:
        """(line, cells by column key) of every line that is not empty. Raises `Invalid` for a
        damaged file and for too many lines."""
        count = 0
        for line, row in _lines(self.content, self.heading_line + 1):
            found = {
                column.key: row[place]
                for place, column in self.columns.items()
                if place < len(row) and row[place].value not in (None, "")
            }
            if not found:
                continue
            count += 1
            if count > self.form.most_rows:
                raise unreadable(str(self.form.too_long) % {"n": self.form.most_rows})
            yield line, found


def unreadable(sentence: str) -> Invalid:
    return refused("file", sentence, code="file")


def open_roster(name: str, content: bytes) -> Sheet:
    """The sheet whose headings are a roster's. Raises `Invalid` with what is wrong."""
    return open_list(name, content, ROSTER)


def open_list(name: str, content: bytes, form: Form) -> Sheet:
    """The sheet whose headings are those of ``form``. Raises `Invalid` with what is wrong."""
    if problem := problem_with(name, content):
        raise unreadable(problem)
    try:
        book = load_workbook(io.BytesIO(content), read_only=True, keep_links=False)
        sheets = [one for one in book.worksheets if hasattr(one, "reset_dimensions")]
    except Exception as error:  # whatever a crafted file makes the library raise
        raise unreadable(_("This is not an Excel file (.xlsx), or it is damaged.")) from error
    for one in sheets:
        # A file may lie about its size; what is really there is read.
        one.reset_dimensions()
    found = next((sheet for one in sheets if (sheet := _as_list(book, one, form))), None)
    if found is None:
        needed = "、".join(c.label() for c in form.columns if c.required)
        raise unreadable(str(form.none) % {"names": needed})
    _refuse_merged(content, found)
    return found


def _as_list(book: Any, sheet: Any, form: Form) -> Sheet | None:
    """The sheet with its headings, when one of its first lines has those of ``form``."""
    known = headings(form.columns)
    for line, row in _lines(sheet, 1, HEADING_WITHIN):
        named = {place: plain(cell.value) for place, cell in enumerate(row) if cell.value}
        columns = {place: known[name] for place, name in named.items() if name in known}
        if form.told_by <= {column.key for column in columns.values()}:
            _refuse_headings(row, named, columns, form)
            epoch = book.epoch.date() if isinstance(book.epoch, datetime) else cells.EPOCH
            return Sheet(sheet, line, columns, epoch, form)
    return None


def _refuse_headings(
    row: Any, named: dict[int, str], columns: dict[int, Column], form: Form
) -> None:
    unknown = [str(row[place].value) for place in named if place not in columns]
    if unknown:
        names = "、".join(name[:30] for name in unknown)
        raise unreadable(_("These columns are not known: %(names)s.") % {"names": names})
    keys = [column.key for column in columns.values()]
    if twice := [c.label() for c in form.columns if keys.count(c.key) > 1]:
        raise unreadable(
            _("These columns are there twice: %(names)s.") % {"names": "、".join(twice)}
        )
    if missing := [c.label() for c in form.columns if c.required and c.key not in keys]:
        raise unreadable(_("These columns are missing: %(names)s.") % {"names": "、".join(missing)})


def _lines(sheet: Any, first: int, last: int | None = None) -> Iterator[tuple[int, Any]]:
    rows = sheet.iter_rows(min_row=first, max_row=last, max_col=MOST_COLUMNS)
    try:
        yield from enumerate(rows, start=first)
    except Exception as error:
        raise unreadable(_("The file is damaged: a sheet cannot be read to its end.")) from error


def _refuse_merged(content: bytes, sheet: Sheet) -> None:
    """A title above the headings may be merged; a merged cell below hides whose value it is."""
    path = sheet.content._worksheet_path  # openpyxl tells nothing of merged cells when it streams
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            merged = [ref.decode() for ref in MERGED.findall(archive.read(path))]
    except (zipfile.BadZipFile, OSError, ValueError, zlib.error) as error:
        raise unreadable(_("The file is damaged: a sheet cannot be read to its end.")) from error
    low = [ref for ref in merged if range_boundaries(ref)[3] >= sheet.heading_line]
    if low:
        raise unreadable(
            _("Merged cells: %(cells)s. Please unmerge them.") % {"cells": "、".join(low[:10])}
        )
