"""The places where a person who is known in a text stands again."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator

from cases.deidentify.evidence import left, right
from cases.deidentify.lattice import Lattice, part_of_speech, word_score
from cases.deidentify.lexicon import units, words
from cases.deidentify.scene import Found, Gap, Scene
from cases.deidentify.spans import CERTAIN

AGAIN = -4.0
"""The logarithm of how often a known name stands where a word could."""
SELDOM_AGAIN = -6.0
"""The same for what is only likely a name."""


def occurrences(scene: Scene, name: str) -> Iterator[Found]:
    """Everywhere that ``name`` stands in the scene, also spread out, never across two cells of a
    table unless the name is long enough to prove itself."""
    start = scene.text.find(name)
    while start >= 0:
        end = start + len(name)
        inside = max((scene.gap(at) for at in range(start + 1, end)), default=Gap.NONE)
        if inside < Gap.CELL or len(name) > 2:
            yield Found(start, end, 0.95, "known")
        start = scene.text.find(name, start + 1)


def is_ordinary(name: str) -> bool:
    """Whether ``name`` is a word as well, so that it proves nothing by standing there."""
    return name in words().not_names or (len(name) == 2 and (word_score(name) or -99.0) > -13.5)


def proves_itself(name: str) -> bool:
    """Whether ``name`` is no word that the dictionary or the lists have: only then is it looked for
    again where it is not certain."""
    speech = part_of_speech(name)
    if name in units().generic or name in words().roles or name in words().not_names:
        return False
    return speech in {"", "nr", "nrt", "nrfg", "nz", "ns"}


def everywhere(
    scene: Scene, lattice: Lattice, known: Collection[str], certain: Collection[str]
) -> list[Found]:
    """Each name of ``known`` wherever it stands and is not a part of words."""
    found = []
    for name in sorted(known, key=len, reverse=True):
        for place in occurrences(scene, name):
            start, end = place.start, place.end
            if scene.text[end : end + 1] == "某":
                continue
            sides = left(scene, start, lattice).weight + right(scene, end, lattice).weight
            again = AGAIN if name in certain else SELDOM_AGAIN
            weight = lattice.gain(start, end, again) + sides
            if weight < (-2.0 if len(name) > 2 else 2.5 if is_ordinary(name) else 0.0):
                continue
            sure = name in certain and weight > 1.0
            found.append(Found(start, end, 0.95 if sure else 0.75, "known"))
    return found


def merged(spans: Iterable[Found]) -> list[Found]:
    """Of those that overlap one that is certain, the longest of two that are, else the surest; in
    order."""

    def rank(span: Found) -> tuple[bool, float, int, int]:
        sure = span.confidence >= CERTAIN
        return (not sure, 0.0 if sure else -span.confidence, -span.length, span.start)

    taken: set[int] = set()
    kept = []
    for one in sorted(spans, key=rank):
        signs = range(one.start, one.end)
        if taken.isdisjoint(signs):
            taken.update(signs)
            kept.append(one)
    return sorted(kept, key=lambda span: span.start)
