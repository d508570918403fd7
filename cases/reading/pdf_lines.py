"""Lines of a PDF put together into paragraphs: a PDF knows only where characters stand. Pure."""

from __future__ import annotations

import re
from statistics import quantiles

from cases.reading.characters import clean

_ENDS = re.compile(r"[。！？；：…!?;:」』”》】]$")
_BEGINS = re.compile(
    r"^(?:[\u3000 ]{2,}|[一二三四五六七八九十]{1,3}、|[（(][一二三四五六七八九十\d]{1,3}[）)]"
    r"|【|●|■|\d{1,2}[.、．]|第.{1,4}[条章节]|附[:：]?|(?:被告|被害)人[\u4e00-\u9fff]{2,4}[，,（(]"
    r"|审判长|审判员|书记员|公诉机关|辩护人)"
)
_CHINESE = re.compile(r"[\u3400-\u9fff，、“‘（《0-9A-Za-z]")
FULL = 0.85
"""Of the width of full lines: from here on a line was broken for lack of room."""


def joined(text: str) -> str:
    """The text with lines joined that belong together; when in doubt a line stays a line."""
    lines = [line.rstrip() for line in clean(text).split("\n")]
    full = _full_width([_width(line) for line in lines if line.strip()])
    paragraphs: list[str] = []
    before = ""
    for line in lines:
        if paragraphs and _goes_on(before, line, full):
            paragraphs[-1] += _between(before, line) + line.lstrip()
        else:
            paragraphs.append(line)
        before = line
    return "\n".join(paragraphs)


def _goes_on(before: str, line: str, full: float) -> bool:
    if not before.strip() or not line.strip() or "\t" in before:
        return False
    if _width(before) < FULL * full or _ENDS.search(before) or _BEGINS.match(line):
        return False
    return bool(_CHINESE.match(before[-1]) and _CHINESE.match(line.lstrip()[0]))


def _between(before: str, line: str) -> str:
    """Words of Latin letters are set apart; a number may have been broken anywhere."""
    ends, begins = before[-1], line.lstrip()[0]
    apart = ends.isascii() and begins.isascii() and not (ends.isdigit() and begins.isdigit())
    return " " if apart else ""


def _full_width(widths: list[int]) -> float:
    """How wide full lines are; too few lines, or short ones, are a list."""
    if len(widths) < 3:
        return float("inf")
    wide = quantiles(widths, n=10)[-1]
    return max(wide, 30.0)


def _width(line: str) -> int:
    """Chinese characters are two wide."""
    return sum(1 if one.isascii() else 2 for one in line.strip())
