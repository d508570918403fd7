"""Messages about cases: to whose turn it is, once, and without a word of the case."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from cases import messages
from cases.actions import releasing, reviewing, submitting
from cases.models import CasePage, Submission
from lms.core.clock import now
from lms.messaging.models import Message
from tests.cases.way.told import TITLE
from tests.factories import people


def to(person: Any) -> int:
    return Message.objects.filter(recipient=person).count()


@pytest.fixture
def overdue(monkeypatch: pytest.MonkeyPatch) -> None:
    from lms.core import clock

    moment = now() + timedelta(days=4)
    monkeypatch.setattr(clock, "_now", lambda: moment)


def test_the_second_person_is_told_once(sent: Submission, staff: Any) -> None:
    assert (to(staff.second), to(staff.author), to(staff.manager)) == (1, 0, 0)


def test_the_county_is_told_without_whoever_has_a_part(
    sent: Submission, staff: Any, land: Any
) -> None:
    people.give_role(staff.author, "reviewer", land.county)
    reviewing.approve_legally(by=staff.second, submission=sent)
    assert (to(staff.manager), to(staff.reviewer), to(staff.author)) == (1, 1, 0)
    assert to(staff.other_reviewer) == 0


def test_where_the_county_has_nobody_the_city_is_told(
    drafted: Submission, staff: Any, land: Any
) -> None:
    from lms.accounts.models import RoleGrant

    RoleGrant.objects.filter(user__in=[staff.manager, staff.reviewer]).delete()
    above = people.user_with_role("manager", land.city)
    row = submitting.send(by=staff.author, submission=drafted, legal_reviewer=staff.second)
    reviewing.approve_legally(by=staff.second, submission=row)
    assert to(above) == 1


def test_each_round_is_told_again(sent: Submission, staff: Any) -> None:
    row = reviewing.send_back(by=staff.second, submission=sent, comment="改一改")
    assert to(staff.author) == 1
    submitting.send(by=staff.author, submission=row, legal_reviewer=staff.second)
    assert to(staff.second) == 2


def test_a_reminder_comes_once_a_day(sent: Submission, staff: Any, overdue: None) -> None:
    assert (messages.remind_whose_turn_it_is(), messages.remind_whose_turn_it_is()) == (1, 0)
    submitting.comment(by=staff.author, submission=sent, text="请尽快")
    assert messages.remind_whose_turn_it_is() == 0


def test_before_its_last_day_nobody_is_reminded(sent: Submission) -> None:
    assert messages.remind_whose_turn_it_is() == 0


def test_who_took_the_review_is_reminded_alone(
    at_county: Submission, staff: Any, overdue: None
) -> None:
    reviewing.take(by=staff.reviewer, submission=at_county)
    before = to(staff.manager)
    assert messages.remind_whose_turn_it_is() == 1
    assert to(staff.manager) == before


def test_no_message_ever_says_a_word_of_the_case(page: CasePage, staff: Any, overdue: None) -> None:
    row = releasing.revise(by=staff.author, submission=page.submission)
    row = submitting.send(by=staff.author, submission=row, legal_reviewer=staff.second)
    messages.remind_whose_turn_it_is()
    row = reviewing.send_back(by=staff.second, submission=row, comment="受贿数额不对")
    releasing.withdraw(by=staff.author, submission=row, reason="受贿数额不对")
    said = " ".join(f"{one.subject} {one.body} {one.link}" for one in Message.objects.all())
    assert not any(word in said for word in (TITLE, "香烟", "受贿", "1125"))
