"""Telephones: mobiles (with +86, broken, grouped), landlines with extension, 400 and 800."""

from __future__ import annotations

import re
from collections.abc import Iterator

from cases.deidentify.folded import Break
from cases.deidentify.numbers.found import Found
from cases.deidentify.numbers.labels import Label
from cases.deidentify.numbers.page import Page
from cases.deidentify.numbers.runs import Run
from cases.deidentify.spans import Kind

_HEAD = re.compile(r"(?=1[3-9]|861|00861)")
_MOBILE = re.compile(r"1[3-9]\d{9}\Z")
_ABROAD = re.compile(r"(?:\(?\+?\(?(?:86|0086)\)?\)?|\(\+?(?:86|0086)\))[-·.]?\(?\Z")
_GROUPS = {(3, 4, 4), (4, 4, 3), (3, 3, 5), (3, 8), (7, 4), (5, 6), (3, 2, 3, 3), (4, 3, 4)}
_UNIT = re.compile(
    r"(?:多|余)?(?:元|万|亿|美元|欧元|港元|人民币|%|‰|件|股|份|人次|平方|平米|㎡|吨|公斤|千克|kg|克|公里|"
    r"km|次|户|亩|立方|字节|KB|MB|GB)|\.\d{1,4}(?!\d)"
)
_AREA = r"0(?:10|2[0-57-9]|[3-9]\d{2})"
_LANDLINE = re.compile(rf"(?:\+86-?|86-)?\(?({_AREA})\)?(-{{0,2}}|·)([2-9]\d{{6,7}})")
_LARGE = re.compile(
    "0(?:311|371|411|431|451|51[02]|53[12]|551|57[147]|59[125]|731|75[57]|76[09]|771|791|851|871|898|991)"
)
_EXTENSION = re.compile(r"(?:-|转|分机|ext\.?|\(转?)(\d{1,6})\)?(?!\d)", re.IGNORECASE)
_LOCAL = re.compile(r"[2-9]\d{2,3}-?\d{4}")
_SERVICE = re.compile(r"[48]00(?:-?\d{3}-?\d{4}|-?\d{4}-?\d{3}|-?\d-?\d{3}-?\d{3})")


def find(page: Page) -> Iterator[Found]:
    for run in page.runs:
        _split_rows(page, run)
        yield from _mobiles(page, run, whole=True)
    for run in page.runs:
        yield from _mobiles(page, run, whole=False)
    yield from _landlines(page)
    yield from _services(page)
    yield from _locals(page)


def _split_rows(page: Page, run: Run) -> None:
    """Mobiles that were written without anything between them, when words say what they are."""
    for start, end in run.windows(_HEAD, 22, 33):
        digits = run.digits[start:end]
        parts = [digits[i : i + 11] for i in range(0, len(digits), 11)]
        mobiles = len(run.pieces(start, end)) == 1 and all(_MOBILE.match(p) for p in parts)
        if mobiles and page.says(run, start, end, Label.PHONE):
            for place in range(start + 11, end, 11):
                run.cut(place)


def _mobiles(page: Page, run: Run, *, whole: bool) -> Iterator[Found]:
    for start, end in run.windows(_HEAD, 11, 13, 15):
        prefix = end - start - 11
        if prefix and run.digits[start : start + prefix] not in {"86", "0086"}:
            continue
        number = start + prefix
        if not _MOBILE.match(run.digits, number, end):
            continue
        pieces = run.pieces(number, end)
        if run.joints[start] in {"-", "--"} and not prefix and not _abroad(run, start):
            continue
        if whole is (len(pieces) == 1):
            sure, reason = _trust(page, run, number, end, pieces)
            if sure:
                page.take(run, start, end)
                first, last = _with_prefix(run, start, end)
                yield page.found(first, last, Kind.PHONE, sure, reason)


def _abroad(run: Run, start: int) -> bool:
    return run.digits[:start].endswith("86")


def _with_prefix(run: Run, start: int, end: int) -> tuple[int, int]:
    """With +86 or (0086) that stands before it."""
    first, last = run.bounds(start, end)
    before = run.folded.text[max(0, first - 8) : first]
    match = _ABROAD.search(before)
    if match is not None:
        first -= len(before) - match.start()
    elif run.digits[start : start + 2] in {"86", "00"} and before.endswith("+"):
        first -= 1
    return first, last


def _trust(
    page: Page, run: Run, start: int, end: int, pieces: tuple[int, ...]
) -> tuple[float, str]:
    """How sure eleven digits with a mobile's head are a mobile: 0 is not at all."""
    if _UNIT.match(run.following(end, 5)) and not run.joined_by(end - 1, min(end + 1, len(run.at))):
        return 0, ""
    called = page.says(run, start, end, Label.PHONE)
    governing = page.governing(run, start)
    if run.disguised:
        return _disguised(run, start, end, pieces, called)
    if not called and (governing is Label.OTHER or governing is Label.CASE):
        return 0, ""
    glued = run.letter_before(start) and run.at[start] not in page.ends
    if glued or run.letter_after(end):
        return (0.9, "phone-called") if called else (0.6, "phone-glued")
    if len(pieces) == 1:
        return (1.0, "phone-called") if called else (0.97, "phone-mobile")
    joints = run.joined_by(start, end)
    if called and (pieces in _GROUPS or len(joints) == 1 or not any("-" in j for j in joints)):
        return 0.95, "phone-broken-called"
    return _broken(page, run, start, end, pieces)


def _disguised(
    run: Run, start: int, end: int, pieces: tuple[int, ...], called: bool
) -> tuple[float, str]:
    if called:
        return 0.8, "phone-disguised"
    if run.letter_before(start) or run.letter_after(end):
        return 0, ""
    alone = run.alone(start, end) or len(pieces) == 1
    return (0.6, "phone-disguised") if alone and len(pieces) <= 3 else (0, "")


