"""A table with one case per row: its headings, what they mean, and a template to fill in.

Headings are written in the reader's language and read in every language of the platform. Reading
is pure; the catalogues are asked by whoever starts it.
"""

from __future__ import annotations

import io
import unicodedata
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import override, pgettext
from django.utils.translation import pgettext_lazy as _p

from cases.reading.reader import Found

FIELDS: dict[str, Any] = {
    "title": _p("case file", "title"),
    "kind": _p("case file", "kind of case"),
    "summary": _p("case file", "summary"),
    "facts": _p("case file", "facts"),
    "timeline": _p("case file", "timeline"),
    "offences": _p("case file", "offence"),
    "statutes": _p("case file", "statute"),
    "post": _p("case file", "post"),
    "unit_type": _p("case file", "type of unit"),
    "amount": _p("case file", "amount in yuan"),
    "sentence": _p("case file", "sentence"),
    "risk_points": _p("case file", "risk points"),
    "causes": _p("case file", "causes"),
    "lessons": _p("case file", "lessons to learn"),
    "measures": _p("case file", "control measures"),
    "discussion": _p("case file", "discussion questions"),
    "source_authority": _p("case file", "source authority"),
    "level": _p("case file", "level"),
    "year": _p("case file", "year"),
    "happened": _p("case file", "when it happened"),
    "case_number": _p("case file", "case number"),
}
"""The keys are those of `cases.draft.CaseDraft`, and ``kind`` and ``case_number``."""
OTHERS: dict[str, Any] = {
    "title": _p("case file", "name of the case|case"),
    "facts": _p("case file", "course of events|basic facts|what happened"),
    "offences": _p("case file", "charge|charges"),
    "statutes": _p("case file", "law|articles"),
    "amount": _p("case file", "amount|sum"),
    "sentence": _p("case file", "result|decision"),
    "causes": _p("case file", "analysis of causes|causes of the case"),
    "lessons": _p("case file", "lessons|warning"),
    "measures": _p("case file", "measures|advice"),
    "discussion": _p("case file", "questions|questions to think about"),
    "source_authority": _p("case file", "authority|source"),
}
"""Headings of other people's tables, with ``|`` between them."""
SPREAD = 10
"""Rows in which headings are looked for."""
LEAST = 3
"""So many known headings, the title among them, make a row the headings' row; two do when the row
has no others: a form with names at the left has a value beside each."""
MAX_CASES = 500
EXAMPLE = "example"
"""What the first column of the sheet of examples means: it is passed over."""
WIDE = ("facts", "timeline", "causes", "lessons", "measures", "summary", "discussion")


def folded(text: str) -> str:
    """For comparing headings: half width, without spaces and marks, small letters."""
    shown = unicodedata.normalize("NFKC", text).casefold()
    return "".join(shown.split()).strip("*:()_")


def headings() -> dict[str, str]:
    """Every spelling of every heading in every language, folded, and its field."""
    found = {folded(key): key for key in FIELDS}
    for language, _name in settings.LANGUAGES:
        with override(language):
            for key, words in OTHERS.items():
                found |= {folded(word): key for word in str(words).split("|")}
            found |= {folded(str(label)): key for key, label in FIELDS.items()}
            found[folded(pgettext("case file", "example"))] = EXAMPLE
    return found


def take(grid: list[list[str]], known: dict[str, str], found: Found) -> None:
    """Adds the cases of a sheet, when its headings are those of cases."""
    for number, row in enumerate(grid[:SPREAD]):
        columns = _columns(row, known)
        if EXAMPLE in columns.values():
            return
        if _are_headings(row, columns):
            _cases(grid, number, columns, found)
            return


def _are_headings(row: list[str], columns: dict[int, str]) -> bool:
    enough = len(columns) >= LEAST or 1 < len(columns) == sum(bool(one.strip()) for one in row)
    return enough and "title" in columns.values()


