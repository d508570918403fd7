"""Drawn people and drawn study: believable, within the rules, the same for the same seed."""

from __future__ import annotations

import random
import uuid
from datetime import date
from itertools import pairwise

import pytest

from lms.accounts import identity
from lms.config.demo import crowd
from lms.config.demo.study.diligence import Term, crammed, wanted
from lms.config.demo.study.draw import RESERVE, Course, History, Wanted
from lms.config.demo.study.sitting import SECOND, Check, Sitting, Topic
from lms.core.months import Month, local
from lms.learning.keeping import moment

TODAY = date(2026, 11, 25)
CHECKS = tuple(Check(str(n), "几点？", "一点", ("二点", "三点", "四点")) for n in range(5))


def topic(number: int, course: int, seconds: int = 3850) -> Topic:
    return Topic(number, "课", "video", course, uuid.uuid4(), seconds * SECOND, 1, CHECKS)


def courses(number: int = 6, **fields: int) -> list[Course]:
    return [
        Course(one, tuple(topic(one * 10 + n, one, **fields) for n in range(5)))
        for one in range(1, number + 1)
    ]


def lived(seed: int = 1, *, finely: bool = True, sure: bool = False, hours: int = 8) -> History:
    found = History(random.Random(seed), courses(), finely, 2**60, sure=sure)
    months = [Month(2026, 9), Month(2026, 10)]
    found.live_through(Wanted(m.first, m.last, hours * 2700 * SECOND) for m in months)
    return found


def earned(history: History) -> int:
    return sum(one.earned for one in history.sittings)


def test_people_do_not_depend_on_how_many_there_are() -> None:
    assert crowd.offender(1, 700, TODAY) == crowd.offender(1, 700, TODAY)
    assert crowd.offender(1, 700, TODAY) != crowd.offender(2, 700, TODAY)


def test_invented_people_pass_the_register_s_own_checks() -> None:
    people = [crowd.offender(1, serial, TODAY) for serial in range(400)]
    for one in people:
        person = one.person
        assert not identity.problem(person.id_number, born_on=person.born_on, sex=person.sex)
        assert person.born_on < one.starts_on <= one.ends_on
        assert one.starts_on < TODAY
    assert len({one.person.id_number for one in people}) == 400
    assert {"strict", "ordinary", "lenient"} == {one.levels[-1][1] for one in people}


@pytest.mark.parametrize("seed", range(12))
def test_no_second_of_clock_or_lesson_counts_twice(seed: int) -> None:
    history = lived(seed)
    pieces = [p for s in history.sittings for q in s.questions for p in q.pieces]
    assert all(a.end <= b.start for a, b in pairwise(pieces))
    assert all(p.end - p.start == p.high - p.low > 0 for p in pieces)
    by_lesson: dict[int, list[tuple[int, int]]] = {}
    for sitting in history.sittings:
        parts = [(p.low, p.high) for q in sitting.questions for p in q.pieces]
        by_lesson.setdefault(sitting.topic.id, []).extend(parts)
    for parts in by_lesson.values():
        assert all(a[1] <= b[0] for a, b in pairwise(parts))


@pytest.mark.parametrize("finely", [True, False])
def test_study_stays_within_hours_and_cap(finely: bool) -> None:
    by_day: dict[date, int] = {}
    for seed in range(12):
        for sitting in lived(seed, finely=finely, hours=12).sittings:
            assert local(moment(sitting.opened)).hour >= 6
            assert local(moment(sitting.closed)).hour < 22
            day = local(moment(sitting.opened)).date()
            by_day[day] = by_day.get(day, 0) + (sitting.earned if seed == 0 else 0)
    assert max(by_day.values()) <= 8 * 2700 * SECOND


def test_nothing_is_confirmed_without_a_passed_question() -> None:
    for seed in range(12):
        for sitting in lived(seed).sittings:
            for asked in sitting.questions:
                assert bool(asked.pieces) == asked.passed
                assert asked.answered > asked.at


def test_what_was_lost_is_said() -> None:
    sittings: list[Sitting] = [one for seed in range(20) for one in lived(seed).sittings]
    reasons = {reason for one in sittings for _start, _end, reason in one.uncounted}
    assert reasons == {"paused", "hidden", "gap", "no_presence"}
    assert any(asked.attempt == 2 and asked.passed for one in sittings for asked in one.questions)


def test_the_month_s_hours_are_reached_and_something_is_left() -> None:
    reached = [earned(lived(seed)) for seed in range(12)]
    assert sum(ms >= 2 * 8 * 2700 * SECOND * 0.98 for ms in reached) >= 10
    whole = sum(one.nominal for course in courses() for one in course.topics)
    assert all(earned(lived(seed, hours=40)) <= whole - RESERVE for seed in range(4))


def test_a_course_waits_for_the_one_before_it() -> None:
    found = History(random.Random(1), courses(2), True, 2**60)
    found.courses[0].after = frozenset({found.courses[1].id})
    found.live_through([Wanted(date(2026, 10, 1), date(2026, 10, 31), 20_000 * SECOND)])
    order = list(dict.fromkeys(one.topic.course for one in found.sittings))
    assert order == [2, 1]
    assert found.sittings[0].topic.course == 2


def test_the_lesson_under_way_can_lack_a_little() -> None:
    found = History(random.Random(1), courses(), True, 2**60, sure=True)
    ms = found.short_of_an_end(20_000 * SECOND, 280 * SECOND)
    found.live_through([Wanted(date(2026, 10, 1), date(2026, 10, 31), ms)])
    last = found.sittings[-1]
    assert 280 * SECOND <= last.topic.nominal - last.seen <= 400 * SECOND


def test_most_reach_their_target_some_do_not_few_do_nothing() -> None:
    months = [Month(2026, 9), Month(2026, 10), Month(2026, 11)]
    term = Term(date(2026, 9, 1), date(2026, 11, 24))
    targets = {str(month): 21_600 for month in months}
    october = []
    for seed in range(400):
        found = list(wanted(random.Random(seed), targets, months, term))
        october.append(found[1].ms / (21_600 * SECOND))
    assert 0.55 < sum(share >= 1 for share in october) / 400 < 0.8
    assert 0.02 < sum(share < 0.1 for share in october) / 400 < 0.12


def test_a_busy_week_is_part_of_the_month() -> None:
    ordinary = [Wanted(date(2026, 11, 1), date(2026, 11, 24), 15_000 * SECOND)]
    earlier, week = crammed(ordinary)
    assert earlier.last < week.first <= week.last == date(2026, 11, 24)
    assert week.ms > earlier.ms
