"""Whom a paper is for."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from exams import access
from exams.models import Offer, Paper, PaperAccess
from lms.core.clock import now
from lms.core.errors import NotVisible
from lms.core.months import Month
from tests.factories import content, learning, people
from tests.factories import exams as factory

pytestmark = pytest.mark.django_db


def offender(place: str = "office") -> Any:
    return people.again(people.offender(getattr(people.land(), place)).user)


def unnamed(**fields: Any) -> Paper:
    paper = factory.paper(**fields)
    paper.access.all().delete()
    return paper


def seen(user: Any) -> set[Any]:
    return set(access.papers_for(user).values_list("pk", flat=True))


def test_everybody_below_the_organisation_and_nobody_beside_it() -> None:
    paper = factory.paper(access=people.land().county)
    assert seen(offender()) == {paper.pk}
    assert seen(offender("office3")) == set()


def test_offenders_do_not_see_what_is_for_staff_nor_the_other_way() -> None:
    factory.paper()
    staff = factory.paper(audience="staff")
    officer = people.user_with_role("officer", people.land().office)
    assert seen(officer) == {staff.pk}
    assert staff.pk not in seen(offender())


def test_a_role_alone() -> None:
    paper = unnamed(audience="staff")
    PaperAccess.objects.create(paper=paper, organisation=people.land().county, role="manager")
    assert seen(people.user_with_role("manager", people.land().county)) == {paper.pk}
    assert seen(people.user_with_role("officer", people.land().office)) == set()


def test_who_is_enrolled_in_the_course() -> None:
    paper, course = unnamed(), content.course(people.land().county)
    PaperAccess.objects.create(paper=paper, course=course)
    learner = offender()
    learning.enrolment(learner, course)
    assert seen(learner) == {paper.pk}
    assert seen(offender()) == set()


def of_plan(paper: Paper, **conditions: Any) -> None:
    county = people.land().county
    plan = content.plan(county, content.course(county), juveniles="any", **conditions)
    PaperAccess.objects.create(paper=paper, plan=plan)


def test_who_has_the_plan() -> None:
    paper = unnamed(mode="practice")
    of_plan(paper, sexes=["female"])
    office = people.land().office
    has, other = (people.offender(office, sex=sex).user for sex in ("female", "male"))
    assert (seen(people.again(has)), seen(people.again(other))) == ({paper.pk}, set())


def test_a_plan_of_another_county_names_nobody_here() -> None:
    of_plan(unnamed(mode="practice"))
    assert seen(offender("office3")) == set()


def test_a_monthly_test_of_the_plan_is_for_whom_it_was_prescribed_to() -> None:
    paper, who = unnamed(purpose="monthly"), offender()
    of_plan(paper)
    assert seen(who) == set()
    Offer.objects.create(paper=paper, person=who, month=str(Month.current()))
    assert seen(who) == {paper.pk}


def test_whoever_it_was_prescribed_to_until_it_is_withdrawn() -> None:
    paper, who = unnamed(), offender()
    offer = Offer.objects.create(paper=paper, person=who, month=str(Month.current()))
    assert seen(who) == {paper.pk}
    Offer.objects.filter(pk=offer.pk).update(withdrawn_at=now())
    assert seen(who) == set()


def test_whom_another_app_names() -> None:
    paper, who = unnamed(), offender()
    PaperAccess.objects.create(paper=paper, kind="programme", target="7")
    kind = access.OtherKind("programme", "programme", lambda user: ["7"] if user == who else [])
    access.register_kind(kind)
    try:
        assert seen(who) == {paper.pk}
        assert seen(offender()) == set()
    finally:
        access._kinds.pop("programme")


@pytest.mark.parametrize("fields", [{"live": False}, {"retired_at": now()}])
def test_what_is_not_published_is_not_there(fields: dict[str, Any]) -> None:
    paper = factory.paper(**fields)
    with pytest.raises(NotVisible):
        access.may_sit(offender(), paper)


@pytest.mark.parametrize(
    "fields",
    [{"opens_at": now() + timedelta(hours=1)}, {"closes_at": now() - timedelta(seconds=1)}],
)
def test_outside_its_window_it_is_shown_and_not_begun(fields: dict[str, Any]) -> None:
    standing = access.may_sit(offender(), factory.paper(**fields))
    assert not standing.allowed
    assert standing.reason


def test_attempts_of_a_monthly_test_come_back_each_month() -> None:
    paper, who = factory.paper(attempts=1, purpose="monthly"), offender()
    factory.sitting(who, paper, month="2020-01", state="submitted")
    assert access.may_sit(who, paper).attempts_left == 1
    factory.sitting(who, paper, state="submitted")
    assert not access.may_sit(who, paper).allowed


def test_a_void_attempt_is_no_attempt() -> None:
    paper, who = factory.paper(attempts=1), offender()
    factory.sitting(who, paper, state="void")
    assert access.may_sit(who, paper).allowed


def test_practice_has_no_limit() -> None:
    paper, who = factory.paper(attempts=1, mode="practice"), offender()
    factory.sitting(who, paper, state="submitted")
    assert access.may_sit(who, paper).attempts_left is None


@pytest.mark.parametrize("number", [1, 8])
def test_a_list_takes_the_same_queries_however_long(
    number: int, django_assert_num_queries: Any
) -> None:
    for _ in range(number):
        factory.paper()
    who = people.again(offender())
    with django_assert_num_queries(4):
        assert len(list(access.papers_for(who))) == number
