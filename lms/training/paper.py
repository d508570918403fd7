"""Figures of a case, and the matrix of risk points and posts, on paper: A4, the same as on the
screen, every glyph embedded."""

from __future__ import annotations

from datetime import date
from typing import Any, Literal

from django.utils.translation import gettext as _
from fpdf import FPDF
from fpdf.enums import WrapMode
from fpdf.fonts import FontFace

from lms.core.paper import FAMILY, Numbered, say
from lms.core.paper import sheet as sheet_of
from lms.training.coverage import Coverage
from lms.training.figures import Figures, values

MARGIN = 16.0
HEAD = FontFace(emphasis="BOLD", fill_color=(238, 242, 246))
WIDTHS = (46, 16, 16, 22, 16, 16, 16, 18)


def render(case: Any, figures: Figures, *, by: Any) -> bytes:
    """Raises FileNotFoundError where the font is not installed."""
    title = _("Warning education: how far a case has come")
    sheet = _sheet(title)
    say(sheet, title, 16, "B", "C")
    say(sheet, case.title, 13, "B", "C")
    sheet.ln(2)
    said = _("State of %(day)s, for %(name)s") % {"day": figures.day, "name": by.name}
    say(sheet, said, 9.5, align="R")
    sheet.ln(2)
    for title, lines in figures.groups:
        _table(sheet, title, lines, figures.head())
    return bytes(sheet.output())


def render_coverage(coverage: Coverage, *, day: date, by: Any) -> bytes:
    """A4 across. Raises FileNotFoundError where the font is not installed."""
    title = _("Risk points and posts")
    sheet = _sheet(title, orientation="landscape")
    say(sheet, title, 15, "B", "C")
    say(sheet, _("State of %(day)s, for %(name)s") % {"day": day, "name": by.name}, 9, align="R")
    sheet.ln(2)
    sheet.set_font(FAMILY, "", 7.5)
    with sheet.table(line_height=4.2, headings_style=HEAD, wrapmode=WrapMode.CHAR) as table:
        row = table.row()
        for label in (_("Risk point"), *(post.name for post in coverage.posts)):
            row.cell(label)
        for risk, cells in coverage.lines:
            row = table.row()
            row.cell(risk.name)
            for cell in cells:
                row.cell("\n".join(cell.said))
    return bytes(sheet.output())


def _sheet(title: str, orientation: Literal["portrait", "landscape"] = "portrait") -> FPDF:
    made = sheet_of(title, margin=MARGIN, orientation=orientation, kind=Numbered)
    made.words = _("Page %(number)d")  # type: ignore[attr-defined]
    return made


def _table(sheet: FPDF, title: str, lines: list[Any], head: list[str]) -> None:
    say(sheet, title, 11.5, "B")
    sheet.ln(1)
    sheet.set_font(FAMILY, "", 9.5)
    with sheet.table(
        col_widths=WIDTHS, text_align=("L", *["R"] * (len(WIDTHS) - 1)), line_height=6,
        headings_style=HEAD, wrapmode=WrapMode.CHAR,
    ) as table:  # fmt: skip
        row = table.row()
        for label in head[1:]:
            row.cell(label)
        for line in lines:
            row = table.row()
            for value in (line.name, *values(line)):
                row.cell(str(value))
    sheet.ln(4)
