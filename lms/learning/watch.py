"""When review signals are looked for: as a session ends, and each night for what was missed."""

from __future__ import annotations

import logging
from datetime import timedelta
from typing import Any
from uuid import UUID

from celery import shared_task
from django.db import transaction
from django.dispatch import receiver
from django.utils.translation import gettext_lazy as _

from lms.core import schedule
from lms.core.clock import now
from lms.core.jobs import JobRun, job
from lms.learning.actions.signals import watch
from lms.learning.models import StudyClock
from lms.learning.signals import session_ended

logger = logging.getLogger(__name__)
BATCH = 100
SINCE = timedelta(days=2)
"""A night that was missed is made up for by the next."""


@receiver(session_ended)
def watch_after_session(sender: Any, learner_id: UUID, **kwargs: Any) -> None:
    transaction.on_commit(lambda: _send(learner_id))


def _send(learner_id: UUID) -> None:
    """Studying must not notice when the broker cannot be reached; the night finds it, too."""
    try:
        watch_learner.delay(str(learner_id))
    except Exception:
        logger.warning("broker unreachable; the night will look", extra={"learner": learner_id})


@shared_task(name="learning.watch_learner")
def watch_learner(learner_id: str) -> None:
    watch([UUID(learner_id)])


@job("learning.watch_all", label=_("Looking for review signals"))
def watch_all(run: JobRun) -> None:
    """Everybody who studied since the night before last."""
    active = StudyClock.objects.filter(last_at__gte=now() - SINCE, learner__role="offender")
    ids = list(active.order_by("pk").values_list("pk", flat=True))
    raised = 0
    for start in range(0, len(ids), BATCH):
        raised += len(watch(ids[start : start + BATCH]))
        run.progress(min(start + BATCH, len(ids)), len(ids))
    run.say(raised=raised)


def plan() -> None:
    """Register the times; called when the app is ready."""
    schedule.daily("learning: review signals", at="02:40", job="learning.watch_all")
