"""What is found in a text, as words: for tests that care about one kind."""

from __future__ import annotations

from cases import deidentify
from cases.deidentify import Kind, Span


def found(text: str, kind: Kind) -> list[str]:
    """The surfaces of ``kind`` in ``text``, in order."""
    return [span.text for span in deidentify.find(text) if span.kind is kind]


def span_of(text: str, surface: str) -> Span:
    """The first span of ``surface``; fails when it was not found."""
    return next(span for span in deidentify.find(text) if span.text == surface)
