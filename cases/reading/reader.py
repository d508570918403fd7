"""What the reader of a kind of file brings together. Pure."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from cases.reading.characters import clean
from cases.reading.document import Part, PartKind
from cases.reading.refusals import Refusal

MAX_CHARACTERS = 3_000_000
"""Of one file: some 2,000 pages."""


@dataclass
class Found:
    """Parts, and notes as codes of `cases.reading.refusals.NOTES` with what fills them."""

    parts: list[Part] = field(default_factory=list)
    notes: list[tuple[str, dict[str, Any]]] = field(default_factory=list)
    pages: int = 1
    cases: list[dict[str, str]] = field(default_factory=list)
    incomplete: bool = False
    _length: int = 0
    _said: set[tuple[str, str, str]] = field(default_factory=set)

    def add(self, kind: PartKind, label: str, text: str) -> None:
        """A text as it was found. Raises `Refusal` when all together are too long."""
        text = clean(text).strip("\n ")
        if not text.strip():
            return
        self._length += len(text)
        if self._length > MAX_CHARACTERS:
            raise Refusal("too_long")
        self.parts.append(Part(kind, label, text))

    def add_once(self, kind: PartKind, label: str, text: str) -> None:
        """The same, unless the same place said the same before: the author of a hundred changes."""
        if (kind, label, text) not in self._said:
            self._said.add((kind, label, text))
            self.add(kind, label, text)

    def note(self, code: str, **params: Any) -> None:
        if (code, params) not in self.notes:
            self.notes.append((code, params))

    def has_text(self) -> bool:
        return bool(self.parts)
