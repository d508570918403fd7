"""How a learner stands: this month's hours against the target, what still waits, whom to call."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any, cast
from uuid import UUID

from django.db.models import Count, F, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce

from content import reach
from lms.accounts.models import Offender, StudySettings
from lms.core.months import Month, today
from lms.core.prepared import prepared
from lms.credits.models import MonthTotal
from lms.learning.actions.month_targets import target_of
from lms.learning.hours import seconds_in
from lms.learning.lessons import remember_rate
from lms.learning.models import MonthTarget, StudyClock, ToolAssignment
from lms.learning.offices import Offices
from lms.learning.rules import StudyRules, rules_for, rules_from
from lms.messaging.filling import remember_unread
from lms.messaging.models import Message


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """A learner's current month. ``target`` is None for staff: they have none.

    ``provisional`` seconds wait for a passed question, until ``lapses_at`` where that is set.
    """

    month: Month
    seconds: int
    target: int | None
    provisional: int = 0
    lapses_at: datetime | None = None
    open_tools: int = 0

    @property
    def missing(self) -> int:
        return max(0, (self.target or 0) - self.seconds)

    @property
    def is_exempt(self) -> bool:
        """Nothing has to be studied this month."""
        return self.target == 0

    @property
    def is_met(self) -> bool:
        return self.target is not None and self.seconds >= self.target

    @property
    def days_left(self) -> int:
        """Whole days after today that still belong to the month."""
        return max(0, (self.month.last - today()).days)


@dataclass(frozen=True, slots=True)
class LearnersFile:
    """What a learner's own pages say of their file, and the figures of the current month beside it.
    The order is that of the columns of `_file`."""

    code: str
    office: int
    office_path: str
    office_name: str
    office_phone: str
    officer_name: str
    officer_phone: str
    juvenile_regime: bool
    starts_on: date
    seconds: int
    target: int | None
    provisional_ms: int | None
    lapses_at: datetime | None
    open_tools: int
    unread: int
    reading_rate: int | None
    answer_seconds: int | None
    opens: time | None
    closes: time | None
    daily_cap_hours: Decimal | None
    here: Mapping[str, Any]
    """The study settings that hold at the office."""


@prepared
def _file(learner: UUID, month: str) -> QuerySet[Any, Any]:
    target = MonthTarget.objects.filter(learner=OuterRef("pk"), month=month)
    tools = ToolAssignment.objects.filter(learner=OuterRef("pk")).to_fill_in()
    unread = Message.objects.filter(recipient=OuterRef("pk")).unread()
    own = StudySettings.objects.filter(offender=OuterRef("pk"))
    return (
        Offender.objects.filter(pk=learner)
        .annotate(
            seconds=seconds_in(cast(Month, month)),
            target=Subquery(target.values("seconds")),
            provisional=F("user__study_clock__provisional_ms"),
            lapses_at=F("user__study_clock__lapses_at"),
            open_tools=_number_of(tools, "learner"),
            unread=_number_of(unread, "recipient"),
            **{f"own_{name}": Subquery(own.values(name)[:1]) for name in OWN},
        )
        .values_list(
            "code", "office", "office__path", "office__name", "office__phone", "officer__name",
            "officer__phone", "juvenile_regime", "starts_on", "seconds", "target", "provisional",
            "lapses_at", "open_tools", "unread", *(f"own_{name}" for name in OWN),
        )
    )  # fmt: skip


OWN = ("reading_rate", "answer_seconds", "opens", "closes", "daily_cap_hours")


COLUMNS = tuple(field.name for field in fields(LearnersFile))[:-1]


def _number_of(rows: Any, field: str) -> Coalesce:
    counted = rows.order_by().values(field).annotate(n=Count("pk")).values("n")
    return Coalesce(Subquery(counted), 0)


def file_of(learner: Any) -> LearnersFile | None:
    """The file of a learner under correction; None for others. Two queries, once in a request; what
    the request asks of office, reach and messages afterwards is answered from them."""
    if not learner.is_offender:
        return None
    known: LearnersFile | None = getattr(learner, "_learners_file", None)
    if known is None:
        rows = _file(learner=learner.pk, month=str(Month.current()))
        if rows:
            known = learner._learners_file = _opened(learner, rows[0])
    return known


def _opened(learner: Any, row: Sequence[Any]) -> LearnersFile:
    """The file with what holds around it: the office's settings and how far its people see."""
    office, path = row[1], row[2]
    offices = Offices(paths={office: path})
    found = LearnersFile(**dict(zip(COLUMNS, row, strict=True)), here=offices.settings(office))
    reach.remember(learner, offices.reach(office, juvenile=found.juvenile_regime))
    remember_rate(learner, found.reading_rate)
    remember_unread(learner, found.unread)
    return found


def rules_of(learner: Any) -> StudyRules:
    """As `rules.rules_for`; no query after `file_of`."""
    found = file_of(learner)
    return rules_for(learner) if found is None else rules_from(found.here, own=found)


def standing_of(learner: Any) -> Standing:
    """The current month of a learner. Two queries, more in a month whose target was never kept."""
    month = Month.current()
    found = file_of(learner)
    if found is None:
        return _of_staff(learner, month)
    return Standing(
        month=month,
        seconds=found.seconds,
        target=target_of(learner, month) if found.target is None else found.target,
        provisional=(found.provisional_ms or 0) // 1000,
        lapses_at=found.lapses_at,
        open_tools=found.open_tools,
    )


def _of_staff(learner: Any, month: Month) -> Standing:
    waiting = StudyClock.objects.filter(pk=learner.pk).values_list("provisional_ms", "lapses_at")
    provisional, lapses_at = waiting.first() or (0, None)
    return Standing(
        month=month,
        seconds=MonthTotal.objects.seconds_of(learner, month),
        target=None,
        provisional=provisional // 1000,
        lapses_at=lapses_at,
    )


@dataclass(frozen=True, slots=True)
class Call:
    """Whom a learner can call: the officer's name, the office, and the number that is dialled."""

    officer: str
    office: str
    number: str


def call_of(learner: Any) -> Call | None:
    """The office's number; the officer's own only where the office has none. None for who has no
    office. No query after `file_of`."""
    found = file_of(learner)
    if found is None:
        return None
    number = found.office_phone or found.officer_phone or ""
    return Call(found.officer_name or "", found.office_name, number)
