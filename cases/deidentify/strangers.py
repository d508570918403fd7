"""Names that neither lists nor surnames know: whatever stands where only a name can stand.

After a role (被告人), in a column of names, before 男 or a bracket: two to four signs that make no
words. Names of peoples, of foreigners and rare surnames are found so.
"""

from __future__ import annotations

import math

from cases.deidentify.columns import named_cells
from cases.deidentify.evidence import left, right
from cases.deidentify.folded import is_han
from cases.deidentify.lattice import Lattice
from cases.deidentify.lexicon import words
from cases.deidentify.scene import Found, Gap, Scene

ANY_SIGN, RARE = math.log(1 / 1500), math.log(1 / 200)
ENOUGH = 3.0
_EMPTY = frozenset("无 略 同上 合计 小计 总计 不详 未知 其他 空白 本人 单位".split())


def find_strangers(scene: Scene, lattice: Lattice) -> list[Found]:
    """These names; in a column of names even what is a word."""
    cells = named_cells(scene)
    return _after_roles(scene, lattice) + [
        Found(start, end, 0.85, "column") for start, end in cells if _is_name(scene, start, end)
    ]


def _is_name(scene: Scene, start: int, end: int) -> bool:
    text = scene.text[start:end]
    plain = all(is_han(char) or char == "·" for char in text)
    return (
        plain
        and 2 <= len(text) <= 12
        and text not in _EMPTY
        and text not in words().roles
        and ("某" not in text)
    )


def _after_roles(scene: Scene, lattice: Lattice) -> list[Found]:
    text, found = scene.text, []
    for start in range(1, len(text)):
        if not is_han(text[start]):
            continue
        before = left(scene, start)
        if before.weight < 4.0:
            continue
        best: tuple[float, int] = (ENOUGH, 0)
        for end in range(start + 2, min(start + 4, len(text)) + 1):
            if not is_han(text[end - 1]) or text[end - 1] == "某" or scene.gap(end - 1) >= Gap.LINE:
                break
            if text[end : end + 1] == "某":
                break
            after = right(scene, end, lattice).weight
            gain = lattice.gain(start, end, RARE + ANY_SIGN * (end - start))
            if after >= 0.6 and gain + before.weight + after > best[0]:
                best = (gain + before.weight + after, end)
        if best[1]:
            found.append(Found(start, best[1], 0.7, before.reason))
    return found
