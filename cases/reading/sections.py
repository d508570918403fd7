"""The sections of a judgment or case report, and what they propose for the fields of a case.

Pure: a text in, places of it out. ``text[start:end]`` is always what a passage shows; nothing is
taken over by itself.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Section:
    """``key`` of `cases.reading.headings.HEADINGS`; ``title`` as it is written; ``start`` and
    ``end`` of what stands below the title."""

    key: str
    title: str
    start: int
    end: int


@dataclass(frozen=True)
class Passage:
    """A place that proposes a value: ``text == whole[start:end]``. ``value``: what is computed from
    it where the field wants something else than the words (`cases.reading.proposing` says what)."""

    start: int
    end: int
    text: str
    value: str = ""


def sections(text: str) -> list[Section]:
    """What is recognised, in the order of the text; none overlaps another."""
    from cases.reading.headings import find

    return find(text)


def proposals(text: str) -> dict[str, list[Passage]]:
    """Per field of `cases.draft.CaseDraft`, and ``kind`` and ``case_number``, its passages: the
    likeliest first; events, causes, lessons, measures and questions as they stand."""
    from cases.reading.proposing import propose

    return propose(text)
