"""A hash tree (SHA-256) over rows: one root stands for all of them, and a short path proves that
one row is among them without showing the others. Pure; docs/verifying.md says it in words.

leaf = sha256(0x00 || canonical JSON of the row), node = sha256(0x01 || left || right); where a
level has an odd number, its last moves up as it is. No rows: sha256 of nothing.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from typing import Any

from lms.scoring.schemes.in_force import canonical

Path = list[tuple[str, str]]
"""From the leaf up: (``L`` or ``R``: on which side the neighbour stands, its hash)."""


def leaf_of(row: Any) -> str:
    return hashlib.sha256(b"\0" + canonical(row).encode()).hexdigest()


def _node(left: str, right: str) -> str:
    return hashlib.sha256(b"\1" + bytes.fromhex(left) + bytes.fromhex(right)).hexdigest()


class Tree:
    """Built once; gives the root and the path of any row."""

    def __init__(self, rows: Iterable[Any]) -> None:
        self.levels: list[list[str]] = [[leaf_of(row) for row in rows]]
        while len(self.levels[-1]) > 1:
            self.levels.append(_above(self.levels[-1]))

    @property
    def root(self) -> str:
        top = self.levels[-1]
        return top[0] if top else hashlib.sha256().hexdigest()

    def path(self, index: int) -> Path:
        found: Path = []
        for level in self.levels[:-1]:
            other = index ^ 1
            if other < len(level):
                found.append(("L" if other < index else "R", level[other]))
            index //= 2
        return found


def _above(level: Sequence[str]) -> list[str]:
    pairs = [_node(level[at], level[at + 1]) for at in range(0, len(level) - 1, 2)]
    return [*pairs, level[-1]] if len(level) % 2 else pairs


def root_of(rows: Iterable[Any]) -> str:
    return Tree(rows).root


def climb(row: Any, path: Iterable[Sequence[str]]) -> str:
    """The root that ``row`` leads to along ``path``."""
    found = leaf_of(row)
    for side, other in path:
        found = _node(other, found) if side == "L" else _node(found, other)
    return found
