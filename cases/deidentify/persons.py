"""Names of persons in one text: candidates weighed by what stands around them, then settled.

A candidate is a surname with one or two signs after it. Its weight is the logarithm of the odds
that it is a name: what the text gains by it (`cases.deidentify.lattice`) and what stands on both
sides (`cases.deidentify.evidence`). The best of those that overlap stay, lists (张三、李四) lend
their weight, and what was found once is found everywhere (`cases.deidentify.mentions`).
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterable
from dataclasses import dataclass

from cases.deidentify.callings import find_aliases, find_callings, find_listed_aliases
from cases.deidentify.chains import Ground
from cases.deidentify.columns import named_cells
from cases.deidentify.counted import find_counted
from cases.deidentify.evidence import Evidence, is_word, joins, left, right, starts_role
from cases.deidentify.folded import is_han
from cases.deidentify.lattice import Lattice, is_given_word, name_score, part_of_speech
from cases.deidentify.lexicon import names
from cases.deidentify.mentions import everywhere, is_ordinary, merged, proves_itself
from cases.deidentify.peoples import find_peoples
from cases.deidentify.scene import Found, Gap, Scene
from cases.deidentify.short_forms import find_short_forms
from cases.deidentify.spans import LIKELY
from cases.deidentify.strangers import find_strangers
from cases.deidentify.surnames import surname_of, surnames_at

SCALE, BASE = 0.75, -1.5
"""Fitted on the labelled passages and on the text of laws, where nobody is named."""
ACCEPTED = -1.4
"""A candidate below is none."""
SURE = 3.0
"""From here on a candidate is certain, and its name is looked for everywhere."""
DOUBTFUL = 0.88
"""How sure at most what may be words is."""
LISTED = 3.0
"""What a list lends to a candidate that stands beside a name."""
HOPELESS = -14.0
"""What text loses this much by a name has none there, whatever stands around it."""
_PLACE_SIGNS = frozenset("村镇乡庄屯寨湾埠坑坳岭州县市区路街巷弄苑")
_PREPOSITIONS = frozenset("向于由和从经同时及")
_FUNCTION = frozenset("不与就也再还都又")
_HALF_FUNCTION = frozenset("得要才先最")
"""Signs of given names only where the surname is no word (李有才, 王得胜)."""
_REPEATED = re.compile(r"(.)[不一]\1$")
_OF_DOCUMENTS = frozenset("〔[【")
_GIVEN_REASONS = frozenset(["alias", "list", "role", "kin", "title"])
"""What says itself that somebody is named, were it by an ordinary word (方圆, 刀疤)."""
IN_COLUMN = Evidence(5.5, "column")


@dataclass(slots=True)
class Candidate:
    """``start`` to ``end`` in the scene, with the surname's length."""

    start: int
    end: int
    surname: int
    weight: float
    left: Evidence
    right: Evidence
    doubtful: bool = False
    """Whether it may be words, whatever it weighs: never certain."""

    @property
    def reason(self) -> str:
        if self.left.weight >= max(1.5, self.right.weight):
            return self.left.reason
        return self.right.reason if self.right.weight >= 1.5 else self.left.reason


def _is_thing(given: str) -> bool:
    """Whether what would be a given name is a word that nobody is called."""
    if len(given) != 2 or is_given_word(given):
        return False
    return part_of_speech(given)[:1] in ("n", "v", "r", "m")


def _break_cost(scene: Scene, start: int, end: int) -> float:
    """What the breaks inside a candidate say against it."""
    inside = [scene.gap(index) for index in range(start + 1, end)]
    cost = sum({Gap.NONE: 0.0, Gap.SPACE: 0.2, Gap.LINE: 1.3, Gap.CELL: 4.0}[gap] for gap in inside)
    if len(inside) > 1 and inside[0] is Gap.NONE and inside[-1] > Gap.NONE:
        cost += 0.4
    if len(inside) == 1 and inside[0] is Gap.SPACE and scene.gap(end) is Gap.SPACE:
        cost += 1.5  # 孙 小 兵 is not 孙小
    return cost


