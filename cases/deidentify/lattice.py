"""How much more likely a text is when a name stands at a place than when only words do.

The text is cut into words in the likeliest way, by how often each is used. A name costs what its
signs cost as a name; against that stands what the same signs cost as words, and what becomes of
the words around them (高度重视 is two words, 高度|重视; as a name 高度重 would leave 视).
"""

from __future__ import annotations

import math
from functools import lru_cache

import rjieba

from cases.deidentify.folded import is_han
from cases.deidentify.lexicon import names, words
from cases.deidentify.scene import Gap, Scene

TOTAL = 60_000_000.0
"""Words counted by the dictionary's makers; with a word's own number, how likely it is."""
LONGEST = 4
LEGAL = 1500.0
"""What the project's own words of context count: the dictionary knows few judgments."""
UNKNOWN = math.log(1 / TOTAL) - 2
OTHER = -6.0
"""A sign that is not Han: the same with and without names."""
COMMON_SURNAME, RARE_SURNAME = math.log(1 / 220), math.log(1 / 8000)
WORDLIKE_SURNAME, COMPOUND_SURNAME = math.log(1 / 20000), -7.5
GIVEN, SELDOM_GIVEN, RARE_GIVEN = math.log(1 / 700), math.log(1 / 5000), math.log(1 / 25000)
_WORD = 2.0
"""What a given name gains that is a word as well: its signs belong together."""
ONE_SIGN, TWO_SIGNS = math.log(0.2), math.log(0.8)


_TRAVEL = frozenset(
    [
        "窜至",
        "行至",
        "途经",
        "逃至",
        "追至",
        "送至",
        "捕前",
        "现住",
        "家住",
        "户籍地",
        "住所地",
        "坐落",
    ]
)


@lru_cache(maxsize=1)
def _legal() -> frozenset[str]:
    known = words()
    every = known.roles | known.kin | known.verbs | known.strong | known.plain | known.titles
    every |= known.not_names | known.openers | known.alias_marks | _TRAVEL
    return frozenset(word for word in every if len(word) > 1 and all(map(is_han, word)))


@lru_cache(maxsize=200_000)
def part_of_speech(word: str) -> str:
    """How the dictionary uses ``word``: n, v, nr (a person), …; "" for what is no word."""
    return str(rjieba.tag(word, False)[0][1]) if rjieba.has_word(word) else ""


def _is_whole_name(word: str) -> bool:
    """The dictionary knows names of well-known people; others are called the same."""
    if len(word) != 3 or part_of_speech(word) not in {"nr", "nrt", "nrfg"}:
        return False
    known = names()
    if word[0] not in known.common | known.rare or word in words().not_names:
        return False
    if word[0] in known.common - known.wordlike and not rjieba.has_word(word[:2]):
        return True
    return set(word[1:]) <= known.given and rjieba.suggest_freq(word) < 150


@lru_cache(maxsize=200_000)
def word_score(word: str) -> float | None:
    """The logarithm of how often ``word`` is used; None for what is no word."""
    if rjieba.has_word(word) and not _is_whole_name(word):
        count = float(max(rjieba.suggest_freq(word), 1))
    elif len(word) == 1:
        return UNKNOWN
    else:
        count = 0.0
    if word in _legal():
        count = max(count, LEGAL)
    return math.log(count / TOTAL) if count else None


def name_score(surname: str, given: str) -> float:
    """The logarithm of how often a name is written so."""
    known = names()
    if surname in known.compound:
        score = COMPOUND_SURNAME
    else:
        rare = WORDLIKE_SURNAME if surname in known.wordlike else RARE_SURNAME
        score = COMMON_SURNAME if surname in known.common else rare
    score += ONE_SIGN if len(given) == 1 else TWO_SIGNS
    score += sum(map(_given_score, given))
    return score + (_WORD if is_given_word(given) else 0.0)


@lru_cache(maxsize=50_000)
def _given_score(sign: str) -> float:
    known = names()
    if sign in known.seldom:
        return SELDOM_GIVEN
    return GIVEN if sign in known.given else RARE_GIVEN


@lru_cache(maxsize=50_000)
def is_given_word(given: str) -> bool:
    """Whether a given name is a word that is not used all the time (卫东, 青山)."""
    if len(given) != 2 or not set(given) <= names().given or not rjieba.has_word(given):
        return False
    return bool(rjieba.suggest_freq(given) < 3000)


class Lattice:
    """``ahead[i]`` is the best cut of what stands before ``i``, ``behind[i]`` of what follows."""

    def __init__(self, scene: Scene) -> None:
        self.text = scene.text
        size = len(self.text)
        steps = [self._at(scene, index) for index in range(size)]
        self.ahead = [0.0] + [-math.inf] * size
        self.behind = [-math.inf] * size + [0.0]
        self._begins, self._ends = [0] * (size + 1), [size] * (size + 1)
        for index in range(size):
            for end, score in steps[index]:
                if self.ahead[index] + score > self.ahead[end]:
                    self.ahead[end], self._begins[end] = self.ahead[index] + score, index
        for index in range(size - 1, -1, -1):
            for end, score in steps[index]:
                if self.behind[end] + score > self.behind[index]:
                    self.behind[index], self._ends[index] = self.behind[end] + score, end

    def _at(self, scene: Scene, start: int) -> list[tuple[int, float]]:
        """The words that begin at ``start``: where each ends, how likely it is."""
        text = self.text
        if not is_han(text[start]):
            return [(start + 1, OTHER)]
        found = [(start + 1, word_score(text[start]) or UNKNOWN)]
        for end in range(start + 2, min(start + LONGEST, len(text)) + 1):
            if scene.gap(end - 1) >= Gap.LINE or not is_han(text[end - 1]):
                break
            score = word_score(text[start:end])
            if score is not None:
                found.append((end, score))
        return found

    def gain(self, start: int, end: int, score: float) -> float:
        """What ``text[start:end]`` as one piece of ``score`` changes for the whole."""
        return self.ahead[start] + score + self.behind[end] - self.behind[0]

    def before(self, index: int) -> str:
        """The word that ends at ``index`` in the best cut of what stands before it."""
        return self.text[self._begins[index] : index]

    def after(self, index: int) -> str:
        """The word that begins at ``index`` in the best cut of what follows."""
        return self.text[index : self._ends[index]] if index < len(self.text) else ""
