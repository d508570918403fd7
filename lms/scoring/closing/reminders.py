"""Who is late with a month, and reminding them: once a day."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db.models import F
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from lms.core.months import today
from lms.learning.wording import said_day
from lms.scoring.closing.dates import days_late
from lms.scoring.closing.persons import approvers_of, reviewers_of, tell
from lms.scoring.models import CountyMonth, OfficeMonth

State = CountyMonth.State


@dataclass(frozen=True)
class Standing:
    """An office's part in a month. ``late``: by how many days the review is overdue; ``people``:
    how many are scored there."""

    row: OfficeMonth
    late: int
    people: int = 0

    @property
    def is_reviewed(self) -> bool:
        return self.row.reviewed_at is not None


def standings(month: CountyMonth, people: dict[int, int] | None = None) -> list[Standing]:
    """All offices of the month: which has reviewed, which is late and by how much. One query."""
    counts = people or {}
    day = today()
    rows = month.offices.select_related("office", "reviewed_by", "returned_by")
    return [
        Standing(
            row,
            0
            if row.reviewed_at or month.state != State.DRAFT
            else days_late(month.review_due, day),
            counts.get(row.office_id, 0),
        )
        for row in rows
    ]


def late_offices(month: CountyMonth) -> list[Standing]:
    """The offices whose review is overdue, the latest first."""
    late = [one for one in standings(month) if one.late]
    return sorted(late, key=lambda one: (-one.late, one.row.office.path))


def approval_late(month: CountyMonth) -> int:
    """By how many days the county's approval is overdue."""
    waits = month.state in (State.DRAFT, State.REVIEWED)
    return days_late(month.approve_due, today()) if waits else 0


def remind(month: CountyMonth) -> None:
    """On the day and after it: the offices that have not reviewed and, once one is late, the
    county; the county that has not approved."""
    day = today()
    if month.state == State.DRAFT and day >= month.review_due:
        for one in standings(month):
            if not one.is_reviewed:
                _remind_office(month, one, day)
        if late := late_offices(month):
            _report_late(month, late, day)
    if month.state == State.REVIEWED and day >= month.approve_due:
        tell(
            approvers_of(month.county),
            month,
            key=f"scoring:approve:{month.pk}:{day}",
            subject=lambda named: _("Scores of %(month)s: please approve") % {"month": named},
            body=lambda: (
                _("All offices have reviewed. Please approve by %(day)s.")
                % {"day": said_day(month.approve_due)}
            ),
        )


def _remind_office(month: CountyMonth, one: Standing, day: Any) -> None:
    office = one.row.office
    tell(
        reviewers_of(office, month.county),
        month,
        key=f"scoring:late:{one.row.pk}:{day}",
        subject=lambda named: _("Scores of %(month)s: please review") % {"month": named},
        body=lambda: _(
            "%(office)s has not reviewed its draft yet. It was to be done by %(day)s."
        ) % {"office": office.name, "day": said_day(month.review_due)},
    )  # fmt: skip


def _report_late(month: CountyMonth, late: list[Standing], day: Any) -> None:
    def body() -> str:
        names = "、".join(one.row.office.name for one in late)
        days = max(one.late for one in late)
        sentence = ngettext(
            "Not reviewed yet: %(offices)s. Late by %(n)d day.",
            "Not reviewed yet: %(offices)s. Late by %(n)d days.",
            days,
        )
        return sentence % {"offices": names, "n": days}

    tell(
        approvers_of(month.county),
        month,
        key=f"scoring:late_offices:{month.pk}:{day}",
        subject=lambda named: _("Scores of %(month)s: offices are late") % {"month": named},
        body=body,
    )


@dataclass(frozen=True)
class LateMonth:
    """A county's month that is behind its calendar: offices by name with days, and the approval."""

    county: Any
    month: str
    offices: list[tuple[str, int]]
    approval: int


def late_months(user: Any, month: str, county: Any = None) -> list[LateMonth]:
    """Of the months that ``user`` sees, those that are late, and by whom. One query."""
    rows = CountyMonth.objects.visible_to(user).filter(
        month=month, state__in=[State.DRAFT, State.REVIEWED]
    )
    if county is not None:
        rows = rows.filter(county=county)
    rows = (
        rows.select_related("county")
        .defer("plain")
        .annotate(office=F("offices__office__name"), done=F("offices__reviewed_at"))
    )
    day = today()
    found: dict[int, LateMonth] = {}
    for row in rows.order_by("county__path", "offices__office__path"):
        approval = approval_late(row)
        one = found.setdefault(row.pk, LateMonth(row.county, row.month, [], approval))
        late = days_late(row.review_due, day)
        if row.state == State.DRAFT and row.office and row.done is None and late:
            one.offices.append((row.office, late))
    return [one for one in found.values() if one.offices or one.approval]
