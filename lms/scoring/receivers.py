"""What news from learning and exams means for scoring's rooms."""

from __future__ import annotations

from typing import Any

from django.dispatch import receiver

from exams import offers
from lms.learning import signals
from lms.scoring import sources
from lms.scoring.actions.activities.crisis import raise_alert


@receiver(signals.tool_alarmed)
def open_alert(sender: Any, result: Any, **kwargs: Any) -> None:
    raise_alert(result=result)


sources.register_tests(offers.tests_of, offers.changed_since)
