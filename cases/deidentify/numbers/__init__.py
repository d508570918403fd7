"""Numbers and identifiers in a text: what names somebody without being a name or an address."""

from __future__ import annotations

from itertools import chain

from cases.deidentify.folded import Reading, fold
from cases.deidentify.numbers import (
    accounts,
    births,
    cards,
    case_numbers,
    documents,
    emails,
    ids,
    phones,
    plates,
    titles,
)
from cases.deidentify.numbers.found import without_overlaps
from cases.deidentify.numbers.page import Page
from cases.deidentify.numbers.replacements import replacement
from cases.deidentify.spans import Span

__all__ = ["find_numbers", "replacement"]

FINDERS = (
    ids.find,
    cards.find_called,
    phones.find,
    cards.find,
    ids.find_rest,
    emails.find,
    plates.find,
    documents.find,
    case_numbers.find,
    titles.find,
    births.find,
    accounts.find,
)
"""In this order: digits that an earlier one has proven are not looked at by a later one."""


def find_numbers(text: str | Reading) -> list[Span]:
    """The numbers and identifiers in ``text``: without overlaps, in order, entity 0."""
    reading = fold(text) if isinstance(text, str) else text
    page = Page(reading)
    found = without_overlaps(chain.from_iterable(finder(page) for finder in FINDERS))
    spans = []
    for one in found:
        piece = reading.text[one.start : one.end]
        stand_in = replacement(one.kind, piece)
        spans.append(
            Span(one.start, one.end, one.kind, piece, stand_in, one.confidence, one.reason)
        )
    return spans
