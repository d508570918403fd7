"""What becomes of decisions when the finder goes over a case again: another file has come. Pure.

A person's decision stays where it was made. In a new file, what reads the same is replaced as was
decided before; that something stays, is asked again: there it may name somebody.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from uuid import UUID

from cases.deidentify.spans import Span

OPEN, ACCEPTED, CHANGED, REJECTED = "open", "accepted", "changed", "rejected"


@dataclass(frozen=True)
class Found:
    """A finding without its row. ``text`` is what it covers."""

    start: int
    end: int
    text: str
    kind: str
    replacement: str
    confidence: float
    reason: str
    entity: int = 0
    decision: str = OPEN
    by_hand: bool = False
    decided_by: UUID | None = None
    decided_at: datetime | None = None

    @property
    def stands(self) -> bool:
        """Whether a person has had to do with it."""
        return self.by_hand or self.decision != OPEN


@dataclass
class _Decisions:
    """What was decided before in a case."""

    entities: dict[int, int] = field(default_factory=dict)
    """Numbers of before, by the number that the finder gives now."""
    words: dict[tuple[str, str], Found] = field(default_factory=dict)
    """One decision to replace for each kind and wording."""
    last: int = 0


def carried(
    spans: Sequence[Sequence[Span]], before: Sequence[Sequence[Found]]
) -> list[list[Found]]:
    """The findings of each file of a case, in the order of its text and none over another.
    ``spans``: what the finder says now; ``before``: what there was, for the same files."""
    known = _decisions(spans, before)
    return [_of_file(now, there, known) for now, there in zip(spans, before, strict=True)]


def _decisions(spans: Sequence[Sequence[Span]], before: Sequence[Sequence[Found]]) -> _Decisions:
    known = _Decisions(last=max((s.entity for one in spans for s in one), default=0))
    by_words = {(str(s.kind), s.text): s.entity for one in spans for s in one}
    for one in (one for there in before for one in there if one.stands):
        if (one.kind, one.text) in by_words:
            known.entities[one.entity] = by_words[one.kind, one.text]
        if one.decision in (ACCEPTED, CHANGED):
            known.words[one.kind, one.text] = one
    return known


def _of_file(spans: Iterable[Span], before: Sequence[Found], known: _Decisions) -> list[Found]:
    """What a person decided stays; beside it what the finder says where nothing stands yet."""
    kept = [one for one in before if one.stands]
    now = {(one.start, one.end, str(one.kind)): one for one in spans}
    found = [_again(one, now.get((one.start, one.end, one.kind)), known) for one in kept]
    taken = [(one.start, one.end) for one in kept]
    for span in sorted(now.values(), key=lambda one: (one.start, -one.end)):
        if any(span.start < end and start < span.end for start, end in taken):
            continue
        taken.append((span.start, span.end))
        found.append(_fresh(span, {} if before else known.words))
    return sorted(found, key=lambda one: one.start)


def _again(one: Found, span: Span | None, known: _Decisions) -> Found:
    """A decision of before. A replacement that was accepted as proposed follows the proposal: with
    a second person of the name it gets a number."""
    if span is None:
        return replace(one, entity=_entity(one, known))
    words = span.replacement if one.decision == ACCEPTED and not one.by_hand else one.replacement
    return replace(one, entity=span.entity, replacement=words)


def _entity(one: Found, known: _Decisions) -> int:
    if not one.entity:
        return 0
    if one.entity not in known.entities:
        known.last += 1
        known.entities[one.entity] = known.last
    return known.entities[one.entity]


def _fresh(span: Span, decided_words: dict[tuple[str, str], Found]) -> Found:
    made = Found(
        span.start, span.end, span.text, str(span.kind), span.replacement, span.confidence,
        span.reason, span.entity,
    )  # fmt: skip
    decided = decided_words.get((made.kind, made.text))
    if decided is None:
        return made
    words = decided.replacement if decided.decision == CHANGED else made.replacement
    return replace(
        made, replacement=words, decision=decided.decision, decided_by=decided.decided_by,
        decided_at=decided.decided_at,
    )  # fmt: skip
