"""The notice on paper (社区矫正对象月度考核告知书): A4, rendered when somebody asks for it."""

from __future__ import annotations

from io import BytesIO
from typing import Any

import segno
from django.utils.translation import gettext as _
from fpdf import FPDF
from fpdf.enums import TableBordersLayout, WrapMode
from fpdf.fonts import FontFace

from lms.core.months import Month, local_day
from lms.core.paper import FAMILY, GREY, MARGIN, say
from lms.core.paper import sheet as sheet_of
from lms.learning.wording import said_month
from lms.scoring.models import Notice
from lms.scoring.objections.news import way_on
from lms.scoring.weather import Version, version_of
from lms.scoring.wording import band_name

QR_SIZE = 30.0
MOST_FACTS = 12
"""So many facts of one line fit on paper."""


def render(notice: Notice, *, verify_url: str, asked_on: Any) -> bytes:
    """``verify_url``: what the QR code says. Raises FileNotFoundError where the font is not
    installed."""
    sheet = sheet_of(notice.number)
    version = version_of(notice.score)
    _head(sheet, notice)
    _facts(sheet, notice)
    _lines(sheet, version)
    _result(sheet, version)
    _rights(sheet, notice)
    _foot(sheet, notice, verify_url, asked_on)
    return bytes(sheet.output())


def _head(sheet: FPDF, notice: Notice) -> None:
    say(sheet, str(notice.score.county_month.county), 13, align="C")
    sheet.ln(1)
    say(sheet, _("Monthly assessment notice to an offender under correction"), 18, "B", "C")
    sheet.ln(1)
    say(sheet, notice.number, 10.5, align="R")
    sheet.ln(2)


def _facts(sheet: FPDF, notice: Notice) -> None:
    score, offender = notice.score, notice.offender
    rows = [
        (_("Full name"), offender.user.name, _("Case code"), offender.code),
        (
            _("Justice office"), score.office.name,
            _("Month"), said_month(Month.parse(score.month)),
        ),
        (
            _("Given on"), str(local_day(notice.given_at)),
            _("Version"), _version(score),
        ),
    ]  # fmt: skip
    sheet.set_font(FAMILY, "", 10.5)
    with sheet.table(
        col_widths=(16, 34, 16, 34), first_row_as_headings=False, line_height=8, text_align="L"
    ) as table:
        for row in rows:
            line = table.row()
            for number, cell in enumerate(row):
                style = FontFace(emphasis="BOLD") if number % 2 == 0 else None
                line.cell(cell, style=style)
    sheet.ln(3)
    if score.version > 1:
        say(sheet, _("Made anew because: %(reason)s") % {"reason": score.reason}, 10.5)
        sheet.ln(2)


def _version(score: Any) -> str:
    if score.version == 1:
        return "1"
    return _("%(number)s (takes the place of version %(before)s)") % {
        "number": score.version, "before": score.version - 1,
    }  # fmt: skip


def _lines(sheet: FPDF, version: Version) -> None:
    sheet.set_font(FAMILY, "", 10)
    with sheet.table(
        col_widths=(9, 36, 13, 42),
        text_align=("C", "L", "C", "L"),
        line_height=6.2,
        borders_layout=TableBordersLayout.ALL,
        headings_style=FontFace(emphasis="BOLD", fill_color=(238, 242, 246)),
    ) as table:
        head = table.row()
        for title in (_("Code"), _("Item"), _("Points"), _("What it rests on")):
            head.cell(title)
        base = table.row()
        for cell in ("–", _("Every month begins with"), str(version.base), ""):
            base.cell(cell)
        for said in version.lines:
            row = table.row()
            for cell in (said.code, said.name, said.figure, _grounds(said)):
                row.cell(cell)
    sheet.ln(3)


def _grounds(said: Any) -> str:
    facts = [
        " ".join(part for part in (fact.when, fact.label, fact.detail) if part)
        for fact in said.facts[:MOST_FACTS]
    ]
    if left := len(said.facts) - len(facts):
        facts.append(_("%(n)d more on the page of this notice") % {"n": left})
    parts = (said.amount, "；".join(facts), said.why, said.late)
    return "；".join(part for part in parts if part)


def _result(sheet: FPDF, version: Version) -> None:
    score = version.score
    if score.total is None:
        text = _("There is no score for this month until a matter is cleared.")
    else:
        words = {"total": score.total, "band": band_name(score.band)}
        text = _("Total: %(total)s points. Weather: %(band)s.") % words
    say(sheet, text, 14, "B")
    sheet.ln(3)


def _rights(sheet: FPDF, notice: Notice) -> None:
    office, until = notice.offender.office, notice.score.county_month.posted_until
    say(sheet, _("If you do not agree"), 11, "B")
    if until:
        day = {"day": str(until)}
        say(
            sheet,
            _(
                "You can object until the end of %(day)s: on the platform, on the page of this "
                "notice, or in writing or by word of mouth at the justice office. Say which line "
                "is wrong and why. The office answers and the county agency decides."
            ) % day,
            10.5,
        )  # fmt: skip
    say(sheet, way_on(), 10.5)
    number = office.phone or _("please ask at the office")
    say(
        sheet,
        _("Whom to call: %(office)s, %(number)s") % {"office": office.name, "number": number},
        10.5,
    )
    sheet.ln(3)


def _foot(sheet: FPDF, notice: Notice, verify_url: str, asked_on: Any) -> None:
    """QR code at the left, the agency and the day at the right; never torn apart by a page end."""
    if sheet.get_y() + QR_SIZE + 8 > sheet.h - MARGIN:
        sheet.add_page()
    top = sheet.get_y()
    picture = BytesIO()
    segno.make(verify_url, error="m", micro=False).save(picture, kind="png", scale=8, border=2)
    picture.seek(0)
    sheet.image(picture, x=MARGIN, y=top, w=QR_SIZE, alt_text=verify_url)
    sheet.set_xy(MARGIN + QR_SIZE + 4, top + 2)
    sheet.set_font(FAMILY, "", 9)
    sheet.set_text_color(*GREY)
    text = _(
        "Scan the code to check that this notice is genuine. The page says only the number, the "
        "month and whether a newer version exists."
    )
    printed = _("Printed on %(day)s") % {"day": asked_on}
    sheet.multi_cell(62, 5, f"{text}\n{printed}", align="L", wrapmode=WrapMode.CHAR)
    sheet.set_text_color(0)
    sheet.set_font(FAMILY, "", 11)
    sheet.set_xy(sheet.w - MARGIN - 62, top + 8)
    sheet.multi_cell(
        62, 7, f"{notice.score.county_month.county}\n{local_day(notice.given_at)}", align="R"
    )
