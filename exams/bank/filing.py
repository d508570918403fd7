"""Putting many questions in order at once: tags, knowledge points, retirement.

How a question is filed is no part of its wording: an author changes it without a review, and no
version comes of it. A draft that is being written is filed along, so that it brings nothing back.
"""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterable
from typing import Any

Change = Callable[[dict[str, Any]], dict[str, Any]]


def ids(texts: Iterable[str]) -> list[uuid.UUID]:
    """Those of ``texts`` that are ids."""
    found = []
    for text in texts:
        try:
            found.append(uuid.UUID(text))
        except ValueError:
            continue
    return found
