"""Reminders by a job a day: each day belongs to exactly one run, each person to one batch.

A digest's job is queued by day (`queue`), goes over the people in batches (`by_batch`) and may be
killed anywhere: it goes on behind the last batch that was told, and the keys of the messages keep
anybody from being told twice.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import date, timedelta
from typing import Any

from django.db import transaction

from lms.core import jobs
from lms.core.jobs import JobRun
from lms.core.models import Job
from lms.core.months import today
from lms.messaging.actions import Note, send_many

BATCH = 500


def queue(kind: str, *, latest: int) -> Job:
    """Queue today's reminders of ``kind``, once; those of up to ``latest`` days on which nothing
    ran, this one included, come with them."""
    day = today()
    first = day - timedelta(days=latest - 1)
    last = Job.objects.filter(kind=kind, key__lt=f"{kind}:{day}").order_by("-key").first()
    if last is not None:
        first = max(first, date.fromisoformat(last.payload["day"]) + timedelta(days=1))
    with transaction.atomic():
        return jobs.enqueue(
            kind, key=f"{kind}:{day}", payload={"first": str(first), "day": str(day)}
        )


def days_of(run: JobRun) -> tuple[date, date]:
    """The first and the last day of a run that `queue` queued."""
    return date.fromisoformat(run.payload["first"]), date.fromisoformat(run.payload["day"])


def by_batch(
    run: JobRun, people: Iterable[Any], notes: Callable[[Sequence[Any]], Iterable[Note]]
) -> None:
    """Tell ``people`` (their ids) what ``notes`` says of some hundreds of them at a time."""
    ids = sorted(people)
    after, told = run.job.result.get("after", ""), int(run.job.result.get("told", 0))
    for start in range(0, len(ids), BATCH):
        batch = ids[start : start + BATCH]
        if str(batch[-1]) > after:
            told += send_many(notes(batch))
            run.say(after=str(batch[-1]), told=told)
        run.progress(start + len(batch), len(ids))
