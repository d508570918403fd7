"""Nightly and daily work of learning; the times may be changed in beat's tables.

All of it may be killed and started again: what is done is left, what is missing is done.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from celery import shared_task
from django.utils.translation import gettext_lazy as _

from lms.accounts.models import Offender, Organisation
from lms.core import schedule
from lms.core.jobs import JobRun, job
from lms.learning import completion, reminders
from lms.learning.actions.month_targets import liable_in, months_kept, rebuild_targets
from lms.learning.actions.prescribe import Prescriber, prescribe_many
from lms.learning.offices import Offices

BATCH = 200
"""So few that a batch is written in a fraction of a second: those who study wait for nobody."""


def in_batches(run: JobRun, people: Any, work: Callable[[list[UUID]], int]) -> None:
    """Give ``work`` some hundred offenders at a time, in the order of their ids. A run that was
    killed goes on behind the last batch that was finished; what changed is summed up in the job's
    result."""
    total = people.count()
    done, changed = int(run.job.result.get("done", 0)), int(run.job.result.get("changed", 0))
    after = run.job.result.get("after")
    rows = people.order_by("pk").values_list("pk", flat=True)
    while True:
        batch = list((rows.filter(pk__gt=after) if after else rows)[:BATCH])
        if not batch:
            break
        changed += work(batch)
        done, after = done + len(batch), str(batch[-1])
        run.say(after=after, done=done, changed=changed)
        run.progress(min(done, total), total)
    run.progress(total, total)


@job("learning.prescribe_all", label=_("Prescribing from the plans"))
def prescribe_all(run: JobRun) -> None:
    """What the plans call for on this day, for everybody in correction."""
    people = Offender.objects.in_correction()
    offices = Offices(people.order_by().values_list("office", flat=True).distinct())
    prescriber = Prescriber(offices)
    in_batches(run, people, lambda ids: prescribe_many(ids=ids, prescriber=prescriber))


@job("learning.rebuild_targets", label=_("Working out the monthly targets"))
def rebuild_all_targets(run: JobRun) -> None:
    """Targets of the months that are kept, for everybody with a day of correction in one of them;
    with ``organisation``, of the people there and below."""
    months = months_kept()
    people = Offender.objects.filter(liable_in(months[0]) | liable_in(months[-1]))
    if place := run.payload.get("organisation"):
        people = people.of_office(Organisation.objects.get(pk=place))
    offices = Offices(people.order_by().values_list("office", flat=True).distinct())
    in_batches(
        run, people, lambda ids: rebuild_targets(learners=ids, months=months, offices=offices)
    )


@job("learning.complete_courses", label=_("Looking for completed courses"))
def complete_courses(run: JobRun) -> None:
    """Courses that became complete without a beat: a lesson was taken out, a requirement met."""
    found = list(completion.finished_enrolments())
    for done, (learner, course) in enumerate(found, start=1):
        completion.complete_if_done(learner=learner, course_id=course)
        run.progress(done, len(found))


job("learning.remind", label=_("Reminding those who are behind"))(reminders.remind)


@shared_task(name="learning.remind_today")
def remind_today() -> None:
    reminders.remind_today()


def plan() -> None:
    """Register the times; called when the app is ready."""
    schedule.daily("learning: prescribe from the plans", at="00:30", job="learning.prescribe_all")
    schedule.daily("learning: monthly targets", at="01:30", job="learning.rebuild_targets")
    schedule.daily("learning: completed courses", at="02:10", job="learning.complete_courses")
    schedule.daily("learning: reminders", at="09:00", task="learning.remind_today")
