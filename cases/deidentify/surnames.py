"""Where a surname may stand."""

from __future__ import annotations

from functools import cache

from cases.deidentify.lexicon import names


@cache
def _singles() -> frozenset[str]:
    known = names()
    return known.common | known.rare


def is_surname(text: str) -> bool:
    """Whether ``text`` is a surname of one or two signs."""
    return text in _singles() or text in names().compound


def surnames_at(text: str, index: int) -> tuple[int, ...]:
    """The lengths of the surnames that ``text`` may have at ``index``, compound ones first."""
    compound = text[index : index + 2] in names().compound
    single = text[index] in _singles()
    return ((2,) if compound else ()) + ((1,) if single else ())


def surname_of(name: str) -> str:
    """The part of ``name`` that stays when it is masked: the surname, or the first sign of a name
    that has none (最高法 2016 规定 §9)."""
    if len(name) > 2 and name[:2] in names().compound:
        return name[:2]
    return name[:1]
