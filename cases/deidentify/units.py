"""Units in one text: bureaus, companies, schools, hospitals, banks, villages' committees, shops.

A unit ends with a word that says what it is; its name begins where something divides. Words that
name no one unit (该公司, 公安机关, 司法局) and bodies of the whole State stay.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache, lru_cache
from typing import NamedTuple

from cases.deidentify.chains import Ground
from cases.deidentify.folded import is_han
from cases.deidentify.lattice import Lattice, part_of_speech
from cases.deidentify.lexicon import place_stops, places, units, words
from cases.deidentify.parts import KNOWN
from cases.deidentify.scene import Found, Gap, Scene

_REACH = {"company": 20, "shop": 12, "office": 18, "school": 16, "hospital": 14, "bank": 20}
_AFTER = {
    "局": "长面部势限促外里",
    "大队": "长",
    "中队": "长",
    "支队": "长",
    "中心": "思理地点",
    "厂": "长商房区",
    "银行": "卡账帐流存贷转汇柜业利",
    "人大": "代",
    "公司": "法",
    "政府": "采",
    "村委": "员会",
    "县委": "员书常",
    "市委": "员书常",
    "区委": "员",
    "镇委": "员",
    "党委": "书委副",
    "政协": "委",
    "文联": "系合",
    "法院": "院",
    "学会": "了",
    "委员会": "",
    "一中": "学",
    "二中": "学",
    "三中": "学心间",
    "商行": "政为",
    "学院": "校",
    "高中": "小层档低",
    "初中": "文",
    "大学": "文生",
    "小学": "生",
    "中学": "生",
    "管理处": "罚分",
    "集团": "军",
}
_COUNTED = re.compile("^[一二三四五六七八九十百两几多数]+(?:名|个|家|位|所|间|处|天|起)")
_LAWFUL = ("有限公司", "有限责任公司", "事务所", "合作社")
"""What ends so is registered under its name."""
_ARTICLE = re.compile("^第[一二三四五六七八九十百零]+[条款项章节]")
_GOING = frozenset("进去到系原当干住在往赴回任因日年月由经被向对于叫找上说和与及")
"""Verbs of one sign before a unit."""
_JOINING = frozenset("和与及")


@cache
def _suffixes() -> re.Pattern[str]:
    """One suffix is no other word with what follows it (局长): the next one is looked for then."""
    every = sorted(units().kinds, key=lambda word: (-len(word), word))
    return re.compile(
        "|".join(f"{word}(?![{_AFTER[word]}])" if _AFTER.get(word) else word for word in every)
    )


@cache
def _national() -> re.Pattern[str]:
    return re.compile("|".join(sorted(places().national, key=len, reverse=True)))


def _bracketed(text: str, end: int) -> int:
    """Where the brackets or quotation marks before ``end`` begin (宏达(丽水)有限公司)."""
    if end and text[end - 1] in '）)”"」':
        for start in range(end - 2, max(-1, end - 12), -1):
            if text[start] in "（(“「" or (text[start] == '"' and start < end - 1):
                return start
            if text[start] in "，。；":
                break
    return end


@cache
def _organising() -> frozenset[str]:
    """Verbs and roles that stand in names of units (登记, 管理, 律师)."""
    return units().inside


@cache
def _context() -> frozenset[str]:
    known = words()
    return known.verbs | known.strong | known.plain | known.openers


@lru_cache(maxsize=50_000)
def _ends_before(word: str) -> bool:
    """Whether a name of a unit does not reach back over ``word``."""
    if not is_han(word[0]):
        return not word[0].isalpha() or word.islower()
    if word in _organising():
        return False
    stops, _ = place_stops()
    if word in stops or (len(word) > 1 and word in words().roles | words().kin):
        return True
    speech = part_of_speech(word)
    if len(word) > 1 and not speech and word in _context():
        return True
    if len(word) == 1:
        return word in _GOING or speech[:1] in ("p", "u", "r", "c", "d")
    return speech == "v" or speech[:1] in ("p", "c", "d", "r", "u", "t")


def _seats(ground: Ground) -> dict[int, int]:
    """Where a place ends → where it begins, of the places that a unit may be named after."""
    admin = {"province", "bare", "city", "county", "town", "village"}
    seats = {
        chain.end: chain.start
        for chain in ground.chains
        if all(part.level in admin for part in chain.parts)
    }
    for part in ground.parts:
        if part.level in admin and part.score >= KNOWN - 1:
            seats.setdefault(part.end, part.start)
    return seats


class Unit(NamedTuple):
    """What was found: where its name begins, whether something divides there, whether it is named
    after a place."""

    start: int
    divided: bool
    placed: bool


def _begin(
    scene: Scene, lattice: Lattice, seats: dict[int, int], suffix: int, floor: int, reach: int
) -> Unit:
    """Where the unit begins whose suffix stands at ``suffix``: back word by word."""
    text = scene.text
    index = _bracketed(text, suffix)
    while index > floor and suffix - index < reach:
        if index in seats and seats[index] >= floor:
            start = seats[index]
            while seats.get(start, -1) >= floor:
                start = seats[start]
            return Unit(_with_bank(text, start), True, True)
        if scene.gap(index) is Gap.CELL:
            return Unit(index, True, False)
        word = lattice.before(index)
        if index - len(word) < floor:
            break
        joined = word in _JOINING and _organised(lattice, index, word)
        named = index - len(word) in seats and _may_name(word)
        if _ends_before(word) and not joined and not named:
            return Unit(index, True, False)
        if any(scene.gap(at) >= Gap.CELL for at in range(index - len(word) + 1, index)):
            return Unit(index, True, False)
        if scene.gap(index) is Gap.LINE and _line_divides(scene, index):
            return Unit(index, True, False)
        index -= len(word)
    return Unit(index, index == floor, False)


_BANK = re.compile(r"(?:[\u4e00-\u9fff]{2,6}银行|农村信用(?:合作)?(?:联)?社)$")


def _with_bank(text: str, start: int) -> int:
    """The bank before its branch's place (中国农业银行云和县支行)."""
    bank = _BANK.search(text, max(0, start - 10), start)
    if bank is None:
        return start
    begin = bank.start()
    for head in ("中国", "浙江", "交通", "招商", "农村", "中信", "民生", "华夏", "平安", "兴业"):
        at = text.find(head, begin, start)
        if at >= 0:
            return at
    return start


