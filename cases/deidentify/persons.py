"""Names of persons in one text: candidates weighed by what stands around them, then settled.

A candidate is a surname with one or two signs after it. It is weighed (`_weigh`), the best of
those that overlap stay, lists (张三、李四) lend their weight, and what was found once is found
everywhere in the text. What other peoples are called: `cases.deidentify.peoples`; how persons are
called without their name (绰号, 老王, 李主任): `cases.deidentify.callings`.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable
from dataclasses import dataclass

from cases.deidentify.callings import find_callings
from cases.deidentify.evidence import (
    Evidence,
    is_word,
    joins,
    left,
    right,
    splits_word,
    surname_weight,
)
from cases.deidentify.folded import is_han
from cases.deidentify.lexicon import names, words
from cases.deidentify.peoples import find_peoples
from cases.deidentify.scene import Found, Gap, Scene
from cases.deidentify.surnames import surnames_at

ACCEPTED = 3.4
"""A candidate below is none."""
SURE = 5.2
"""From here on a candidate is certain, and its name is looked for everywhere."""
LISTED = 3.6
"""What a list lends to a candidate that stands beside a name."""


@dataclass(slots=True)
class Candidate:
    """``start`` to ``end`` in the scene, with the surname's length."""

    start: int
    end: int
    surname: int
    weight: float
    left: Evidence
    right: Evidence

    @property
    def reason(self) -> str:
        if self.left.weight >= max(2.0, self.right.weight):
            return self.left.reason
        return self.right.reason if self.right.weight >= 1.5 else self.left.reason


def _given_weight(given: str) -> float | None:
    known = names()
    weight = -0.2 if len(given) == 1 else 0.0
    for char in given:
        if char in known.never or not is_han(char):
            return None
        weight += 0.6 if char in known.given else -0.7
    return weight


def _break_cost(scene: Scene, start: int, end: int) -> float:
    """What the breaks inside a candidate say against it."""
    inside = [scene.gap(index) for index in range(start + 1, end)]
    cost = sum({Gap.NONE: 0.0, Gap.SPACE: 0.2, Gap.LINE: 2.0, Gap.CELL: 3.0}[gap] for gap in inside)
    if len(inside) > 1 and inside[0] is Gap.NONE and inside[-1] > Gap.NONE:
        cost += 1.5
    return cost


def _weigh(scene: Scene, start: int, size: int, given: int, before: Evidence) -> Candidate | None:
    text, end = scene.text, start + size + given
    plausible = _given_weight(text[start + size : end])
    if end > len(text) or plausible is None:
        return None
    after = right(scene, end)
    weight = before.weight + after.weight + plausible + surname_weight(text[start : start + size])
    weight -= _break_cost(scene, start, end)
    if size == 1 and is_word(text, start, start + 2):
        weight -= 4.0 if given > 1 else 4.5
    if given > 1 and is_word(text, start, end):
        weight -= 4.5
    if before.weight < 3.0 and start and splits_word(text, start):
        weight -= 3.0
    if scene.gap(end) is Gap.NONE and (splits_word(text, end) or is_word(text, end - 1, end + 1)):
        weight -= 1.2
    return Candidate(start, end, size, weight, before, after)


def _candidates(scene: Scene) -> list[Candidate]:
    text = scene.text
    found: list[Candidate] = []
    for start in range(len(text)):
        sizes = surnames_at(text, start)
        if not sizes or text[start + 1 : start + 2] == "某":
            continue
        before = left(scene, start)
        for size in sizes:
            for given in (1, 2):
                candidate = _weigh(scene, start, size, given, before)
                if candidate is not None and candidate.weight > ACCEPTED - LISTED - 1:
                    found.append(candidate)
    return found


def _settled(candidates: Iterable[Candidate]) -> list[Candidate]:
    """The best of those that overlap, in the order of the text."""
    taken: set[int] = set()
    kept = []
    for candidate in sorted(candidates, key=lambda one: (-one.weight, one.start, -one.end)):
        signs = range(candidate.start, candidate.end)
        if candidate.weight >= ACCEPTED and taken.isdisjoint(signs):
            taken.update(signs)
            kept.append(candidate)
    return sorted(kept, key=lambda one: one.start)


