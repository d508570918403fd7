"""The people an officer looks after, with what a list says about each: hours, last study, what is
due, what stands out. All of it is worked out by the database from indexed rows, so that a list of
30,000 is as quick as one of 300."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta
from typing import Any

from django.db.models import (
    Case,
    CharField,
    Count,
    DateTimeField,
    Exists,
    IntegerField,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Value,
    When,
)
from django.db.models.functions import Coalesce

from lms.accounts.models import Offender, Organisation, Stage, User
from lms.accounts.permissions import Permission
from lms.accounts.querysets import OffenderQuerySet
from lms.core.months import Month, day_bounds, today
from lms.learning.clock import MOST_FAILED, day_of
from lms.learning.hours import behind, with_hours
from lms.learning.keeping import milliseconds
from lms.learning.models import Enrolment, Exemption, ReviewSignal, StudyClock, StudySession
from lms.learning.offices import Offices

ABSENT = timedelta(days=7)
"""Who has opened no lesson for so long is absent."""
DECIDED = [state for state in ReviewSignal.State.values if state != ReviewSignal.State.OPEN]
"""Not "open": SQLite would look through all open signals for each person."""
UNREAD = ("id_number", "needs", "user__phone", "officer__phone")
"""Encrypted or bulky columns that no list reads."""
LONG_AGO = datetime(1970, 1, 1, tzinfo=UTC)
"""Where those who never studied stand in order of their last study, on every database."""
SOON = timedelta(days=7)
"""A course that is due within so many days is due soon."""


def people_of(user: Any) -> OffenderQuerySet:
    """Everybody whose file ``user`` may open, never themself."""
    return Offender.objects.visible_to(user).exclude(pk=user.pk)


def caseload(user: Any, month: Month, stage: Case) -> QuerySet[Offender]:
    """The same with account, office, officer and the columns of the people's list: ``seconds`` and
    ``target_seconds`` of ``month``, ``stage_now``, ``last_studied``, ``due_courses``,
    ``is_exempt``, ``open_signals``. ``stage`` is what `stage_now` gives."""
    people = with_hours(people_of(user).with_people(), month).defer(*UNREAD)
    return people.annotate(
        stage_now=stage,
        last_studied=last_studied(),
        studied_order=studied_order(),
        due_courses=due_courses(),
        is_exempt=exempt_on(today()),
        open_signals=Exists(_signals().exclude(state__in=DECIDED)),
    )


def stage_now(user: Any) -> Case:
    """The stage of today in SQL, with the lengths that hold at each office. Two queries."""
    day = today()
    seen = user.organisations_under(Permission.VIEW_PEOPLE)
    ids = list(seen.filter(kind="justice_office").order_by().values_list("pk", flat=True))
    offices = Offices(ids)
    by_lengths: dict[tuple[int, int], list[int]] = {}
    for pk in ids:
        here = offices.settings(pk)
        by_lengths.setdefault((here["intake_days"], here["release_days"]), []).append(pk)
    return Case(
        When(starts_on__gt=day, then=Value(Stage.BEFORE)),
        When(Q(closed_on__lt=day) | Q(closed_on=None, ends_on__lt=day), then=Value(Stage.ENDED)),
        *_released_or_new(day, by_lengths),
        default=Value(Stage.ACTIVE),
        output_field=CharField(),
    )


def _released_or_new(day: date, by_lengths: dict[tuple[int, int], list[int]]) -> Iterable[When]:
    """As `stage_on`: release goes before intake, an early end before the planned one."""
    for (intake, release), places in by_lengths.items():
        here = Q() if len(by_lengths) == 1 else Q(office__in=places)
        soon = day + timedelta(days=release)
        ending = Q(closed_on__lt=soon) | Q(closed_on=None, ends_on__lt=soon)
        yield When(here & ending, then=Value(Stage.RELEASE))
        new = Q(starts_on__gt=day - timedelta(days=intake))
        yield When(here & new, then=Value(Stage.INTAKE))


def current(people: QuerySet[Offender]) -> QuerySet[Offender]:
    """In correction today, or not yet begun."""
    day = today()
    return people.filter(Q(closed_on=None) | Q(closed_on__gte=day), ends_on__gte=day)


def exempt_on(day: date) -> Exists:
    return Exists(Exemption.objects.touching(day, day).filter(offender=OuterRef("pk")))


def due_courses(within: timedelta = SOON) -> Coalesce:
    """Open courses that are overdue or due soon, an officer's postponement included."""
    rows = Enrolment.objects.due_by(today() + within).filter(learner=OuterRef("pk"))
    counted = rows.order_by().values("learner").annotate(n=Count("pk")).values("n")
    return Coalesce(Subquery(counted, output_field=IntegerField()), 0)


def last_studied() -> Subquery:
    """When a lesson was opened last. One index look-up per person."""
    newest = _sittings().order_by("-opened_at").values("opened_at")[:1]
    return Subquery(newest, output_field=DateTimeField())


def studied_order() -> Coalesce:
    """To sort by last study."""
    return Coalesce(last_studied(), Value(LONG_AGO))


def _signals() -> Any:
    return ReviewSignal.objects.filter(learner=OuterRef("pk"))


def _sittings() -> Any:
    return StudySession.objects.filter(learner=OuterRef("pk"))


def behind_now(people: QuerySet[Offender]) -> QuerySet[Offender]:
    """In correction, not exempt today, and by the end of yesterday with less than the target pro
    rata. On the first day of a month nobody is behind yet."""
    day = today()
    here = people.in_correction(day).filter(~exempt_on(day))  # type: ignore[attr-defined]
    return behind(here, Month.of(day), day - timedelta(days=1))


def absent(people: QuerySet[Offender]) -> QuerySet[Offender]:
    """In correction for a week at least, not exempt today, and no lesson opened for seven days."""
    day = today()
    since = day_bounds(day - ABSENT)[0]
    return people.in_correction(day).filter(  # type: ignore[attr-defined]
        ~Exists(_sittings().filter(opened_at__gte=since)),
        ~exempt_on(day),
        starts_on__lte=day - ABSENT,
    )


def with_due_courses(people: QuerySet[Offender]) -> QuerySet[Offender]:
    rows = Enrolment.objects.due_by(today() + SOON).filter(learner=OuterRef("pk"))
    return people.filter(Exists(rows))


def stopped_today(people: QuerySet[Offender]) -> QuerySet[Offender]:
    """Three failed questions today: nothing more is earned until a staff member confirms that the
    person is there."""
    start = day_bounds(today())[0]
    stopped = StudyClock.objects.filter(
        last_at__gte=start,
        state__failed__gte=MOST_FAILED,
        state__failed_day=day_of(milliseconds(start)),
    )
    return people.filter(pk__in=stopped.values("pk"))


def to_review(people: QuerySet[Offender]) -> QuerySet[Offender]:
    return people.filter(pk__in=ReviewSignal.objects.open().values("learner"))


def under_juvenile_regime(people: QuerySet[Offender]) -> QuerySet[Offender]:
    return people.filter(juvenile_regime=True)


def exempt_today(people: QuerySet[Offender]) -> QuerySet[Offender]:
    return people.filter(exempt_on(today()))


def offices_of(user: Any) -> QuerySet[Organisation]:
    """The justice offices whose people ``user`` sees."""
    return user.organisations_under(Permission.VIEW_PEOPLE).filter(kind="justice_office")


def officers_of(user: Any) -> QuerySet[User]:
    """Those who carry a file that ``user`` sees."""
    carried = people_of(user).order_by().values("officer")
    return User.objects.filter(pk__in=carried).order_by("name")
