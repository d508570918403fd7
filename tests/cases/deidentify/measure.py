"""How much of what is labelled is found, and how much of what is masked had to be. Pure.

A label counts as found when every character of it (white space apart) is covered by found spans
that are at least likely. Labels that are not required count neither as missed nor as too much.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from cases.deidentify.spans import LIKELY, Kind, Span
from tests.cases.deidentify.passages import Label, Passage

FITTING: dict[Kind, frozenset[Kind]] = {
    Kind.SOCIAL: frozenset({Kind.ACCOUNT, Kind.PHONE}),
    Kind.ACCOUNT: frozenset({Kind.SOCIAL, Kind.BANK_CARD, Kind.PERSON}),
    Kind.BANK_CARD: frozenset({Kind.ACCOUNT}),
}
"""Kinds that are right as well for a label of that kind: an account by a card's number, …"""


@dataclass
class Figures:
    labels: Counter[Kind] = field(default_factory=Counter)
    found: Counter[Kind] = field(default_factory=Counter)
    right: Counter[Kind] = field(default_factory=Counter)
    wrong: Counter[Kind] = field(default_factory=Counter)
    masked: int = 0
    masked_rightly: int = 0
    documents: int = 0
    whole: int = 0

    def recall(self, *kinds: Kind) -> float:
        wanted = sum(self.labels[kind] for kind in kinds)
        return sum(self.found[kind] for kind in kinds) / wanted if wanted else 1.0

    def precision(self, *kinds: Kind) -> float:
        right = sum(self.right[kind] for kind in kinds)
        all_of_them = right + sum(self.wrong[kind] for kind in kinds)
        return right / all_of_them if all_of_them else 1.0

    @property
    def precision_of_characters(self) -> float:
        return self.masked_rightly / self.masked if self.masked else 1.0

    @property
    def share_whole(self) -> float:
        """Documents in which nothing was missed."""
        return self.whole / self.documents if self.documents else 1.0


def measured(pairs: Iterable[tuple[Passage, Sequence[Span]]]) -> Figures:
    figures = Figures()
    for passage, spans in pairs:
        _count(figures, passage, [span for span in spans if span.confidence >= LIKELY])
    return figures


def _count(figures: Figures, passage: Passage, spans: Sequence[Span]) -> None:
    lost = list(missed(passage, spans))
    required = [label for label in passage.labels if label.required]
    figures.documents += 1
    figures.whole += not lost
    figures.labels.update(label.kind for label in required)
    figures.found.update(label.kind for label in required)
    figures.found.subtract(label.kind for label in lost)
    for span in spans:
        verdict = judged(passage, span)
        figures.right[span.kind] += verdict is True
        figures.wrong[span.kind] += verdict is False
    free = {
        place
        for label in passage.labels
        if not label.required
        for place in range(label.start, label.end)
    }
    wanted = {place for label in required for place in range(label.start, label.end)}
    covered = _visible(passage.text, spans) - (free - wanted)
    figures.masked += len(covered)
    figures.masked_rightly += len(covered & wanted)


def missed(passage: Passage, spans: Sequence[Span]) -> Iterator[Label]:
    """Required labels of which a character stays."""
    covered = _visible(passage.text, [one for one in spans if one.confidence >= LIKELY])
    for label in passage.labels:
        if label.required and any(
            place not in covered and not passage.text[place].isspace()
            for place in range(label.start, label.end)
        ):
            yield label


def judged(passage: Passage, span: Span) -> bool | None:
    """Whether a span names something of its kind; None where it may and need not."""
    free = False
    for label in passage.labels:
        if label.start >= span.end or span.start >= label.end:
            continue
        if label.kind == span.kind or span.kind in FITTING.get(label.kind, ()):
            if label.required:
                return True
            free = True
        free = free or not label.required
    return None if free else False


def _visible(text: str, spans: Sequence[Span]) -> set[int]:
    return {
        place
        for span in spans
        for place in range(span.start, span.end)
        if not text[place].isspace()
    }


def table(figures: Figures) -> str:
    """A line per kind, and the totals."""
    lines = [f"{'kind':16} {'labels':>7} {'recall':>8} {'precision':>10}"]
    for kind in Kind:
        if figures.labels[kind] or figures.wrong[kind]:
            lines.append(
                f"{kind.value:16} {figures.labels[kind]:>7} {figures.recall(kind):>8.4f}"
                f" {figures.precision(kind):>10.4f}"
            )
    lines.append(f"masked characters: precision {figures.precision_of_characters:.4f}")
    lines.append(f"documents with nothing missed: {figures.share_whole:.4f}")
    return "\n".join(lines)
