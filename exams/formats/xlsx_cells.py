"""What stands in the cells of a workbook of questions, both ways. Pure."""

from __future__ import annotations

import html as markup
import re
from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from openpyxl.cell.rich_text import CellRichText

from exams.bank import rich_text
from exams.bank.plain import BLANK, Blank, Criterion, Pair, decimal
from exams.formats import safety

HTML = "[html]"
ARROW = re.compile(r"\s*(?:->|→|——>)\s*")
GAP = re.compile(r"[_＿]{2,}|[（(][ \u3000\xa0]*[)）]")
"""What people write where something has to be filled in."""


def text(cell: Any, *, formatted: bool = False) -> str:
    """A cell as it is seen: per cent as such; with ``formatted`` also raised, lowered, bold,
    slanting and underlined parts, as HTML behind ``[html]``."""
    raw = cell.value
    if isinstance(raw, CellRichText):
        words = str(raw)
        html = _formatted(raw) if formatted and not words.startswith(HTML) else ""
        return f"{HTML}{html}" if html else value(words)
    if isinstance(raw, int | float) and not isinstance(raw, bool) and "%" in cell.number_format:
        return f"{(Decimal(repr(raw)) * 100).normalize():f}%"
    return value(raw)


def _formatted(parts: CellRichText) -> str:
    """Nothing when no part looks otherwise than the others."""
    rows, found = [], False
    for part in parts:
        row = markup.escape(value(str(part), strip=False), quote=False).replace("\n", "<br>")
        for tag in _tags(getattr(part, "font", None)):
            row, found = f"<{tag}>{row}</{tag}>", True
        rows.append(row)
    return "".join(rows).strip() if found else ""


def _tags(font: Any) -> list[str]:
    if font is None:
        return []
    raised = {"superscript": "sup", "subscript": "sub"}.get(font.vertAlign or "")
    seen = [raised, "strong" if font.b else "", "em" if font.i else "", "u" if font.u else ""]
    return [tag for tag in seen if tag]


def value(cell: Any, *, strip: bool = True) -> str:
    """A cell's value as text: whole numbers without a point, days as 2026-03-01."""
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return str(cell).lower()
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    if isinstance(cell, datetime):
        midnight = (cell.hour, cell.minute, cell.second) == (0, 0, 0)
        return cell.date().isoformat() if midnight else cell.isoformat(" ")
    if isinstance(cell, date):
        return cell.isoformat()
    words = str(cell).replace("_x000D_", "").replace("\r\n", "\n").replace("\r", "\n")
    return words.strip() if strip else words


def rich(text: str) -> str:
    """A cell's words, or HTML behind ``[html]``."""
    if text.startswith(HTML):
        safety.no_active(text)
        return rich_text.from_html(text[len(HTML) :])
    return rich_text.from_plain(text)


def shown(html: str, *, plainly: bool = True) -> str:
    """Clean rich text as a cell that reads back as the same."""
    words = rich_text.words(html)
    if plainly and not words.startswith(HTML) and rich(words) == html:
        return words
    return HTML + html


def pair(text: str) -> Pair:
    """``left -> right``; without a left side it is a distractor. Raises `ValueError`."""
    parts = ARROW.split(text, maxsplit=1)
    if len(parts) != 2:
        raise ValueError("pair")
    return Pair(rich(parts[0]), rich(parts[1]))


def shown_pair(left: str, right: str) -> str:
    side = shown(left)
    if ARROW.search(side):
        side = HTML + re.sub(r"→", "&#8594;", left)
    return f"{side} -> {shown(right)}"


def numbered(stem: str, most: int) -> str:
    """A stem with ``{{1}}`` … in place of lines and empty brackets, where there are as many of
    these as of answers."""
    if BLANK.search(stem) or len(GAP.findall(stem)) != most:
        return stem
    numbers = iter(range(1, most + 1))
    return GAP.sub(lambda _match: f"{{{{{next(numbers)}}}}}", stem)


def blanks(text: str) -> tuple[Blank, ...]:
    """A line per blank; ``|`` between alternatives; ``3.14±0.01`` for a number."""
    return tuple(_blank(line) for line in text.split("\n") if line.strip())


def _blank(line: str) -> Blank:
    found = re.search(r"(?<!\\)(?:\\\\)*±\s*([\d.]+)\s*$", line)
    tolerance = None
    if found:
        tolerance = decimal(found[1])
        line = line[: line.rindex("±")]
    answers = _split(line)
    return Blank(tuple(_plain(one) for one in answers), tolerance)


def _split(line: str) -> list[str]:
    """Cut at ``|`` that are not escaped; escapes stay."""
    return [found for found in re.findall(r"(?:\\.|[^|\\])*", line) if found]


def _plain(text: str) -> str:
    return rich_text.plain_line(re.sub(r"\\([|±\\])", r"\1", text))


def shown_blanks(rows: Sequence[Blank]) -> str:
    lines = []
    for blank in rows:
        line = "|".join(re.sub(r"([|±\\])", r"\\\1", answer) for answer in blank.answers)
        if blank.tolerance is not None:
            line += f"±{blank.tolerance:f}"
        lines.append(line)
    return "\n".join(lines)


def rubric(text: str) -> tuple[Criterion, ...]:
    """A line per criterion, its points behind the last colon: ``names the law: 2``. Raises
    `ValueError`."""
    rows = []
    for line in text.split("\n"):
        if line.strip():
            words, colon, points = line.replace("：", ":").rpartition(":")
            if not colon:
                raise ValueError("points")
            rows.append(Criterion(line[: len(words)].strip(), decimal(points.strip())))
    return tuple(rows)


def shown_rubric(rows: Sequence[Criterion]) -> str:
    return "\n".join(f"{row.text}: {row.points.normalize():f}" for row in rows)


def number(text: str) -> Decimal:
    return decimal(text)


def whole(text: str) -> int:
    """Also ``3.0``, as some programs write a 3. Raises `ValueError`."""
    found = decimal(text)
    if found % 1:
        raise ValueError("whole number")
    return int(found)
