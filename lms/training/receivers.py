"""What follows from news of cases and of study: importing connects it."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.dispatch import receiver

from cases.signals import case_published, case_withdrawn
from lms.core import jobs
from lms.learning.signals import credited, lesson_completed
from lms.training.actions import assigning
from lms.training.actions.reading import note_read

ASSIGN = "training.assign"


@receiver(case_published, dispatch_uid="training.ask_to_read")
def ask_to_read(sender: Any, case: Any, edition: int, **more: Any) -> None:
    """A job's work: a county has thousands of people."""
    with transaction.atomic():
        jobs.enqueue(ASSIGN, key=f"{ASSIGN}:{case.pk}:{edition}", payload={"case": case.pk})


@receiver(case_withdrawn, dispatch_uid="training.take_back")
def take_back(sender: Any, case: Any, **more: Any) -> None:
    assigning.take_back(case=case)


@receiver(lesson_completed, dispatch_uid="training.completed")
def case_completed(sender: Any, progress: Any, **more: Any) -> None:
    """Lessons belong to a course; what belongs to none may be a case."""
    if progress.course is None:
        note_read(learner_id=progress.learner_id, case_id=progress.lesson)


@receiver(credited, dispatch_uid="training.credited")
def time_confirmed(sender: Any, learner_id: Any, entries: Any, **more: Any) -> None:
    """The last minutes of a case are often confirmed after its end was reached."""
    for page in {entry.lesson for entry in entries if entry.lesson}:
        note_read(learner_id=learner_id, case_id=page)
