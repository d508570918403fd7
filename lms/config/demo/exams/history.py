"""What people did in tests in the months behind us: prescribed by the plans' own rule, sat or
missed, graded.

Of very many people a sample alone has a history: the five and the next thousand.
"""

from __future__ import annotations

import random
from collections.abc import Iterable, Iterator
from datetime import date, datetime, timedelta
from uuid import UUID

from exams.models import ExamNeeds, Offer, Paper
from exams.plans import Called, TestBook
from lms.accounts.models import Offender, Organisation, StaffMember, User
from lms.config.demo.crowd import own_luck
from lms.config.demo.exams.bank import PRACTICE, Bank
from lms.config.demo.exams.rows import Book, Candidate
from lms.config.demo.people import chunks
from lms.config.demo.study.write import Times
from lms.config.demo.when import as_of, at
from lms.config.demo.words import named
from lms.core.months import Month
from lms.learning.actions.month_targets import correction_of, exemptions_by_offender
from lms.learning.facts import PROFILE
from lms.learning.offices import Offices
from lms.learning.targets import liable_days

MOST = 1_000
"""Offenders with a history of tests."""
NEVER = 0.05
"""Of the offenders so many hardly ever sit a test; of the others one in twenty misses one."""
ABILITIES = {0: 0.8, 1: 0.4, 2: -1.6, 3: 2.2, 4: 0.9}
"""Of the five: learner3 finds it hard, learner4 does not."""
WAIT = (0, 1)
"""Of the five these have this month's tests before them."""
UNDER_WAY = 7
"""Who is in the middle of practising."""
CODES = ("staff-law", "staff-warning")