class Weigher:
    """Weighs the candidates of one scene."""

    def __init__(self, scene: Scene, lattice: Lattice) -> None:
        self.scene, self.lattice = scene, lattice
        self.columns = {start for start, _ in named_cells(scene)}
        self._left: dict[int, Evidence] = {}
        self._right: dict[int, Evidence] = {}

    def candidates(self) -> list[Candidate]:
        text = self.scene.text
        found: list[Candidate] = []
        for start in range(len(text)):
            for size in surnames_at(text, start):
                for given in (1, 2):
                    candidate = self._weigh(start, size, given)
                    if candidate is not None and candidate.weight > ACCEPTED - LISTED - 1:
                        found.append(candidate)
        return found

    def _weigh(self, start: int, size: int, given: int) -> Candidate | None:
        text, end = self.scene.text, start + size + given
        rest = text[start + size : end]
        if end > len(text) or any(sign == "某" or not is_han(sign) for sign in rest):
            return None
        gain = self.lattice.gain(start, end, name_score(text[start : start + size], rest))
        if gain < HOPELESS:
            return None
        before, after = self._before(start), self._after(end)
        weight = BASE + SCALE * (min(gain, 16.0) + before.weight + after.weight)
        weight -= _break_cost(self.scene, start, end)
        weight -= self._against(start, end)
        if before.weight < 3 and (
            _FUNCTION & set(rest)
            or (_HALF_FUNCTION & set(rest) and text[start] in names().wordlike)
        ):
            weight -= 3.0  # 酒与睡, 管得松
        if text[start] in _PREPOSITIONS and before.weight < 3 and _is_thing(rest):
            weight -= 4.0  # 向法院
        if text[start] in names().wordlike and max(before.weight, after.weight) < 1.4:
            weight -= 1.0  # 向登记, 于引渡
        if self.scene.gap(start) >= Gap.LINE:
            weight += 1.0 if self.scene.gap(end) >= Gap.LINE else 0.7 * (text[end] in "：:，,（(、")
        doubtful = self._is_doubtful(start, end, gain, before, after)
        return Candidate(start, end, size, weight, before, after, doubtful)

    def _is_doubtful(
        self, start: int, end: int, gain: float, before: Evidence, after: Evidence
    ) -> bool:
        """Two signs that could as well be words (亲属代领, 老师|傅带); three that nothing but their
        own shape and a preposition speak for (由严转宽)."""
        if end - start == 2:
            return gain < (6.0 if self.scene.text[start] in names().wordlike else 0.0)
        weights = before.weight, after.weight
        return end - start == 3 and gain < 9.0 and max(weights) < 2.5 and min(weights) < 1.0

    def _before(self, start: int) -> Evidence:
        if start not in self._left:
            in_column = start in self.columns
            self._left[start] = IN_COLUMN if in_column else left(self.scene, start, self.lattice)
        return self._left[start]

    def _after(self, end: int) -> Evidence:
        if end not in self._right:
            self._right[end] = right(self.scene, end, self.lattice)
        return self._right[end]

    def _against(self, start: int, end: int) -> float:
        """What is known to look like a name and to be none."""
        text = self.scene.text
        if text[end : end + 1] == "某" or _REPEATED.match(text, start, end):
            return 99.0  # 夏侯|某, 付不付
        if is_word(text, start, end):
            return 3.0
        if end - start == 2 and is_ordinary(text[start:end]):
            return 2.0
        if starts_role(text, end - 1) and self.scene.gap(end) < Gap.LINE:
            return 2.5  # 向证|人
        follows = text[end : end + 1]
        if follows in _OF_DOCUMENTS:
            return 8.0
        return 2.5 if follows in _PLACE_SIGNS and self.scene.gap(end) < Gap.LINE else 0.0


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


