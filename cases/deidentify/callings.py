"""How persons are called without their name: by an alias (绰号“三哥”), an honorific (老王, 小李,
阿强, 张姐), a surname with a title (李主任)."""

from __future__ import annotations

import re
from collections.abc import Collection
from functools import cache

from cases.deidentify.evidence import left, right, splits_word
from cases.deidentify.lexicon import names, words
from cases.deidentify.mentions import is_ordinary
from cases.deidentify.scene import Found, Gap, Scene
from cases.deidentify.surnames import surnames_at

_HAN = "\u4e00-\u9fff"


@cache
def _alias() -> re.Pattern[str]:
    marks = "|".join(sorted(words().alias_marks, key=len, reverse=True))
    return re.compile(
        f"(?<!文)(?:{marks})(?:分别)?(?:叫做|叫作|叫|为|是|系|称)?[:：]?"
        f"(?:[“\"'‘「『《【](?P<quoted>[^”\"'’」』》】]{{1,16}})[”\"'’」』》】]"
        f"|(?P<bare>[{_HAN}A-Za-z0-9_]{{1,12}})(?=[，,。;；、）)（(]|$))"
    )


_CALLED = re.compile(
    "(?:叫|喊|称呼|(?<![简下统并以])称|唤)(?:他|她|我|其|你|它|作|做|为|是|[一-鿿]{2,3}为)?(?:作|做|为)?[:：]?"
    '[“"‘「](?P<quoted>[^”"’」]{2,4})[”"’」]'
)
_REALLY = re.compile(
    '[“"‘「](?P<quoted>[^”"’」]{1,6})[”"’」][（(，,]?(?:本名|真名|真实姓名|原名|身份证名)'
)
_NICKNAME = re.compile(
    '[“"‘「](?P<quoted>[老小阿大黑][一-鿿]|[老小阿][一-鿿]{2}|[二三四五六七八九大][哥爷姐叔毛子狗娃头炮眼嘴]|[一-鿿]{1,2}[子哥爷姐头佬仔炮狗毛总]'
    '|光头[一-鿿]?|[一-鿿]{1,2}[嫂婶姨叔伯])[”"’」]'
)


def find_aliases(scene: Scene) -> list[Found]:
    """What stands after 绰号, 化名, 网名 and the like; several in quotation marks as well."""
    return _marked(scene) + _quoted(scene)


def _marked(scene: Scene) -> list[Found]:
    found = []
    for match in _alias().finditer(scene.text):
        name = "quoted" if match["quoted"] else "bare"
        start, end = match.span(name)
        if match[name] in ("无", "不详", "未知", "略", "不明") or "某" in match[name]:
            continue
        if name == "bare" and (match[name][0] in "的为" or _broken(scene, start, end)):
            continue
        found.append(Found(start, end, 0.93 if name == "quoted" else 0.85, "alias"))
        more = _MORE.match(scene.text, match.end())
        if name == "quoted" and more:
            found.append(Found(more.start(1), more.end(1), 0.85, "alias"))
    return found


def _quoted(scene: Scene) -> list[Found]:
    """“刀疤” after 叫他, and what looks like a nickname between quotation marks."""
    found = [
        Found(*match.span("quoted"), 0.8, "alias")
        for match in _CALLED.finditer(scene.text)
        if not is_ordinary(match["quoted"]) or len(match["quoted"]) == 2
    ]
    found += [Found(*match.span("quoted"), 0.92, "alias") for match in _REALLY.finditer(scene.text)]
    return found + [
        Found(*match.span("quoted"), 0.7, "alias")
        for match in _NICKNAME.finditer(scene.text)
        if match["quoted"] not in words().not_names
    ]


_TOKEN = re.compile('[“"‘「](?P<quoted>[一-鿿]{2,4})[”"’」]')
_SAYS_WHO = re.compile('[”"’」](?:就是|即|是|真名叫?|本名叫?)')
_JOINS = frozenset("、和与跟同及")


def find_listed_aliases(scene: Scene, persons: Collection[Found]) -> list[Found]:
    """“疤脸” beside names in a list, or before 就是 and a name."""
    starts = {one.start for one in persons}
    ends = {one.end for one in persons}
    found = []
    for match in _TOKEN.finditer(scene.text):
        start, end = match.span()
        behind = start and scene.text[start - 1] in _JOINS and start - 1 in ends
        ahead = scene.text[end : end + 1] in _JOINS and end + 1 in starts
        says = _SAYS_WHO.match(scene.text, end - 1)
        if behind or ahead or (says is not None and says.end() in starts):
            found.append(Found(*match.span("quoted"), 0.8, "alias"))
    return found


_MORE = re.compile('[、，,和及]?[“"‘「]([^”"’」]{1,12})[”"’」]')


def _broken(scene: Scene, start: int, end: int) -> bool:
    return any(scene.gap(at) >= Gap.LINE for at in range(start + 1, end))


def _titled(scene: Scene, known: Collection[str]) -> list[Found]:
    """李主任, 王警官, 张总."""
    text, titles = scene.text, words().titles
    found = []
    for start in range(len(text) - 1):
        for size in surnames_at(text, start):
            at = start + size
            title = next(
                (text[at : at + n] for n in (4, 3, 2, 1) if text[at : at + n] in titles), ""
            )
            if not title or _broken(scene, start, at + len(title)):
                continue
            weight = _titled_weight(scene, start, text[start:at], title, known)
            if weight >= 2.0:
                end = at + len(title)
                found.append(Found(start, end, 0.92 if weight >= 3.5 else 0.7, "title"))
    return found


def _titled_weight(
    scene: Scene, start: int, surname: str, title: str, known: Collection[str]
) -> float:
    before = left(scene, start)
    weight = min(before.weight, 2.0) + (1.5 if surname in known else 0.0)
    weight += 1.0 if surname in names().common else 0.0
    if surname in words().function:
        weight -= 1.5 if surname in known else 3.5
    if start and splits_word(scene.text, start):
        weight -= 3.0
    end = start + len(surname) + len(title)
    if title in words().short_titles:
        after = right(scene, end).weight
        weight += 0.3 if after >= 0.8 else -3.0
        if scene.text[start : start + 2] in words().not_names:
            weight -= 3.0
    else:
        weight += 1.2
    return weight


def _honorific(scene: Scene) -> list[Found]:
    """老王, 小李, 阿强, 大刘."""
    text = scene.text
    found = []
    for start, char in enumerate(text[:-1]):
        if char not in "老小阿大":
            continue
        two, follows = text[start : start + 2], text[start + 1]
        if two in words().unfamiliar or two in words().not_names:
            continue
        fits = follows in (names().given if char == "阿" else names().common)
        if not fits or follows in words().function or _broken(scene, start, start + 2):
            continue
        before, after = left(scene, start).weight, right(scene, start + 2).weight
        weight = before + after - (1.0 if char == "大" else 0.0)
        if before >= 0.5 and after >= 0.8 and weight >= 2.2 and not _inside(text, start):
            found.append(Found(start, start + 2, 0.9 if weight >= 4 else 0.7, "honorific"))
    return found


def _inside(text: str, start: int) -> bool:
    """Whether the signs belong to a longer word (小王村, 老李庄)."""
    return text[start + 2 : start + 3] in tuple("村庄镇乡路街店桥河山家沟屯坑")


def find_callings(scene: Scene, surnames: Collection[str]) -> list[Found]:
    """All of these; ``surnames`` are those of the persons that are known in the text."""
    return _titled(scene, surnames) + _honorific(scene)
