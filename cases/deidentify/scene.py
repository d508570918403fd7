"""A text as names, places and units are looked for in it: without breaks, with how much each
break divides.

A line that was only wrapped (it is long, and its last sign ends nothing) divides no more than a
space; a short line, a paragraph or a cell does.
"""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass
from enum import IntEnum
from functools import cached_property

from cases.deidentify.folded import Break, Folded, break_of, tight

WRAPPED_FROM = 18
"""A line of fewer signs was ended on purpose."""
_ENDS = frozenset("。；：:;!?！？”」）)")


class Gap(IntEnum):
    """What divides a sign from the one before it."""

    NONE = 0
    SPACE = 1
    """A blank, or the end of a line that was wrapped."""
    LINE = 2
    CELL = 3


def _line_lengths(original: str) -> tuple[list[int], list[int]]:
    """Where lines begin, and how many signs each has that can be seen; a row of a table counts
    none, for it is never prose that was wrapped."""
    starts, lengths, offset = [], [], 0
    for line in original.splitlines(keepends=True):
        starts.append(offset)
        row = "\t" in line
        lengths.append(0 if row else sum(not break_of(char) for char in line))
        offset += len(line)
    return starts, lengths


def _gaps(folded: Folded) -> list[Gap]:
    starts, lengths = _line_lengths(folded.original)
    gaps = []
    for index, gap in enumerate(folded.breaks):
        if gap <= Break.HIDDEN:
            gaps.append(Gap.NONE)
        elif gap is Break.SPACE:
            gaps.append(Gap.SPACE)
        elif gap is Break.CELL or index == 0:
            gaps.append(Gap.CELL if gap is Break.CELL else Gap.LINE)
        else:
            before = bisect_right(starts, folded.starts[index - 1]) - 1
            between = folded.original[folded.starts[index - 1] + 1 : folded.starts[index]]
            wrapped = (
                lengths[before] >= WRAPPED_FROM
                and folded.text[index - 1] not in _ENDS
                and between.count("\n") < 2
                and "\u3000\u3000" not in between
            )
            gaps.append(Gap.SPACE if wrapped else Gap.LINE)
    return gaps


@dataclass(frozen=True, slots=True)
class Lined:
    """The text with a line feed or a tab where a hard break was; ``at[i]`` is the index of
    ``text[i]`` in the scene (of the sign after, for a break)."""

    text: str
    at: tuple[int, ...]


class Scene:
    """``text`` without any break; ``gaps[i]`` divides ``text[i]`` from ``text[i - 1]``."""

    def __init__(self, original: str) -> None:
        self.folded = tight(original)
        self.text = self.folded.text
        self.gaps = _gaps(self.folded)

    def gap(self, index: int) -> Gap:
        """The gap before ``index``; the ends of the text divide as lines do."""
        if 0 < index < len(self.text):
            return self.gaps[index]
        return Gap.LINE

    def span(self, start: int, end: int) -> tuple[int, int]:
        """(start, end) in the original."""
        return self.folded.span(start, end)

    @cached_property
    def lined(self) -> Lined:
        """See `Lined`."""
        text: list[str] = []
        at: list[int] = []
        for index, char in enumerate(self.text):
            if index and self.gaps[index] >= Gap.LINE:
                text.append("\n" if self.gaps[index] is Gap.LINE else "\t")
                at.append(index)
            text.append(char)
            at.append(index)
        return Lined("".join(text), tuple(at))


@dataclass(frozen=True, slots=True)
class Found:
    """What was found in a scene: ``start`` and ``end`` count in the scene's text."""

    start: int
    end: int
    confidence: float
    reason: str

    @property
    def length(self) -> int:
        return self.end - self.start

    def overlaps(self, other: Found) -> bool:
        """Whether the two share a sign."""
        return self.start < other.end and other.start < self.end
