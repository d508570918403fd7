"""Reminders of required reading go out in the morning."""

from __future__ import annotations

from celery import shared_task
from django.utils.translation import gettext_lazy as _

from lms.core import schedule
from lms.core.jobs import job
from lms.training import reminders

job(reminders.KIND, label=_("Reminding of required reading"))(reminders.remind)


@shared_task(name="training.remind_today")
def remind_today() -> None:
    reminders.remind_today()


schedule.daily("training: reminders", at="08:40", task="training.remind_today")
