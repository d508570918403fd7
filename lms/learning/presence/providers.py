"""Other proofs than a question: an interface for face checks, empty by default.

``XINLU_FACE_PROVIDER`` names a class. A face check is never the only way (domain.md §5): questions
remain, and a staff member can always confirm. Pictures go to the provider and are not kept here.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Any, Protocol

from django.conf import settings
from django.utils.module_loading import import_string


class FaceProvider(Protocol):
    """What a provider must offer."""

    name: str

    def is_same_person(self, learner: Any, capture: bytes) -> bool:
        """Whether ``capture`` (a JPEG taken just now) shows ``learner``, alive."""


@lru_cache(maxsize=1)
def configured() -> FaceProvider | None:
    """The provider named by the settings; None when there is none."""
    path = getattr(settings, "FACE_PROVIDER", "")
    return import_string(path)() if path else None
