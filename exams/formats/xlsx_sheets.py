"""A sheet as its rows are asked for: how far it goes, what is merged, hidden, or lies upon it.
Pure."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.utils.translation import gettext as _

from exams.formats import xlsx_cells, xlsx_columns
from exams.formats.drafts import Draft
from exams.formats.safety import Archive, FileRefused

MOST_ROWS = 20_000
MOST_COLUMNS = 60
MOST_SHEET_BYTES = 30 * 1024 * 1024
SPREAD = 10
"""Rows in which headings are looked for."""
DOWNWARDS = frozenset({"kind", "score", "knowledge", "difficulty", "law", "risk_point", "audience",
                       "source", "tags", "rule", "case", "language"})  # fmt: skip
"""Columns in which a cell that was merged over several rows holds for each of them."""


def look_at_all(archive: Archive) -> None:
    """Refuses macros, own entities, and what openpyxl would open to find nothing."""
    for name in archive.names:
        if name.lower().endswith("vbaproject.bin"):
            raise FileRefused(_("Files with macros are not accepted."))
        if name.lower().endswith((".xml", ".rels", ".vml")):
            data = archive.read(name)
            wide = data.startswith((b"\xff\xfe", b"\xfe\xff"))
            if len(data) > MOST_SHEET_BYTES:
                raise FileRefused(_("Unpacked, the archive would be far too large."))
            if wide or b"<!DOCTYPE" in data or b"<!ENTITY" in data:
                raise FileRefused(
                    _("The file defines its own entities or document type; that is not accepted.")
                )
    if b"purl.oclc.org/ooxml" in archive.read("xl/workbook.xml"):
        raise FileRefused(
            _("The workbook is saved as “Strict Open XML”. Please save it as an ordinary Excel "
              "workbook (.xlsx).")
        )  # fmt: skip


class Sheet:
    """One sheet of a workbook."""

    def __init__(self, sheet: Any) -> None:
        self.title: str = sheet.title
        self.is_hidden = sheet.sheet_state != "visible"
        self._sheet = sheet
        filled = [place for place, cell in sheet._cells.items() if _is_filled(cell)]
        self.last_row = max((row for row, _column in filled), default=0)
        self._wide = max((column for _row, column in filled), default=0)
        self._above = self._merged()
        self._pictures = {image.anchor._from.row + 1 for image in sheet._images}

    def rows(self) -> Iterator[tuple[int, Any]]:
        """Number and cells of every row down to the last with something in it."""
        if not self.last_row:
            return iter(())
        most = min(self._wide, MOST_COLUMNS)
        return enumerate(self._sheet.iter_rows(max_row=self.last_row, max_col=most), start=1)

    def check_size(self) -> None:
        """Asked of a sheet with questions; another one may be as long as it likes."""
        if self.last_row > MOST_ROWS:
            text = _("The sheet has more than %(number)d rows.")
            raise FileRefused(text % {"number": MOST_ROWS})

    def value(self, cell: Any, column: str) -> str:
        """What a cell says in its column, also by a cell above into which it was merged."""
        if column in DOWNWARDS and (top := self._above.get((cell.row, cell.column))):
            cell = self._sheet.cell(*top)
        return xlsx_cells.text(cell, formatted=column in xlsx_columns.RICH or ":" in column)

    def look_at(self, draft: Draft, cells: list[Any]) -> None:
        """Says of a row what is not taken over as it stands in the workbook."""
        rows = self._sheet.row_dimensions
        if draft.line in rows and rows[draft.line].hidden:
            draft.note(_("The row is hidden in the workbook; it was read as well."))
        if draft.line in self._pictures:
            draft.note(
                _("A picture lies on this row and is not taken. Put it on the sheet “%(sheet)s”, "
                  "as an export shows.") % {"sheet": xlsx_columns.PICTURES}
            )  # fmt: skip
        for cell in cells:
            _look_at_cell(draft, cell)

    def unread(self, columns: dict[int, str], used: set[int]) -> str:
        """Headings of columns that nobody reads though something stands in them."""
        names = [self._heading(at) for at in sorted(used - set(columns))]
        if self._wide > MOST_COLUMNS:
            names.append("…")
        return ", ".join(names)

    def _heading(self, at: int) -> str:
        from openpyxl.utils import get_column_letter

        for _number, row in zip(range(SPREAD), self._sheet.iter_rows(max_row=SPREAD), strict=False):
            keys = {xlsx_columns.folded(cell.value) for cell in row if cell.value is not None}
            if len(keys) > 1 and at < len(row) and row[at].value is not None:
                return str(row[at].value).strip()[:40]
        return get_column_letter(at + 1)

    def _merged(self) -> dict[tuple[int, int], tuple[int, int]]:
        found = {}
        for area in self._sheet.merged_cells.ranges:
            for row in range(area.min_row + 1, min(area.max_row, self.last_row, MOST_ROWS) + 1):
                found[(row, area.min_col)] = (area.min_row, area.min_col)
        return found


def _is_filled(cell: Any) -> bool:
    return cell.value is not None and str(cell.value).strip() != ""


def _look_at_cell(draft: Draft, cell: Any) -> None:
    if cell.data_type == "f":
        draft.refuse(_("A cell has a formula; please write its value."))
    elif cell.data_type == "e":
        draft.refuse(
            _("A cell has the error %(error)s; please write its value.") % {"error": cell.value}
        )
    elif getattr(cell, "is_date", False):  # a merged cell has no value of its own
        draft.note(
            _("A cell holds a date or a time and was read as %(text)s. If that is not meant, set "
              "the cell to text and write it again.") % {"text": xlsx_cells.text(cell)}
        )  # fmt: skip
    if getattr(cell, "comment", None):
        draft.note(_("The comment on a cell is left out."))
