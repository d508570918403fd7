"""Places in one text, from the province down to the room.

Signs like 县, 镇, 路 end the parts of an address; parts that follow each other are one address,
with the numbers of house and room behind them. What stands for it keeps the province and says of
every other part only what it is (浙江省某市某县某镇某村): warning cases hide the place as well.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import cache

from cases.deidentify.bounds import known_places, name_start
from cases.deidentify.lexicon import places
from cases.deidentify.scene import Found, Scene

_LEVELS = {
    "city": "市 州 自治州 地区 盟",
    "county": "自治县 县 区 旗 新区 开发区 经济开发区 高新区",
    "town": "镇 乡 街道 苏木 民族乡 畲族镇 畲族乡",
    "village": "自然村 行政村 村 社区 屯 寨 庄 坑 岙 新村",
    "group": "村民小组 组 队 社",
    "road": "大道 大街 中路 东路 西路 南路 北路 路 街 巷 弄 胡同 里弄",
    "estate": "小区 花园 公寓 家园 花苑 佳苑 名苑 嘉园 嘉苑 苑 大厦 广场 山庄 公馆 府邸 华府 华庭 豪庭 国际 宿舍楼 "
    "商住楼 安置房 家属院 大院 工业园 工业区 产业园 创业园 商贸城 市场 农贸市场 菜市场 新城 名城",
}
_MASKED = {"city": "市", "county": "县", "town": "镇", "village": "村", "group": "组", "road": "路"}
_NUMBER = "[0-9０-９一二三四五六七八九十百零〇]"
_DETAIL = re.compile(
    rf"(?:(?:附)?{_NUMBER}+(?:[-—~之/、.]{_NUMBER}+){{0,4}}[A-Za-z]?"
    r"(?:号楼|号院|号|弄|幢|栋|座|单元|室|层|楼|组|队|社|户|房间|房|门|区块|区|期|巷)"
    r"(?:[东西南北][侧边首]?)?"
    r"|[A-Za-z甲乙丙丁东西南北][0-9]*(?:座|幢|栋|区|单元|楼)"
    rf"|(?<=[座幢栋楼元号区]){_NUMBER}+(?:-[0-9]+)*(?![年月日时元万名人个条款项%]))+"
)
_TRIGGER = re.compile(
    r"(?:家住|现住址?|暂住地?|居住地?|住所地?|住址|住|户籍所在地|户籍地址?|户籍|籍贯|出生地|出生于|生于|坐落于?|位于|地址|"
    r"来到|前往|窜至|行至|途经|在|至|到|系|回|从|往|赴|于|原籍|祖籍|经营地|营业地|案发地)(?:为|是|系)?[:：]?$"
)
_NOT_AFTER = {
    "村": "民委级长里口干支书部集务办两居主医校容规",
    "县": "长级域城外内直属",
    "市": "长级场民场值面井政内外区",
    "区": "长级别分域间块位",
    "镇": "长级静定压区",
    "乡": "长级亲村下音",
    "社区": "矫服戒民工干书主治警医",
    "路": "上过人口费由线径况途段程面边灯政",
    "街": "上道头",
    "街道": "办事干书",
    "组": "织长成合建员",
    "社": "会",
    "庄": "园家严稼",
    "州": "",
    "国际": "",
    "队": "员长",
    "地区": "",
    "旗": "下",
    "弄": "",
}


@dataclass(slots=True)
class Chain:
    """The parts of one address: (start, end, level) in the lined text."""

    parts: list[tuple[int, int, str]] = field(default_factory=list)
    end: int = -1
    weight: float = 0.0

    @property
    def start(self) -> int:
        return self.parts[0][0]


@cache
def _signs() -> tuple[re.Pattern[str], dict[str, str]]:
    level_of = {word: level for level, text in _LEVELS.items() for word in text.split()}
    suffixes = "|".join(sorted(level_of, key=lambda word: (-len(word), word)))
    roads = "路|街|大道|巷|弄|小区|花园|大厦|社区|村|镇|乡|广场|公寓"
    known = known_places().pattern
    return re.compile(f"(?P<known>{known})(?!{roads})|(?P<sign>{suffixes})"), level_of


def _known_level(name: str) -> str:
    known = places()
    if name in known.provinces or name in known.short_provinces:
        return "province"
    if name.endswith(("县", "区")) and not name.endswith("地区"):
        return "county"
    return "city" if name in known.counties or name.endswith(("市", "地区")) else "bare"


def _reach(level: str) -> int:
    return {"city": 5, "county": 6, "town": 5, "village": 6, "group": 3, "road": 5}.get(level, 8)


def _is_generic(text: str, start: int, end: int) -> bool:
    generic = places().generic
    return any(text[at:end] in generic for at in range(max(0, end - 5), end - 1)) or (
        text[start:end] in generic
    )


def _part(
    text: str, match: re.Match[str], level: str, chain: Chain | None
) -> tuple[int, float] | None:
    """(start, weight) of the part that ends with the sign that was matched."""
    sign, end = match["sign"], match.end()
    if text[end : end + 1] and text[end] in _NOT_AFTER.get(sign, ""):
        return None
    floor = chain.end if chain is not None and match.start() - chain.end < 9 else 0
    start, divided = name_start(text, match.start(), floor, _reach(level))
    body = match.start() - start
    attached = chain is not None and start == chain.end
    if "某" in text[start:end] or (_is_generic(text, start, end) and not (attached and body > 1)):
        return None
    if body < 1 or (body == 1 and not attached and level != "county"):
        return None
    triggered = _TRIGGER.search(text, max(0, start - 8), start) is not None
    if not divided or (body > 3 and not attached and not triggered and level != "estate"):
        start = match.start() - min(body, 2)
        return (start, 0.2) if level in ("county", "town") else None
    weight = {"city": 0.6, "county": 0.7, "town": 0.6, "village": 0.3, "road": 0.1}.get(level, -0.2)
    if level == "group" and not attached:
        return None
    weight += 0.8 if attached else 0.5 if triggered else 0.0
    return start, weight


def _extended(text: str, chain: Chain) -> None:
    detail = _DETAIL.match(text, chain.end)
    if detail is not None:
        level = chain.parts[-1][2]
        if level in ("province", "city", "bare") and "号" not in detail[0]:
            return
        chain.parts.append((chain.end, detail.end(), "detail"))
        chain.end = detail.end()
        chain.weight += 1.0


def _chains(text: str) -> list[Chain]:
    pattern, level_of = _signs()
    done: list[Chain] = []
    chain: Chain | None = None
    for match in pattern.finditer(text):
        if chain is not None and match.start() < chain.end:
            continue
        if match["known"]:
            level = _known_level(match["known"])
            weights = {"province": 0.0, "county": 1.2, "city": 0.9}
            found: tuple[int, float] | None = (match.start(), weights.get(level, 0.1))
        else:
            level = level_of[match["sign"]]
            found = _part(text, match, level, chain)
        if found is None:
            continue
        start, weight = found
        if chain is None or start != chain.end:
            chain = Chain()
            done.append(chain)
        chain.parts.append((start, match.end(), level))
        chain.end = match.end()
        chain.weight += weight
        _extended(text, chain)
    return done


def _confidence(text: str, chain: Chain) -> float:
    triggered = _TRIGGER.search(text, max(0, chain.start - 8), chain.start) is not None
    levels = [level for _, _, level in chain.parts]
    if set(levels) <= {"province"}:
        return 0.0
    if set(levels) <= {"province", "bare"}:
        return 0.55 if len(levels) > 1 else 0.5 if triggered else 0.0
    weight = chain.weight + (0.5 if triggered else 0.0)
    if len(levels) > 1 and weight >= 1.6:
        return 0.95
    return 0.92 if weight >= 1.6 else 0.75 if weight >= 0.9 else 0.6 if weight >= 0.5 else 0.0


def find_addresses(scene: Scene) -> list[Found]:
    """All places and addresses."""
    text, at = scene.lined.text, scene.lined.at
    found = []
    for chain in _chains(text):
        confidence = _confidence(text, chain)
        if confidence:
            reason = "address" if len(chain.parts) > 1 else "place"
            found.append(Found(at[chain.start], at[chain.end - 1] + 1, confidence, reason))
    return found


def masked_address(text: str) -> str:
    """What stands for the address ``text``, without breaks: its province, and what the rest is."""
    masked = ""
    chains = _chains(text)
    for start, end, level in chains[0].parts if chains else []:
        part = text[start:end]
        if level == "province":
            masked += part
        elif level == "detail":
            continue
        else:
            sign = _sign_of(part, level)
            masked += "某" + sign if not masked.endswith("某" + sign) else ""
    return masked or "某地"


def _sign_of(part: str, level: str) -> str:
    if level == "bare":
        return "地"
    signs = sorted(_LEVELS.get(level, "").split(), key=len, reverse=True)
    sign = next((sign for sign in signs if part.endswith(sign)), _MASKED.get(level, "地"))
    if level == "road" and len(sign) > 1 and sign[0] in "东西南北中":
        return sign[-1]
    return sign
