"""Sheets of paper as PDF: A4, Chinese, every glyph embedded. What stands on them is their app's."""

from __future__ import annotations

from typing import Literal

from fpdf import FPDF
from fpdf.enums import WrapMode

from lms.core.fonts import font_file

FAMILY = "NotoSansSC"
CUTS = {"": "400Regular", "B": "700Bold"}
MARGIN = 22.0
"""Millimetres, unless said otherwise."""
GREY = (90, 100, 112)


class Numbered(FPDF):
    """Every page says which one it is; ``words`` around the number, as ``"%(number)d"``."""

    words = "%(number)d"

    def footer(self) -> None:
        self.set_y(-13)
        self.set_font(FAMILY, "", 8.5)
        self.set_text_color(*GREY)
        self.cell(0, 6, self.words % {"number": self.page_no()}, align="C")
        self.set_text_color(0)


def sheet(
    title: str,
    *,
    margin: float = MARGIN,
    orientation: Literal["portrait", "landscape"] = "portrait",
    kind: type[FPDF] = FPDF,
) -> FPDF:
    """The first page of a paper. Raises FileNotFoundError where the font is not installed."""
    made = kind(orientation, format="A4")
    for style, cut in CUTS.items():
        made.add_font(FAMILY, style, str(font_file(cut)))
    made.set_margin(margin)
    made.set_auto_page_break(True, margin)
    made.set_title(title)
    made.set_lang("zh-Hans")
    made.add_page()
    return made


def say(on: FPDF, text: str, size: float = 11, style: str = "", align: str = "L") -> None:
    """A paragraph over the whole width, wrapped between any two signs."""
    on.set_font(FAMILY, style, size)
    on.multi_cell(
        0, size * 0.62, text, align=align, new_x="LMARGIN", new_y="NEXT", wrapmode=WrapMode.CHAR
    )
