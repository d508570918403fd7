"""Citizens' ID numbers: 18 signs with the check of GB 11643, and the 15 digits of before."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date

from cases.deidentify.numbers.found import Found
from cases.deidentify.numbers.labels import Label
from cases.deidentify.numbers.page import Page
from cases.deidentify.numbers.runs import Run
from cases.deidentify.spans import Kind

WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
CHECKS = "10X98765432"
_REGION = re.compile(r"1[1-5]|2[1-3]|3[1-7]|4[1-6]|5[0-4]|6[1-5]|7[1]|8[1-3]|9[1]")
_HEAD = re.compile(r"(?=[1-9]\d{5}(?:18|19|20)\d\d[01]\d[0-3]\d)")
_OLD_HEAD = re.compile(r"(?=[1-9]\d{7}[01]\d[0-3]\d)")
_ANY = re.compile(r"(?=[1-9])")
_X = frozenset("xX×✕хХχΧ*")
_LONG = re.compile(
    r"(?=((?:[1-6]\d|71|8[1-3])\d{4}(?:19|20)\d{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])\d{4}))"
)
_GROUPS = {
    (6, 8, 4),
    (6, 4, 4, 4),
    (6, 4, 2, 2, 4),
    (6, 8, 3, 1),
    (3, 3, 4, 4, 4),
    (6, 12),
    (14, 4),
}


def check_sign(first: str) -> str:
    """The eighteenth sign for seventeen digits."""
    return CHECKS[sum(int(d) * w for d, w in zip(first, WEIGHTS, strict=True)) % 11]


def _day(year: int, month: int, day: int) -> bool:
    try:
        date(year, month, day)
    except ValueError:
        return False
    return 1880 <= year <= 2049


def plausible(number: str) -> bool:
    """Whether region and date of birth of 15 or 18 signs can be."""
    if not _REGION.match(number):
        return False
    if len(number) == 15:
        return _day(1900 + int(number[6:8]), int(number[8:10]), int(number[10:12]))
    return _day(int(number[6:10]), int(number[10:12]), int(number[12:14]))


def valid(number: str) -> bool:
    """Whether region, date and check sign of 18 signs hold."""
    return plausible(number) and check_sign(number[:17]) == number[17].upper()


def find(page: Page) -> Iterator[Found]:
    """What proves itself, and what is called an ID number."""
    for run in page.runs:
        yield from _glued(page, run)
        yield from _checked(page, run)
    for run in page.runs:
        yield from _unchecked(page, run, called=True)
        yield from _fifteen(page, run, called=True)


def find_rest(page: Page) -> Iterator[Found]:
    """What only looks like one, when nobody else has proven it to be his."""
    for run in page.runs:
        yield from _fifteen(page, run, called=False)
        yield from _unchecked(page, run, called=False)
        yield from _called(page, run)


def _checked(page: Page, run: Run) -> Iterator[Found]:
    for start, end in run.windows(_HEAD, 18, 17):
        whole = _whole(run, start, end)
        if whole is None:
            continue
        number, last = whole
        if valid(number) and not _money(run, end):
            page.take(run, start, end, last)
            yield page.found(run.at[start], last, Kind.ID_NUMBER, 1.0, "id-checked")


def _whole(run: Run, start: int, end: int) -> tuple[str, int] | None:
    """The eighteen signs from ``start`` and where they end; the last may be an X."""
    number, last = run.digits[start:end], run.at[end - 1] + 1
    if len(number) == 18:
        return number, last
    text = run.folded.text
    if last < len(text) and text[last] in _X:
        return number + "X", last + 1
    return None


def _money(run: Run, end: int) -> bool:
    return run.following(end, 1) in {"元", "万", "亿"}


def _glued(page: Page, run: Run) -> Iterator[Found]:
    """A number inside a longer row of digits, as when two columns lost what was between them."""
    for match in _LONG.finditer(run.digits) if len(run.digits) > 18 else ():
        start, end = match.start(), match.start() + 18
        if any(run.joints[start + 1 : end]) or (run.edge(start) and run.edge(end)):
            continue
        if valid(match[1]) and run.free(start, end):
            run.cut(start)
            run.cut(end)
            page.take(run, start, end)
            first, last = run.bounds(start, end)
            yield page.found(first, last, Kind.ID_NUMBER, 0.9, "id-glued")


def _unchecked(page: Page, run: Run, *, called: bool) -> Iterator[Found]:
    """Region and date are right, the check sign is not: a slip, or an invented number."""
    for start, end in run.windows(_HEAD, 18, 17):
        whole = _whole(run, start, end)
        if whole is None or not plausible(whole[0]) or _money(run, end):
            continue
        pieces = run.pieces(start, end)
        governing = page.governing(run, start)
        if page.says(run, start, end, Label.ID) is not called:
            continue
        if not called and (governing is Label.OTHER or run.letter_before(start)):
            continue
        if not (called or len(pieces) == 1 or pieces in _GROUPS or run.alone(start, end)):
            continue
        page.take(run, start, end)
        sure = 0.95 if called else 0.9 if len(pieces) == 1 else 0.7
        reason = "id-called" if called else "id-plausible"
        yield page.found(run.at[start], whole[1], Kind.ID_NUMBER, sure, reason)


def _fifteen(page: Page, run: Run, *, called: bool) -> Iterator[Found]:
    for start, end in run.windows(_OLD_HEAD, 15):
        if not plausible(run.digits[start:end]) or _money(run, end):
            continue
        pieces = run.pieces(start, end)
        if page.says(run, start, end, Label.ID) is not called:
            continue
        if not called:
            other = page.governing(run, start)
            if other is not None or run.letter_before(start) or run.letter_after(end):
                continue
            if not (len(pieces) == 1 or pieces == (6, 6, 3)) or run.disguised:
                continue
        first, last = run.bounds(start, end)
        page.take(run, start, end)
        sure, reason = (0.95, "id-called") if called else (0.6, "id-old")
        yield page.found(first, last, Kind.ID_NUMBER, sure, reason)


def _called(page: Page, run: Run) -> Iterator[Found]:
    """Whatever is called an ID number and is about as long: a slip of a digit hides nobody."""
    for start, end in run.windows(_ANY, 18, 17, 15, 16, 19):
        if page.governing(run, start) is not Label.ID:
            continue
        if not (run.unbroken(start, end) or run.alone(start, end)):
            continue
        whole = _whole(run, start, end)
        last = whole[1] if whole else run.at[end - 1] + 1
        page.take(run, start, end, last)
        yield page.found(run.at[start], last, Kind.ID_NUMBER, 0.8, "id-called-odd")
