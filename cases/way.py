"""The way of a case from a file to its readers: steps, who takes them, how long they take. Pure.

A warning case goes draft → legal review (a second person of the procuratorate) → county review
(justice bureau) → published. Other kinds are handed over to the CMS as a draft and go through the
library's own review (content/workflow.py). Why warning cases do not stand in the CMS while they are
on their way: adr/0029.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum


class State(StrEnum):
    DRAFT = "draft"
    LEGAL_REVIEW = "legal_review"
    COUNTY_REVIEW = "county_review"
    PUBLISHED = "published"
    WITHDRAWN = "withdrawn"
    HANDED_OVER = "handed_over"
    """A draft of the CMS was made of it."""
    DISCARDED = "discarded"


class Step(StrEnum):
    """What somebody did; each is a line of the history."""

    OPENED = "opened"
    SENT = "sent"
    TAKEN = "taken"
    """The county's reviewer has put their name to it."""
    LEGALLY_APPROVED = "legally_approved"
    SENT_BACK = "sent_back"
    TAKEN_BACK = "taken_back"
    """By the author, while nobody has decided."""
    PUBLISHED = "published"
    WITHDRAWN = "withdrawn"
    HANDED_OVER = "handed_over"
    DISCARDED = "discarded"
    REVISED = "revised"
    """A published case is worked on again; what is published stays until the new round ends."""
    COMMENTED = "commented"
    WRITTEN = "written"
    """Wrote in the draft or decided about findings; noted once for each person."""


@dataclass(frozen=True)
class Move:
    """A step and the state it leads to, from the states in which it may be taken."""

    step: Step
    origin: frozenset[State]
    target: State


MOVES = {
    move.step: move
    for move in (
        Move(Step.SENT, frozenset({State.DRAFT}), State.LEGAL_REVIEW),
        Move(Step.LEGALLY_APPROVED, frozenset({State.LEGAL_REVIEW}), State.COUNTY_REVIEW),
        Move(Step.SENT_BACK, frozenset({State.LEGAL_REVIEW, State.COUNTY_REVIEW}), State.DRAFT),
        Move(Step.TAKEN_BACK, frozenset({State.LEGAL_REVIEW, State.COUNTY_REVIEW}), State.DRAFT),
        Move(Step.PUBLISHED, frozenset({State.COUNTY_REVIEW}), State.PUBLISHED),
        Move(
            Step.WITHDRAWN,
            frozenset({State.PUBLISHED, State.DRAFT, State.LEGAL_REVIEW, State.COUNTY_REVIEW}),
            State.WITHDRAWN,
        ),
        Move(Step.HANDED_OVER, frozenset({State.DRAFT}), State.HANDED_OVER),
        Move(Step.DISCARDED, frozenset({State.DRAFT}), State.DISCARDED),
        Move(Step.REVISED, frozenset({State.PUBLISHED}), State.DRAFT),
    )
}

WORKED = (Step.OPENED, Step.WRITTEN, Step.SENT, Step.REVISED)
"""Steps by which somebody has a part in the text: they review none of it. Taking it back changes no
word."""
DAYS = {State.DRAFT: 14, State.LEGAL_REVIEW: 3, State.COUNTY_REVIEW: 3}
"""Days for each step [D]; whose turn it is, is reminded from the last day on."""
KEPT_DAYS = 180
"""Days after publication, withdrawal or discarding for which originals are kept [D]."""
ABANDONED_DAYS = 365
"""Days after which the originals of a case that nobody has touched on its way are destroyed."""


def may(step: Step, state: State) -> bool:
    """Whether ``step`` can be taken in ``state``."""
    move = MOVES.get(step)
    return move is None or state in move.origin


def due_on(state: State, day: date) -> date | None:
    """The last day for the step that ``state`` waits for, begun on ``day``."""
    days = DAYS.get(state)
    return day + timedelta(days=days) if days is not None else None