def _columns(row: list[str], known: dict[str, str]) -> dict[int, str]:
    columns: dict[int, str] = {}
    for at, heading in enumerate(row):
        field = known.get(folded(heading))
        if field and field not in columns.values():
            columns[at] = field
    return columns


def _cases(grid: list[list[str]], head: int, columns: dict[int, str], found: Found) -> None:
    before = len(found.cases)
    for number, row in enumerate(grid[head + 1 :], start=head + 2):
        case = {field: row[at].strip() for at, field in columns.items() if at < len(row)}
        case = {field: text for field, text in case.items() if text}
        if not case:
            continue
        if "title" not in case:
            found.note("row_without_title", row=number)
        elif len(found.cases) < MAX_CASES:
            found.cases.append(case)
    if unknown := [name for at, name in enumerate(grid[head]) if name and at not in columns]:
        found.note("columns", names=", ".join(unknown)[:200])
    if more := len(found.cases) - before:
        found.note("rows", count=more)


def template() -> bytes:
    """A workbook to fill in: headings, two examples on a sheet of their own, and how to."""
    from openpyxl import Workbook

    book = Workbook()
    book.remove(book.worksheets[0])
    sheet = book.create_sheet(str(_p("case file", "Cases")))
    _head(sheet)
    examples = book.create_sheet(str(_p("case file", "Examples")))
    _head(examples, mark=pgettext("case file", "example"))
    for example in _examples():
        examples.append(["", *(example.get(field, "") for field in FIELDS)])
    help_sheet = book.create_sheet(str(_p("case file", "How to fill in")))
    help_sheet.column_dimensions["A"].width = 100
    for line in _help():
        help_sheet.append([line])
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def _head(sheet: Any, mark: str = "") -> None:
    """``mark`` in the first cell keeps a sheet from being read as one of cases."""
    from openpyxl.styles import Alignment, Font, PatternFill
    from openpyxl.utils import get_column_letter

    labels = [str(label) for label in FIELDS.values()]
    sheet.append([mark, *labels] if mark else labels)
    for number, cell in enumerate(sheet[1], start=1):
        cell.font = Font(bold=True)
        cell.fill = PatternFill("solid", fgColor="E6F0F9")
        cell.alignment = Alignment(wrap_text=True, vertical="top")
        wide = any(cell.value == str(FIELDS[field]) for field in WIDE)
        sheet.column_dimensions[get_column_letter(number)].width = 40 if wide else 16
    sheet.freeze_panes = "A2"


def _examples() -> list[dict[str, str]]:
    return [
        {
            "title": _("Two cartons of cigarettes for a leave slip"),
            "kind": _("Warning case"),
            "facts": _("A member of staff of a justice office approved leave without a reason "
                        "and took cigarettes for it."),
            "timeline": _("March 2021: the first carton is taken.\nMay 2021: the second leave."),
            "offences": _("taking bribes"),
            "amount": "1200",
            "lessons": _("A small present asks for a large favour."),
            "year": "2022",
        },
        {
            "title": _("The way back to the workshop"),
            "kind": _("Corrective-education case"),
            "facts": _("An offender learnt a trade and found work after nine months."),
            "causes": _("No income and no one to ask."),
            "measures": _("Talks once a week and a place in a course."),
            "year": "2023",
        },
    ]  # fmt: skip


def _help() -> list[str]:
    return [
        _("One case per row. Only the title must be filled in; everything can be completed later "
           "on the platform."),
        _("The order of the columns does not matter. Columns may be left out."),
        _("Several causes, lessons, measures or questions: each on a line of its own in the cell "
           "(Alt and Enter)."),
        _("Timeline: one event a line, first when, then a colon, then what happened."),
        _("Write the amount in yuan, as digits."),
        _("Names, numbers and addresses are looked for after the upload. Nothing is published "
           "before persons have read it."),
    ]  # fmt: skip
