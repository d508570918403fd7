"""What was in a file: its texts, each with the place where it stood. Pure."""

from __future__ import annotations

import json
from bisect import bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass, field
from enum import StrEnum
from functools import cached_property
from itertools import accumulate

BETWEEN = "\n\n"
"""What stands between two parts in `Document.text`. Within a table: ``\\t`` and ``\\n``."""


class PartKind(StrEnum):
    """Where a text stood in its file."""

    BODY = "body"
    TABLE = "table"
    HEADER = "header"
    FOOTER = "footer"
    COMMENT = "comment"
    FOOTNOTE = "footnote"
    CHANGE = "change"
    """What was deleted or moved with changes tracked; what was inserted stands in its place."""
    TEXT_BOX = "text_box"
    PROPERTY = "property"
    PICTURE_METADATA = "picture_metadata"
    FILE_NAME = "file_name"
    ANNOTATION = "annotation"
    """Links, form fields, alternative texts, field codes, bookmarks."""


MAIN = (PartKind.BODY, PartKind.TABLE)
ORDER = (*MAIN, *(kind for kind in PartKind if kind not in MAIN))


@dataclass(frozen=True)
class Part:
    """``label`` says more about the place (a page's number, ``author``, ``link``) in our words:
    nothing from the file is in it. Everything that came from the file is in ``text``."""

    kind: PartKind
    label: str
    text: str


@dataclass(frozen=True)
class Place:
    """A part, and where it stands: ``document.text[start:end] == part.text``."""

    part: Part
    start: int
    end: int


@dataclass
class Document:
    """``notes`` tell the person who brought the file how it was read. ``incomplete``: something in
    it was not read (a page that is only a picture), so it cannot be published as it is. ``cases``:
    from a table with one case per row, the fields of each (keys of `cases.reading.rows.FIELDS`).
    """

    name: str
    media_type: str
    parts: list[Part] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    pages: int = 1
    cases: list[dict[str, str]] = field(default_factory=list)
    incomplete: bool = False

    @cached_property
    def text(self) -> str:
        """All parts; offsets everywhere are code points of this. It begins with the main text."""
        return BETWEEN.join(part.text for part in self.parts)

    @cached_property
    def places(self) -> list[Place]:
        """Every part with its place, in order."""
        ends = accumulate(len(part.text) + len(BETWEEN) for part in self.parts)
        return [
            Place(part, end - len(BETWEEN) - len(part.text), end - len(BETWEEN))
            for part, end in zip(self.parts, ends, strict=True)
        ]

    @property
    def main_text(self) -> str:
        """Body and tables: the beginning of `text`, with the same offsets."""
        main = [place for place in self.places if place.part.kind in MAIN]
        return self.text[: main[-1].end] if main else ""

    def place_at(self, offset: int) -> Place | None:
        """The part in which an offset of `text` lies; none between two parts or outside."""
        at = bisect_right(self.places, offset, key=lambda place: place.start) - 1
        if at < 0 or offset < 0 or offset > self.places[at].end:
            return None
        return self.places[at]

    def places_in(self, start: int, end: int) -> Iterator[Place]:
        """Every part that a passage of `text` touches."""
        return (place for place in self.places if place.start < end and start < place.end)

    def to_json(self) -> str:
        return json.dumps(asdict(self), ensure_ascii=False)

    @classmethod
    def from_json(cls, stored: str | bytes) -> Document:
        values = json.loads(stored)
        parts = [Part(PartKind(one["kind"]), one["label"], one["text"]) for one in values["parts"]]
        return cls(**{**values, "parts": parts})


def in_order(parts: Iterable[Part]) -> list[Part]:
    """The parts that say something, main text first; each kind in the order of its file."""
    filled = [part for part in parts if part.text.strip()]
    main = [part for part in filled if part.kind in MAIN]
    rest = [part for part in filled if part.kind not in MAIN]
    return main + sorted(rest, key=lambda part: ORDER.index(part.kind))
