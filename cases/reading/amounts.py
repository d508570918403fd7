"""Sums of money in yuan, as Chinese texts write them: 3.5万元, 十二万余元, 1,200,000 元. Pure."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation

_DIGITS = {one: value for value, one in enumerate("零一二三四五六七八九")} | {
    "〇": 0, "○": 0, "两": 2, "壹": 1, "贰": 2, "叁": 3, "肆": 4, "伍": 5, "陆": 6, "柒": 7,
    "捌": 8, "玖": 9,
}  # fmt: skip
_UNITS = {"十": 10, "拾": 10, "百": 100, "佰": 100, "千": 1000, "仟": 1000}
_LARGE = {"万": 10_000, "亿": 100_000_000}
_CHINESE = "零〇○一二两三四五六七八九十百千万亿壹贰叁肆伍陆柒捌玖拾佰仟"
_WIDE = str.maketrans("０１２３４５６７８９．，", "0123456789.,")
_SUM = re.compile(
    r"(?P<number>[\d０-９][\d０-９,，．. ]{0,20}(?:[十百千万亿] ?){0,3}"
    rf"|[{_CHINESE}]{{1,24}})(?:余|多)?(?P<large>[万亿]?)(?:余|多)? ?元(?!/|／|月|每)"
)
_FOREIGN = re.compile(r"(?:美|欧|日|港|英镑|加|澳|韩|台)$")
TOTAL = re.compile(r"共计|合计|总计|累计|总额|共(?:同)?(?:收受|贪污|挪用|骗取|非法)?|先后.{0,12}共")
OFFICE = re.compile(
    r"受贿|收受|索取|贪污|挪用|侵吞|侵占|骗取|涉案|非法占有|套取|行贿|犯罪数额|贿赂|诈骗|盗窃|损失"
)
_OTHER = re.compile(
    r"罚金|罚款|没收|退(?:缴|赃|还|出|赔)|追缴|上缴|扣押|工资|月薪|保证金|注册资本|赔偿|谅解"
)
_CLAUSE = re.compile(r"[，,。；;：:\n]")


@dataclass(frozen=True)
class Sum:
    """``start`` is that of the words before the number, back to the last comma."""

    start: int
    end: int
    yuan: Decimal
    weight: int


def number(text: str) -> Decimal | None:
    """The value of a number in digits, Chinese signs, or both; None for what is none."""
    text = text.translate(_WIDE).replace(",", "").replace(" ", "")
    if match := re.fullmatch(r"(\d+(?:\.\d+)?)([十百千万亿]*)", text):
        return _multiplied(match[1], match[2])
    return _chinese(text)


def _multiplied(digits: str, units: str) -> Decimal | None:
    try:
        value = Decimal(digits)
    except InvalidOperation:
        return None
    for unit in units:
        value *= _LARGE.get(unit) or _UNITS[unit]
    return value


def _chinese(text: str) -> Decimal | None:
    total = section = digit = 0
    for sign in text:
        if sign in _DIGITS:
            digit = _DIGITS[sign]
        elif sign in _UNITS:
            section += (digit or 1) * _UNITS[sign]
            digit = 0
        elif sign in _LARGE:
            before = total if sign == "亿" else 0
            total = total - before + (before + section + digit) * _LARGE[sign]
            section = digit = 0
        else:
            return None
    return Decimal(total + section + digit)


def sums(text: str) -> list[Sum]:
    """Every sum in yuan; fines and what was given back are left out."""
    found = []
    for match in _SUM.finditer(text):
        value = number(match["number"].strip(" ,，."))
        if value is None or not value or _FOREIGN.search(text[: match.end() - 1][-3:]):
            continue
        value *= _LARGE.get(match["large"], 1)
        start = _clause_start(text, match.start())
        words = text[start : match.start()]
        if not _OTHER.search(words) and value < Decimal(10) ** 12:
            weight = 2 * bool(TOTAL.search(words)) + bool(OFFICE.search(words))
            found.append(Sum(start, match.end(), value, weight))
    return found


def _clause_start(text: str, at: int) -> int:
    before = [match.end() for match in _CLAUSE.finditer(text, max(0, at - 40), at)]
    start = before[-1] if before else max(0, at - 40)
    while start < at and text[start].isspace():
        start += 1
    return start


def likeliest(text: str, most: int = 5) -> list[Sum]:
    """Totals of the offence first, then the largest."""
    seen: dict[Decimal, Sum] = {}
    for one in sums(text):
        if one.yuan not in seen or seen[one.yuan].weight < one.weight:
            seen[one.yuan] = one
    ranked = sorted(seen.values(), key=lambda one: (one.weight, one.yuan), reverse=True)
    return ranked[:most]
