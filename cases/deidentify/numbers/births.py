"""Dates of birth: only a date that is said to be one."""

from __future__ import annotations

import re
from collections.abc import Iterator

from cases.deidentify.folded import is_han
from cases.deidentify.numbers.found import Found
from cases.deidentify.numbers.labels import Label
from cases.deidentify.numbers.page import Page
from cases.deidentify.spans import Kind

_HAN_YEAR = r"[一二][〇○零O0一二三四五六七八九]{3}"
_HAN_NUMBER = r"[一二三四五六七八九十廿卅〇元正冬腊初]{1,3}"
_YEAR = rf"(?:(?:18|19|20)\d{{2}}|{_HAN_YEAR})"
_MONTH = rf"(?:1[0-2]|0?[1-9]|{_HAN_NUMBER})"
_DAY = rf"(?:[12]\d|3[01]|0?[1-9]|{_HAN_NUMBER})"
_DATE = (
    rf"(?:{_YEAR}|(?<!\d)[4-9]\d)年(?:农历|公历)?{_MONTH}月(?:{_DAY}[日号]|初{_HAN_NUMBER})?"
    rf"|{_YEAR}(?P<mark>[-./])(?:1[0-2]|0?[1-9])(?:(?P=mark)(?:[12]\d|3[01]|0?[1-9]))?(?!\d)"
)
_CALENDAR = r"(?:\((?:农历|公历|阳历|阴历)\)|农历|公历|阳历|阴历)?"
_AFTER = re.compile(
    rf"({_DATE}){_CALENDAR}(?:出生|降生|诞生|生于|生(?P<end>[,。;、)）(人的男女汉]|\Z)?)"
)
_BEFORE = re.compile(
    r"(?:(?<![发产养衍滋学医先派师考新女男招究习民重再诞书花人])生于|出生于|出生日期|出生年月日?|出生时间|出生|"
    r"生日|生辰|诞辰|birth(?:day|date)?|dateofbirth|DOB)"
    rf"(?:[:为是系在于\(,]|日期|时间){{0,3}}{_CALENDAR}({_DATE}|(?:19|20)\d{{2}}(?:0[1-9]|1[0-2])"
    r"(?:[0-2]\d|3[01])(?!\d)|(?:1[0-2]|0?[1-9])月(?:[12]\d|3[01]|0?[1-9])日)",
    re.IGNORECASE,
)
_ALONE = re.compile(_DATE)


def find(page: Page) -> Iterator[Found]:
    folded = page.tight
    for match in _AFTER.finditer(folded.text):
        bare = match[0].endswith("生") and not match[0].endswith(("出生", "降生", "诞生"))
        stop = match.end()
        if bare and stop < len(folded.text) and not folded.breaks[stop]:
            continue
        yield page.found(*match.span(1), Kind.BIRTH_DATE, 0.97, "birth-said")
    for match in _BEFORE.finditer(folded.text):
        start, end = match.span(1)
        if match[0].startswith("生于") and _may_end_a_name(folded.text, match.start(), end):
            continue
        yield page.found(start, end, Kind.BIRTH_DATE, 0.97, "birth-called")
    for match in _ALONE.finditer(folded.text):
        if Label.BIRTH in page.labels.heads(match.start()) and _in_cell(page, *match.span()):
            yield page.found(*match.span(), Kind.BIRTH_DATE, 0.9, "birth-column")


def _may_end_a_name(text: str, start: int, end: int) -> bool:
    """海生于2020年4月3日向…: somebody called 海生 did something on that day."""
    return is_han(text[start - 1 : start] or " ") and is_han(text[end : end + 1] or " ")


def _in_cell(page: Page, start: int, end: int) -> bool:
    """Whether the date fills its cell."""
    breaks = page.tight.breaks
    return bool(breaks[start]) and (end == len(breaks) or bool(breaks[end]))