def _lend(scene: Scene, candidates: list[Candidate]) -> list[Candidate]:
    """Names of a list lend weight to their neighbours, until nothing changes any more."""
    by_start: dict[int, list[Candidate]] = {}
    by_end: dict[int, list[Candidate]] = {}
    for candidate in candidates:
        by_start.setdefault(candidate.start, []).append(candidate)
        by_end.setdefault(candidate.end, []).append(candidate)
    lent: set[int] = set()
    waiting = [one for one in _settled(candidates) if one.weight >= ACCEPTED + 0.6]
    while waiting:
        name = waiting.pop()
        beside = by_start.get(name.end + 1, []) if joins(scene.text, name.end) else []
        if joins(scene.text, name.start - 1):
            beside = beside + by_end.get(name.start - 1, [])
        for other in beside:
            if id(other) in lent or other.weight >= ACCEPTED + LISTED:
                continue
            lent.add(id(other))
            other.weight += LISTED - max(0.0, min(other.left.weight, 2.0))
            other.left = Evidence(LISTED, "list")
            if other.weight >= ACCEPTED + 0.6:
                waiting.append(other)
    return _settled(candidates)


def _vote(scene: Scene, settled: list[Candidate], everything: list[Candidate]) -> list[Candidate]:
    """Whether a name has two or three signs is told by all the places where it stands."""
    text = scene.text
    whole = Counter(text[one.start : one.end] for one in settled)
    wrong: set[str] = set()
    for name in whole:
        shorter = name[:-1]
        if len(shorter) < 2 or shorter not in whole:
            continue
        of_shorter, of_whole = text.count(shorter), text.count(name)
        wrong.add(shorter if of_shorter == of_whole or of_whole > 2 * whole[shorter] else name)
    if not wrong:
        return settled
    left_over = [one for one in everything if text[one.start : one.end] not in wrong]
    return _settled(left_over)


def _confidence(weight: float) -> float:
    if weight >= SURE:
        return min(0.99, 0.92 + (weight - SURE) * 0.02)
    return 0.6 + 0.25 * (weight - ACCEPTED) / (SURE - ACCEPTED)


def occurrences(scene: Scene, name: str) -> Iterable[Found]:
    """Everywhere that ``name`` stands in the scene, also spread out, never across two cells of a
    table unless the name is long enough to prove itself."""
    start = scene.text.find(name)
    while start >= 0:
        end = start + len(name)
        inside = max((scene.gap(at) for at in range(start + 1, end)), default=Gap.NONE)
        if inside < Gap.LINE or len(name) > 2:
            yield Found(start, end, 0.95, "known")
        start = scene.text.find(name, start + 1)


def is_ordinary(name: str) -> bool:
    """Whether ``name`` is a word as well, so that it proves nothing by standing there."""
    return name in words().not_names or (len(name) == 2 and name in words().crossing)


def _everywhere(scene: Scene, known: Collection[str], certain: Collection[str]) -> list[Found]:
    found = []
    for name in sorted(known, key=len, reverse=True):
        for place in occurrences(scene, name):
            sides = left(scene, place.start).weight + right(scene, place.end).weight
            if is_ordinary(name) and sides < 3.5:
                continue
            if name not in certain and sides < -1.5:
                continue
            sure = name in certain and (len(name) > 2 or sides > -2.5)
            found.append(Found(place.start, place.end, 0.95 if sure else 0.75, "known"))
    return found


def merged(spans: Iterable[Found]) -> list[Found]:
    """The surest of those that overlap (the longest of two that are as sure), in order."""
    taken: set[int] = set()
    kept = []
    for one in sorted(spans, key=lambda span: (-span.confidence, -span.length, span.start)):
        signs = range(one.start, one.end)
        if taken.isdisjoint(signs):
            taken.update(signs)
            kept.append(one)
    return sorted(kept, key=lambda span: span.start)


def find_persons(scene: Scene, *, known: Collection[str] = ()) -> list[Found]:
    """All mentions of persons; ``known`` are names that are certain already."""
    everything = _candidates(scene)
    settled = _vote(scene, _lend(scene, everything), everything)
    text = scene.text
    found = [Found(c.start, c.end, _confidence(c.weight), c.reason) for c in settled]
    found += find_peoples(scene)
    certain = set(known) | {text[f.start : f.end] for f in found if f.confidence >= 0.9}
    likely = certain | {text[f.start : f.end] for f in found if f.confidence >= 0.7}
    found += find_callings(scene, {name[0] for name in likely})
    return merged(_everywhere(scene, likely, certain) + found)
