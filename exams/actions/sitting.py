"""A sitting from its start to its end: drawn, saved, taken over, handed in, closed by the clock."""

from __future__ import annotations

import logging
import random
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from exams import access, drawing, frozen, presenting, saved
from exams.actions.grading import grade_automatically
from exams.models import ExamNeeds, Paper, Sitting, SittingEvent
from exams.saved import GRACE
from lms.core.clock import now
from lms.core.errors import Conflict, DomainError, Invalid, NotVisible
from lms.core.months import Month

__all__ = ["GRACE", "Given", "close_overdue", "note", "read", "save_answers", "start", "submit",
           "take_over"]  # fmt: skip

logger = logging.getLogger(__name__)
State, Closed, Event = Sitting.State, Sitting.Closed, SittingEvent.Kind
MOST_EVENTS = 500
"""Of one sitting: what comes after tells a grader nothing new."""
MOST_SEQ = 100_000


@dataclass(frozen=True, slots=True)
class Given:
    """One answer as a browser sends it (exams/presenting.py)."""

    place: int
    seq: int
    given: Any


def start(*, by: Any, paper: Paper, tab: str, device: Any = None) -> Sitting:
    """Begin an attempt: the paper is drawn and frozen, the clock runs. An attempt that is under way
    is gone on with instead. Raises `NotVisible`, and `Conflict` with why it cannot be begun."""
    standing = access.may_sit(by, paper)
    if standing.sitting is not None and not is_over(standing.sitting):
        return take_over(by=by, sitting_id=standing.sitting.pk, tab=tab, device=device)
    if standing.sitting is not None:
        _close_if_over(standing.sitting.pk)
        standing = access.may_sit(by, paper)
    if not standing.allowed:
        raise Conflict(standing.reason, code="may_not_sit")
    try:
        with transaction.atomic():
            return _begun(by, paper, tab, device)
    except IntegrityError:  # the same button twice: the other one was first
        running = Sitting.objects.filter(paper=paper, candidate=by, state=State.OPEN).first()
        if running is None:
            raise
        return take_over(by=by, sitting_id=running.pk, tab=tab, device=device)


def _begun(by: Any, paper: Paper, tab: str, device: Any) -> Sitting:
    form, places = drawing.draw(paper, random.SystemRandom())
    moment = now()
    needs = ExamNeeds.objects.filter(person=by).first()
    extra = needs.extra_percent if needs else 0
    last = Sitting.objects.filter(paper=paper, candidate=by).aggregate(most=Max("attempt"))["most"]
    return Sitting.objects.create(
        paper=paper, candidate=by, attempt=(last or 0) + 1, form=form,
        month=str(Month.of(moment)), frozen=places, started_at=moment,
        deadline_at=deadline(paper, moment, extra), extra_percent=extra, tab=tab, device=device,
        pass_percent=paper.pass_percent,
        most_points=sum((Decimal(one["score"]) for one in places), Decimal(0)),
    )  # fmt: skip


def deadline(paper: Paper, started: datetime, extra_percent: int) -> datetime | None:
    """When the time is up: after the paper's minutes, at the latest when its window closes; extra
    time comes on top of both. None: practice, or a paper without minutes and window."""
    if paper.is_practice:
        return None
    ends = [paper.closes_at] if paper.closes_at else []
    if paper.minutes is None:
        return min(ends, default=None)
    ends.append(started + timedelta(minutes=paper.minutes))
    return min(ends) + timedelta(minutes=paper.minutes) * extra_percent / 100


def is_over(sitting: Sitting) -> bool:
    """Whether its time, with the grace, is up although nobody has closed it yet."""
    return (
        sitting.state == State.OPEN
        and sitting.deadline_at is not None
        and sitting.deadline_at + GRACE <= now()
    )


def read(*, by: Any, sitting_id: UUID) -> Sitting:
    """One's own sitting, closed if its time is up. Raises `NotVisible`."""
    sitting = _own(Sitting.objects.select_related("paper"), by, sitting_id)
    if is_over(sitting):
        _close_if_over(sitting_id)
        sitting.refresh_from_db()
    return sitting


def save_answers(
    *, by: Any, sitting_id: UUID, answers: Sequence[Given], tab: str
) -> list[tuple[int, int]]:
    """Save answers in their order; gives (place, seq) of those that are safe now, all of them.

    What was saved before is simply safe. Raises `NotVisible`, `Invalid` ``answer_shape``, and
    `Conflict`: ``other_tab`` (another page or device goes on with it), ``handed_in``, ``time_up``,
    ``seq`` (that number has another answer); what came before it is saved all the same.
    """
    safe = []
    for one in answers:
        placed = frozen.question_at(sitting_id, by.pk, one.place)
        if placed is None:
            _own(Sitting.objects.all(), by, sitting_id)
            raise Invalid(_("There is no such question."), code="answer_shape")
        answer = presenting.taken(placed.question, placed.order, one.given)
        what = {"sitting": sitting_id, "place": one.place, "seq": one.seq, "answer": answer}
        if not saved.insert(**what, tab=tab) and not saved.is_saved(**what):
            raise _why_not(by, sitting_id, tab)
        safe.append((one.place, one.seq))
    return safe


