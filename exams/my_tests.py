"""A person's own tests: what is prescribed, what else may be sat, what was sat."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.core.cache import cache
from django.db.models import Sum

from exams import access
from exams.models import ExamNeeds, Offer, Paper, Sitting
from lms.core.clock import now
from lms.core.months import Month, today

SECONDS = 60
"""So old may be what home says (see `waiting_for`)."""
OPEN, VOID = Sitting.State.OPEN, Sitting.State.VOID


@dataclass(frozen=True, slots=True)
class MyTest:
    """A paper as its candidate sees it in a list. ``sittings``: theirs that count as attempts now,
    the newest first; ``offer``: what prescribes it."""

    paper: Paper
    sittings: tuple[Sitting, ...] = ()
    offer: Offer | None = None
    may_begin: bool = True
    """Whether it is still theirs to sit; else only what they sat is shown."""

    @property
    def running(self) -> Sitting | None:
        return next((one for one in self.sittings if one.state == OPEN), None)

    @property
    def last(self) -> Sitting | None:
        """The newest one that was handed in."""
        return next((one for one in self.sittings if one.state != OPEN), None)

    @property
    def attempts_left(self) -> int | None:
        """None: without limit."""
        if self.paper.is_practice or self.paper.attempts is None:
            return None
        return max(0, self.paper.attempts - len(self.sittings))

    @property
    def is_due(self) -> bool:
        """Prescribed and not sat yet, or under way."""
        return self.running is not None or (self.offer is not None and self.last is None)

    @property
    def can_go_on(self) -> bool:
        """Whether there is something to press."""
        if self.running is not None:
            return True
        return self.may_begin and self.attempts_left != 0

    @property
    def due_on(self) -> date | None:
        return self.offer.due_on if self.offer else None

    @property
    def is_overdue(self) -> bool:
        return self.due_on is not None and self.due_on < today()


def my_tests(user: Any) -> list[MyTest]:
    """All of them: the prescribed ones first, by their day. Few queries, however many."""
    papers = {paper.pk: paper for paper in access.papers_for(user)}
    offers = {
        one.paper_id: one
        for one in Offer.objects.standing().filter(person=user, month__in=_months())
    }
    sat: dict[UUID, list[Sitting]] = {}
    for sitting in Sitting.objects.filter(candidate=user).select_related("paper").defer("frozen"):
        sat.setdefault(sitting.paper_id, []).append(sitting)
    theirs = {pk: rows[0].paper for pk, rows in sat.items()} | papers
    found = [
        MyTest(paper, counted(paper, sat.get(pk, [])), offers.get(pk), pk in papers)
        for pk, paper in theirs.items()
    ]
    return sorted(found, key=lambda one: (not one.is_due, one.due_on or date.max))


def counted(paper: Paper, sittings: list[Sitting]) -> tuple[Sitting, ...]:
    """Those that count as attempts now: of a monthly test this month's; void ones never."""
    month = str(Month.current())
    return tuple(
        one
        for one in sittings
        if one.state != VOID and (not paper.is_monthly or one.month == month or one.state == OPEN)
    )


def _months() -> list[str]:
    return ["", str(Month.current())]


def number_of_questions(paper: Paper) -> int:
    """How many a sitting has."""
    form = 1 if paper.forms else 0
    if written := paper.questions.filter(form=form).count():
        return written
    return paper.blueprint.aggregate(all=Sum("number"))["all"] or 0


def needs_of(user: Any) -> ExamNeeds:
    """What this person is given so that it is fair; nothing where nobody has set anything."""
    return ExamNeeds.objects.filter(person=user).first() or ExamNeeds(person=user)


# home: what waits


@dataclass(frozen=True, slots=True)
class Waiting:
    """A line of the card on home. ``sitting``: the one that is under way."""

    paper: UUID
    title: str
    due_on: date | None = None
    sitting: UUID | None = None


def waiting_for(user: Any) -> list[Waiting]:
    """What is under way, or prescribed and not sat. Three queries a minute; `forget_waiting` says
    that it has changed."""
    key = _key(user.pk)
    found: list[Waiting] | None = cache.get(key)
    if found is None:
        found = _running(user) + _prescribed(user)
        cache.set(key, found, SECONDS)
    return found


def forget_waiting(person: UUID) -> None:
    cache.delete(_key(person))


def _key(person: UUID) -> str:
    return f"exams.waiting:{person}"


def _running(user: Any) -> list[Waiting]:
    rows = Sitting.objects.filter(candidate=user, state=OPEN).exclude(deadline_at__lte=now())
    found = rows.values_list("paper_id", "paper__title", "pk")
    return [Waiting(paper, title, sitting=pk) for paper, title, pk in found]


def _prescribed(user: Any) -> list[Waiting]:
    offers = Offer.objects.standing().filter(
        person=user, month__in=_months(), paper__in=Paper.objects.open_now()
    )
    rows = offers.order_by("due_on").values_list("paper_id", "paper__title", "due_on", "month")
    sat = Sitting.objects.filter(candidate=user, paper__in=[row[0] for row in rows])
    sat_in = set(sat.exclude(state=VOID).values_list("paper_id", "month")) if rows else set()
    papers = {paper for paper, _month in sat_in}
    return [
        Waiting(paper, title, due_on)
        for paper, title, due_on, month in rows
        if ((paper, month) not in sat_in if month else paper not in papers)
    ]
