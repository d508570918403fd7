"""Parts of addresses put together: which follow each other, and whether they are a place at all.

As with names, what counts is how much more likely the text is with an address there than with
words alone (`cases.deidentify.lattice`), and what stands before it (住, 位于, 户籍地).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property

from cases.deidentify.evidence import right
from cases.deidentify.folded import is_han
from cases.deidentify.lattice import Lattice, part_of_speech
from cases.deidentify.parts import ORDER, Part, parts
from cases.deidentify.scene import Gap, Scene

ENOUGH, ALONE, SURE = 0.0, 2.0, 5.0
"""What an address must gain; one part that nothing announces must gain more."""
MOST = 12
"""Parts of an address."""
_TRIGGER = re.compile(
    r"(?:家住|现住址?|暂住地?|居住地?|住所地?|住址|捕前住|住|户籍所在地|户籍地址?|户籍|籍贯|出生地|出生于|生于|"
    r"坐落于?|位于|地址|所在地|地处|来到|前往|窜至|行至|途经|逃至|追至|送至|原籍|祖籍|经营地|营业地|案发地|"
    r"外出目的地|目的地|地点)(?:为|是|系|在|于)?[:：]?$"
)
_AT = re.compile(r"(?:在|至|到|系|是|回|从|往|赴|于|去|为|经|将|我|都|离|自)$")


_POLICE = re.compile("警方|检方|公安|纪委|籍|口音|一带|市民|当地")
"""After these even a bare name of a city is a place that somebody is from or was at."""


@dataclass(frozen=True, slots=True)
class Chain:
    """Parts that follow each other; ``score`` is that of the whole text with them."""

    parts: tuple[Part, ...]
    score: float
    triggered: bool = False
    gain: float = 0.0
    numbered: bool = False
    """Whether it holds a number in digits."""

    @property
    def start(self) -> int:
        return self.parts[0].start

    @property
    def end(self) -> int:
        return self.parts[-1].end


class Ground:
    """A scene with its cut into words, the parts of addresses in it and the addresses, made once
    for those who look for persons, places and units."""

    def __init__(self, scene: Scene) -> None:
        self.scene = scene

    @cached_property
    def lattice(self) -> Lattice:
        return Lattice(self.scene)

    @cached_property
    def parts(self) -> list[Part]:
        return parts(self.scene)

    @cached_property
    def chains(self) -> list[Chain]:
        return chains(self.scene, self.lattice, self.parts)


def before(scene: Scene, lattice: Lattice, start: int) -> tuple[float, bool]:
    """What stands before an address, and whether it announces one."""
    text = scene.text
    ahead = text[max(0, start - 9) : start]
    if _TRIGGER.search(ahead):
        return 5.0, True
    if _AT.search(ahead):
        return 2.5, False
    if scene.gap(start) >= Gap.LINE or (start and not is_han(text[start - 1])):
        return 2.0, False
    word = lattice.before(start)
    speech = part_of_speech(word)[:1]
    return (1.0 if speech in ("v", "p", "c") and len(word) > 1 else -0.5), False


def _follows(last: Part, part: Part) -> bool:
    """Whether ``part`` may stand behind ``last`` in one address."""
    if part.level == "detail":
        return last.level not in ("province", "bare", "city")
    if last.level == "detail":
        return part.level in ("estate", "group", "road")
    if ORDER[part.level] > ORDER[last.level]:
        return True
    same = ORDER[part.level] == ORDER[last.level]
    return same and last.level in ("village", "road", "estate", "bare", "city")


def chains(scene: Scene, lattice: Lattice, among: list[Part]) -> list[Chain]:
    """All addresses and places of a text, in order and apart from each other."""
    best: dict[int, list[Chain]] = {}
    every: list[Chain] = []
    known: dict[int, tuple[float, bool]] = {}
    for part in among:
        made = []
        if part.new > -50:
            if part.start not in known:
                known[part.start] = before(scene, lattice, part.start)
            evidence, triggered = known[part.start]
            made.append(Chain((part,), lattice.ahead[part.start] + part.new + evidence, triggered))
        for chain in best.get(part.start, ()):
            fits = len(chain.parts) < MOST and _follows(chain.parts[-1], part)
            if fits and scene.gap(part.start) < Gap.CELL:
                cost = 1.0 if scene.gap(part.start) is Gap.LINE else 0.0
                score = chain.score + part.score - cost
                made.append(Chain((*chain.parts, part), score, chain.triggered))
        if made:
            mine = best.setdefault(part.end, [])
            mine += made
            mine.sort(key=lambda chain: -chain.score)
            del mine[3:]
    for found in best.values():
        every += [_gained(scene, lattice, chain) for chain in found]
    return _apart([chain for chain in every if chain.gain > _asked(chain)])


def _asked(chain: Chain) -> float:
    return ENOUGH if chain.triggered or len(chain.parts) > 1 else ALONE


def _gained(scene: Scene, lattice: Lattice, chain: Chain) -> Chain:
    last = chain.parts[-1].level
    after = 0.5 if last == "detail" else min(1.0, right(scene, chain.end, lattice).weight)
    gain = chain.score + lattice.behind[chain.end] - lattice.behind[0] + after
    told = last in ("bare", "city") and _POLICE.match(scene.text, chain.end) is not None
    numbered = any(sign.isdigit() for sign in scene.text[chain.start : chain.end])
    return Chain(chain.parts, chain.score, chain.triggered or told, gain, numbered)


def _apart(found: list[Chain]) -> list[Chain]:
    taken: set[int] = set()
    kept = []
    for chain in sorted(found, key=lambda one: (-one.gain, one.start)):
        signs = range(chain.start, chain.end)
        if taken.isdisjoint(signs):
            taken.update(signs)
            kept.append(chain)
    return sorted(kept, key=lambda chain: chain.start)
