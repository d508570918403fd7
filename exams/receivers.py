"""What follows from what happened elsewhere, by room: importing connects it."""

from __future__ import annotations

from typing import Any

from django.dispatch import receiver

from exams import requirement, signals
from exams.bank import receivers as bank
from exams.papers import receivers as papers

__all__ = ["bank", "papers"]


@receiver(signals.result_final)
def complete_courses(sender: Any, learner: Any, paper: Any, passed: bool, **more: Any) -> None:
    """A course may have waited for this test."""
    if passed:
        requirement.complete_courses(learner, paper)
