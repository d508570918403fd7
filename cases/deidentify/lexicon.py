"""The project's own lists of surnames, names, words and places (``data/``), read once."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path

_DATA = Path(__file__).parent / "data"


def _read(name: str) -> dict[str, dict[str, str]]:
    with (_DATA / f"{name}.toml").open("rb") as file:
        return tomllib.load(file)


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


def _signs(text: str) -> frozenset[str]:
    return frozenset("".join(text.split()))


def longest(words: frozenset[str]) -> int:
    """The length of the longest of ``words``."""
    return max(map(len, words), default=0)


@dataclass(frozen=True)
class Names:
    """What names are made of."""

    common: frozenset[str]
    """Surnames that many people bear."""
    rare: frozenset[str]
    wordlike: frozenset[str]
    """Surnames that are words far more often than names; some of them are common as well."""
    compound: frozenset[str]
    given: frozenset[str]
    """Signs that given names are written with."""
    seldom: frozenset[str]
    """Signs of given names that are words far more often."""
    northwest: frozenset[str]
    tibetan: frozenset[str]
    mongol: frozenset[str]
    yi: frozenset[str]
    foreign: frozenset[str]
    """Signs that foreign names are written with."""
    foreign_whole: frozenset[str]
    japanese: frozenset[str]


@cache
def names() -> Names:
    """The lists of names."""
    data = _read("names")
    surnames, given, peoples = data["surnames"], data["given"], data["peoples"]
    wordlike = _words(surnames["wordlike"])
    return Names(
        common=_words(surnames["common"]),
        rare=_words(surnames["rare"]) | wordlike,
        wordlike=wordlike,
        compound=_words(surnames["compound"]),
        given=_signs(given["common"]),
        seldom=_signs(given["seldom"]),
        northwest=_words(peoples["northwest"]),
        tibetan=_words(peoples["tibetan"]),
        mongol=_words(peoples["mongol"]),
        yi=_words(peoples["yi"]),
        foreign=_signs(peoples["foreign"]),
        foreign_whole=_words(peoples["foreign_whole"]),
        japanese=_words(peoples["japanese"]),
    )


@dataclass(frozen=True)
class Words:
    """What stands around names, and what is none."""

    roles: frozenset[str]
    kin: frozenset[str]
    verbs: frozenset[str]
    openers: frozenset[str]
    strong: frozenset[str]
    plain: frozenset[str]
    titles: frozenset[str]
    short_titles: frozenset[str]
    alias_marks: frozenset[str]
    unfamiliar: frozenset[str]
    """老, 小, 阿 and a surname that are words (老师)."""
    function: frozenset[str]
    """Surnames that before a title are words nearly always."""
    not_names: frozenset[str]
    crossing: frozenset[str]


@cache
def words() -> Words:
    """The lists of words."""
    data = _read("words")
    left, right, titles = data["left"], data["right"], data["titles"]
    nothing = data["not_names"]
    return Words(
        roles=_words(left["roles"]),
        kin=_words(left["kin"]),
        verbs=_words(left["verbs"]),
        openers=_words(left["openers"]),
        strong=_words(right["strong"]),
        plain=_words(right["plain"]),
        titles=_words(titles["words"]),
        short_titles=_words(titles["short"]),
        alias_marks=_words(data["alias"]["marks"]),
        unfamiliar=_words(data["callings"]["unfamiliar"]),
        function=_words(data["callings"]["function"]),
        not_names=_words(nothing["words"]) | _words(nothing["places"]),
        crossing=_words(data["stop"]["crossing"]),
    )


@dataclass(frozen=True)
class Places:
    """What places are called."""

    provinces: frozenset[str]
    """With 省, 自治区, 市."""
    short_provinces: frozenset[str]
    """Without."""
    cities: frozenset[str]
    """Cities and prefectures, without 市."""
    counties: frozenset[str]
    """Counties and districts, with 县, 区, 市."""
    generic: frozenset[str]
    """Words that end as a place does and name none (辖区, 当地)."""
    endings: frozenset[str]
    """Words that end as a place does, whatever stands before them (弯路, 嘲弄)."""
    national: frozenset[str]
    """Bodies of the whole State, which are never masked."""


@cache
def places() -> Places:
    """The lists of places."""
    data = _read("places")
    division, words_ = data["divisions"], data["words"]
    return Places(
        provinces=_words(division["provinces"]),
        short_provinces=_words(division["short_provinces"]),
        cities=_words(division["cities"]),
        counties=_words(division["counties"]),
        generic=_words(words_["generic"]),
        endings=_words(words_["endings"]),
        national=_words(words_["national"]),
    )


@cache
def place_stops() -> tuple[frozenset[str], int]:
    """Words that are never part of the name of a place or unit, and the longest's length."""
    stops = _read("places")["stops"]
    every = _words(stops["hard"]) | frozenset(w for w in _words(stops["words"]) if len(w) > 1)
    return every, longest(every)


@dataclass(frozen=True)
class Units:
    """How units are called."""

    kinds: dict[str, str]
    """Suffix → company, shop, office, school, hospital or bank."""
    before: frozenset[str]
    """What may stand before a suffix without making it a name."""
    inside: frozenset[str]
    """Verbs and roles that stand in names of units."""
    generic: frozenset[str]


@cache
def units() -> Units:
    """The lists of units."""
    data = _read("units")
    kinds = {word: kind for kind, text in data["suffixes"].items() for word in text.split()}
    generic = data["generic"]
    return Units(
        kinds, _words(generic["before"]), _words(generic["inside"]), _words(generic["words"])
    )
