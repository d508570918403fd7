"""What stands for a name: by the manner of the Supreme Court (最高法 2016 规定 §9; domain.md §5).

Surname and 某, numbered in the order of appearance when several share it; compound surnames stay
whole, names of other peoples keep their first sign. Units and places say what they are. One person,
unit or place has one replacement in all texts of a case, however it is called there.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cached_property, lru_cache

from cases.deidentify.addresses import masked_address
from cases.deidentify.folded import tight
from cases.deidentify.identities import Form, People, root_of, title_of
from cases.deidentify.lexicon import units
from cases.deidentify.numbers import replacement as of_number
from cases.deidentify.spans import Kind
from cases.deidentify.units import masked_unit

MASKED = re.compile(r"某+[甲乙丙丁\d]*")
_NAMED_UNITS = ("公司", "店", "厂", "学校", "医院", "超市", "酒店", "饭店", "合作社")
"""Units of which a case may have several: these are numbered."""
_NOBODY = "某某"
"""For an alias of somebody whose name is not known."""


@lru_cache(maxsize=20_000)
def plain(surface: str) -> str:
    """A surface as it is compared: without breaks, half-width."""
    return tight(surface).text


@dataclass
class Book:
    """The replacements of one case. All mentions are learnt, in the order of the texts, before the
    first replacement is asked."""

    always: dict[str, str] = field(default_factory=dict)
    taken: set[str] = field(default_factory=set)
    """Masked forms with a number that stand in the texts already."""
    _mentions: dict[tuple[Kind, str], None] = field(default_factory=dict)
    _aliases: dict[str, str] = field(default_factory=dict)

    def learn(self, kind: Kind, surface: str) -> None:
        """Note that this appears."""
        self._mentions.setdefault((kind, plain(surface)))

    def learn_alias(self, surface: str, owner: str = "") -> None:
        """Note that this is an alias, and whose, when that is said."""
        name, owner = plain(surface), plain(owner)
        if owner or name not in self._aliases:
            self._aliases[name] = owner

    @cached_property
    def _people(self) -> People:
        names = (name for kind, name in self._mentions if kind is Kind.PERSON)
        return People(names, self._aliases)

    @cached_property
    def _units(self) -> dict[str, list[str]]:
        """Units by what stands for them, in order; a short name of one that is known is no other
        unit."""
        units: dict[str, list[str]] = {}
        for kind, name in self._mentions:
            if kind is not Kind.UNIT:
                continue
            same = units.setdefault(masked_unit(name), [])
            if _same_unit(name, same) is None:
                same.append(name)
        return units

    @cached_property
    def _entities(self) -> dict[tuple[Kind, str], int]:
        entities: dict[tuple[Kind, str], int] = {}
        for kind, name in self._mentions:
            entities.setdefault((kind, self._identity(kind, name)), len(entities) + 1)
        return entities

    @cached_property
    def _unknown_aliases(self) -> list[str]:
        people = self._people
        every = (name for kind, name in self._mentions if kind is Kind.PERSON)
        return [
            one for one in every if people.form(one) is Form.ALIAS and people.identity(one) == one
        ]

    def entity(self, kind: Kind, surface: str) -> int:
        return self._entities.get((kind, self._identity(kind, plain(surface))), 0)

    def _identity(self, kind: Kind, name: str) -> str:
        if kind is Kind.PERSON:
            return self._people.identity(name) or f"{root_of(name)}?"
        if kind is Kind.UNIT:
            return _same_unit(name, self._units.get(masked_unit(name), [])) or name
        return name

    def replacement(self, kind: Kind, surface: str) -> str:
        name = plain(surface)
        for known in (surface, name, self._identity(kind, name)):
            if known in self.always:
                return self.always[known]
        if kind is Kind.PERSON:
            return self._person(name)
        if kind is Kind.UNIT:
            return self._unit(name)
        if kind is Kind.ADDRESS:
            return masked_address(name)
        return of_number(kind, surface)

    def _person(self, name: str) -> str:
        form, identity = self._people.form(name), self._people.identity(name)
        if form is Form.MASKED and identity in ("", root_of(name)):
            return name
        if form is Form.ALIAS and identity == name:
            aliases = self._unknown_aliases
            return f"{_NOBODY}{aliases.index(name) + 1}" if len(aliases) > 1 else _NOBODY
        if form is Form.GIVEN and not identity:
            return _NOBODY
        title = title_of(name) if form is Form.TITLED else ""
        return self._numbered(root_of(identity or name), identity) + title

    def _numbered(self, root: str, identity: str) -> str:
        family, bare = self._people.families.get(root, []), f"{root}某"
        if identity not in family or (len(family) < 2 and bare not in self._strangers):
            return bare
        numbers = (n for n in range(1, 1000) if f"{bare}{n}" not in self.taken)
        place = family.index(identity)
        return next(f"{bare}{n}" for at, n in enumerate(numbers) if at == place)

    @property
    def _strangers(self) -> set[str]:
        """Masked forms whose bearer is another person than the one of that surname whose name is
        known: they are numbered in the texts."""
        return {re.sub(r"\d+$", "", one) for one in self.taken}

    def _unit(self, name: str) -> str:
        masked = masked_unit(name)
        same = self._units.get(masked, [])
        known = _same_unit(name, same)
        if len(same) < 2 or known is None or not masked.endswith(_NAMED_UNITS):
            return masked
        return f"{masked}{same.index(known) + 1}"


_SEAT = re.compile(r"(?:[一-鿿]{2,4}?[省市县区镇乡])+")


@lru_cache(maxsize=20_000)
def _core_of(name: str) -> str:
    """What makes the name of a unit its own: without its place and what it is."""
    ends = (word for word in units().kinds if name.endswith(word))
    body = name.removesuffix(max(ends, key=len, default=""))
    seat = _SEAT.match(body)
    return body[seat.end() :] if seat else body


def _same_unit(name: str, units: Iterable[str]) -> str | None:
    """The unit among ``units`` that ``name`` means as well (宏达公司: 丽水市宏达木业有限公司)."""
    core = _core_of(name)
    for one in units:
        if one == name or (len(core) > 1 and (core in one or (_core_of(one) or "\n") in name)):
            return one
    return None


def masked_forms(texts: Iterable[str]) -> set[str]:
    """张某1, 张某2 … that stand in the texts already."""
    return {found for text in texts for found in re.findall(r"[一-鿿]某\d+", text)}
