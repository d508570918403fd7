"""Offences of the Criminal Law by name, those of office first, and where a text names them. Pure.

The names are the official ones (罪名); a text is searched for them, nothing is shown from here.
"""

from __future__ import annotations

import re
import tomllib
from collections import Counter
from functools import lru_cache
from pathlib import Path

_FILE = Path(__file__).parent / "data" / "charges.toml"
_ANY = re.compile(r"犯(?!罪)(?P<names>[\u4e00-\u9fff、（）]{2,40}?)罪")


@lru_cache(maxsize=1)
def names() -> tuple[str, ...]:
    """Without 罪 at the end; those of office first."""
    return tuple(tomllib.loads(_FILE.read_text(encoding="utf-8"))["names"])


@lru_cache(maxsize=1)
def _known() -> re.Pattern[str]:
    longest_first = sorted(names(), key=len, reverse=True)
    return re.compile("(" + "|".join(map(re.escape, longest_first)) + ")[罪案]")


def named(text: str) -> list[tuple[int, int, str]]:
    """Start, end and name with 罪 of each place where an offence is named, in order. What follows
    犯 counts when it consists of known names."""
    found = {match.start(): (match.start(), match.end(), match[1] + "罪")
             for match in _known().finditer(text)}  # fmt: skip
    for match in _ANY.finditer(text):
        at, name = match.start("names"), match["names"]
        if name in names():
            found[at] = (at, match.end(), name + "罪")
            continue
        for part in re.finditer("[^、]+", name):  # 犯受贿、滥用职权罪
            if part[0] in names() and part.end() < len(name):
                start = at + part.start()
                found.setdefault(start, (start, at + part.end(), part[0] + "罪"))
    return [found[at] for at in sorted(found)]


def by_weight(text: str) -> list[tuple[int, int, str]]:
    """The first place of each offence, the most named first."""
    places = named(text)
    counts = Counter(name for _start, _end, name in places)
    first: dict[str, tuple[int, int, str]] = {}
    for place in places:
        first.setdefault(place[2], place)
    return sorted(first.values(), key=lambda place: -counts[place[2]])
