"""What follows from news of cases and of study: importing connects it."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.dispatch import receiver

from cases.signals import case_published, case_withdrawn
from lms.core import jobs
from lms.learning.models import StudySession
from lms.learning.signals import credited, lesson_completed, session_ended
from lms.training.actions import assigning
from lms.training.actions.reading import note_read
from lms.training.models import RequiredReading

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


@receiver(session_ended, dispatch_uid="training.sitting_over")
def sitting_over(sender: Any, learner_id: Any, session_id: Any, **more: Any) -> None:
    """What was read over again is credited to nobody, but counts for a case that was changed."""
    sitting = StudySession.objects.filter(pk=session_id).values("lesson")
    waiting = RequiredReading.objects.open().filter(person=learner_id, read_at=None)
    for case in waiting.filter(case__in=sitting).values_list("case", flat=True):
        note_read(learner_id=learner_id, case_id=case)
