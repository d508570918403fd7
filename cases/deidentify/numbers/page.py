"""A text with everything that the finders of numbers share, each made once."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from cases.deidentify.folded import Break, Folded, Reading
from cases.deidentify.numbers.found import Found
from cases.deidentify.numbers.labels import Label, Labels
from cases.deidentify.numbers.runs import Run, disguised_runs, runs
from cases.deidentify.spans import Kind


def _joins(char: str) -> bool:
    return char.isascii() and char.isalnum()


@dataclass(frozen=True)
class Page:
    reading: Reading

    @property
    def tight(self) -> Folded:
        return self.reading.tight

    @cached_property
    def _proven(self) -> bytearray:
        return bytearray(len(self.tight.text))

    def take(self, run: Run, start: int, end: int, last: int = 0) -> None:
        """Digits ``start`` to ``end`` of ``run`` are a number (which may end behind them)."""
        run.take(start, end)
        first, after = run.bounds(start, end)
        after = max(after, last)
        self._proven[first:after] = b"\1" * (after - first)
        self.ends.add(after)

    def free(self, start: int, end: int) -> bool:
        """Whether no proven number is in ``start`` to ``end`` of the folding."""
        return not any(self._proven[start:end])

    @cached_property
    def ends(self) -> set[int]:
        """Where in the folding a proven number ended: what is glued to it stands alone."""
        return set()

    @cached_property
    def labels(self) -> Labels:
        return Labels(self.tight)

    @cached_property
    def runs(self) -> list[Run]:
        """Plain rows first: what they prove is not looked for again in disguise."""
        return runs(self.tight) + disguised_runs(self.tight)

    def found(self, start: int, end: int, kind: Kind, confidence: float, reason: str) -> Found:
        """``start`` and ``end`` count in the folding without breaks."""
        first, last = self.tight.span(start, end)
        return Found(first, last, kind, confidence, reason)

    def says(self, run: Run, start: int, end: int, label: Label) -> bool:
        """Whether words call the digits ``start`` to ``end`` of ``run`` by ``label``."""
        return self.labels.says(*run.bounds(start, end), label)

    def opened(self, start: int) -> bool:
        """Whether a word or number may begin at ``start`` of the folding."""
        text, breaks = self.tight.text, self.tight.breaks
        return (
            start == 0
            or breaks[start] > Break.HIDDEN
            or start in self.ends
            or not _joins(text[start - 1])
        )

    def closed(self, end: int) -> bool:
        """Whether a word or number may end before ``end`` of the folding."""
        text, breaks = self.tight.text, self.tight.breaks
        return end >= len(text) or breaks[end] > Break.HIDDEN or not _joins(text[end])

    def cut(self, least: int, end: int) -> int:
        """The end of a number of at least up to ``least`` and at most up to ``end``: at the first
        break between them; 0 when it would end inside a row."""
        for place in range(least, end):
            if self.tight.breaks[place] > Break.HIDDEN:
                return place
        return end if self.closed(end) else 0

    def scan(self, pattern: re.Pattern[str]) -> Iterator[re.Match[str]]:
        """The matches of ``pattern`` in the folding that do not begin inside a row."""
        place = 0
        while (match := pattern.search(self.tight.text, place)) is not None:
            if self.opened(match.start()):
                yield match
                place = match.end()
            else:
                place = match.start() + 1

    def governing(self, run: Run, start: int) -> Label | None:
        return self.labels.governing(run.at[start])
