"""Every text of a case page that a reader would meet: what the residual check goes through."""

from __future__ import annotations

from collections.abc import Iterator
from html import unescape
from typing import Any

from django.utils.html import strip_tags

from cases.models import CasePage
from content.models import Document, Image

PLAIN = (
    "title", "summary", "sentence", "causes", "lessons", "measures", "discussion",
    "source_authority", "happened", "source", "licence",
)  # fmt: skip
STREAMS = ("body", "timeline", "statutes", "checks", "attachments")
NO_WORDS = ("type", "id", "tone")
"""Keys of a stream's raw data under which codes stand."""


def texts_of(page: CasePage) -> list[tuple[str, str]]:
    """Pairs of field and text, without mark-up; what pictures and files are called as well."""
    found = [(name, str(getattr(page, name))) for name in PLAIN]
    for name in STREAMS:
        stream = getattr(page, name)
        found += [(name, text) for text in _strings(stream.get_prep_value())]
        found += [(name, text) for block in stream for text in _files(block.value)]
    return [(name, text) for name, text in found if text.strip()]


def _strings(raw: Any) -> Iterator[str]:
    if isinstance(raw, str):
        yield unescape(strip_tags(raw.replace("</p>", "\n").replace("<br/>", "\n")))
    elif isinstance(raw, dict):
        for key, value in raw.items():
            if key not in NO_WORDS:
                yield from _strings(value)
    elif isinstance(raw, list | tuple):
        for value in raw:
            yield from _strings(value)


def _files(value: Any) -> Iterator[str]:
    """Titles and names of what a block points to."""
    if isinstance(value, Document):
        yield from (value.title, value.filename)
    elif isinstance(value, Image):
        yield from (value.title, value.description)
    elif hasattr(value, "values"):
        for one in value.values():
            yield from _files(one)
