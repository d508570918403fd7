"""Periodic work of verified study: sessions that fell silent, time that no question confirmed."""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import Any
from uuid import UUID

from celery import shared_task

from lms.core import schedule
from lms.learning.actions.study import close_silent, forfeit_lapsed
from lms.learning.models import StudyClock

logger = logging.getLogger(__name__)


def _each(rows: Any, work: Callable[[UUID], bool]) -> int:
    """One learner's fault must not keep the others' sessions open."""
    done = 0
    for learner_id in list(rows.values_list("pk", flat=True)[:2000]):
        try:
            done += work(learner_id)
        except Exception:
            logger.exception("sweep failed", extra={"learner": str(learner_id)})
    return done


@shared_task(name="learning.close_silent_sessions")
def close_silent_sessions() -> None:
    """Close what has been silent for 30 minutes."""
    _each(StudyClock.objects.silent(), close_silent)


@shared_task(name="learning.forfeit_lapsed_time")
def forfeit_lapsed_time() -> None:
    """Forfeit what waited for a question for 24 hours after closing."""
    _each(StudyClock.objects.lapsed(), forfeit_lapsed)


def plan() -> None:
    """Register the times; called when the app is ready."""
    schedule.every(
        "learning: close silent sessions", minutes=2, task="learning.close_silent_sessions"
    )
    schedule.every(
        "learning: forfeit unconfirmed time", minutes=10, task="learning.forfeit_lapsed_time"
    )
