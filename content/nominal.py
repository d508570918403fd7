"""How long reading takes: 400 characters a minute, 12 s a picture, at least 60 s (contract.md)."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from wagtail.rich_text import get_text_for_indexing

RATE = 400
PICTURE_SECONDS = 12
BLANK_PAGE_SECONDS = 20
LEAST_SECONDS = 60
_SPACE = re.compile(r"\s+")


@dataclass(frozen=True)
class Reading:
    """What has to be read: characters, and seconds that do not depend on the reading rate."""

    characters: int = 0
    fixed_seconds: int = 0

    def __add__(self, other: Reading) -> Reading:
        return Reading(self.characters + other.characters, self.fixed_seconds + other.fixed_seconds)

    def seconds_at(self, rate: int) -> int:
        """Nominal seconds at ``rate`` characters a minute, rounded up, at least a minute."""
        return max(LEAST_SECONDS, math.ceil(self.characters * 60 / rate) + self.fixed_seconds)


def characters(text: str) -> int:
    """Characters that are read: all but white space."""
    return len(_SPACE.sub("", text))


def of_html(html: str) -> Reading:
    return Reading(characters(get_text_for_indexing(html)))


def of_document(document: Any) -> Reading:
    """Text at reading speed; pages without text 20 s each, or the time a person has reviewed."""
    blank = document.pages_without_text * BLANK_PAGE_SECONDS
    fixed = document.reviewed_seconds if document.reviewed_seconds is not None else blank
    return Reading(document.characters, fixed)


def of_media(media: Any) -> Reading:
    return Reading(0, int(media.duration or 0))


def of_block(kind: str, value: Any) -> Reading:
    """One block of a body. Questions and downloads are not reading matter."""
    if value is None:
        return Reading()
    if kind == "text":
        return of_html(value.source)
    if kind == "picture":
        return Reading(characters(value["caption"] or ""), PICTURE_SECONDS)
    if kind == "callout":
        return Reading(characters(value["title"] or "")) + of_html(value["text"].source)
    if kind == "statute":
        words = (value["law"], value["article"], value["text"], value["plainly"] or "")
        return Reading(sum(characters(word) for word in words))
    if kind == "table":
        return Reading(sum(characters(word) for word in _words_of_table(value)))
    if kind in ("video", "audio"):
        return of_media(value)
    if kind == "document":
        return of_document(value["document"]) if value["document"] else Reading()
    return Reading()


def _words_of_table(table: Any) -> Iterable[str]:
    yield table.caption or ""
    for column in table.columns:
        yield column["heading"] or ""
    for row in table.row_data:
        for value in row["values"]:
            yield "" if value is None else str(value)


def of_stream(stream: Iterable[Any]) -> Reading:
    total = Reading()
    for child in stream:
        total += of_block(child.block_type, child.value)
    return total


def of_lesson(lesson: Any) -> Reading:
    """A video or audio lesson lasts as long as its file; an article or document as long as reading
    takes, a document's introduction included."""
    if lesson.kind in ("video", "audio"):
        return MediaReading(0, int(lesson.media.duration) if lesson.media else 0)
    total = of_stream(lesson.body)
    if lesson.kind == "document" and lesson.document:
        total += of_document(lesson.document)
    return total


class MediaReading(Reading):
    """Media lasts as long as it lasts: no least time, no reading rate."""

    def seconds_at(self, rate: int) -> int:
        return max(1, self.fixed_seconds)
