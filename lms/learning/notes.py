"""Standing notes: what the editors tell each role at home (content's home pages)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.core.cache import cache

from content.models import HomePage
from lms.accounts.roles import Role

SECONDS = 60
"""A new note is read by everybody within this time."""
For = HomePage.For


@dataclass(frozen=True, slots=True)
class Note:
    """A greeting and the stream of blocks below it; either may be empty."""

    greeting: str
    body: Any


def notes_for(user: Any) -> list[Note]:
    """The published notes for this person's role, in the order of the tree. One query a minute."""
    whom = _whom(user)
    key = f"learning.notes:{whom}"
    rows: list[tuple[str, Any]] | None = cache.get(key)
    if rows is None:
        pages = HomePage.objects.live().filter(shown_to__in=[For.ALL, whom]).order_by("path")
        rows = [(page.greeting, page.body.get_prep_value()) for page in pages]
        rows = [row for row in rows if any(row)]
        cache.set(key, rows, SECONDS)
    stream = HomePage.body.field.stream_block
    return [Note(greeting, stream.to_python(raw) if raw else None) for greeting, raw in rows]


def _whom(user: Any) -> str:
    if user.is_offender:
        return str(For.OFFENDERS)
    return str(For.GUARDIANS if user.role == Role.GUARDIAN else For.STAFF)
