"""The jobs of conduct records, and the night's tidying of files."""

from __future__ import annotations

from celery import shared_task

from lms.core import rekeying, schedule
from lms.scoring.conduct.importing import work
from lms.scoring.evidence import attaching

__all__ = ["tidy_files", "work"]


@shared_task(name="scoring.tidy_files")
def tidy_files() -> int:
    """Remove files whose record never came to be."""
    return attaching.tidy()


rekeying.register("scoring files", attaching.reseal)
schedule.daily("scoring: files without a record", at="03:15", task="scoring.tidy_files")
