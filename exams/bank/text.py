"""Words compared: answers with what was expected, questions with questions.

`normal` takes away what does not make two texts different for a person: width, case, punctuation,
white space, simplified or traditional script. `Neighbours` finds texts that are nearly the same by
the share of character bigrams that they have in common (Jaccard). Pure.
"""

from __future__ import annotations

import functools
import hashlib
import math
import unicodedata
from collections import defaultdict
from collections.abc import Iterable
from typing import Generic, TypeVar

from exams.bank import rich_text
from exams.bank.plain import CHOICES, Question

NEAR = 0.75
"""From this similarity on two questions are shown as nearly the same."""


@functools.cache
def _converter() -> object:
    import opencc  # reads its dictionaries

    return opencc.OpenCC("t2s")


def simplified(text: str) -> str:
    """Traditional characters as simplified ones. A second reading changes nothing."""
    if text.isascii():
        return text
    done = str(_converter().convert(text))  # type: ignore[attr-defined]
    return str(_converter().convert(done))  # type: ignore[attr-defined]


def comparable(text: str, *, case: bool, width: bool, script: bool) -> str:
    """An answer as it is compared; each flag says whether that difference is ignored. Spaces at
    the ends never count, several inside count as one."""
    text = unicodedata.normalize("NFKC" if width else "NFC", text)
    if script:
        text = simplified(text)
    if case:
        text = text.casefold()
    return " ".join(text.split())


def normal(text: str) -> str:
    """Letters, digits and signs of value alone, in one width, case and script."""
    text = comparable(text, case=True, width=True, script=True)
    return "".join(char for char in text if not _ignored(char))


def _ignored(char: str) -> bool:
    group = unicodedata.category(char)
    return (group[0] in "PZC" and char not in "%-/") or group in ("Sk", "Mn")


def question_text(question: Question) -> str:
    """The words of a question as they are compared. The order of options does not count."""
    rows = [rich_text.words(question.stem)]
    texts = [rich_text.words(option.text) for option in question.options]
    rows += sorted(texts) if question.kind in CHOICES else texts
    rows += sorted(rich_text.words(f"{pair.left} {pair.right}") for pair in question.pairs)
    rows += sorted(rich_text.words(item) for item in question.items)
    rows += [question_text(part) for part in question.parts]
    return normal(" ".join(rows))


def text_hash(question: Question) -> str:
    """Equal for questions that ask the same in the same words; 64 characters."""
    names = sorted(name for text in _stems(question) for name, _alt in rich_text.pictures(text))
    digests = [hashlib.sha256(question.pictures.get(name, b"")).hexdigest() for name in names]
    return hashlib.sha256("\n".join([question_text(question), *digests]).encode()).hexdigest()


def _stems(question: Question) -> Iterable[str]:
    yield question.stem
    for part in question.parts:
        yield part.stem


def bigrams(text: str) -> frozenset[str]:
    """Character pairs of a normal text; a single character stands for itself."""
    return (
        frozenset(text[at : at + 2] for at in range(max(1, len(text) - 1))) if text else frozenset()
    )


def similarity(one: str, other: str) -> float:
    """0 … 1: the share of bigrams that two normal texts have in common."""
    mine, theirs = bigrams(one), bigrams(other)
    return len(mine & theirs) / len(mine | theirs) if mine or theirs else 1.0


K = TypeVar("K")


class Neighbours(Generic[K]):
    """Texts by their bigrams: finds near ones without comparing with all."""

    def __init__(self) -> None:
        self._grams: dict[K, frozenset[str]] = {}
        self._having: defaultdict[str, set[K]] = defaultdict(set)

    def add(self, key: K, text: str) -> None:
        """``text``: normal."""
        self._grams[key] = grams = bigrams(text)
        for gram in grams:
            self._having[gram].add(key)

    def near(self, text: str, *, least: float = NEAR, most: int = 5) -> list[tuple[K, float]]:
        """The nearest first, none below ``least``. Exact: whoever shares so much shares at least
        one of the rarest bigrams that are looked up."""
        mine = bigrams(text)
        rare = sorted(mine, key=lambda gram: len(self._having.get(gram, ())))
        looked_up = len(mine) - math.ceil(least * len(mine)) + 1
        keys = {key for gram in rare[:looked_up] for key in self._having.get(gram, ())}
        found = []
        for key in keys:
            theirs = self._grams[key]
            share = len(mine & theirs) / len(mine | theirs)
            if share >= least:
                found.append((key, share))
        return sorted(found, key=lambda row: (-row[1], str(row[0])))[:most]
