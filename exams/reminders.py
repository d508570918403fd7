"""Reminders of tests that are due: a week before and two days before, one message a person and day.

Whoever has handed one in is not reminded of it; who is exempt on the day is left in peace. Each day
on which a reminder falls belongs to exactly one run, so that nobody reads the same twice, whatever
is run again.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import override

from exams.actions.offers import said_tests
from exams.models import Offer, Sitting
from lms.accounts.models import Offender, User
from lms.core.jobs import JobRun
from lms.core.models import Job
from lms.learning.models import Exemption
from lms.messaging import digests
from lms.messaging.actions import Note

KIND = "exams.remind"
DAYS_BEFORE = (7, 2)
LATEST = 3
"""A platform that stood still catches up on so many days, this one included."""


def remind_today() -> Job:
    """Queue today's reminders, once."""
    return digests.queue(KIND, latest=LATEST)


def to_remind(first: date, day: date) -> QuerySet[Offer]:
    """Offers with a reminder between ``first`` and ``day``, not sat and not over."""
    falls = Q()
    for before in DAYS_BEFORE:
        falls |= Q(due_on__range=(first + timedelta(before), day + timedelta(before)))
    handed_in = Sitting.objects.filter(
        Q(month=OuterRef("month")) | Q(paper__in=_stage_papers()),
        candidate=OuterRef("person"), paper=OuterRef("paper"),
    ).exclude(state__in=[Sitting.State.OPEN, Sitting.State.VOID])  # fmt: skip
    found: QuerySet[Offer] = Offer.objects.standing().filter(
        falls, ~Exists(handed_in), due_on__gte=day,
        person__in=Offender.objects.in_correction(day).values("pk"),
    )  # fmt: skip
    return found


def _stage_papers() -> Any:
    from exams.models import Paper

    return Paper.objects.exclude(purpose=Paper.Purpose.MONTHLY).values("pk")


def remind(run: JobRun) -> None:
    first, day = digests.days_of(run)
    due = to_remind(first, day).order_by()
    people = set(due.values_list("person", flat=True))
    digests.by_batch(run, people, lambda ids: _notes(due.filter(person__in=ids), ids, day))


def _notes(due: QuerySet[Offer], ids: Sequence[UUID], day: date) -> Iterator[Note]:
    at_peace = set(
        Exemption.objects.touching(day, day)
        .filter(offender__in=ids)
        .values_list("offender", flat=True)
    )
    tests: dict[UUID, list[tuple[str, date | None]]] = {}
    rows = due.order_by("due_on", "pk").values_list("person", "paper__title", "due_on")
    for person, title, on in rows:
        tests.setdefault(person, []).append((title, on))
    users = User.objects.filter(pk__in=tests, is_active=True).exclude(pk__in=at_peace)
    for user in users.only("pk", "name", "phone", "language"):
        with override(user.language or settings.LANGUAGE_CODE):
            yield Note(
                to=user, subject=_("Please do your test"), body=said_tests(tests[user.pk]),
                link="/tests/", key=f"test-due:{day}:{user.pk}",
                channels=("sms",) if user.phone else (),
            )  # fmt: skip
