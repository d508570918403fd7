"""A section as its points: numbered paragraphs, 一是 … 二是 …, or paragraphs alone. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator

MOST = 30
_NUMBER = re.compile(
    r"[ \u3000]*(?:[（(][一二三四五六七八九十\d]{1,3}[）)][、.．]?"
    r"|[一二三四五六七八九十]{1,3}[、.．]|\d{1,2}[、.．）)](?!\d)"
    r"|[①②③④⑤⑥⑦⑧⑨⑩]|[●■◆▲★•·\-*—]{1,2})[ \u3000]*"
)
_ONE_BY_ONE = re.compile(
    r"(?:(?<=[。；：:，！？])|^)[ \u3000]*(?:[一二三四五六七八九十]是|首先|其次|再次|最后"
    r"|第[一二三四五六七八九十](?=[，、：]))[，,、：]?"
)
_ENDS = " \u3000\t\n；;"


def points(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Start and end of each point, without its number."""
    found = list(_paragraphs(text, start, end))
    if len(found) == 1:
        found = list(_sentences(text, *found[0]))
    count = 0
    for begin, stop in found:
        first, last = _trimmed(text, begin, stop)
        if first < last and count < MOST:
            count += 1
            yield first, last


def _paragraphs(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Where some are numbered, the others belong to the one before."""
    lines = [match.span() for match in re.finditer(r"[^\n]+", text[start:end])]
    lines = [(start + begin, start + stop) for begin, stop in lines]
    heads = [_NUMBER.match(text, begin, stop) for begin, stop in lines]
    if not any(heads):
        yield from lines
        return
    opened: tuple[int, int] | None = None
    for (begin, stop), head in zip(lines, heads, strict=True):
        if head is None and opened is not None:
            opened = (opened[0], stop)
            continue
        if opened is not None:
            yield opened
        opened = (head.end() if head else begin, stop)
    if opened is not None:
        yield opened


def _sentences(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """One paragraph that counts its points."""
    marks = [match.span() for match in _ONE_BY_ONE.finditer(text[start:end])]
    if len(marks) < 2:
        yield start, end
        return
    ends = [begin for begin, _stop in marks[1:]] + [end - start]
    for (_begin, after), stop in zip(marks, ends, strict=True):
        yield start + after, start + stop


def _trimmed(text: str, start: int, end: int) -> tuple[int, int]:
    while start < end and text[start] in _ENDS:
        start += 1
    while start < end and text[end - 1] in _ENDS:
        end -= 1
    return start, end
