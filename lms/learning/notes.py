"""Standing notes: what the editors tell each role at home (content's home pages)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.core.cache import cache
from django.template.loader import render_to_string
from django.utils.safestring import mark_safe
from django.utils.translation import get_language

from content.models import HomePage
from lms.accounts.roles import Role

SECONDS = 60
"""A new note is read by everybody within this time."""
SAME_FOR_ALL = {"text", "callout", "statute", "table"}
"""Blocks without addresses that are made for one person."""
For = HomePage.For


@dataclass(frozen=True, slots=True)
class Note:
    """A greeting, and below it ``html`` or, where it differs from person to person, the stream of
    blocks; any may be empty."""

    greeting: str
    html: str = ""
    stream: Any = None


def notes_for(user: Any) -> list[Note]:
    """The published notes for this person's role, in the order of the tree. One query a minute."""
    whom = _whom(user)
    key = f"learning.notes:{whom}:{get_language()}"
    rows: list[tuple[str, str, Any]] | None = cache.get(key)
    if rows is None:
        pages = HomePage.objects.live().filter(shown_to__in=[For.ALL, whom]).order_by("path")
        rows = [row for row in map(_kept, pages) if any(row)]
        cache.set(key, rows, SECONDS)
    block = HomePage.body.field.stream_block
    return [
        Note(greeting, mark_safe(html), block.to_python(raw) if raw else None)
        for greeting, html, raw in rows
    ]


def _kept(page: HomePage) -> tuple[str, str, Any]:
    """What the cache keeps: the greeting, and the body as HTML or as it is stored."""
    if {block.block_type for block in page.body} <= SAME_FOR_ALL:
        html = render_to_string("content/body.html", {"stream": page.body}) if page.body else ""
        return page.greeting, html, None
    return page.greeting, "", page.body.get_prep_value()


def _whom(user: Any) -> str:
    if user.is_offender:
        return str(For.OFFENDERS)
    return str(For.GUARDIANS if user.role == Role.GUARDIAN else For.STAFF)