def _line_divides(scene: Scene, index: int) -> bool:
    """Whether the line that ends before ``index`` is an entry of a form, not prose that was cut."""
    start = index - 1
    while start and scene.gap(start) < Gap.LINE:
        start -= 1
    line = scene.text[start:index]
    return len(line) <= 4 or scene.gap(start) is Gap.CELL or ":" in line[:10]


def _organised(lattice: Lattice, index: int, word: str) -> bool:
    """Whether 和 stands between two words of an office (发展和改革局, 公路与运输管理中心)."""
    left, right = lattice.before(index - len(word)), lattice.after(index)
    return left in _organising() and (right in _organising() or right in units().kinds)


def _may_name(word: str) -> bool:
    """Whether a verb behind a place names a unit (浙江建达律师事务所)."""
    stops, _ = place_stops()
    return len(word) > 1 and word not in stops and word not in words().roles


@cache
def _generic() -> tuple[re.Pattern[str], re.Pattern[str]]:
    every = sorted(units().before | units().inside, key=len, reverse=True)
    return re.compile(f"(?:{'|'.join(every)})+"), re.compile(f"(?:{'|'.join(every)})$")


@lru_cache(maxsize=20_000)
def _stripped(body: str) -> str:
    """``body`` without the generic words at its end and beginning: what makes it a name."""
    leading, trailing = _generic()
    body = _COUNTED.sub("", _ARTICLE.sub("", body))
    body = leading.sub("", body, count=1) if leading.match(body) else body
    while body and (word := trailing.search(body)) is not None:
        body = body[: word.start()]
    return body


def _is_level(body: str) -> bool:
    """Whether a place is no one's (直辖市人民政府)."""
    return body in units().before


