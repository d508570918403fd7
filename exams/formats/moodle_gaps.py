"""Moodle's texts with gaps: ``{1:SHORTANSWER:=Berlin}`` and ``[[1]]``. Pure."""

from __future__ import annotations

import html as markup
import re
from decimal import Decimal
from fractions import Fraction

from django.utils.translation import gettext as _

from exams.bank import rich_text
from exams.bank.plain import Blank, decimal
from exams.formats import weights
from exams.formats.drafts import Draft

_WORDS = {"SHORTANSWER", "SA", "MW"}
_CASE = {"SHORTANSWER_C", "SAC", "MWC"}
_NUMBERS = {"NUMERICAL", "NM"}
_CHOICES = {
    "MULTICHOICE", "MC", "MULTICHOICE_H", "MCH", "MULTICHOICE_V", "MCV", "MULTICHOICE_S", "MCS",
    "MULTICHOICE_HS", "MCHS", "MULTICHOICE_VS", "MCVS",
}  # fmt: skip
_GAP = re.compile(r"\{\s*(\d*)\s*:\s*([A-Z_]+)\s*:((?:\\.|[^{}\\])*)\}", re.DOTALL)
_LEFT = re.compile(r"\{\s*\d*\s*:\s*[A-Za-z_]{2,20}\s*:.{0,40}", re.DOTALL)
"""A gap that is written otherwise, such as one with brackets inside."""
_SHARE = re.compile(r"\s*(=)?\s*(?:%(-?\d+(?:[.,]\d+)?)%)?", re.DOTALL)


def cloze(draft: Draft, html: str) -> tuple[str, list[Blank], Decimal]:
    """The text with ``{{1}}`` for its gaps, the gaps, and the sum of their marks."""
    blanks: list[Blank] = []
    marks: list[int] = []

    def gap(match: re.Match[str]) -> str:
        marks.append(int(match[1][:4] or 1))
        blanks.append(_blank(draft, match[2].upper(), match[3]))
        return f"{{{{{len(blanks)}}}}}"

    stem = _GAP.sub(gap, html)
    if rest := _LEFT.search(stem):
        draft.refuse(
            _("The blank “%(text)s” cannot be read.") % {"text": rich_text.words(rest[0])[:60]}
        )
    if len(set(marks)) > 1:
        draft.note(_("The blanks are worth different points there; here all are alike."))
    return stem, blanks, Decimal(sum(marks))


def _blank(draft: Draft, kind: str, body: str) -> Blank:
    rows = [_answer(draft, row) for row in re.split(r"(?<!\\)~", body) if row.strip()]
    full = [text for text, value in rows if value == 1]
    for text, value in rows:
        if value != 1:
            weights.partly(draft, text, value)
    if kind in _NUMBERS:
        return numeric_blank(draft, [_number(draft, text) for text in full])
    if kind in _CHOICES:
        draft.note(
            _("A list to choose from becomes a blank to fill in; wrong choices left out: %(texts)s")
            % {"texts": ", ".join(text for text, value in rows if value <= 0)[:200]}
        )
    elif kind not in _WORDS | _CASE:
        draft.refuse(_("Blanks of the kind “%(kind)s” are not taken.") % {"kind": kind[:40]})
    texts = tuple(full) if kind in _CHOICES else tuple(weights.literal(draft, one) for one in full)
    return Blank(texts, ignore_case=kind not in _CASE)


def _answer(draft: Draft, row: str) -> tuple[str, Fraction]:
    """An answer's text and share, its comment cut off."""
    text, *comments = re.split(r"(?<![\\&])#", row)
    weights.comment(draft, "".join(comments))
    match = _SHARE.match(text)
    value = Fraction(0)
    if match:
        text = text[match.end() :]
        value = weights.share(match[2] or ("100" if match[1] else "0"))
    text = markup.unescape(re.sub(r"\\([}~#/\"])", r"\1", re.sub(r"<[^>]*>", "", text)))
    return rich_text.plain_line(text), value


def _number(draft: Draft, text: str) -> tuple[str, Decimal]:
    value, _mark, tolerance = text.partition(":")
    try:
        decimal(value)
        return value, decimal(tolerance or "0")
    except ValueError:
        draft.refuse(_("“%(text)s” is no number.") % {"text": text[:40]})
        return "0", Decimal(0)


def numeric_blank(draft: Draft, found: list[tuple[str, Decimal]]) -> Blank:
    """One numeric blank; answers with another tolerance than the first are reported."""
    tolerance = found[0][1] if found else Decimal(0)
    for value, other in found:
        if other != tolerance:
            draft.note(
                _("The number %(number)s has another tolerance than the first; it is left out.")
                % {"number": value}
            )
    return Blank(tuple(value for value, other in found if other == tolerance), tolerance)


def numbered(draft: Draft, html: str, choices: list[str]) -> tuple[str, list[Blank]]:
    """A text with ``[[n]]`` for the n-th of ``choices``."""
    blanks: list[Blank] = []
    used: set[int] = set()

    def gap(match: re.Match[str]) -> str:
        place = int(match[1])
        if not 1 <= place <= len(choices):
            draft.refuse(_("A gap names a word that is not there."))
            return match[0]
        used.add(place)
        blanks.append(Blank((choices[place - 1],)))
        return f"{{{{{len(blanks)}}}}}"

    stem = re.sub(r"\[\[(\d{1,3})\]\]", gap, html)
    wrong = [text for place, text in enumerate(choices, start=1) if place not in used]
    draft.note(
        _("A list to choose from becomes a blank to fill in; wrong choices left out: %(texts)s")
        % {"texts": ", ".join(wrong)[:200] or "-"}
    )
    return stem, blanks
