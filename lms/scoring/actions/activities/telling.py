"""Messages about activities, each in its reader's language and once."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from django.conf import settings
from django.utils.translation import override

from lms.messaging.actions import Note, send_many

Words = Callable[[], tuple[str, str]]
"""Subject and text, said when the reader's language is active."""


def tell(
    people: Iterable[Any], words: Words, *, key: str, link: str, channels: tuple[str, ...] = ()
) -> int:
    """Give everybody of ``people`` (users) the message; ``key`` and person name it. Returns how
    many were new. A handful of queries, however many people."""
    notes = []
    for person in people:
        with override(person.language or settings.LANGUAGE_CODE):
            subject, body = words()
        message = {"subject": str(subject), "body": str(body), "link": link}
        notes.append(Note(to=person, key=f"{key}:{person.pk}", channels=channels, **message))
    return send_many(notes)
