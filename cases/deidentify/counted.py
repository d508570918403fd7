"""Lists of names that are counted: 于洋、方圆、高山和安静四人. The number proves all of them, also
those that are words."""

from __future__ import annotations

import re
from collections.abc import Iterator

from cases.deidentify.lexicon import names
from cases.deidentify.scene import Found, Gap, Scene
from cases.deidentify.surnames import surname_of, surnames_at

_LIST = re.compile(
    "(?P<first>[一-鿿]{2,4})(?P<more>(?:[、][一-鿿]{2,4}){1,12}(?:[和与及][一-鿿]{2,4}?)?)"
    "等?(?:[二两三四五六七八九十]|[0-9]{1,2})名?(?:人|被告人|村民|同案犯)"
)


def _is_name(text: str) -> bool:
    sizes = surnames_at(text, 0)
    known = names()
    return any(
        1 <= len(text) - size <= 2 and all(sign in known.given for sign in text[size:])
        for size in sizes
    )


def _last_name(text: str) -> str:
    """The name that ``text`` ends with, the longest."""
    ends = (text[at:] for at in range(len(text) - 1) if _is_name(text[at:]))
    return next(ends, "")


def find_counted(scene: Scene) -> Iterator[Found]:
    """All names of lists whose number is told; nothing of a list that is not of names throughout."""
    for match in _LIST.finditer(scene.text):
        if any(scene.gap(at) is Gap.CELL for at in range(match.start() + 1, match.end())):
            continue
        first = _last_name(match["first"])
        base, rest = match.start("more"), match["more"]
        items = [(one.start(), one.end()) for one in re.finditer("[^、和与及]+", rest)]
        if not first or not all(_is_name(rest[start:end]) for start, end in items):
            continue
        yield Found(match.end("first") - len(first), match.end("first"), 0.85, "list")
        for start, end in items:
            sure = surname_of(rest[start:end]) in names().common
            yield Found(base + start, base + end, 0.85 if sure else 0.7, "list")
