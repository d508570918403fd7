"""Bank cards: 16 to 19 digits, the check of Luhn, the heads of the issuers."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from cases.deidentify.numbers.found import Found
from cases.deidentify.numbers.labels import Label
from cases.deidentify.numbers.page import Page
from cases.deidentify.numbers.runs import Run
from cases.deidentify.spans import Kind

_HEAD = re.compile(r"(?=[2-689])")
_NATIONAL = re.compile(r"62|60\d{2}|9558|9559|9400|9843|998801|998802|81\d\d")
_ABROAD = re.compile(r"4|5[0-8]|35[2-8]|3[4-7]|30|2[2-7]|6")
_GROUPED = re.compile(r"4444[1-3]?\Z|6(?:13|10)\Z|88\Z|466\Z|644[245]\Z|64441\Z|484\Z")


_DOUBLED = str.maketrans("0123456789", "0246813579")


def luhn(digits: str) -> bool:
    """Whether the check digit of ``digits`` holds."""
    doubled = digits[-2::-2].translate(_DOUBLED)
    return sum(map(int, digits[-1::-2] + doubled)) % 10 == 0


def find_called(page: Page) -> Iterator[Found]:
    """What Luhn proves and words call a card, or that is alone: before the mobiles, since a piece
    of a broken card may look like one."""
    for run in page.runs:
        yield from _cards(page, run, _called_and_checked)


def find(page: Page) -> Iterator[Found]:
    """Whatever checks; then what is only called a card."""
    for run in page.runs:
        yield from _cards(page, run, _checked)
    for run in page.runs:
        yield from _cards(page, run, _unchecked)


Trust = Callable[[Page, Run, int, int], tuple[float, str]]


def _cards(page: Page, run: Run, trust: Trust) -> Iterator[Found]:
    best: dict[int, tuple[int, float, int, str]] = {}
    for start, end in run.windows(_HEAD, 19, 18, 17, 16):
        sure, reason = trust(page, run, start, end)
        better = (_likeness(run, start, end), sure, end, reason)
        if sure and better > best.get(start, (0, 0.0, 0, "")):
            best[start] = better
    for start, (_, sure, end, reason) in best.items():
        if run.free(start, end):
            page.take(run, start, end)
            yield page.found(*run.bounds(start, end), Kind.BANK_CARD, sure, reason)


def _likeness(run: Run, start: int, end: int) -> int:
    """Which of two that begin alike is rather a card: 16 and 19 digits are usual; a piece of its
    own is rather whole, but a wrapped line hides its end; a cell divides most."""
    usual = end - start in {16, 19}
    joints = run.joined_by(start, end)
    if any(j[0] == "c" for j in joints):
        return 8 if usual else 1
    if any(j[0] == "l" for j in joints):
        return 10 if end - start == 19 else 2 + 2 * usual
    return 2 + 2 * usual + run.unbroken(start, end) + 4 * run.alone(start, end)


def _called_and_checked(page: Page, run: Run, start: int, end: int) -> tuple[float, str]:
    if not _NATIONAL.match(run.digits, start):
        return 0, ""
    if page.governing(run, start) is Label.CARD or _one_cell(run, start, end):
        return _checked(page, run, start, end)
    return 0, ""


def _one_cell(run: Run, start: int, end: int) -> bool:
    """Whether it is in one cell, and no other number beside it or one wrapped line in it."""
    if any(j[0] == "c" for j in run.joined_by(start, end)):
        return False
    return len(run.pieces(start, end)) == 2 or run.alone(start, end)


def _checked(page: Page, run: Run, start: int, end: int) -> tuple[float, str]:
    return _trust(page, run, start, end) if luhn(run.digits[start:end]) else (0, "")


def _unchecked(page: Page, run: Run, start: int, end: int) -> tuple[float, str]:
    return (0, "") if luhn(run.digits[start:end]) else _trust(page, run, start, end)


def _trust(page: Page, run: Run, start: int, end: int) -> tuple[float, str]:
    pieces = run.pieces(start, end)
    digits = run.digits[start:end]
    national = bool(_NATIONAL.match(digits))
    checked = luhn(digits)
    if not checked and len(pieces) > 1 and not run.alone(start, end):
        return 0, ""
    if run.following(end, 1) in {"元", "万", "亿"} or not (national or _ABROAD.match(digits)):
        return 0, ""
    if run.following(end, 1) == "." and len(pieces) == 1 and run.following(end, 2)[1:].isdigit():
        return 0, ""
    governing = page.governing(run, start)
    called = page.says(run, start, end, Label.CARD)
    if not called and governing in {Label.OTHER, Label.CASE, Label.PROPERTY}:
        return 0, ""
    if run.disguised:
        return (0.8, "card-disguised") if checked and (called or national) else (0, "")
    if not checked:
        usual = len(digits) in {16, 19}
        return (0.85 if usual else 0.6, "card-called") if called else (0, "")
    if called:
        return (1.0 if len(pieces) == 1 else 0.96, "card-called")
    return _unnamed(run, start, end, pieces, national)


def _unnamed(
    run: Run, start: int, end: int, pieces: tuple[int, ...], national: bool
) -> tuple[float, str]:
    """A number that checks, and no word calls a card."""
    if len(pieces) == 1:
        if run.letter_before(start) or run.letter_after(end):
            return (0.6, "card-checked") if national else (0, "")
        return (0.96, "card-checked") if national else (0.8, "card-checked")
    joints = run.joined_by(start, end)
    usual = bool(_GROUPED.match("".join(str(p) for p in pieces))) and len(joints) == 1
    if usual and (len(pieces) > 3 or not any(j[0] in "lc" for j in joints)):
        return (0.95, "card-grouped") if national else (0.85, "card-grouped")
    alone = run.alone(start, end)
    if national and (alone or len(pieces) == 2):
        return 0.8, "card-broken"
    apart = not any(j[0] in "lc" for j in joints)
    return (0.55, "card-broken") if alone and (apart or len(pieces) <= 3) else (0, "")
