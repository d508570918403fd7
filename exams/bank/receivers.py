"""What follows from a question's publication."""

from __future__ import annotations

from typing import Any

from wagtail.signals import published

from exams.bank import keeping
from exams.models import Question


def release_published(sender: Any, instance: Any, revision: Any = None, **_more: Any) -> None:
    """A draft that was let through becomes the next version."""
    if isinstance(instance, Question) and instance.live:
        keeping.release(by=keeping.publisher_of(revision), question=instance)


published.connect(release_published, dispatch_uid="exams.release_question")
