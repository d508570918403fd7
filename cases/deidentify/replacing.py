"""What stands for a name: by the manner of the Supreme Court (最高法 2016 规定 §9; domain.md §5).

Surname and 某, numbered in the order of appearance when several share it; compound surnames stay
whole, names of other peoples keep their first sign. Units and places say what they are. One person,
unit or place has one replacement in all texts of a case.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field

from cases.deidentify.addresses import masked_address
from cases.deidentify.folded import tight
from cases.deidentify.numbers import replacement as of_number
from cases.deidentify.spans import Kind
from cases.deidentify.surnames import is_surname, surname_of
from cases.deidentify.units import masked_unit

MASKED = re.compile(r"某+[甲乙丙丁\d]*")
_HONORIFIC = "老小阿大"
_NAMED_UNITS = ("公司", "店", "厂", "学校", "医院", "超市", "酒店", "饭店", "合作社")
"""Units of which a case may have several: these are numbered."""


def plain(surface: str) -> str:
    """A surface as it is compared: without breaks, half-width."""
    return tight(surface).text


def root_of(name: str) -> str:
    """What of a name may stay: the surname, the first sign of other names; "" for an alias."""
    if "·" in name or "•" in name:
        return name[0]
    if surname := surname_of(name):
        return surname
    if len(name) == 2 and name[0] in _HONORIFIC and is_surname(name[1]):
        return name[1]
    if name[:1].isascii() and name[:1].isalpha():
        return name[0].upper()
    return ""


@dataclass
class Book:
    """The replacements of one case, given in the order in which names appear."""

    always: dict[str, str] = field(default_factory=dict)
    taken: set[str] = field(default_factory=set)
    """Masked forms that stand in the texts already."""
    _entities: dict[tuple[Kind, str], int] = field(default_factory=dict)
    _families: dict[str, list[str]] = field(default_factory=dict)
    """Full names by what stays of them, in order."""
    _units: dict[str, list[str]] = field(default_factory=dict)

    def learn(self, kind: Kind, surface: str) -> None:
        """Note that this appears; all appearances are learnt before the first replacement is
        asked."""
        name = plain(surface)
        if kind is Kind.PERSON and _is_full(name):
            family = self._families.setdefault(root_of(name), [])
            if name not in family:
                family.append(name)
        elif kind is Kind.UNIT:
            same = self._units.setdefault(masked_unit(name), [])
            if name not in same:
                same.append(name)
        self._entities.setdefault((kind, self._identity(kind, name)), len(self._entities) + 1)

    def entity(self, kind: Kind, surface: str) -> int:
        return self._entities.get((kind, self._identity(kind, plain(surface))), 0)

    def _identity(self, kind: Kind, name: str) -> str:
        """Short forms belong to the one person of that surname, where there is one."""
        if kind is Kind.PERSON and not _is_full(name):
            family = self._families.get(root_of(name), [])
            if len(family) == 1:
                return family[0]
        return name

    def replacement(self, kind: Kind, surface: str) -> str:
        name = plain(surface)
        for known in (surface, name):
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
        root = root_of(name)
        if not root:
            return "某某"
        family = self._families.get(root, [])
        bare = f"{root}某"
        if len(family) < 2 or name not in family:
            return bare
        numbers = (n for n in range(1, 1000) if f"{bare}{n}" not in self.taken)
        return next(f"{bare}{n}" for place, n in enumerate(numbers) if place == family.index(name))

    def _unit(self, name: str) -> str:
        masked = masked_unit(name)
        same = self._units.get(masked, [])
        if len(same) < 2 or name not in same or not masked.endswith(_NAMED_UNITS):
            return masked
        return f"{masked}{same.index(name) + 1}"


def _is_full(name: str) -> bool:
    """A whole name, not 老王 or a surname before a title."""
    honorific = len(name) == 2 and name[0] in _HONORIFIC and is_surname(name[1])
    return len(name) > 1 and bool(root_of(name)) and not honorific


def masked_forms(texts: Iterable[str]) -> set[str]:
    """张某, 张某1 … that stand in the texts already."""
    return {found for text in texts for found in re.findall(r"[一-鿿]某\d+", text)}
