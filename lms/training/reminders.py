"""Reminders of required reading: three days before, one day before, on the day, then weekly; the
head of the county learns what is overdue.

One digest a person and day, whatever is run again. A platform that stood still catches up on the
last days.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db.models import Count, Q, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, override

from lms.accounts.models import Organisation, RoleGrant, User
from lms.accounts.models.organisations import Kind
from lms.accounts.permissions import Permission, roles_with
from lms.core.jobs import JobRun
from lms.core.models import Job
from lms.messaging import digests
from lms.messaging.actions import Note, send_many
from lms.training.models import RequiredReading

KIND = "training.remind"
DAYS_BEFORE = (3, 1, 0)
WEEK = 7
MOST_WEEKS = 52
LATEST = 3
"""Catches up on so many days, this one included."""


def remind_today() -> Job:
    """Queue today's reminders, once."""
    return digests.queue(KIND, latest=LATEST)


def due_days(first: date, day: date) -> list[date]:
    """The due days of what is reminded of between ``first`` and ``day``: those that come, and those
    that passed a day, eight days, fifteen days ago and so on."""
    found = set()
    for offset in range((day - first).days + 1):
        on = first + timedelta(days=offset)
        found |= {on + timedelta(days=before) for before in DAYS_BEFORE}
        found |= {on - timedelta(days=1 + WEEK * week) for week in range(MOST_WEEKS)}
    return sorted(found)


def to_remind(first: date, day: date) -> QuerySet[RequiredReading]:
    """Open readings on which a reminder falls."""
    rows: QuerySet[RequiredReading] = RequiredReading.objects.open().readable()
    return rows.filter(due_on__in=due_days(first, day), person__is_active=True)


def remind(run: JobRun) -> None:
    first, day = digests.days_of(run)
    people = to_remind(first, day).order_by().values_list("person", flat=True)
    digests.by_batch(run, set(people), lambda ids: _notes(ids, day))
    run.say(heads=send_many(_to_heads(first, day)))


def _notes(ids: Sequence[UUID], day: date) -> Iterator[Note]:
    """What each of them has open: due until three days from now, or overdue."""
    soon = day + timedelta(days=max(DAYS_BEFORE))
    rows = RequiredReading.objects.open().readable().filter(person__in=ids, due_on__lte=soon)
    facts = {
        row["person"]: (row["late"], row["all"])
        for row in rows.order_by().values("person").annotate(
            all=Count("pk"), late=Count("pk", filter=Q(due_on__lt=day))
        )
    }  # fmt: skip
    for user in User.objects.filter(pk__in=facts).only("pk", "name", "phone", "language"):
        late, whole = facts[user.pk]
        with override(user.language or settings.LANGUAGE_CODE):
            yield Note(
                to=user, subject=_("Please read your warning cases"), body=_said(late, whole),
                link="/training/", key=f"reading-due:{day}:{user.pk}",
                channels=("sms",) if user.phone else (),
            )  # fmt: skip


def _said(late: int, whole: int) -> str:
    parts = []
    if late:
        parts.append(
            ngettext(
                "%(n)d warning case is overdue.", "%(n)d warning cases are overdue.", late
            ) % {"n": late}
        )  # fmt: skip
    if soon := whole - late:
        parts.append(
            ngettext(
                "%(n)d warning case is due within three days.",
                "%(n)d warning cases are due within three days.", soon,
            ) % {"n": soon}
        )  # fmt: skip
    parts.append(_("Please read, answer the questions and sign."))
    return " ".join(parts)


def _to_heads(first: date, day: date) -> Iterator[Note]:
    """Each county's managers, on days on which something has become overdue, and on Mondays while
    anything is."""
    for county, people, new in _late_by_county(first, day):
        if not (new or day.weekday() == 0):
            continue
        for head in heads_of(county):
            with override(head.language or settings.LANGUAGE_CODE):
                yield Note(
                    to=head, subject=_("Warning cases are overdue in your county"),
                    body=ngettext(
                        "%(n)d person has not read and signed in time. Please talk to them.",
                        "%(n)d people have not read and signed in time. Please talk to them.",
                        people,
                    ) % {"n": people},
                    link="/training/cases/", key=f"reading-late:{day}:{county.pk}:{head.pk}",
                )  # fmt: skip


def _late_by_county(first: date, day: date) -> list[tuple[Organisation, int, int]]:
    """Counties with something overdue: how many people, how much is new since ``first``."""
    late = RequiredReading.objects.readable().overdue(day)
    newest = first - timedelta(days=1)
    by_unit = late.order_by().values_list("person__staff_member__unit__path", "person", "due_on")
    counties = {one.path: one for one in Organisation.objects.filter(kind=Kind.COUNTY)}
    people: dict[str, set[Any]] = {}
    new: dict[str, int] = {}
    for unit, person, due_on in by_unit.iterator(chunk_size=2000):
        path = next((p for p in counties if unit and unit.startswith(p)), None)
        if path is not None:
            people.setdefault(path, set()).add(person)
            new[path] = new.get(path, 0) + (due_on >= newest)
    return [(counties[path], len(people[path]), new[path]) for path in sorted(people)]


def heads_of(county: Organisation) -> list[User]:
    """Who manages the training of a county: by roles held there."""
    grants = RoleGrant.objects.active().filter(
        organisation=county, role__in=roles_with(Permission.MANAGE_TRAINING)
    )
    return list(User.objects.filter(pk__in=grants.values("user"), is_active=True))
