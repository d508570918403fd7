"""Where the name of a place or a unit begins, read backwards from the word that it ends with."""

from __future__ import annotations

import re
from functools import cache

from cases.deidentify.lexicon import place_stops, places

_INSIDE = re.compile(r"[\u4e00-\u9fff\u3400-\u4dbf〇×＊A-Za-z&·]")
_NAMELIKE = frozenset(
    "云和 元和 祥和 平和 和平 和谐 泰和 和信 和美 和顺 天和 和田 人和 和兴 和盛 和润 和丰 义和 德和 永和 中和 万和 和睦 和家 "
    "和缘 和记 和乐 和合 颐和 仁和 顺和 和县 大同 和硕 和静 和政 和龙 和林".split()
)
_SOFT = frozenset("和同原时为前后经有现用以系后乘起开里内外上下中受当叫家告月日号年人时许从由向")


@cache
def known_places() -> re.Pattern[str]:
    """Places that the lists know, the longest first; 市, 省 may be missing."""
    known = places()
    cities = {city + suffix for city in known.cities for suffix in ("市", "地区", "")}
    every = known.provinces | known.short_provinces | known.counties | cities
    every |= {county[:-1] for county in known.counties if len(county) == 3}
    return re.compile("|".join(sorted(every, key=lambda word: (-len(word), word))))


def stop_before(text: str, start: int, end: int) -> int:
    """The last index from ``start`` to ``end`` at which a word ends that is no part of a name."""
    stops, reach = place_stops()
    for index in range(end, start, -1):
        if any(
            text[index - size : index] in stops for size in range(1, min(reach, index - start) + 1)
        ):
            return index
    return start


def name_start(text: str, end: int, floor: int, reach: int) -> tuple[int, bool]:
    """Where the name that ends at ``end`` begins, not before ``floor`` and at most ``reach`` signs
    back, and whether something was found there that divides."""
    index = end
    while index > floor and end - index < reach and _INSIDE.match(text[index - 1]):
        index -= 1
    divided = index == floor or end - index < reach
    start = stop_before(text, index, end)
    divided = divided or start > index
    for place in known_places().finditer(text, index, end):
        if place.start() < start < place.end() or start <= place.start():
            return place.start(), True
    return _past_soft(text, start, end), divided


def _past_soft(text: str, start: int, end: int) -> int:
    for index in range(end - 2, start, -1):
        pairs = (text[index - 1 : index + 1], text[index : index + 2])
        if text[index] == "和" and not any(pair in _NAMELIKE for pair in pairs):
            start = index + 1
            break
    while end - start > 2 and text[start] in _SOFT and text[start : start + 2] not in _NAMELIKE:
        start += 1
    return start
