"""Sittings whose time is up are closed although nobody calls."""

from __future__ import annotations

from celery import shared_task

from exams.actions.sitting import close_overdue
from lms.core import schedule


@shared_task(name="exams.close_overdue")
def close_overdue_sittings() -> None:
    close_overdue()


schedule.every("exams: close what is over", minutes=1, task="exams.close_overdue")
