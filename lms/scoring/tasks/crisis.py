"""Each minute: tell the next step of alerts at which nobody is yet."""

from __future__ import annotations

from celery import shared_task

from lms.core import schedule
from lms.scoring.actions.activities import crisis


@shared_task(name="scoring.escalate_alerts")
def escalate_alerts() -> None:
    crisis.escalate_all()


schedule.every("scoring: alerts nobody is at", minutes=1, task="scoring.escalate_alerts")
