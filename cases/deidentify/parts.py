"""The parts of an address: 浙江省 | 云和县 | 石塘镇 | 小顺村 | 12号 | 3幢 2单元 501室.

A part is a place that is known, signs before a sign that ends parts (县, 镇, 村, 路, 小区), or the
number of a house or flat. Which signs before 镇 belong to it, is weighed where parts are put
together (`cases.deidentify.chains`).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, lru_cache

from cases.deidentify.folded import is_han
from cases.deidentify.lattice import part_of_speech, word_score
from cases.deidentify.lexicon import place_stops, places
from cases.deidentify.scene import Gap, Scene

LEVELS = {
    "city": "市 自治州 地区 盟",
    "county": "自治县 县 区 旗 新区 开发区 经济开发区 高新区",
    "town": "镇 乡 街道 苏木 民族乡 畲族镇 畲族乡",
    "village": "自然村 行政村 村 社区 屯 寨 庄 新村 嘎查",
    "group": "村民小组 组 队 社",
    "road": "大道 大街 中路 东路 西路 南路 北路 路 街 巷 弄 胡同 里弄 一路 二路 三路 横街 后街",
    "estate": "小区 花园 公寓 家园 花苑 佳苑 名苑 嘉园 嘉苑 苑 大厦 广场 山庄 公馆 府邸 华府 华庭 豪庭 国际 宿舍楼 "
    "商住楼 安置房 家属院 大院 工业园 工业区 产业园 创业园 商贸城 市场 农贸市场 菜市场 新城 名城",
}
ORDER = {
    "province": 0, "bare": 1, "city": 1, "county": 2, "town": 3, "village": 4, "road": 4,
    "estate": 5, "group": 5, "detail": 6,
}  # fmt: skip
KNOWN, SIGN, ESTATE = -7.0, -6.3, -5.5
"""What a known place, a sign of an unknown one, the name of houses counts."""
NEW = {"city": -8.0, "county": -6.0, "town": -4.0, "village": -4.5, "road": -5.0, "estate": -8.0}
"""What the first part of an address counts, by its level; groups and numbers begin none."""
_NUMBER = "[0-9一二三四五六七八九十百零〇]"
_HOUSE = "号楼|号院|号|弄|幢|栋|座|单元|室|层|楼|组|队|社|户|房间|房|门|区块|区|期|巷"
_DETAIL = re.compile(
    rf"(?:附?第?{_NUMBER}{{1,6}}(?:[-~之/、.]{_NUMBER}{{1,5}}){{0,4}}[A-Za-z]?(?:{_HOUSE})"
    r"(?:[东西南北][侧边首]?(?![路街门]))?"
    r"|[A-Za-z甲乙丙丁东西南北][0-9]{0,3}(?:座|幢|栋|单元|楼)"
    rf"|(?<=[座幢栋楼元号弄室]){_NUMBER}{{1,5}}(?:-[0-9]{{1,5}}){{0,3}}(?![0-9年月日时元万名人个条款项%.]))+"
)
_HOUSES = re.compile(rf"{_NUMBER}{{1,4}}(?:号楼|幢|栋|座|单元)")
_NOT_AFTER = {
    "村": "民委级里口干支书部集务办两居主医校容规寨",
    "县": "级域城外内直属",
    "市": "级场值面井政内外区",
    "区": "级别分域间块位",
    "镇": "级静定压区",
    "乡": "级亲下音",
    "社区": "矫服戒民工干书主治警医",
    "路": "上过人口费由线径况途段程面边灯政",
    "街": "上道头",
    "街道": "办事干书",
    "组": "织长成合建员",
    "社": "会区保员交",
    "庄": "园家严稼",
    "国际": "贸合社",
    "队": "员长伍",
    "市场": "监经",
    "旗": "下帜",
    "苑": "",
}


_OF_PLACES = {"", "ns", "nr", "nz", "nrt", "nt"}
"""How the dictionary marks names; "" for what it does not know."""
_LONGER = re.compile("[镇乡村路街巷弄区县]|街道|社区|大道|广场|小区|花园|公寓|大厦")
"""What makes another place of a short name: 中山路 is not 中山."""
_NO_NAME = frozenset(
    "队各本该全我这那每两外邻几多你他她其某此由按交并要的再先还是在往到给经把被让使将从向与或及而但若如不没未就都也又很太去来说问想进出住请"
)
"""No name of a place begins so."""
_NO_PLACE = frozenset(
    "他她它你我个跨帮给哪受只告到在说要去的了着过吗呢和与或及并但把被让使，。、；："
)
"""No name of a place holds these."""
_HELD = frozenset(
    "云和 元和 祥和 平和 泰和 和平 和谐 和顺 和美 永和 仁和 义和 太和 人和 和睦 和兴 颐和 中和 大和".split()
)
"""Except in these."""


@dataclass(frozen=True, slots=True)
class Part:
    """``start`` to ``end`` in the scene; ``score`` as a part that another stands before, ``new`` as
    the first of an address."""

    start: int
    end: int
    level: str
    score: float
    new: float


@cache
def _signs() -> tuple[re.Pattern[str], dict[str, str]]:
    level_of = {word: level for level, text in LEVELS.items() for word in text.split()}
    return re.compile("|".join(sorted(level_of, key=lambda word: (-len(word), word)))), level_of


@lru_cache(maxsize=50_000)
def _county(word: str) -> bool:
    """Whether the dictionary knows a county or city of that name."""
    if len(word) < 3 or word[-1] not in "县区市旗州" or word in places().generic:
        return False
    speech = part_of_speech(word)
    return speech == "ns" or (speech[:1] == "n" and part_of_speech(word[:-1]) in _OF_PLACES)


@cache
def _known_places() -> dict[str, tuple[str, ...]]:
    """Places that the lists know by their first sign, the longest first; 市, 省 may be missing."""
    known = places()
    cities = {city + suffix for city in known.cities for suffix in ("市", "地区", "")}
    every = known.provinces | known.short_provinces | known.counties | cities
    every |= {county[:-1] for county in known.counties if len(county) == 3}
    table: dict[str, list[str]] = {}
    for place in sorted(every, key=lambda word: (-len(word), word)):
        table.setdefault(place[0], []).append(place)
    return {first: tuple(found) for first, found in table.items()}


def known_level(name: str) -> str:
    known = places()
    if name in known.provinces:
        return "province"
    if name.endswith(("县", "区", "旗")) and not name.endswith("地区"):
        return "county"
    return "city" if name.endswith(("市", "地区", "州")) else "bare"


def _of_lists(scene: Scene) -> Iterator[Part]:
    text, table = scene.text, _known_places()
    after = 0
    for start, sign in enumerate(text):
        if start < after or sign not in table:
            continue
        name = next((one for one in table[sign] if text.startswith(one, start)), "")
        level = known_level(name) if name else ""
        end = start + len(name)
        if name and not (level == "bare" and _LONGER.match(text, end)):
            score = KNOWN if level != "bare" else KNOWN - 1
            yield Part(start, end, level, score, score - 1)
            after = end


def body_score(scene: Scene, start: int, end: int) -> float:
    """What the signs before 镇, 村, 路 count: as a word that is used, or sign by sign."""
    body = scene.text[start:end]
    word = word_score(body) if end - start > 1 else None
    spelt = SIGN * (end - start)
    if word is not None and part_of_speech(body)[:1] in ("v", "d", "p", "c", "r"):
        return spelt - 4.0
    return spelt if word is None else max(spelt, word - 1.5)


def _broken(scene: Scene, start: int, end: int) -> float:
    """What the breaks between ``start`` and ``end`` cost."""
    gaps = [scene.gap(at) for at in range(start + 1, end)]
    return sum(9.0 if gap is Gap.CELL else 1.5 if gap is Gap.LINE else 0.0 for gap in gaps)


def _ends_place(text: str, at: int) -> bool:
    """Whether no name of a place holds ``text[at]``."""
    if text[at] not in _NO_PLACE:
        return False
    return text[max(0, at - 1) : at + 1] not in _HELD and text[at : at + 2] not in _HELD


def _of_signs(scene: Scene) -> Iterator[Part]:
    pattern, level_of = _signs()
    text = scene.text
    generic, endings = places().generic, tuple(places().endings)
    stops, _ = place_stops()
    for match in pattern.finditer(text):
        sign, place, end = match[0], match.start(), match.end()
        level = level_of[sign]
        if sign[-1] == "路" and len(sign) == 2:
            place += 1  # 文三路 is one name.
        if (
            text[end : end + 1]
            and text[end] in _NOT_AFTER.get(sign, "")
            and (text[end : end + 2] != "村民" or sign != "村")
            and scene.gap(end) < Gap.LINE
        ):
            continue
        longest = 3 if level == "group" else 6
        for start in range(place - 1, max(-1, place - longest - 1), -1):
            if not is_han(text[start]) or text[start] == "某" or _ends_place(text, start):
                break
            if scene.gap(start + 1) is Gap.CELL or text[start : min(start + 2, place)] in stops:
                break
            body = text[start:end]
            if (
                body in generic
                or body.endswith(endings)
                or text[start] in _NO_NAME
                or (sign == "旗" and not _county(body))
            ):
                continue
            score = body_score(scene, start, place) - _broken(scene, start, end)
            if place - start == 1:
                score -= 3.0
            new = NEW.get(level, -99.0) if place - start > 1 or level == "county" else -9.0
            if part_of_speech(scene.text[start:place]) not in _OF_PLACES:
                new -= 3.0
            if level in ("county", "city") and _county(body):
                score, new = max(score, KNOWN), -1.0
            yield Part(start, end, level, score - 1.0, score + new)


def _of_houses(scene: Scene) -> Iterator[Part]:
    """东方名邸 before 3幢: a name of houses that no sign ends."""
    text = scene.text
    for match in _HOUSES.finditer(text):
        place = match.start()
        for start in range(place - 2, max(-1, place - 7), -1):
            if not is_han(text[start]) or text[start] == "某":
                break
            if text[start] in _NO_NAME:
                continue
            score = body_score(scene, start, place) - _broken(scene, start, place) + ESTATE + 2
            yield Part(start, place, "estate", score, score - 3.0)


def _of_numbers(scene: Scene) -> Iterator[Part]:
    for match in _DETAIL.finditer(scene.text):
        start, end = match.span()
        cells = [at for at in range(start + 1, end) if scene.gap(at) is Gap.CELL]
        end = cells[0] if cells else end
        starts = (start, start + 1) if scene.text[start] in "东西南北" else (start,)
        for begin in starts:  # 南16幢, or 江南 before 16幢
            if end > begin and not scene.text[begin:end].isdigit():
                yield Part(begin, end, "detail", 6.0 - 2.0 * (end - begin), -99.0)


def parts(scene: Scene) -> list[Part]:
    """All parts that there may be, by where they end."""
    found = [*_of_lists(scene), *_of_signs(scene), *_of_houses(scene), *_of_numbers(scene)]
    return sorted(found, key=lambda part: (part.end, part.start))
