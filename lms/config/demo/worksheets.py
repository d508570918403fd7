"""Worksheets as PDF: a heading, how to use it, lines to fill in by hand."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime

from fpdf import FPDF
from fpdf.enums import XPos, YPos

from lms.core.paper import FAMILY
from lms.core.paper import sheet as sheet_of

HEADING = "一二三四五六七八九十"
MARGIN = 18.0


def worksheet(*, title: str, introduction: str, lines: Iterable[str]) -> bytes:
    """One or two sheets of A4; a line that begins 一、 is a heading. The same input gives the same
    bytes. Raises FileNotFoundError where the font is not installed."""
    sheet = _sheet(title)
    sheet.set_font(FAMILY, "B", 20)
    sheet.cell(0, 12, title, new_x=XPos.LMARGIN, new_y=YPos.NEXT)
    sheet.set_font(FAMILY, "", 10.5)
    sheet.set_text_color(76, 90, 107)
    sheet.multi_cell(0, 6, introduction, new_x=XPos.LMARGIN, new_y=YPos.NEXT)
    for line in lines:
        _line(sheet, line)
    return bytes(sheet.output())


def _sheet(title: str) -> FPDF:
    sheet = sheet_of(title, margin=MARGIN)
    sheet.set_creation_date(datetime(2026, 1, 1, tzinfo=UTC))
    return sheet


def _line(sheet: FPDF, text: str) -> None:
    is_heading = text[:1] in HEADING and text[1:2] == "、"
    sheet.set_text_color(8, 63, 112) if is_heading else sheet.set_text_color(23, 33, 46)
    sheet.set_font(FAMILY, "B" if is_heading else "", 12)
    if is_heading:
        sheet.ln(3)
    height = 9
    if sheet.will_page_break(height):
        sheet.add_page()
    sheet.cell(0, height, text, new_x=XPos.RIGHT, new_y=YPos.TOP)
    if not is_heading:
        begin = MARGIN + sheet.get_string_width(text) + 3
        at = sheet.get_y() + height - 2
        sheet.set_draw_color(170, 180, 192)
        sheet.line(min(begin, sheet.w - MARGIN - 25), at, sheet.w - MARGIN, at)
    sheet.set_xy(MARGIN, sheet.get_y() + height)