class Examiner:
    """Writes offers and sittings of the months of ``times``, some hundred people at a time."""

    def __init__(self, bank: Bank, times: Times, offices: Offices, seed: int, grader: User) -> None:
        self.bank, self.times, self.seed, self.grader = bank, times, seed, grader
        self.codes = {paper.pk: code for code, paper in bank.papers.items()}
        self.papers = {paper.pk: paper for paper in bank.papers.values()}
        self.book = Book(times.today)
        self._used: dict[tuple[UUID, UUID], int] = {}  # attempts at a paper so far, by person
        with as_of(times.today, 1):
            self.tests = {month: TestBook(offices, month.first) for month in times.months}

    def write(self, five: list[Offender], total: int) -> Iterator[int]:
        """Everybody's tests; yields how many people are done."""
        known = [one.pk for one in five]
        for serials in chunks(range(min(total, MOST))):
            self._offenders(
                {
                    known[n] if n < len(known) else named(self.seed, "offender", n): n
                    for n in serials
                }
            )
            self.book.write()
            yield serials[-1] + 1

    def _offenders(self, serials: dict[UUID, int]) -> None:
        rows = Offender.objects.filter(pk__in=serials).only(*PROFILE)
        people = sorted(rows, key=lambda one: serials[one.pk])
        exempt = {month: exemptions_by_offender(month, serials) for month in self.times.months}
        for offender in people:
            serial = serials[offender.pk]
            who = self._candidate(offender.pk, serial)
            had: set[str] = set()
            for month in self.times.months:
                spans = exempt[month].get(offender.pk, ())
                if liable_days(month, correction_of(offender), spans):
                    self._month(offender, serial, who, month, had)
            if serial == UNDER_WAY:
                self._practise(who, serial)

    def _candidate(self, pk: UUID, serial: int) -> Candidate:
        luck = own_luck(self.seed, serial, "exams")
        ability = ABILITIES.get(serial, luck.gauss(0, 0.9))
        return Candidate(pk, ability, luck, self.grader.pk, hasty=luck.random() < 0.2)

    def _month(
        self, offender: Offender, serial: int, who: Candidate, month: Month, had: set[str]
    ) -> None:
        """What the plans called for in a month, from its first day or that of the person."""
        first = max(month.first, offender.starts_on + timedelta(days=1))
        term = correction_of(offender)
        if first not in term or first > self.times.today:
            return
        tests = self.tests[month]
        tests.on = first
        for called in tests.called_for(offender):
            if called.month or called.purpose not in had:
                had.add(called.purpose)
                self._offer(who, called, first)
                last = min(called.due_on, self.times.yesterday)
                if not (serial in WAIT and month == self.times.months[-1]):
                    self._attempts(who, serial, called, first, last)

    def _offer(self, who: Candidate, called: Called, day: date) -> None:
        self.book.offers.append(
            Offer(
                id=named(self.seed, "offer", who.pk, self.codes[called.paper], called.month),
                paper_id=called.paper, person_id=who.pk, month=called.month, plan_id=called.plan,
                due_on=called.due_on, made_at=at(day, 0, 50),
            )
        )  # fmt: skip

    def _attempts(
        self, who: Candidate, serial: int, called: Called, first: date, last: date
    ) -> None:
        luck = who.luck
        misses = luck.random() < (0.75 if _is_lazy(self.seed, serial) else 0.05)
        days = max(1, (called.due_on - first).days)
        day = first + timedelta(days=1 + int(luck.triangular(0, days - 1, days * 0.6)))
        if misses and serial not in ABILITIES:
            return
        paper, name = self.papers[called.paper], self.codes[called.paper]
        used = self._used.get((who.pk, paper.pk), 0)
        for attempt in range(paper.attempts or 1):
            if day > last:
                break
            pk = named(self.seed, "sitting", who.pk, name, called.month, attempt)
            result = self.book.sit(pk, who, paper, used + 1, _evening(day, luck))
            used += 1
            again = 0.12 if result.passed else 0.7
            if result.percent is None or result.percent >= 80 or luck.random() > again:
                break
            day += timedelta(days=luck.randrange(1, 4))
        self._used[who.pk, paper.pk] = used

    def _practise(self, who: Candidate, serial: int) -> None:
        pk = named(self.seed, "sitting", who.pk, PRACTICE)
        started = _evening(self.times.yesterday, who.luck)
        self.book.sit(pk, who, self.bank.papers[PRACTICE], 1, started, answered=6)

    # staff

    def write_staff(self, county: Organisation) -> None:
        """Most of the county's staff sat their exams within the last two months; who sat the one
        with written answers in the last days waits for a grader."""
        members = StaffMember.objects.filter(unit__path__startswith=county.path)
        for place, pk in enumerate(members.order_by("user__username").values_list("pk", flat=True)):
            if pk == self.grader.pk:
                continue
            luck = own_luck(self.seed, 700_000 + place, "exams")
            who = Candidate(pk, luck.gauss(0.9, 0.8), luck, self.grader.pk)
            for code, share in zip(CODES, (0.85, 0.5), strict=True):
                if luck.random() < share:
                    self._staff_exam(who, self.bank.papers[code], code)
        self.book.write()

    def _staff_exam(self, who: Candidate, paper: Paper, code: str) -> None:
        day = self.times.today - timedelta(days=who.luck.randrange(3, 55))
        for attempt in range(2):
            if day > self.times.yesterday:
                return
            pk = named(self.seed, "sitting", who.pk, code, attempt)
            result = self.book.sit(pk, who, paper, attempt + 1, _evening(day, who.luck))
            if result.passed or result.percent is None:
                return
            day += timedelta(days=who.luck.randrange(2, 9))


def _is_lazy(seed: int, serial: int) -> bool:
    return own_luck(seed, serial, "missed tests").random() < NEVER


def _evening(day: date, luck: random.Random) -> datetime:
    return at(day, luck.choice((8, 12, 15, 18, 19, 20)), luck.randrange(60), luck.randrange(60))


def give_time(learner: Offender, officer: User, times: Times) -> ExamNeeds:
    """One of the five reads slowly: half as long again, and large type."""
    return ExamNeeds.objects.create(
        person=learner.user, extra_percent=50, large_type=True, reason="识字不多，阅读慢",
        set_by=officer, set_at=at(max(times.months[0].first, learner.starts_on), 10),
    )  # fmt: skip


def papers_with_results(bank: Bank) -> Iterable[Paper]:
    """Those whose figures there are to work out."""
    exams = [one for one in bank.papers.values() if one.mode == Paper.Mode.EXAM]
    return [one for one in exams if one.sittings.exists()]
