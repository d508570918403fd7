"""Events: sentences of a text that say when something happened. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

MOST_WORDS = 400
"""Of one event, as the timeline holds it."""
_SIGNS = "〇○零Oo0一二三四五六七八九"
_YEAR = rf"(?:(?:19|20)\d{{2}}|[一二][{_SIGNS}]{{3}}) ?年"
_MONTH = r"(?:\d{1,2}|十[一二]?|[一二三四五六七八九]) ?月(?:份)?"
_DAY = r"(?:\d{1,2}|[二三]?十[一二三四五六七八九]?|[一二三四五六七八九]) ?[日号]"
_PART = r"(?:[上中下]旬|初|底|末|中)"
_SEASON = (
    r"(?:春节|中秋(?:节)?|国庆(?:节)?|端午(?:节)?|元旦|[上下]半年|年?[初底末]|[春夏秋冬](?:天|季)?)"
    r"(?:前后|期间|前|后)?"
)
_TIME = r"(?:(?:凌晨|上午|中午|下午|晚上?|傍晚)?\d{1,2} ?时(?:\d{1,2} ?分)?(?:许)?)"
_POINT = (
    rf"(?:{_YEAR}(?:{_MONTH}(?:{_DAY}|{_PART})?|{_SEASON})?"
    rf"|(?:同年|次年|翌年|当年) ?(?:{_MONTH}(?:{_DAY}|{_PART})?|{_SEASON})?"
    rf"|(?:同月|次月) ?(?:{_DAY}|{_PART})?|(?:同日|次日|当日|当天|翌日|当晚)"
    r"|(?:19|20)\d{2}[-./](?:0?[1-9]|1[0-2])[-./](?:0?[1-9]|[12]\d|3[01])(?!\d))"
)
_LATER = rf"(?:{_YEAR})?(?:{_MONTH})?(?:{_DAY}|{_PART})?"
WHEN = re.compile(
    rf"(?:自|从|于|在|截至|直至|至)?(?P<when>{_POINT}{_TIME}?(?:(?:至|到|—|－|-|~|～|、|、至|和) ?"
    rf"(?:{_POINT}|{_MONTH}(?:{_DAY}|{_PART})?|{_DAY}|今|案发)){{0,2}}(?:期间|间|前后|以来|起)?{_TIME}?)"
)
_SENTENCE = re.compile(r"[^。；！？\n\t]+[。；！？]?")
_BORN = re.compile(r"^[^，。]{0,4}(?:出生|生)(?=[，。；于在]|$)")
_NO_EVENT = re.compile(
    r"(?:起施行|公布|修[正订]|实施)[）)]?$|解释》|第[一二三四五六七八九十百\d]+条|出生于|^审判|^附"
)
_NUMBERS = re.compile(
    r"^[ \u3000]*(?:[（(]?[一二三四五六七八九十\d]{1,3}[）)、.．] ?|[一二三四五六七八九十]是)"
)


@dataclass(frozen=True)
class Event:
    """``when`` as it is written."""

    start: int
    end: int
    when: str


def events(text: str, start: int = 0, end: int | None = None) -> Iterator[Event]:
    """Sentences with a date within the first words, from ``start`` to ``end``, as they stand."""
    for match in _SENTENCE.finditer(text, start, len(text) if end is None else end):
        sentence = match[0]
        found = WHEN.search(sentence)
        if found is None or found.start() > 30 or not _happens(sentence, found):
            continue
        begin = match.start() + _skipped(sentence)
        yield Event(begin, _bounded(text, begin, match.end()), found["when"].strip())


def _happens(sentence: str, found: re.Match[str]) -> bool:
    rest = sentence[found.end() :]
    if _BORN.match(rest) or sentence[: found.start()].endswith(("生于", "出生日期：", "（")):
        return False
    words = re.sub(r"[\W_]", "", sentence[: found.start()] + rest)
    return len(words) >= 2 and not _NO_EVENT.search(sentence.strip("。；"))


def _skipped(sentence: str) -> int:
    """Numbering and spaces before the first word."""
    numbers = _NUMBERS.match(sentence)
    begin = numbers.end() if numbers and not WHEN.match(sentence.lstrip(" \u3000")) else 0
    return begin + len(sentence[begin:]) - len(sentence[begin:].lstrip(" \u3000"))


def _bounded(text: str, start: int, end: int) -> int:
    """Cut at a comma where a sentence is longer than an event may be."""
    if end - start <= MOST_WORDS:
        return end
    comma = text.rfind("，", start, start + MOST_WORDS)
    return comma if comma > start else start + MOST_WORDS


_FIGURES = {one: str(value) for value, one in enumerate("零一二三四五六七八九")} | {
    "〇": "0", "○": "0", "O": "0", "o": "0",
}  # fmt: skip


def year(text: str) -> str:
    """The first year in a text, in four digits; empty when there is none."""
    if match := re.search(r"(?<!\d)((?:19|20)\d{2})(?!\d)", text):
        return match[1]
    if match := re.search(rf"([一二][{_SIGNS}]{{3}}) ?年", text):
        return "".join(_FIGURES.get(one, one) for one in match[1])
    return ""
