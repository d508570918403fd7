"""Reminders of tests that are due: a week before and two days before, one message a person and day.

Whoever has handed one in is not reminded of it; who is exempt on the day is left in peace. Each day
on which a reminder falls belongs to exactly one run, so that nobody reads the same twice, whatever
is run again.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import override

from exams.actions.offers import said_tests
from exams.models import Offer, Sitting
from lms.accounts.models import Offender, User
from lms.core import jobs
from lms.core.jobs import JobRun
from lms.core.models import Job
from lms.core.months import today
from lms.learning.models import Exemption
from lms.messaging.actions import Note, send_many

KIND = "exams.remind"
DAYS_BEFORE = (7, 2)
LATEST = 3
"""A platform that stood still catches up on so many days, this one included."""
BATCH = 500


def remind_today() -> Job:
    """Queue today's reminders, once; those of days on which nothing ran come with them."""
    day = today()
    first = day - timedelta(days=LATEST - 1)
    last = Job.objects.filter(kind=KIND, key__lt=f"{KIND}:{day}").order_by("-key").first()
    if last is not None:
        first = max(first, date.fromisoformat(last.payload["day"]) + timedelta(days=1))
    with transaction.atomic():
        return jobs.enqueue(
            KIND, key=f"{KIND}:{day}", payload={"first": str(first), "day": str(day)}
        )


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
    """Goes on behind the last batch that was told; the keys of the messages keep anybody from being
    told twice."""
    first, day = (date.fromisoformat(run.payload[name]) for name in ("first", "day"))
    due = to_remind(first, day).order_by()
    ids = sorted(set(due.values_list("person", flat=True)))
    after = run.job.result.get("after", "")
    told = int(run.job.result.get("told", 0))
    for start in range(0, len(ids), BATCH):
        batch = ids[start : start + BATCH]
        if str(batch[-1]) > after:
            told += send_many(_notes(due.filter(person__in=batch), batch, day))
            run.say(after=str(batch[-1]), told=told)
        run.progress(start + len(batch), len(ids))


def _notes(due: QuerySet[Offer], ids: list[UUID], day: date) -> Iterator[Note]:
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
