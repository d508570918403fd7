"""The shorter names of persons whose whole name is known: 张某, 老张, 小张, 国强."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator

from cases.deidentify.evidence import left, right
from cases.deidentify.lattice import Lattice, word_score
from cases.deidentify.lexicon import names
from cases.deidentify.scene import Found, Gap, Scene
from cases.deidentify.surnames import is_surname, surname_of

_AFTER_SOME = "某甲乙丙丁戊0-9一二三四五"
_COUNTED = frozenset("个人名起直次同家般些方边时共旦样面案审度年月天口行并再定切")
_FAMILIAR = -6.0
"""The logarithm of how often a known person is called so."""
_NOT_FIRST = re.compile("[村庄镇乡路街店桥河山家沟屯坑]")


def find_short_forms(
    scene: Scene, lattice: Lattice, known: Collection[str], certain: Collection[str]
) -> list[Found]:
    """These forms of the persons ``known``, who stand with their whole names in the text; the given
    name alone only of those who are ``certain``."""
    surnames = {surname_of(name) for name in known}
    found = list(_some(scene, surnames))
    found += _familiar(scene, lattice, {one for one in surnames if is_surname(one)})
    return found + list(_given(scene, lattice, certain))


def _some(scene: Scene, surnames: Collection[str]) -> Iterator[Found]:
    """张某, 张某某, 张某甲."""
    if not surnames:
        return
    pattern = "|".join(sorted(map(re.escape, surnames), key=len, reverse=True))
    for match in re.finditer(f"(?:{pattern})某[{_AFTER_SOME}]?", scene.text):
        start, end = match.span()
        last, follows = scene.text[end - 1], scene.text[end : end + 1]
        counts = last in "一二三四五" and follows in _COUNTED
        if counts or (last in "一二三四五甲乙丙丁" and _divided(scene, end)):
            end -= 1
        yield Found(start, end, 0.9, "known")


def _divided(scene: Scene, end: int) -> bool:
    return scene.gap(end - 1) >= Gap.LINE


def _familiar(scene: Scene, lattice: Lattice, surnames: Collection[str]) -> Iterator[Found]:
    """老张, 小张, 张总 are found elsewhere without a known surname; with one, little more is asked."""
    text = scene.text
    for match in re.finditer("[老小阿]", text):
        start = match.start()
        size = 2 if text[start + 1 : start + 3] in surnames else 1
        end = start + 1 + size
        if text[start + 1 : end] not in surnames or _NOT_FIRST.match(text, end):
            continue
        if scene.gap(start + 1) >= Gap.LINE:
            continue
        sides = left(scene, start, lattice).weight + right(scene, end, lattice).weight
        if lattice.gain(start, end, _FAMILIAR) + sides > 0:
            yield Found(start, end, 0.8, "honorific")


def _given(scene: Scene, lattice: Lattice, known: Collection[str]) -> Iterator[Found]:
    """The given name alone, of two signs: as relatives and friends say it."""
    text = scene.text
    for name in known:
        surname = surname_of(name)
        given = name[len(surname) :]
        if len(given) != 2 or not is_surname(surname) or not set(given) <= names().given:
            continue
        start = text.find(given)
        while start >= 0:
            end = start + 2
            before = text[max(0, start - len(surname)) : start]
            sides = left(scene, start, lattice).weight + right(scene, end, lattice).weight
            plain = before != surname and scene.gap(start + 1) < Gap.LINE
            least = 0.5 if word_score(given) is not None else -1.0
            if plain and sides > least and lattice.gain(start, end, _FAMILIAR) + sides > 1.0:
                yield Found(start, end, 0.7, "known")
            start = text.find(given, start + 1)
