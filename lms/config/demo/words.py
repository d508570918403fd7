"""Texts of the demo files as blocks of a page's body."""

from __future__ import annotations

import re
import uuid
from collections.abc import Iterable, Iterator
from html import escape
from typing import Any

from lms.config.demo.lessons import Check, Lesson, Section

Block = dict[str, Any]
"""A child of a stream in its stored form: type, value, id."""
SPACE = uuid.uuid5(uuid.NAMESPACE_URL, "urn:xinlu:demo")
_STATUTE = re.compile(
    r"^(?P<text>.+?)[（(](?P<law>[^（）()]+?)(?P<article>第[〇零一二三四五六七八九十百]+条[^（）()]*)[）)]$"
)


def named(*parts: object) -> uuid.UUID:
    """An id that is the same each time for the same name."""
    return uuid.uuid5(SPACE, "/".join(map(str, parts)))


def block(kind: str, value: Any, *where: object) -> Block:
    """One child of a stream; ``where`` names it for ever."""
    return {"type": kind, "value": value, "id": str(named(*where, kind))}


def body_of(lesson: Lesson, where: str) -> list[Block]:
    """An article: its sections with headings, lists and quotations from the law."""
    blocks = [block for section in lesson.sections for block in _section(section)]
    return [block(kind, value, where, n) for n, (kind, value) in enumerate(blocks)]


def _section(section: Section) -> Iterator[tuple[str, Any]]:
    html = [f"<h2>{escape(section.title)}</h2>"]
    html += [f"<p>{escape(paragraph)}</p>" for paragraph in section.paragraphs]
    if section.bullets:
        html.append("<ul>" + "".join(f"<li>{escape(b)}</li>" for b in section.bullets) + "</ul>")
    yield "text", "".join(html)
    for quote in section.quotes:
        found = _STATUTE.match(quote)
        if found and len(found["law"]) <= 100 and len(found["article"]) <= 30:
            yield "statute", {**found.groupdict(), "plainly": ""}
        else:
            yield "callout", {"tone": "remember", "title": "", "text": f"<p>{escape(quote)}</p>"}


def paragraphs(text: str, where: str) -> list[Block]:
    """Plain paragraphs, set apart by empty lines, as one block."""
    pieces = [piece.strip() for piece in text.strip().split("\n\n")]
    html = "".join(f"<p>{escape(piece)}</p>" for piece in pieces if piece)
    return [block("text", html, where)] if html else []


def checks_of(checks: Iterable[Check], where: str) -> list[Block]:
    """The self-checks, in the author's order."""
    return [
        block(
            "self_check",
            {
                "prompt": check.prompt,
                "options": [{"text": text, "right": right} for text, right in check.options],
                "explanation": check.explanation,
            },
            where,
            "check",
            number,
        )
        for number, check in enumerate(checks)
    ]


def transcript_of(lesson: Lesson) -> str:
    """What is read with the slides, section by section."""
    return "\n\n".join("\n\n".join((s.title, *s.paragraphs)) for s in lesson.sections)
