"""Names that have no surname in the Han manner: with a dot between their parts, built of the parts
that Uygur, Kazak, Tibetan and Mongol names are built of, Japanese and foreign ones, in Latin."""

from __future__ import annotations

import math
import re
from functools import cache

from cases.deidentify.evidence import Evidence, left, right
from cases.deidentify.lattice import Lattice
from cases.deidentify.lexicon import names
from cases.deidentify.scene import Found, Gap, Scene

_HAN = "\u4e00-\u9fff"
_DOTTED = re.compile(f"[{_HAN}]{{1,9}}(?:[·.][{_HAN}]{{1,10}})+")
_LATIN = re.compile(r"[A-Z][a-z]+(?:[-'][A-Z]?[a-z]+)?")


_KNOWN_SIGN, _OTHER_SIGN = math.log(1 / 200), math.log(1 / 20000)


def _sign_score(sign: str) -> float:
    return _KNOWN_SIGN if sign in names().foreign else _OTHER_SIGN


def _begin(scene: Scene, lattice: Lattice, low: int, dot: int) -> int:
    """Where the name begins that has its first dot at ``dot``."""

    def score(start: int) -> float:
        signs = sum(_sign_score(sign) for sign in scene.text[start:dot])
        return lattice.ahead[start] + signs + left(scene, start, lattice).weight

    return max(range(low, dot), key=score)


def _end(scene: Scene, lattice: Lattice, dot: int, high: int) -> int:
    """Where the name ends that has its last dot at ``dot``."""

    def score(end: int) -> float:
        signs = sum(_sign_score(sign) for sign in scene.text[dot + 1 : end])
        return lattice.behind[end] + signs + right(scene, end, lattice).weight

    return max(range(dot + 2, high + 1), key=score)


def _dotted(scene: Scene, lattice: Lattice) -> list[Found]:
    found = []
    for match in _DOTTED.finditer(scene.text):
        parts = re.split("[·.]", match[0])
        dotted = "·" in match[0]
        if not dotted and len(parts[0]) < 2:
            continue
        low, high = _same_cell(scene, match.start(), match.end())
        dots = [at for at in range(low, high) if scene.text[at] in "·."]
        if not dots or dots[0] == low or dots[-1] == high - 1:
            continue
        start = _begin(scene, lattice, low, dots[0])
        end = _end(scene, lattice, dots[-1], high)
        if "某" not in scene.text[start:end]:
            found.append(Found(start, end, 0.97 if dotted else 0.8, "dotted"))
    return found


def _same_cell(scene: Scene, start: int, end: int) -> tuple[int, int]:
    """The part of ``start`` to ``end`` around its dots that stands in one cell."""
    dots = [at for at in range(start, end) if scene.text[at] in "·."]
    low = max(
        (at for at in range(start + 1, dots[0] + 1) if scene.gap(at) is Gap.CELL), default=start
    )
    high = min((at for at in range(dots[-1] + 1, end) if scene.gap(at) is Gap.CELL), default=end)
    return low, high


@cache
def _built() -> re.Pattern[str]:
    known = names()

    def any_of(parts: frozenset[str], least: int = 1) -> str:
        longest_first = sorted((p for p in parts if len(p) >= least), key=lambda p: (-len(p), p))
        return "|".join(longest_first)

    return re.compile(
        f"(?P<tibetan>(?:{any_of(known.tibetan, 2)}){{1,2}})"
        f"|(?P<northwest>(?:{any_of(known.northwest, 2)})(?:{any_of(known.northwest)}){{0,3}})"
        f"|(?P<mongol>(?:{any_of(known.mongol, 2)})(?:{any_of(known.mongol)}){{0,2}})"
        f"|(?P<yi>(?:{any_of(known.yi)}){{2}})"
        f"|(?P<foreign>(?:{any_of(known.foreign_whole, 2)}){{1,2}})"
        f"|(?P<japanese>(?:{any_of(known.japanese)})[{_HAN}]{{2}})"
    )


_ANY, _PART = -7.5, -4.5
"""How often somebody has a name of one of these peoples, and one part of it that name."""
_SCALE, _BASE, _ACCEPTED, _SURE = 0.75, -1.5, -0.5, 2.5
"""As for names in the Han manner (`cases.deidentify.persons`)."""


def _score_of_parts(match: re.Match[str]) -> float:
    """The logarithm of how often such a name is written, by its number of parts."""
    if match.lastgroup == "japanese":
        return _ANY + 2 * _PART - 4.0
    if match.lastgroup == "foreign":
        return _ANY + _PART
    return _ANY + _PART * max(1.0, len(match[0]) / 2)


def _composed(scene: Scene, lattice: Lattice) -> list[Found]:
    found = []
    for match in _built().finditer(scene.text):
        start, end = match.span()
        if any(scene.gap(at) >= Gap.CELL for at in range(start + 1, end)):
            continue
        before, after = left(scene, start, lattice), right(scene, end, lattice)
        if after.weight < 0 and scene.text[start:end] not in names().foreign_whole:
            end, after = _longer(scene, end)
        score = _score_of_parts(match) - 6.5 * (end - match.end())
        gain = min(lattice.gain(start, end, score), 9.0)
        weight = _BASE + _SCALE * (gain + before.weight + after.weight)
        if weight >= _ACCEPTED:
            confidence = 0.93 if weight >= _SURE else 0.75
            found.append(Found(start, end, confidence, before.reason))
    return found


def _longer(scene: Scene, end: int) -> tuple[int, Evidence]:
    """One or two more signs that foreign names have, when only then the name ends."""
    signs = names().foreign
    for more in (1, 2):
        if any(char not in signs for char in scene.text[end : end + more]):
            break
        after = right(scene, end + more)
        if after.weight > 0:
            return end + more, after
    return end, right(scene, end)


def _latin(scene: Scene) -> list[Found]:
    """Latin names after a role (被告人John Smith)."""
    found = []
    text, at = scene.text, 0
    while (match := _LATIN.search(text, at)) is not None:
        start, end = match.span()
        before = left(scene, start)
        while (more := _LATIN.match(text, end)) and scene.gap(end) is Gap.SPACE:
            end = more.end()
        if before.weight >= 3.5 and end - start >= 3:
            found.append(Found(start, end, 0.9 if before.weight >= 5 else 0.75, before.reason))
        at = end
    return found


def find_peoples(scene: Scene, lattice: Lattice) -> list[Found]:
    """Names of these kinds, which may overlap."""
    return _dotted(scene, lattice) + _composed(scene, lattice) + _latin(scene)
