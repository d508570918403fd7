"""How a learner stands: this month's hours against the target, what still waits, whom to call."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Count, F, OuterRef, Subquery
from django.db.models.functions import Coalesce

from content import reach
from lms.accounts.models import Offender
from lms.core.months import Month, today
from lms.credits.models import MonthTotal
from lms.learning.actions.month_targets import target_of
from lms.learning.hours import seconds_in
from lms.learning.lessons import USUAL_RATE, own_rate
from lms.learning.models import MonthTarget, StudyClock, ToolAssignment
from lms.learning.offices import Offices


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


def standing_of(learner: Any) -> Standing:
    """The current month of a learner. Two queries, more in a month whose target was never kept."""
    month = Month.current()
    offender = file_of(learner, month)
    if offender is None:
        return _of_staff(learner, month)
    target = offender.target_seconds
    return Standing(
        month=month,
        seconds=offender.seconds,
        target=target_of(learner, month) if target is None else target,
        provisional=(offender.provisional_ms or 0) // 1000,
        lapses_at=offender.lapses_at,
        open_tools=offender.open_tools,
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


def file_of(learner: Any, month: Month) -> Any:
    """The offender behind a learner with office, officer and the figures of ``month``; None for
    others. Two queries; what the request asks of the same file, office and reach afterwards is
    answered from them."""
    if not learner.is_offender:
        return None
    target = MonthTarget.objects.filter(learner=OuterRef("pk"), month=str(month))
    tools = ToolAssignment.objects.filter(learner=OuterRef("pk")).to_fill_in().order_by()
    clock = F("user__study_clock__provisional_ms")
    offender = (
        Offender.objects.filter(pk=learner.pk)
        .select_related("office", "officer")
        .defer("id_number")
        .annotate(
            seconds=seconds_in(month),
            target_seconds=Subquery(target.values("seconds")),
            provisional_ms=clock,
            lapses_at=F("user__study_clock__lapses_at"),
            open_tools=Coalesce(
                Subquery(tools.values("learner").annotate(n=Count("pk")).values("n")), 0
            ),
            reading_rate=Subquery(own_rate(OuterRef("pk"))[:1]),
        )
        .first()
    )
    if offender is not None:
        learner.offender = offender
        learner._reading_rate = offender.reading_rate or USUAL_RATE
        _look_around(learner, offender)
    return offender


def _look_around(learner: Any, offender: Offender) -> None:
    """The office's settings and how far its people see: one query for both."""
    offices = Offices(paths={offender.office_id: offender.office.path})
    offender.office.know_settings(offices.settings(offender.office_id))
    reach.remember(learner, offices.reach(offender.office_id, juvenile=offender.juvenile_regime))


@dataclass(frozen=True, slots=True)
class Call:
    """Whom a learner can call: the officer's name, the office, and the number that is dialled."""

    officer: str
    office: str
    number: str


def call_of(learner: Any) -> Call | None:
    """The office's number; the officer's own only where the office has none. None for who has no
    office. No query after `file_of`."""
    offender = getattr(learner, "offender", None) if learner.is_offender else None
    if offender is None:
        return None
    officer = offender.officer
    number = offender.office.phone or (officer.phone if officer else "")
    return Call(officer.name if officer else "", offender.office.name, number)
