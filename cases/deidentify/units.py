"""Units in one text: bureaus, companies, schools, hospitals, banks, villages' committees, shops.

A unit ends with a word that says what it is; its name begins where something divides. Words that
name no one unit (该公司, 公安机关, 司法局) and bodies of the whole State stay.
"""

from __future__ import annotations

import re
from functools import cache

from cases.deidentify.bounds import known_places, name_start
from cases.deidentify.lexicon import places, units
from cases.deidentify.scene import Found, Scene

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
    "集团": "军",
    "政府": "采",
    "村委": "员会",
    "县委": "员书常",
    "市委": "员书常",
    "区委": "员",
    "镇委": "员",
    "党委": "书委副",
    "政协": "委",
    "法院": "院",
    "学会": "了",
    "委员会": "",
    "电站": "",
    "学校": "",
}
_TOWN = re.compile(r"[县区市镇乡村]$|街道$|社区$")


@cache
def _suffixes() -> re.Pattern[str]:
    return re.compile("|".join(sorted(units().kinds, key=lambda word: (-len(word), word))))


@cache
def _national() -> re.Pattern[str]:
    return re.compile("|".join(sorted(places().national, key=len, reverse=True)))


def _bracketed(text: str, end: int) -> int:
    """Where the brackets or quotation marks before ``end`` begin (宏达(丽水)有限公司)."""
    if end and text[end - 1] in '）)”"」':
        for start in range(end - 2, max(-1, end - 12), -1):
            if text[start] in "（(“「" or (text[start] == '"' and start < end - 1):
                return start
            if text[start] in "\n\t，。；":
                break
    return end


def _begin(text: str, suffix: int, floor: int, kind: str) -> tuple[int, bool]:
    """Where the unit begins whose suffix stands at ``suffix``."""
    inner = _bracketed(text, suffix)
    start, divided = name_start(text, inner, floor, _REACH[kind])
    return (start, True) if inner < suffix else (start, divided)


def _stripped(body: str) -> str:
    """``body`` without the generic words at its end and beginning: what makes it a name."""
    before = sorted(units().before, key=len, reverse=True)
    changed = True
    while changed and body:
        changed = False
        for word in before:
            if body.endswith(word):
                body, changed = body[: -len(word)], True
            elif body.startswith(word):
                body, changed = body[len(word) :], True
    return body


def _confidence(text: str, start: int, suffix: int, end: int, divided: bool) -> float:
    body = text[start:suffix]
    core = _stripped(body)
    kind = units().kinds[text[suffix:end]]
    if text[start:end] in units().generic or not core or "某" in body[-8:]:
        return 0.0
    placed = known_places().match(text, start) is not None or _TOWN.search(body) is not None
    short = end - suffix == 1
    if not divided and not placed:
        return 0.0 if short or kind in ("shop", "school") else 0.55
    if short and not placed:
        return 0.6 if len(core) >= 2 and kind == "company" else 0.0
    if placed:
        return 0.96 if end - suffix > 1 else 0.9
    if len(core) < 2:
        return 0.6
    return 0.92 if len(core) <= 8 else 0.8


def find_units(scene: Scene) -> list[Found]:
    """All units; one that follows another directly (公安局 and 派出所) is a part of it."""
    text, at = scene.lined.text, scene.lined.at
    spared = [match.span() for match in _national().finditer(text)]
    found: list[tuple[int, int, float]] = []
    for match in _suffixes().finditer(text):
        suffix, end = match.span()
        if text[end : end + 1] and text[end] in _AFTER.get(match[0], ""):
            continue
        if any(start <= suffix < stop for start, stop in spared):
            continue
        last = found[-1] if found else (0, 0, 0.0)
        if last[1] == suffix and last[2]:
            found[-1] = (last[0], end, last[2])
            continue
        start, divided = _begin(text, suffix, last[1], units().kinds[match[0]])
        confidence = _confidence(text, start, suffix, end, divided)
        if confidence and start == last[1] and last[2] and end - start < 16:
            found[-1] = (last[0], end, max(last[2], confidence))
        elif confidence:
            found.append((start, end, confidence))
    return [Found(at[s], at[e - 1] + 1, confidence, "unit") for s, e, confidence in found]


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
