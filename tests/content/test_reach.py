"""Who sees which resource: sharing over the tree, audience, state."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser

from content.models import CoursePage, LessonPage
from tests.content.conftest import again
from tests.factories import content as make

SEEN = {
    "own": {"county", "office"},
    "county": {"county", "office"},
    "city": {"county", "office", "county2"},
    "province": {"county", "office", "county2", "county3"},
}


def sees(user: Any, page: Any) -> bool:
    return type(page).objects.visible_to(user).filter(pk=page.pk).exists()


@pytest.mark.parametrize("sharing", list(SEEN))
@pytest.mark.parametrize("place", ["county", "office", "county2", "county3"])
def test_a_countys_course(land: Any, person: Callable[..., Any], sharing: str, place: str) -> None:
    course = make.course(land.county, sharing=sharing)
    user = person("officer", getattr(land, place))
    assert sees(user, course) is (place in SEEN[sharing])


@pytest.mark.parametrize(
    ("sharing", "place", "expected"),
    [("own", "county2", False), ("county", "county", True), ("county", "county2", False)],
)
def test_an_offices_course(
    land: Any, person: Callable[..., Any], sharing: str, place: str, expected: bool
) -> None:
    course = make.course(land.office, sharing=sharing)
    assert sees(person("officer", getattr(land, place)), course) is expected


def test_what_is_owned_above_reaches_everybody_below(land: Any, offender: Any) -> None:
    assert sees(offender(land.office), make.course(land.province, sharing="own"))


def test_those_above_see_what_their_counties_have(land: Any, person: Any) -> None:
    assert sees(person("manager", land.city), make.course(land.office, sharing="own"))


def test_offenders_do_not_see_what_is_for_staff(land: Any, offender: Any, person: Any) -> None:
    course = make.course(land.county, audience="staff")
    assert not sees(offender(land.office), course)
    assert sees(person("officer", land.office), course)


def test_juveniles_see_only_what_is_meant_for_them(land: Any, offender: Any) -> None:
    child = offender(land.office, juvenile=True)
    assert not sees(child, make.course(land.county))
    assert sees(child, make.course(land.county, slug="b", juveniles_allowed=True))


@pytest.mark.parametrize("made", [{"live": False}, {"withdrawn_reason": "x"}])
def test_drafts_and_withdrawn_ones_are_not_there(land: Any, offender: Any, made: Any) -> None:
    course = make.course(land.county, live=made.get("live", True))
    if "withdrawn_reason" in made:
        CoursePage.objects.update(withdrawn_at="2026-01-01T00:00Z")
    assert not sees(offender(land.office), course)


def test_nothing_is_public(land: Any) -> None:
    assert not sees(AnonymousUser(), make.course(land.county, sharing="province"))


def test_who_has_no_place_sees_nothing(land: Any, person: Any) -> None:
    user = person("officer", land.office)
    user.role_grants.update(ends_on="2021-01-01")
    assert not sees(again(user), make.course(land.county))


def test_lessons_follow_their_course(land: Any, offender: Any) -> None:
    lesson = make.lesson(make.course(land.county))
    assert sees(offender(land.office), lesson)
    CoursePage.objects.update(audience="staff")
    assert not sees(offender(land.office), lesson)


def test_a_guardian_sees_what_the_child_sees(land: Any, offender: Any, person: Any) -> None:
    from lms.accounts.models import Offender, TeamMember

    child = offender(land.office, juvenile=True)
    guardian = person("guardian", land.county2)
    TeamMember.objects.create(
        offender=Offender.objects.get(pk=child.pk),
        member=guardian,
        name="母亲",
        sex="female",
        kind="guardian",
    )
    assert sees(guardian, make.course(land.county, juveniles_allowed=True))
    assert not sees(guardian, make.course(land.county, slug="b"))


def test_an_offenders_list_takes_few_queries(
    land: Any, offender: Any, django_assert_num_queries: Any
) -> None:
    course = make.course(land.county)
    for _number in range(3):
        make.lesson(course)
    user = offender(land.office)
    with django_assert_num_queries(4):  # offender, office, areas, the list itself
        assert len(LessonPage.objects.visible_to(user)) == 3


def test_a_second_list_takes_one_query(
    land: Any, offender: Any, django_assert_num_queries: Any
) -> None:
    user = offender(land.office)
    list(CoursePage.objects.visible_to(user))
    with django_assert_num_queries(1):
        list(LessonPage.objects.visible_to(user))
