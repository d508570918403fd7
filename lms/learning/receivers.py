"""What news from below, and from studying itself, changes in learning."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django.db import transaction
from django.dispatch import receiver

from lms.accounts import signals as people
from lms.accounts.models import Offender
from lms.core import jobs
from lms.learning import completion, signals
from lms.learning.actions.month_targets import rebuild_targets
from lms.learning.actions.prescribe import Prescriber, prescribe, prescribe_many
from lms.learning.offices import Offices

BATCH = 500


@receiver(people.offender_registered)
@receiver(people.stage_or_level_changed)
def prescribe_anew(sender: Any, offender: Offender, **kwargs: Any) -> None:
    """Courses, tools, goal and targets follow the file at once."""
    prescribe(learner=offender)


@receiver(people.offenders_imported)
def prescribe_imported(sender: Any, offender_ids: Iterable[UUID], **kwargs: Any) -> None:
    """The same for people that a roster brought in together."""
    ids = list(offender_ids)
    places = Offender.objects.filter(pk__in=ids).order_by().values_list("office", flat=True)
    offices = Offices(places.distinct())
    prescriber = Prescriber(offices)
    for start in range(0, len(ids), BATCH):
        batch = ids[start : start + BATCH]
        prescribe_many(ids=batch, prescriber=prescriber)
        rebuild_targets(learners=batch, offices=offices)


@receiver(people.organisation_changed)
def rebuild_for_organisation(sender: Any, organisation: Any, **kwargs: Any) -> None:
    """A new target or length of a stage concerns everybody there: a job's work."""
    with transaction.atomic():
        jobs.enqueue("learning.rebuild_targets", payload={"organisation": organisation.pk})


@receiver(signals.lesson_completed)
def complete_course(sender: Any, progress: Any, **kwargs: Any) -> None:
    if progress.course is not None:
        completion.complete_if_done(learner=progress.learner, course_id=progress.course)
