"""What objections are about: a score out of the facts that are there, time that was not counted."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from io import BytesIO
from types import SimpleNamespace
from typing import Any
from uuid import uuid4

from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from lms.core.months import Month
from lms.learning.models import UncountedInterval
from lms.scoring.facts import gather
from lms.scoring.models import CountyMonth, MonthScore
from lms.scoring.notices.giving import give_notices
from tests.factories import learning, scoring

WHY = "我按时报到了"
DURING = datetime(2026, 11, 12, 4, tzinfo=UTC)
"""While October is posted."""
STUDIED = datetime(2026, 10, 5, 2, tzinfo=UTC)


def amendable(offender: Any, posted: CountyMonth) -> MonthScore:
    """A score out of the facts that are there, as a close would make it."""
    county = posted.county
    (given,) = gather(county=county, month=Month.parse(posted.month), offenders=[offender])
    score = scoring.score(offender, posted, facts=given)
    give_notices(county_month=posted)
    return score


def uncounted(offender: Any, started_at: datetime = STUDIED, minutes: int = 30) -> None:
    lesson = SimpleNamespace(
        pk=1, title="外出请假", origin=uuid4(), kind="video", nominal_seconds=3600
    )
    sitting = learning.session(offender.user, lesson, opened_at=started_at)
    UncountedInterval.objects.create(
        learner=offender.user, session=sitting, lesson=1, started_at=started_at,
        ended_at=started_at + timedelta(minutes=minutes), milliseconds=minutes * 60_000,
        reason="gap",
    )  # fmt: skip


def picture(name: str = "a.jpg") -> SimpleUploadedFile:
    made = BytesIO()
    Image.new("RGB", (20, 20)).save(made, "JPEG")
    return SimpleUploadedFile(name, made.getvalue(), "image/jpeg")
