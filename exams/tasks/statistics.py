"""The figures of papers: worked out each night where results have changed, and when they are
wanted."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from celery import shared_task
from django.utils.translation import gettext_lazy as _

from exams import figures
from exams.models import Paper
from lms.core import jobs, schedule
from lms.core.models.jobs import Job

KIND = "exams.statistics"


def want(papers: Iterable[UUID], by: Any = None) -> list[Job]:
    """Work out the figures of these papers, a job each: after a regrade, or when somebody asks. One
    that is wanted already and has not begun is not wanted twice."""
    waiting = Job.objects.filter(kind=KIND, state=Job.State.QUEUED)
    known = {one.payload.get("paper"): one for one in waiting}
    return [
        known.get(str(paper)) or jobs.enqueue(KIND, payload={"paper": str(paper)}, by=by)
        for paper in papers
    ]


@jobs.job(KIND, label=_("Figures of a test"))
def work_out(run: jobs.JobRun) -> None:
    """Again, it comes to the same; killed, the figures of before stay."""
    paper = Paper.objects.filter(pk=run.payload["paper"]).first()
    if paper is not None:
        made = figures.work_out(paper, run.progress)
        run.say(sittings=made.sittings)


@shared_task(name="exams.statistics")
def nightly() -> None:
    want(figures.stale())


schedule.daily("exams: figures of tests", at="03:20", task="exams.statistics")