def _repeated(text: str, candidates: list[Candidate]) -> list[Candidate]:
    """What could be a name at several places is one rather than what could be at one."""
    where: dict[str, list[Candidate]] = {}
    for one in candidates:
        if one.weight > ACCEPTED - 2 and min(one.left.weight, one.right.weight) >= 0.5:
            where.setdefault(text[one.start : one.end], []).append(one)
    for same in where.values():
        for one in same:
            one.weight += min(1.6, 0.8 * (len(same) - 1))
    return candidates


def _lend(scene: Scene, candidates: list[Candidate]) -> list[Candidate]:
    """Names of a list lend weight to their neighbours, until nothing changes any more."""
    by_start: dict[int, list[Candidate]] = {}
    by_end: dict[int, list[Candidate]] = {}
    for candidate in candidates:
        by_start.setdefault(candidate.start, []).append(candidate)
        by_end.setdefault(candidate.end, []).append(candidate)
    lent: set[int] = set()
    waiting = [one for one in _settled(candidates) if one.weight >= ACCEPTED + 1]
    while waiting:
        name = waiting.pop()
        beside = by_start.get(name.end + 1, []) if joins(scene.text, name.end) else []
        if joins(scene.text, name.start - 1):
            beside = beside + by_end.get(name.start - 1, [])
        for other in beside:
            if id(other) in lent:
                continue
            lent.add(id(other))
            other.weight += LISTED - SCALE * max(0.0, min(other.left.weight, 2.0))
            other.left = Evidence(LISTED, "list")
            if other.weight >= ACCEPTED + 1:
                waiting.append(other)
    return _settled(candidates)


def _vote(scene: Scene, settled: list[Candidate], everything: list[Candidate]) -> list[Candidate]:
    """Whether a name has two or three signs is told by all the places where it stands."""
    text = scene.text
    whole = Counter(text[one.start : one.end] for one in settled)
    wrong: set[str] = set()
    for name in whole:
        if whole[name[1:]] > whole[name] and len(name) > 2:
            wrong.add(name)  # 后高强 beside 高强
        shorter = name[:-1]
        if len(shorter) < 2 or shorter not in whole:
            continue
        of_shorter, of_whole = text.count(shorter), text.count(name)
        wrong.add(shorter if of_shorter == of_whole or of_whole > 2 * whole[shorter] else name)
    if not wrong:
        return settled
    left_over = [one for one in everything if text[one.start : one.end] not in wrong]
    return _settled(left_over)


def _confidence(weight: float, *, doubtful: bool = False) -> float:
    if weight >= SURE:
        return DOUBTFUL if doubtful else min(0.99, 0.92 + (weight - SURE) * 0.02)
    return 0.55 + 0.33 * (weight - ACCEPTED) / (SURE - ACCEPTED)


def find_persons(ground: Ground, *, known: Collection[str] = ()) -> list[Found]:
    """All mentions of persons; ``known`` are names that are certain already."""
    scene, lattice = ground.scene, ground.lattice
    everything = _repeated(scene.text, Weigher(scene, lattice).candidates())
    settled = _vote(scene, _lend(scene, everything), everything)
    text = scene.text
    found = [
        Found(c.start, c.end, _confidence(c.weight, doubtful=c.doubtful), c.reason) for c in settled
    ]
    found += find_counted(scene)
    found = merged(found + find_peoples(scene, lattice) + find_strangers(scene, lattice))
    called = find_aliases(scene) + find_listed_aliases(scene, found)
    certain = set(known) | {text[f.start : f.end] for f in found if f.confidence >= 0.9}
    likely = certain | {
        text[f.start : f.end]
        for f in found + called
        if f.confidence >= (0.7 if f.length < 3 else LIKELY)
        and (f.reason in _GIVEN_REASONS or proves_itself(text[f.start : f.end]))
    }
    own = {(one.start, one.end) for one in found}
    again = everywhere(scene, lattice, likely, certain)
    # A place proves nothing about itself: a weak name stays weak where it was found.
    found += called + [
        one for one in again if one.confidence >= 0.9 or (one.start, one.end) not in own
    ]
    found += find_short_forms(scene, lattice, likely, certain)
    return merged(found + find_callings(scene, {surname_of(name) for name in likely}))
