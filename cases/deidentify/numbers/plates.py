"""Number plates: of cars, new-energy cars, trailers, police, learners, consulates, forces."""

from __future__ import annotations

import re
from collections.abc import Iterator

from cases.deidentify.numbers.found import Found
from cases.deidentify.numbers.labels import Label
from cases.deidentify.numbers.page import Page
from cases.deidentify.spans import Kind

PROVINCES = "京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼"
_TAIL = "挂学警港澳试超领使"
_CAR = re.compile(
    rf"([{PROVINCES}])([A-Za-z])([-·.]{{0,2}})((?:[A-Za-z0-9][-·.]?){{3,5}}[A-Za-z0-9{_TAIL}])"
)
_NEW_ENERGY = re.compile(r"(?:[A-HJK][A-HJ-NP-Z0-9]\d{4}|\d{5}[A-HJK])\Z", re.IGNORECASE)
_CONSUL = re.compile(r"使[-·]?\d{3}[-·]?\d{3}|\d{6}使(?![用得命者])")
_FORCES = re.compile(
    rf"WJ[-·]?[{PROVINCES}0-9]{{1,2}}[-·]?\d{{4}}[0-9A-Z]"
    r"|[军空海南北沈兰济成广][A-Z][-·]?[0-9A-Z]\d{4}"
    r"|[VKHBSLJNGC][A-Z][-·]\d{5}"
)
_BARE = re.compile(r"[A-HJ-NP-Z][-·]?[A-HJ-NP-Z0-9]{5,6}", re.IGNORECASE)


def find(page: Page) -> Iterator[Found]:
    yield from _cars(page)
    for match in page.scan(_CONSUL):
        if page.closed(match.end()) and page.labels.says(*match.span(), Label.PLATE):
            yield page.found(*match.span(), Kind.PLATE, 0.95, "plate-consul")
    for match in page.scan(_FORCES):
        if not page.closed(match.end()):
            continue
        called = page.labels.says(*match.span(), Label.PLATE)
        sure = 0.95 if called or match[0].startswith("WJ") else 0.7
        yield page.found(*match.span(), Kind.PLATE, sure, "plate-forces")
    for match in page.scan(_BARE):
        if page.labels.governing(match.start(), 6) is not Label.PLATE:
            continue
        end = page.cut(match.start() + 6, match.end())
        if end and sum(c.isdigit() for c in match[0]) >= 3:
            yield page.found(match.start(), end, Kind.PLATE, 0.75, "plate-called")


def _cars(page: Page) -> Iterator[Found]:
    for match in _CAR.finditer(page.tight.text):
        end = _end(page, match)
        if not end:
            continue
        body = re.sub(r"[-·.]", "", page.tight.text[match.start(4) : end])
        called = page.labels.says(match.start(), end, Label.PLATE)
        if sum(c.isdigit() for c in body) < (1 if called else 3) - (body[-1] in _TAIL):
            continue
        broken = page.tight.divided(match.start(), end)
        odd = bool(re.search(r"[OIoi]", match[2] + body)) or match[0] != match[0].upper()
        sure = 0.98 if not broken else 0.94
        if odd and not called:
            sure = 0.9 if match[0] != match[0].upper() else 0.7
        yield page.found(match.start(), end, Kind.PLATE, sure, "plate")


def _end(page: Page, match: re.Match[str]) -> int:
    """Where the plate ends: six signs for new energy, else five, at an end of the row."""
    folded = page.tight
    places = [i for i in range(match.start(4), match.end(4)) if folded.text[i] not in "-·."]
    for size in (6, 5):
        if len(places) < size:
            continue
        end = places[size - 1] + 1
        body = "".join(folded.text[i] for i in places[:size])
        if size == 6 and not _NEW_ENERGY.match(body):
            continue
        if body[-1] in _TAIL or page.closed(end):
            return end
    return 0
