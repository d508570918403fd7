"""Where the sections of a judgment or case report begin. Pure.

A report has headings (lone lines, numbered ones, 【】), a judgment has set phrases with which its
paragraphs open. Both are looked for in every text.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from cases.reading.sections import Section

WORDS = tomllib.loads((Path(__file__).parent / "data" / "words.toml").read_text(encoding="utf-8"))
CLOSING = "closing"
HEAD = "head"
OTHER = "other"

_TITLES = {key: re.compile("|".join(titles)) for key, titles in WORDS["titles"].items()}
_OPENINGS = [(one["key"], re.compile(one["pattern"])) for one in WORDS["openings"]]
_DECIDED = re.compile(r"(?P<title>(?:判决|裁定|决定)如下)[：:]")
_COURT = re.compile(r"人民法院|人民检察院|判决书|裁定书|起诉书|\d号")
"""What stands above the first section of a judgment."""
_ONCE = ("parties", "prosecution", "procedure", CLOSING)
_LATER = ("facts", "reasoning", "evidence")
_INLINE = [
    (one["key"], re.compile(f"(?<=[。；])[ \u3000]*(?:{one['pattern']})"))
    for one in WORDS["openings"]
    if one["key"] in _LATER
]
"""Where a text has no paragraphs, these may open a sentence."""

_NUMBER = "一二三四五六七八九十"
_STYLES: tuple[tuple[int, re.Pattern[str]], ...] = (
    (1, re.compile(rf"第[{_NUMBER}\d]{{1,3}}(?:部分|章|节)[、：: \u3000]*")),
    (2, re.compile(rf"[{_NUMBER}]{{1,3}}[、.．：: \u3000]+")),
    (3, re.compile(rf"[（(][{_NUMBER}]{{1,3}}[）)][、.． \u3000]*")),
    (4, re.compile(r"\d{1,2}[、.．：](?!\d)[ \u3000]*")),
    (5, re.compile(r"[（(]\d{1,2}[）)][、.． \u3000]*")),
)
"""Numbering by rank: a heading ends what a heading of its rank or below has opened."""
_MARKS = re.compile(r"^[#*★◆■●▲▶►◎※\-— \u3000]+|[*#]+$")
_ITS = re.compile(r"^(?:本|该|此)案(?:件)?(?:的|中)?|^案件(?:的|中)?|^案例(?:的|中)?")
_BRACKETS = re.compile(r"^[【〖\[［](?P<title>[^】〗\]］\n]{1,24})[】〗\]］][：: \u3000]*")
_COLON = re.compile(r"^(?P<title>[^：:，。；\n]{2,14})[：:]")
LONGEST = 20


@dataclass(frozen=True)
class _Mark:
    """Where something begins: ``at`` with its title, ``start`` without. ``rank``: of numbering."""

    key: str
    title: str
    at: int
    start: int
    rank: int = 0


def find(text: str) -> list[Section]:
    """Every section that holds something, in order."""
    marks = _without_contents_list(text, sorted(_marks(text), key=lambda mark: mark.at))
    if marks and _COURT.search(text, 0, marks[0].at):
        marks.insert(0, _Mark(HEAD, "", 0, 0))
    if not marks:
        return []
    found = []
    for mark, following in zip(marks, [*marks[1:], None], strict=True):
        start, end = _trimmed(text, mark.start, following.at if following else len(text))
        if start < end and mark.key != OTHER:
            found.append(Section(mark.key, mark.title, start, end))
    return found


def _without_contents_list(text: str, marks: list[_Mark]) -> list[_Mark]:
    """Without headings that say nothing because another one follows at once; of two at one place
    the first found stays."""
    kept: list[_Mark] = []
    for mark in marks:
        if kept and mark.at < kept[-1].start:
            continue
        kept.append(mark)
    return kept


def _trimmed(text: str, start: int, end: int) -> tuple[int, int]:
    while start < end and text[start] in " \u3000\t\n：:":
        start += 1
    while start < end and text[end - 1] in " \u3000\t\n#*【":
        end -= 1
    return start, end


def _marks(text: str) -> Iterator[_Mark]:
    last: _Mark | None = None
    seen: set[str] = set()
    for at, line in _lines(text):
        mark = _heading(at, line) or _opening(at, line, seen) or _unknown(at, line, last)
        if mark is not None:
            last = mark
            seen.add(mark.key)
            yield mark
        for match in _DECIDED.finditer(line):
            if not (mark and mark.key == "judgment"):
                last = _Mark("judgment", match["title"], at + match.start(), at + match.end())
                seen.add("judgment")
                yield last
    for key, pattern in _INLINE:
        if key not in seen and (opening := pattern.search(text)):
            at = opening.start()
            title = opening.groupdict().get("title") or ""
            seen.add(key)
            called = title or _words(opening[0])
            yield _Mark(key, called, at, opening.end() if title else at)


def _lines(text: str) -> Iterator[tuple[int, str]]:
    """Lines and cells without spaces before and behind, with where they begin."""
    for match in re.finditer(r"[^\n\t]+", text):
        line = match[0].strip(" \u3000")
        if line:
            yield match.start() + match[0].index(line), line


def _heading(at: int, line: str) -> _Mark | None:
    """A title alone on its line, or one with a sign behind it that sets it off."""
    skipped = _MARKS.match(line)
    begin = skipped.end() if skipped and not line.startswith("【") else 0
    rank, begin = _numbering(line, begin)
    rest = line[begin:]
    match = _BRACKETS.match(rest) or _COLON.match(rest)
    if match:
        title, end = match["title"], begin + match.end()
        inner_rank, inner = _numbering(title, 0)
        if key := _key(title[inner:]):
            return _Mark(key, title[inner:].strip(), at, at + end, rank or inner_rank)
        if match.re is _BRACKETS and end == len(line):
            return _Mark(OTHER, title, at, at + end, rank)
    if len(rest) <= LONGEST and (key := _key(rest)):
        return _Mark(key, _bare(rest), at, at + len(line), rank)
    return None


def _numbering(line: str, begin: int) -> tuple[int, int]:
    """The rank of the numbering at ``begin``, 0 for none, and where it ends."""
    for rank, pattern in _STYLES:
        if match := pattern.match(line, begin):
            return rank, match.end()
    return 0, begin


def _bare(title: str) -> str:
    title = re.sub(r"[（(][^（）()]*[）)]$", "", _MARKS.sub("", title))
    return re.sub(r"[ \u3000]", "", title).strip("：:。.《》“”")


def _key(title: str) -> str:
    bare = _bare(title)
    for called in filter(None, (bare, _ITS.sub("", bare))):
        for key, pattern in _TITLES.items():
            if pattern.fullmatch(called):
                return key
    return ""


def is_heading(line: str) -> bool:
    """Whether a line is the title of a section or set in brackets like one."""
    line = line.strip(" \u3000\t")
    return bool(_BRACKETS.fullmatch(line)) or _heading(0, line) is not None


def _opening(at: int, line: str, seen: set[str]) -> _Mark | None:
    """A paragraph that opens with a phrase of judgments. Some sections open once."""
    for key, pattern in _OPENINGS:
        if (key in seen and key in _ONCE) or (key == "parties" and seen & {"facts", "reasoning"}):
            continue
        if match := pattern.match(line):
            title = match.groupdict().get("title") or ""
            begin = at + match.end() if title else at
            return _Mark(key, title or _words(match[0]), at, begin)
    return None


_CALLED = re.compile(
    r"公诉机关|抗诉机关|(?:原审)?被告(?:人|单位)|上诉人|罪犯|被执行人|人民陪审员|如不服"
    r"|审[ \u3000]*判[ \u3000]*[长员]|书[ \u3000]*记[ \u3000]*员"
    r"|(?:上述|以上|前述)(?:犯罪)?事实"
)


def _words(opening: str) -> str:
    """What such a section is called; the name of nobody."""
    called = _CALLED.search(opening)
    return called[0] if called else ""


def _unknown(at: int, line: str, last: _Mark | None) -> _Mark | None:
    """A numbered heading that is not known, of the rank of the last one or above, ends it."""
    rank, begin = _numbering(line, 0)
    if not rank or last is None or not last.rank or rank > last.rank:
        return None
    title = line[begin:]
    if not title or len(title) > LONGEST or title[-1] in "。；;，,、？?":
        return None
    return _Mark(OTHER, title, at, at + len(line), rank)
