"""Articles of laws that a text names: 《…法》第三百八十五条第一款、第六十七条. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

_SIGNS = r"[一二三四五六七八九十百零〇\d]"
_ITEM = rf"(?:第{_SIGNS}{{1,6}}款)?(?:第?[（(]{_SIGNS}{{1,3}}[）)]项)?"
_ARTICLE = rf"第 ?{_SIGNS}{{1,8}} ?条(?:之[一二三四五六七八九十])?{_ITEM}"
_NAME = (
    r"《(?P<title>[^《》\n]{2,60})》(?:[（(][^（）()\n]{2,12}[）)])?"
    r"|(?P<short>(?:中华人民共和国)?(?:刑事诉讼法|刑法|社区矫正法实施办法|社区矫正法|监察法|公务员法|"
    r"公职人员政务处分法|民法典|治安管理处罚法|个人信息保护法|宪法))"
)
_LAW = re.compile(rf"(?:{_NAME}|(?P<same>同法|该法))(?=[^。；《\n]{{0,6}}{_ARTICLE})")
_CHAIN = re.compile(rf"[、，,和及以之 ]{{0,2}}(?:{_ARTICLE}|第{_SIGNS}{{1,6}}款{_ITEM})")
FULL = "中华人民共和国"


@dataclass(frozen=True)
class Article:
    """``law`` without 中华人民共和国; ``article`` as it is written."""

    start: int
    end: int
    law: str
    article: str


def articles(text: str) -> Iterator[Article]:
    """Each article once, in order. The first of a chain begins with the law's name."""
    seen: set[tuple[str, str]] = set()
    law = ""
    for match in _LAW.finditer(text):
        if not match["same"]:
            law = (match["title"] or match["short"]).removeprefix(FULL)
        at = match.end()
        if skipped := re.compile(r"[^第。；《\n]{0,6}(?=第)").match(text, at):
            at = skipped.end()
        for number, (start, end) in enumerate(_chain(text, at)):
            article, begin = text[start:end], start if number else match.start()
            if law and (law, article) not in seen:
                seen.add((law, article))
                yield Article(begin, end, law, article)


def _chain(text: str, at: int) -> Iterator[tuple[int, int]]:
    """Articles one after the other; further paragraphs of one stay with it."""
    start = end = at
    while link := _CHAIN.match(text, end):
        word = re.search("第", link[0])
        begin = link.start() + (word.start() if word else 0)
        if "条" in link[0] and begin > start:
            yield start, end
            start = begin
        end = link.end()
    if end > start:
        yield start, end