def _confidence(text: str, unit: Unit, suffix: int, end: int) -> float:
    body = text[unit.start : suffix]
    core = body if unit.placed and not _is_level(body) else _stripped(body)
    kind = units().kinds[text[suffix:end]]
    if text[unit.start : end] in units().generic or not core or "某" in body[-8:]:
        return 0.0
    short = end - suffix == 1
    if not unit.divided and not unit.placed:
        return 0.0 if short or kind in ("shop", "school") else 0.55
    if short and not unit.placed:
        return 0.6 if len(core) >= 2 and kind == "company" else 0.0
    if unit.placed:
        return 0.96 if end - suffix > 1 else 0.9
    if len(core) < 2 or text[suffix:end] == "办公室":
        return 0.6
    return 0.92 if len(core) <= 8 and text[suffix:end].endswith(_LAWFUL) else 0.8


def find_units(ground: Ground) -> list[Found]:
    """All units; one that follows another directly (公安局 and 派出所) is a part of it."""
    scene, lattice, seats = ground.scene, ground.lattice, _seats(ground)
    spared = [match.span() for match in _national().finditer(scene.text)]
    found: list[Found] = []
    for match in _suffixes().finditer(scene.text):
        suffix, end = match.span()
        if _is_other_word(scene, match) or _inside(spared, suffix):
            continue
        last = found[-1] if found else Found(0, 0, 0.0, "")
        if last.end == suffix and scene.gap(suffix) < Gap.LINE:
            found[-1] = Found(last.start, end, last.confidence, "unit")
            continue
        reach = _REACH[units().kinds[match[0]]]
        unit = _begin(scene, lattice, seats, suffix, last.end, reach)
        confidence = _confidence(scene.text, unit, suffix, end)
        beside = unit.start == last.end > 0 and scene.gap(unit.start) < Gap.LINE
        if beside and end - unit.start < 16:  # 某物业|服务有限公司
            found[-1] = Found(last.start, end, max(last.confidence, confidence), "unit")
        elif confidence and not _inside(spared, unit.start):
            found.append(Found(unit.start, end, confidence, "unit"))
    return found + _short_forms(scene, found)


def _is_other_word(scene: Scene, match: re.Match[str]) -> bool:
    """What spreads over two cells is no word."""
    start, end = match.span()
    return any(scene.gap(at) >= Gap.CELL for at in range(start + 1, end))


def _inside(spans: Iterable[tuple[int, int]], place: int) -> bool:
    return any(start <= place < end for start, end in spans)


_SHORT = re.compile("公司|集团|厂|合作社|酒店|超市|商行")


def _short_forms(scene: Scene, found: Iterable[Found]) -> list[Found]:
    """华鑫公司, where 丽水华鑫工艺品有限公司 is known."""
    text = scene.text
    sure = [text[one.start : one.end] for one in found if one.confidence >= 0.9]
    short = []
    for match in _SHORT.finditer(text):
        for size in (6, 5, 4, 3, 2):
            start = match.start() - size
            core = text[max(0, start) : match.start()]
            if start < 0 or not all(map(is_han, core)) or _stripped(core) != core:
                continue
            if any(core in name and not name.startswith(core) for name in sure):
                short.append(Found(start, match.end(), 0.85, "unit"))
                break
    return short


def masked_unit(text: str) -> str:
    """What stands for the unit ``text``: its level and kind (某县司法局, 某公司, 某镇人民政府)."""
    found = list(_suffixes().finditer(text))
    if not found:
        return "某单位"
    suffix = found[-1][0]
    kind = units().kinds[suffix]
    if kind in ("company", "bank", "school", "hospital", "shop"):
        return "某" + _short(suffix, kind)
    level = _level(text[: found[-1].start()])
    return f"某{level}{suffix}" if level else f"某{suffix}"


def _short(suffix: str, kind: str) -> str:
    if kind == "company" and suffix.endswith("公司"):
        return "分公司" if suffix == "分公司" else "公司"
    if kind == "bank" and suffix in ("支行", "分行", "分理处", "储蓄所", "营业所"):
        return "银行" + suffix
    if suffix in ("一中", "二中", "三中"):
        return "中学"
    return suffix


def _level(body: str) -> str:
    """The level of the place that a unit is named after."""
    levels = re.findall(r"自治区|自治州|自治县|省|市|县|区|镇|乡|街道|村|社区", body)
    return levels[-1] if levels else ""