def _broken(
    page: Page, run: Run, start: int, end: int, pieces: tuple[int, ...]
) -> tuple[float, str]:
    """Pieces that no word calls a phone: a usual grouping, or nothing else near them."""
    joints = run.joined_by(start, end)
    marks = {j[:1] if j[:1] in "slch" else "-" for j in joints}
    signs = {j.lstrip("slch") for j in joints}
    heads = page.labels.heads(run.at[start])
    if ("." in signs or ".." in signs) and pieces != (3, 4, 4):
        return 0, ""
    if "c" in marks or "l" in marks:
        if heads or (len(pieces) > 2 and pieces != (3, 4, 4) and set(pieces) != {1}):
            return 0, ""
        if pieces == (3, 4, 4) and "c" in marks and not run.alone(start, end):
            return 0, ""
        if run.alone(start, end):
            return 0.6, "phone-broken"
        apart = _apart(run, start, end) and min(pieces) >= 3
        return (0.5, "phone-broken") if apart and len(pieces) == 2 else (0, "")
    before = run.joints[start] if start and not _abroad(run, start) else ""
    beside = {before, *run.joints[end : end + 1]}
    if pieces in _GROUPS and len(joints) == 1 and not joints & beside:
        return (0.92, "phone-grouped") if pieces == (3, 4, 4) else (0.8, "phone-grouped")
    few = len(pieces) <= 3 or set(pieces) == {1}
    return (0.6, "phone-broken") if few and run.alone(start, end) else (0, "")


def _apart(run: Run, start: int, end: int) -> bool:
    """Whether words stand on one side and another cell or line on the other."""
    ends = run.joints[end][:1] if end < len(run.joints) else ""
    starts = run.joints[start][:1] if start else ""
    return {starts, ends} in ({"", "l"}, {"", "c"})


def _is_amount(page: Page, end: int) -> bool:
    """Whether a unit of money or measure follows in the same line and cell."""
    text, breaks = page.tight.text, page.tight.breaks
    if end < len(text) and breaks[end] >= Break.LINE:
        return False
    return _UNIT.match(text, end, end + 5) is not None


def _landlines(page: Page) -> Iterator[Found]:
    text, breaks = page.tight.text, page.tight.breaks
    for match in page.scan(_LANDLINE):
        start = match.start(3)
        end = _local_end(page, match)
        if not end or not page.free(match.start(), end):
            continue
        short = len(match[1]) == 3 and len(re.sub(r"\D", "", text[start:end])) == 7
        signed = bool(match[2]) or "(" in match[0]
        called = page.labels.says(match.start(), end, Label.PHONE)
        if not signed and _continues(page, match.start()):
            continue
        if short and not (signed or called):
            continue
        if not signed and not called and _pieced(page, match.start(), end):
            continue
        if not called and (_is_amount(page, end) or _is_other(page, match.start())):
            continue
        extension = _EXTENSION.match(text, end) if not breaks[min(end, len(text) - 1)] else None
        end = extension.end() if extension and signed else end
        bare = 0.6 if breaks[start] else 0.55
        sure, reason = (0.93, "phone-landline") if signed else (bare, "phone-landline-bare")
        yield page.found(match.start(), end, Kind.PHONE, 1.0 if called else sure, reason)


def _continues(page: Page, start: int) -> bool:
    """Whether digits stand before, with no more than a space between."""
    text, breaks = page.tight.text, page.tight.breaks
    return start > 0 and text[start - 1].isdigit() and breaks[start] <= Break.SPACE


def _pieced(page: Page, start: int, end: int) -> bool:
    """Whether a row of digits goes over lines, or goes on behind a space."""
    text = page.tight.text
    after = text[end : end + 1].isdigit() and page.tight.breaks[end] <= Break.SPACE
    return after or page.tight.divided(start, end) > Break.SPACE


def _local_end(page: Page, match: re.Match[str]) -> int:
    """Where the number behind the area ends: seven or eight digits, in large cities eight."""
    start, end = match.span(3)
    large = bool(_LARGE.match(match[1])) or len(match[1]) == 3
    if end - start == 8 and large and page.closed(end):
        return end
    if end - start == 8 and page.closed(end):
        gap = page.tight.breaks[end - 1]
        if gap <= max(Break.HIDDEN, page.tight.divided(match.start(), end - 1)):
            return end
    return page.cut(start + 7, end)


def _is_other(page: Page, start: int) -> bool:
    return page.labels.governing(start) in {Label.OTHER, Label.CASE, Label.PROPERTY, Label.CARD}


def _services(page: Page) -> Iterator[Found]:
    for match in page.scan(_SERVICE):
        start, end = match.span()
        called = page.labels.says(start, end, Label.PHONE)
        money = _is_amount(page, end)
        if (
            page.closed(end)
            and page.free(start, end)
            and (called or ("-" in match[0] and not money))
        ):
            yield page.found(start, end, Kind.PHONE, 0.95 if called else 0.9, "phone-service")


def _locals(page: Page) -> Iterator[Found]:
    """Seven or eight digits that a word calls a telephone."""
    for match in page.scan(_LOCAL):
        if page.labels.governing(match.start(), reach=4) is not Label.PHONE:
            continue
        end = page.cut(match.end() - ("-" not in match[0] and len(match[0]) == 8), match.end())
        money = _is_amount(page, end)
        if end and not money and page.free(match.start(), end):
            yield page.found(match.start(), end, Kind.PHONE, 0.8, "phone-local")
