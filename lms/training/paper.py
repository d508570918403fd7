"""Figures of a case, and the matrix of risk points and posts, on paper: A4, the same as on the
screen, every glyph embedded."""

from __future__ import annotations

from datetime import date
from typing import Any, Literal

from django.utils.translation import gettext as _
from fpdf import FPDF
from fpdf.enums import WrapMode
from fpdf.fonts import FontFace

from content.media.slides import FONTS
from lms.training.coverage import Coverage
from lms.training.figures import Figures, values

FAMILY = "NotoSansSC"
CUTS = {"": "400Regular", "B": "700Bold"}
MARGIN = 16.0
GREY = (90, 100, 112)
HEAD = FontFace(emphasis="BOLD", fill_color=(238, 242, 246))
WIDTHS = (46, 16, 16, 22, 16, 16, 16, 18)


def render(case: Any, figures: Figures, *, by: Any) -> bytes:
    """Raises FileNotFoundError where the font is not installed."""
    title = _("Warning education: how far a case has come")
    sheet = _sheet(title)
    _say(sheet, title, 16, "B", "C")
    _say(sheet, case.title, 13, "B", "C")
    sheet.ln(2)
    said = _("State of %(day)s, for %(name)s") % {"day": figures.day, "name": by.name}
    _say(sheet, said, 9.5, align="R")
    sheet.ln(2)
    for title, lines in figures.groups:
        _table(sheet, title, lines, figures.head())
    return bytes(sheet.output())


def render_coverage(coverage: Coverage, *, day: date, by: Any) -> bytes:
    """A4 across. Raises FileNotFoundError where the font is not installed."""
    title = _("Risk points and posts")
    sheet = _sheet(title, orientation="landscape")
    _say(sheet, title, 15, "B", "C")
    _say(sheet, _("State of %(day)s, for %(name)s") % {"day": day, "name": by.name}, 9, align="R")
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


class _Sheet(FPDF):
    def footer(self) -> None:
        """Which page it is."""
        self.set_y(-12)
        self.set_font(FAMILY, "", 8.5)
        self.set_text_color(*GREY)
        self.cell(0, 6, _("Page %(number)d") % {"number": self.page_no()}, align="C")
        self.set_text_color(0)


def _sheet(title: str, orientation: Literal["portrait", "landscape"] = "portrait") -> FPDF:
    sheet = _Sheet(orientation, format="A4")
    for style, cut in CUTS.items():
        sheet.add_font(FAMILY, style, str(FONTS / cut / f"NotoSansSC_{cut}.ttf"))
    sheet.set_margin(MARGIN)
    sheet.set_auto_page_break(True, MARGIN)
    sheet.set_title(title)
    sheet.set_lang("zh-Hans")
    sheet.add_page()
    return sheet


def _say(sheet: FPDF, text: str, size: float, style: str = "", align: str = "L") -> None:
    sheet.set_font(FAMILY, style, size)
    sheet.multi_cell(
        0, size * 0.62, text, align=align, new_x="LMARGIN", new_y="NEXT", wrapmode=WrapMode.CHAR
    )


def _table(sheet: FPDF, title: str, lines: list[Any], head: list[str]) -> None:
    _say(sheet, title, 11.5, "B")
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
