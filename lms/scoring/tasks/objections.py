"""Each morning: objections whose deadline is today, or was before."""

from __future__ import annotations

from celery import shared_task

from lms.core import schedule
from lms.scoring.objections import news as objection_news


@shared_task(name="scoring.remind_of_objections")
def remind_of_objections() -> None:
    objection_news.remind()


schedule.daily("scoring: objections that are due", at="08:10", task="scoring.remind_of_objections")
