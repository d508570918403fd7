"""Who is reminded of a test, when, and how often."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import pytest

from exams import reminders
from exams.models import Offer
from lms.accounts.models import User
from lms.core import jobs
from lms.messaging.models import Message
from tests.exams.offers.made import offender
from tests.exams.results.rows import final
from tests.factories import exams as factory
from tests.factories import learning, people

pytestmark = pytest.mark.django_db


def day(number: int) -> datetime:
    return datetime(2026, 11, number, 4, tzinfo=UTC)


def offer(who: Any, due: int = 30, **fields: Any) -> Offer:
    given: dict[str, Any] = {"paper": factory.paper(purpose="monthly"), "month": "2026-11"}
    return Offer.objects.create(person=who.user, due_on=date(2026, 11, due), **{**given, **fields})


def remind() -> None:
    jobs.run_now(reminders.remind_today())


def told(who: Any) -> int:
    return Message.objects.filter(recipient=who.pk, key__startswith="test-due:").count()


def test_a_week_and_two_days_before(at: Any) -> None:
    who = offender()
    offer(who)
    found = []
    for number in range(20, 31):
        at(day(number))
        remind()
        remind()
        found.append(told(who))
    assert found == [0, 0, 0, 1, 1, 1, 1, 1, 2, 2, 2]


def test_several_tests_are_one_message(at: Any) -> None:
    who = offender()
    offer(who, paper=factory.paper(purpose="monthly", title="月度测验"))
    offer(who, paper=factory.paper(title="入矫测验"), month="")
    at(day(23))
    remind()
    body = Message.objects.get(recipient=who.pk).body
    assert "月度测验" in body
    assert "入矫测验" in body


def test_who_has_handed_it_in_is_not(at: Any) -> None:
    at(day(23))
    who, other = offender(), offender()
    paper = factory.paper(purpose="monthly")
    offer(who, paper=paper)
    offer(other, paper=paper)
    final(who.user, paper, 1, month="2026-11")
    final(other.user, paper, 15, month="2026-10")
    remind()
    assert (told(who), told(other)) == (0, 1)


def test_withdrawn_exempt_and_locked_ones_are_left_in_peace(at: Any) -> None:
    at(day(23))
    gone, free, locked = offender(), offender(), offender()
    offer(gone, withdrawn_at=day(20))
    offer(free)
    offer(locked)
    officer = people.user_with_role("officer", people.land().office)
    learning.exemption(free, officer, date(2026, 11, 22), date(2026, 11, 25))
    User.objects.filter(pk=locked.pk).update(is_active=False)
    remind()
    assert [told(one) for one in (gone, free, locked)] == [0, 0, 0]


def test_a_day_on_which_nothing_ran_is_caught_up(at: Any) -> None:
    who = offender()
    offer(who)
    at(day(22))
    remind()
    at(day(24))
    remind()
    at(day(25))
    remind()
    assert told(who) == 1


def test_in_the_learner_s_language(at: Any) -> None:
    who = offender()
    User.objects.filter(pk=who.pk).update(language="en")
    offer(who)
    at(day(23))
    remind()
    assert Message.objects.get(recipient=who.pk).subject == "Please do your test"
