"""Bank cards: 16 to 19 digits, the check of Luhn, the heads of the issuers."""

from __future__ import annotations

import re
from collections.abc import Iterator

from cases.deidentify.numbers.found import Found
from cases.deidentify.numbers.labels import Label
from cases.deidentify.numbers.page import Page
from cases.deidentify.numbers.runs import Run
from cases.deidentify.spans import Kind

_HEAD = re.compile(r"(?=[2-689])")
_NATIONAL = re.compile(r"62|60\d{2}|9558|9559|9400|9843|998801|998802|81\d\d")
_ABROAD = re.compile(r"4|5[0-8]|35[2-8]|3[4-7]|30|2[2-7]|6")
_GROUPED = re.compile(r"4444[1-3]?\Z|6(?:13|10)\Z|88\Z|466\Z|644[245]\Z|64441\Z|484\Z")


def luhn(digits: str) -> bool:
    """Whether the check digit of ``digits`` holds."""
    total = 0
    for place, digit in enumerate(reversed(digits)):
        value = int(digit)
        if place % 2:
            value = value * 2 - 9 * (value > 4)
        total += value
    return total % 10 == 0


def find(page: Page) -> Iterator[Found]:
    for run in page.runs:
        yield from _cards(page, run, whole=True)
    for run in page.runs:
        yield from _cards(page, run, whole=False)


def _cards(page: Page, run: Run, *, whole: bool) -> Iterator[Found]:
    best: dict[int, tuple[float, int, str]] = {}
    for start, end in run.windows(_HEAD, 19, 18, 17, 16):
        pieces = run.pieces(start, end)
        if whole is not (len(pieces) == 1):
            continue
        sure, reason = _trust(page, run, start, end, pieces)
        if sure and sure > best.get(start, (0.0, 0, ""))[0]:
            best[start] = (sure, end, reason)
    for start, (sure, end, reason) in best.items():
        if run.free(start, end):
            run.take(start, end)
            yield page.found(*run.bounds(start, end), Kind.BANK_CARD, sure, reason)


def _trust(
    page: Page, run: Run, start: int, end: int, pieces: tuple[int, ...]
) -> tuple[float, str]:
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
    if national and (run.alone(start, end) or len(pieces) == 2):
        return 0.8, "card-broken"
    return (0.55, "card-broken") if len(pieces) == 2 and run.alone(start, end) else (0, "")
