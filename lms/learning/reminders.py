"""Reminders on days 10, 20 and 27 to those who are behind: in-site, and by SMS to who has a phone.

Each is told once per reminder day, whatever is run again; who is exempt that day is left in peace.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, override

from lms.accounts.models import Offender
from lms.core import jobs
from lms.core.jobs import JobRun
from lms.core.models import Job
from lms.core.months import Month, today
from lms.learning.hours import behind
from lms.learning.models import Exemption
from lms.learning.targets import CREDIT_HOUR
from lms.messaging import digests
from lms.messaging.actions import Note

DAYS = (10, 20, 27)
LATEST = timedelta(days=2)
"""A platform that stood still on the day itself reminds up to so many days later."""


@dataclass(frozen=True)
class Occasion:
    """One reminder day of one month."""

    month: Month
    day: int

    @property
    def on(self) -> date:
        return date(self.month.year, self.month.month, self.day)

    @property
    def name(self) -> str:
        return f"{self.month}-{self.day}"


def occasion_on(day: date) -> Occasion | None:
    """The reminder day that ``day`` is, or that was missed just before it; None on other days."""
    month = Month.of(day)
    passed = [Occasion(month, n) for n in DAYS if n <= day.day]
    return passed[-1] if passed and day - passed[-1].on <= LATEST else None


def remind_today() -> Job | None:
    """Queue today's reminders once; None when today is no day for them."""
    occasion = occasion_on(today())
    if occasion is None:
        return None
    with transaction.atomic():
        return jobs.enqueue(
            "learning.remind",
            key=f"remind:{occasion.name}",
            payload={"month": str(occasion.month), "day": occasion.day},
        )


def remind(run: JobRun) -> None:
    """Tell everybody who is behind on the reminder day."""
    occasion = Occasion(Month.parse(run.payload["month"]), int(run.payload["day"]))
    late = behind(Offender.objects.in_correction(), occasion.month, occasion.on)
    people = late.values_list("pk", flat=True)
    digests.by_batch(run, people, lambda ids: _notes(late, ids, occasion))


def _notes(late: Any, ids: Sequence[Any], occasion: Occasion) -> Iterator[Note]:
    day = today()
    at_peace = set(
        Exemption.objects.touching(day, day)
        .filter(offender__in=ids)
        .values_list("offender", flat=True)
    )
    people = late.filter(pk__in=ids, user__is_active=True).select_related("user")
    for one in people.only("pk", "user__name", "user__phone", "user__language"):
        if one.pk not in at_peace:
            yield _note(one, occasion, day)


def _note(one: Any, occasion: Occasion, day: date) -> Note:
    done, target = one.seconds / CREDIT_HOUR, one.target_seconds / CREDIT_HOUR
    left = max(0, (occasion.month.last - day).days)
    with override(one.user.language or settings.LANGUAGE_CODE):
        body = _("This month you have studied %(done).2f of %(target).2f credit hours.") % {
            "done": done,
            "target": target,
        }
        body += ngettext(
            "The month has %(days)d day left. Please take time to study.",
            "The month has %(days)d days left. Please take time to study.",
            left,
        ) % {"days": left}
        body += _("If something keeps you from it, please call your justice office.")
        return Note(
            to=one.user,
            subject=_("Study reminder"),
            body=body,
            link="/",
            key=f"behind:{occasion.name}:{one.pk}",
            channels=("sms",) if one.user.phone else (),
        )
