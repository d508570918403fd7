"""What follows from a paper's publication."""

from __future__ import annotations

from typing import Any

from wagtail.signals import published

from exams.models import Paper
from exams.papers import publishing


def write_published(sender: Any, instance: Any, **_more: Any) -> None:
    """A draft that was let through can be sat."""
    if isinstance(instance, Paper) and instance.live:
        publishing.write(instance)


published.connect(write_published, dispatch_uid="exams.write_paper")