def _why_not(by: Any, sitting_id: UUID, tab: str) -> DomainError:
    sitting = _own(Sitting.objects.all(), by, sitting_id)
    if is_over(sitting) or sitting.closed_how == Closed.BY_DEADLINE:
        return Conflict(_("The time is up."), code="time_up")
    if sitting.state != State.OPEN:
        return Conflict(_("This test has been handed in."), code="handed_in")
    if sitting.tab != tab:
        return _moved()
    return Conflict(_("This number has another answer already."), code="seq")


def _moved() -> Conflict:
    return Conflict(_("You went on with this test on another page or device."), code="other_tab")


def take_over(*, by: Any, sitting_id: UUID, tab: str, device: Any = None) -> Sitting:
    """The page ``tab`` goes on with it; another one that did is told so. A sitting that is over
    comes back closed. Noted for the grader when it was another page or device."""
    with transaction.atomic():
        sitting = _own(Sitting.objects.select_for_update(), by, sitting_id)
        if sitting.state == State.OPEN and not is_over(sitting) and sitting.tab != tab:
            other = device is not None and sitting.device_id not in (None, device.pk)
            _write_event(sitting, Event.DEVICE if other else Event.TAB)
            sitting.tab = tab
            sitting.device = device or sitting.device
            sitting.save(update_fields=["tab", "device"])
    if is_over(sitting):
        _close_if_over(sitting_id)
        sitting.refresh_from_db()
    return sitting


def note(
    *, by: Any, sitting_id: UUID, kind: str, place: int | None = None, seconds: int | None = None
) -> None:
    """Keep what was noticed, for whoever grades. Nothing is concluded from it."""
    sitting = _own(Sitting.objects.all(), by, sitting_id)
    if sitting.state == State.OPEN:
        _write_event(sitting, Event(kind), place, seconds)


def _write_event(
    sitting: Sitting, kind: str, place: int | None = None, seconds: int | None = None
) -> None:
    if sitting.events.count() < MOST_EVENTS:
        SittingEvent.objects.create(sitting=sitting, kind=kind, place=place, seconds=seconds)


def submit(*, by: Any, sitting_id: UUID, tab: str | None = None) -> Sitting:
    """Hand it in; it is graded as far as no person is needed. Again: nothing happens. ``tab``: the
    page that hands in, refused with ``other_tab`` when another one goes on with it."""
    with transaction.atomic():
        sitting = _own(Sitting.objects.select_for_update(), by, sitting_id)
        if sitting.state == State.OPEN:
            if tab is not None and sitting.tab != tab and not is_over(sitting):
                raise _moved()
            late = sitting.deadline_at is not None and sitting.deadline_at <= now()
            _close(sitting, Closed.BY_DEADLINE if late else Closed.BY_CANDIDATE)
    return sitting


def close_overdue(most: int = 2000) -> int:
    """Close what is over, each in a transaction of its own; gives how many. One that fails keeps
    nobody else's open."""
    done = 0
    for pk in list(Sitting.objects.overdue().values_list("pk", flat=True)[:most]):
        try:
            done += _close_if_over(pk)
        except Exception:
            logger.exception("a sitting could not be closed", extra={"sitting": str(pk)})
    return done


def _close_if_over(sitting_id: UUID) -> bool:
    with transaction.atomic():
        sitting = Sitting.objects.select_for_update().get(pk=sitting_id)
        if not is_over(sitting):
            return False
        _close(sitting, Closed.BY_DEADLINE)
    return True


def _close(sitting: Sitting, how: str) -> None:
    """In a transaction that holds the row: nobody saves any more, and nobody closes it twice."""
    moment = now()
    sitting.state, sitting.closed_how = State.SUBMITTED, how
    by_clock = how == Closed.BY_DEADLINE and sitting.deadline_at is not None
    sitting.submitted_at = sitting.deadline_at if by_clock else moment
    sitting.save(update_fields=["state", "closed_how", "submitted_at"])
    grade_automatically(sitting)


def _own(rows: Any, by: Any, sitting_id: UUID) -> Sitting:
    sitting: Sitting | None = rows.filter(pk=sitting_id, candidate=by.pk).first()
    if sitting is None:
        raise NotVisible(_("There is no such test."))
    return sitting
