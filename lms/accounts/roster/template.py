"""The workbook of a roster: headings, drop-downs for every word that is chosen, examples, an
explanation."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from django.utils.translation import gettext
from django.utils.translation import gettext as _
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation

from lms.accounts import policies
from lms.accounts.models import Kind, Organisation, User
from lms.accounts.permissions import Permission
from lms.accounts.roster.columns import COLUMNS, Column
from lms.accounts.roster.opening import MOST_ROWS
from lms.core.exports import is_dangerous

NEEDED = PatternFill("solid", fgColor="FFF2CC")
TEXT, DAY = "@", "yyyy-mm-dd"
EXAMPLES: tuple[dict[str, Any], ...] = (
    {"code": "2026-001", "name": "张三", "id_number": "999001199005200015", "phone": "10000000001",
     "correction_type": "probation", "starts_on": date(2026, 3, 1), "ends_on": date(2027, 2, 28),
     "offence_category": "theft", "risk_class": "medium", "treatment_level": "strict",
     "able_to_work": True, "needs": ["job", "schooling"]},
    {"code": "2026-002", "name": "李四", "id_number": "999001200903140021",
     "correction_type": "parole", "starts_on": date(2026, 4, 15), "ends_on": date(2026, 10, 14),
     "juvenile_regime": True},
)  # fmt: skip
"""Of a region that was never given out: nobody's numbers."""


def offices_of(by: User | None) -> list[Organisation]:
    """Offices that may stand in the file of this importer."""
    offices = Organisation.objects.filter(kind=Kind.JUSTICE_OFFICE, is_active=True)
    if by is not None:
        offices = offices.filter(policies.within(policies.roots(by, Permission.EDIT_PEOPLE)))
    return list(offices)


@dataclass(frozen=True)
class Book:
    """A workbook to fill in: ``lead`` are the sentences above the explanation of the columns,
    ``words`` drop-downs of columns without choices, ``free`` columns in which other words than
    those of their drop-down may stand."""

    title: str
    columns: Sequence[Column]
    lead: Sequence[str]
    examples: Sequence[Mapping[str, Any]]
    most_rows: int
    words: Mapping[str, list[str]] = field(default_factory=dict)
    free: frozenset[str] = frozenset()


def write(path: Path, rows: Iterable[Sequence[Any]], *, offices: Sequence[Organisation]) -> int:
    """Write the workbook of a roster: ``rows`` below the headings, lists, examples. How many rows
    there were."""
    lead = (
        _("One line per person. Columns with a star are needed for somebody who is new."),
        _("An empty cell of somebody who is in the register leaves things as they are."),
        _("People are recognised by their code or ID number; the same file twice changes nothing."),
    )
    names = [office.name for office in offices]
    examples = [{**example, "office": names[0] if names else ""} for example in EXAMPLES]
    free = frozenset({"office"})  # may be written by code as well: a hint there, no rule
    book = Book(_("roster"), COLUMNS, lead, examples, MOST_ROWS, {"office": names}, free)
    return write_book(path, book, rows)


def write_book(path: Path, form: Book, rows: Iterable[Sequence[Any]] = ()) -> int:
    """Write a workbook: ``rows`` below the headings, lists, examples. How many rows there were."""
    book = Workbook(write_only=True)
    sheet = book.create_sheet(form.title)
    lists = _lists(form)
    _dress(sheet, form, lists)
    sheet.append([_heading(sheet, column) for column in form.columns])
    count = 0
    for row in rows:
        sheet.append([_plain_cell(sheet, c, v) for c, v in zip(form.columns, row, strict=True)])
        count += 1
    _write_help(book.create_sheet(_("how to fill in")), form)
    _write_examples(book.create_sheet(_("examples")), form)
    _write_lists(book.create_sheet(_("lists")), form, lists)
    book.save(path)
    return count


def _lists(form: Book) -> dict[str, list[str]]:
    """The words of each column that has any."""
    found = dict(form.words)
    for column in form.columns:
        if column.kind == "choice":
            found[column.key] = [str(label) for label in column.choices.labels]
        elif column.kind == "flag":
            found[column.key] = [_("yes"), _("no")]
        elif column.kind == "choices":
            found[column.key] = [str(label) for label in column.choices.labels]
    return {key: words for key, words in found.items() if words}


def _dress(sheet: Any, form: Book, lists: dict[str, list[str]]) -> None:
    """Widths, cell formats and drop-downs: before the first row, since the sheet is streamed."""
    sheet.freeze_panes = "C2"
    places = {key: get_column_letter(n) for n, key in enumerate(lists, start=1)}
    for number, column in enumerate(form.columns, start=1):
        letter = get_column_letter(number)
        shape = sheet.column_dimensions[letter]
        shape.width = 22 if column.key in ("id_number", "office") else 14
        shape.number_format = DAY if column.kind == "date" else TEXT
        if column.key in lists and column.kind != "choices":
            place = places[column.key]
            words = f"'{_('lists')}'!${place}$2:${place}${len(lists[column.key]) + 1}"
            rule = DataValidation(
                type="list", formula1=words, allow_blank=True,
                showErrorMessage=column.key not in form.free,
            )  # fmt: skip
            rule.error = _("Please choose from the list.")
            rule.add(f"{letter}2:{letter}{form.most_rows + 1}")
            sheet.data_validations.append(rule)


def _heading(sheet: Any, column: Column) -> Any:
    cell = WriteOnlyCell(sheet, column.label() + ("*" if column.required else ""))
    cell.font = Font(bold=True)
    if column.required:
        cell.fill = NEEDED
    return cell


def _plain_cell(sheet: Any, column: Column, value: Any) -> Any:
    """Text stays text: an ID number must not become a number, a name not a formula."""
    if value in (None, ""):
        return None
    cell = WriteOnlyCell(sheet, value)
    cell.number_format = DAY if column.kind == "date" else TEXT
    if isinstance(value, str):
        cell.data_type = "s"
        if is_dangerous(value):
            cell.quotePrefix = True
    return cell


def _write_help(sheet: Any, form: Book) -> None:
    sheet.column_dimensions["A"].width = 20
    sheet.column_dimensions["B"].width = 80
    for line in form.lead:
        sheet.append([line])
    sheet.append([])
    for column in form.columns:
        hint = gettext(column.hint) if column.hint else ""
        words = "、".join(map(str, column.choices.labels)) if column.choices else ""
        star = "*" if column.required else ""
        sheet.append([column.label() + star, f"{hint} {words}".strip()])


def _write_examples(sheet: Any, form: Book) -> None:
    sheet.append([_heading(sheet, column) for column in form.columns])
    for example in form.examples:
        row = [_example(column, example.get(column.key)) for column in form.columns]
        sheet.append([_plain_cell(sheet, c, v) for c, v in zip(form.columns, row, strict=True)])


def _example(column: Column, value: Any) -> Any:
    if value is None:
        return None
    if column.kind == "flag":
        return _("yes") if value else _("no")
    if column.kind == "choice":
        return str(column.choices(value).label)
    if column.kind == "choices":
        return "、".join(str(column.choices(one).label) for one in value)
    return value


def _write_lists(sheet: Any, form: Book, lists: dict[str, list[str]]) -> None:
    names = {column.key: column.label() for column in form.columns}
    sheet.append([names[key] for key in lists])
    for number in range(max((len(words) for words in lists.values()), default=0)):
        sheet.append([words[number] if number < len(words) else None for words in lists.values()])
