"""Names that have no surname in the Han manner: with a dot between their parts, built of the parts
that Uygur, Kazak, Tibetan and Mongol names are built of, Japanese and foreign ones, in Latin."""

from __future__ import annotations

import re
from functools import cache

from cases.deidentify.evidence import Evidence, left, right, word_before
from cases.deidentify.lexicon import names, words
from cases.deidentify.scene import Found, Gap, Scene

_HAN = "\u4e00-\u9fff"
_DOTTED = re.compile(f"[{_HAN}]{{1,9}}(?:[·.][{_HAN}]{{1,10}})+")
_LATIN = re.compile(r"[A-Z][a-z]+(?:[-'][A-Z]?[a-z]+)?")


def _before_dot(part: str) -> int:
    """Where the name begins in what stands before its dot: after the last word of context."""
    signs = names().foreign
    start = len(part)
    while start and part[start - 1] in signs:
        start -= 1
    for at in range(start, len(part)):
        found = word_before(part, at)
        if at and found is not None and len(found[0]) > 1 and found[1].weight >= 2:
            start = at
    return min(start, len(part) - 1)


def _after_dot(part: str) -> int:
    """How much of what stands after the last dot is the name."""
    signs, stops = names().foreign, words().strong | words().plain
    end = 1
    while end < len(part) and part[end] in signs:
        ahead = (part[end : end + size] for size in (4, 3, 2))
        if end >= 2 and any(len(word) > 1 and word in stops for word in ahead):
            break
        end += 1
    return end


def _dotted(scene: Scene) -> list[Found]:
    found = []
    for match in _DOTTED.finditer(scene.text):
        parts = re.split("[·.]", match[0])
        if "." in match[0] and "·" not in match[0] and len(parts[0]) < 2:
            continue
        start = match.start() + _before_dot(parts[0])
        end = match.end() - len(parts[-1]) + _after_dot(parts[-1])
        if parts[0].endswith("某") or "某" in scene.text[start:end]:
            continue
        dotted = "·" in match[0]
        found.append(Found(start, end, 0.95 if dotted else 0.8, "dotted"))
    return found


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
        f"|(?P<foreign>(?:{any_of(known.foreign_whole, 2)}){{1,2}})"
        f"|(?P<japanese>(?:{any_of(known.japanese)})[{_HAN}]{{2}})"
    )


def _weight_of_parts(match: re.Match[str]) -> float:
    size = len(match[0])
    if match.lastgroup == "tibetan":
        return 2.2 if size >= 4 else 0.4
    if match.lastgroup in ("northwest", "mongol"):
        return 2.2 if size >= 4 else 1.0 if size == 3 else 0.0
    if match.lastgroup == "japanese":
        return -1.0
    return 1.4 if size >= 3 else 0.4


def _composed(scene: Scene) -> list[Found]:
    found = []
    for match in _built().finditer(scene.text):
        start, end = match.span()
        if any(scene.gap(at) >= Gap.LINE for at in range(start + 1, end)):
            continue
        before, after = left(scene, start), right(scene, end)
        if after.weight < 0 and scene.text[start:end] not in names().foreign_whole:
            end, after = _longer(scene, end)
        weight = before.weight + after.weight + _weight_of_parts(match)
        if weight >= 4.2:
            confidence = 0.93 if weight >= 6 else 0.75
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


def find_peoples(scene: Scene) -> list[Found]:
    """Names of these kinds, which may overlap."""
    return _dotted(scene) + _composed(scene) + _latin(scene)
