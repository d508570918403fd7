"""A text with everything that the finders of numbers share, each made once."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from cases.deidentify.folded import Folded, Reading
from cases.deidentify.numbers.found import Found
from cases.deidentify.numbers.labels import Label, Labels
from cases.deidentify.numbers.runs import Run, disguised_runs, runs
from cases.deidentify.spans import Kind


@dataclass(frozen=True)
class Page:
    reading: Reading

    @property
    def tight(self) -> Folded:
        return self.reading.tight

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

    def governing(self, run: Run, start: int) -> Label | None:
        return self.labels.governing(run.at[start])
