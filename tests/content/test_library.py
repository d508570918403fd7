"""The libraries in the platform: who sees what, filters, adoption, what a list costs."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from content.library.tables import OWN_FACE, TABLES
from content.models import Adoption, CoursePage, Speciality
from tests.factories import content as make

KINDS = [kind for kind in TABLES if kind not in OWN_FACE]
"""Content's own; libraries of other apps are tried beside those apps."""


@pytest.fixture
def shelf(land: Any) -> dict[str, Any]:
    """One resource of each kind, shared with the city."""
    course = make.course(land.county, sharing="city", summary="怎样请假")
    make.lesson(course)
    return {
        "courses": course,
        "teachers": make.teacher(land.county, sharing="city", unit="县司法局"),
        "materials": make.material(land.county, sharing="city", author="编写组"),
        "plans": make.plan(land.county, course, sharing="city"),
        "tools": make.scale_tool(land.county, sharing="city"),
    }


@pytest.fixture
def officer(land: Any, at_desk: Any) -> Client:
    return at_desk("officer", land.office)


@pytest.mark.parametrize("kind", KINDS)
def test_each_library_lists_what_is_in_it(shelf: Any, officer: Client, kind: str) -> None:
    page = officer.get(f"/library/{kind}/")
    assert page.status_code == 200
    assert shelf[kind].title in page.content.decode()


@pytest.mark.parametrize("kind", KINDS)
def test_each_resource_has_a_page(shelf: Any, officer: Client, kind: str) -> None:
    page = officer.get(f"/library/{kind}/{shelf[kind].pk}/")
    assert page.status_code == 200
    assert "云和县" in page.content.decode()


def test_the_libraries_at_a_glance(shelf: Any, officer: Client) -> None:
    shown = officer.get("/library/").content.decode()
    assert all(f"/library/{kind}/" in shown for kind in KINDS)


@pytest.mark.parametrize("kind", KINDS)
def test_what_is_not_shared_is_not_there(land: Any, at_desk: Any, kind: str) -> None:
    maker = {
        "courses": make.course,
        "teachers": make.teacher,
        "materials": make.material,
        "plans": make.plan,
        "tools": make.scale_tool,
    }[kind]
    page = maker(land.county, sharing="county")
    other = at_desk("officer", land.office3)
    assert other.get(f"/library/{kind}/{page.pk}/").status_code == 404
    assert page.title not in other.get(f"/library/{kind}/").content.decode()


@pytest.mark.parametrize("path", ["/library/", "/library/courses/"])
def test_learners_have_pages_of_their_own(
    land: Any, offender: Any, at_desk: Any, path: str
) -> None:
    assert at_desk(offender(land.office)).get(path).status_code == 403
    assert Client().get(path).status_code == 302


def test_an_unknown_library(officer: Client) -> None:
    assert officer.get("/library/nothing/").status_code == 404


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("words=请销", True),
        ("words=怎样", True),
        ("words=请销 怎样", True),
        ("words=请销 没有", False),
        ("dimension=education", True),
        ("dimension=labour", False),
        ("audience=staff", False),
        ("owner=own", True),
        ("owner=others", False),
        ("dimension=nonsense", False),
    ],
)
def test_filters(shelf: Any, officer: Client, query: str, found: bool) -> None:
    shown = officer.get(f"/library/courses/?{query}").content.decode()
    assert (f'/library/courses/{shelf["courses"].pk}/"' in shown) is found


def test_others_resources_are_others(shelf: Any, land: Any, at_desk: Any) -> None:
    shown = at_desk("officer", land.office3).get("/library/courses/?owner=others")
    assert "请销假" in shown.content.decode()


def test_teachers_by_speciality_and_accreditation(land: Any, officer: Client) -> None:
    law = Speciality.objects.create(code="law", name="法律")
    one = make.teacher(land.county, title="甲老师", accreditation="证")
    one.specialities.add(law)
    one.save()
    make.teacher(land.county, title="乙老师", accreditation="", slug="b")
    shown = officer.get(f"/library/teachers/?speciality={law.pk}").content.decode()
    assert ("甲老师" in shown, "乙老师" in shown) == (True, False)
    shown = officer.get("/library/teachers/?accredited=no").content.decode()
    assert ("甲老师" in shown, "乙老师" in shown) == (False, True)


def test_an_author_adopts(shelf: Any, land: Any, at_desk: Any) -> None:
    course = shelf["courses"]
    client = at_desk("editor", land.county2)
    assert "adopt/" in client.get(f"/library/courses/{course.pk}/").content.decode()
    answer = client.post(f"/library/courses/{course.pk}/adopt/", {"into": land.county2.pk})
    copy = CoursePage.objects.owned_by(land.county2).get()
    assert answer["Location"] == f"/library/courses/{copy.pk}/"
    assert "采用自云和县" in client.get(answer["Location"]).content.decode()
    assert "adopt/" not in client.get(f"/library/courses/{course.pk}/").content.decode()


@pytest.mark.parametrize(
    ("role", "place"), [("officer", "office3"), ("reviewer", "county2"), ("manager", "county2")]
)
def test_only_authors_adopt(shelf: Any, land: Any, at_desk: Any, role: str, place: str) -> None:
    client = at_desk(role, getattr(land, place))
    path = f"/library/courses/{shelf['courses'].pk}/"
    assert "adopt/" not in client.get(path).content.decode()
    answer = client.post(f"{path}adopt/", {"into": land.county2.pk})
    assert answer.status_code in (403, 404)
    assert not Adoption.objects.exists()


@pytest.mark.parametrize("into", ["", "x", "0", "999999"])
def test_adopting_into_nowhere(shelf: Any, land: Any, at_desk: Any, into: str) -> None:
    client = at_desk("editor", land.county2)
    path = f"/library/courses/{shelf['courses'].pk}/adopt/"
    assert client.post(path, {"into": into}).status_code == 404


def test_ones_own_is_edited_not_adopted(shelf: Any, land: Any, at_desk: Any) -> None:
    course = shelf["courses"]
    shown = at_desk("editor", land.county).get(f"/library/courses/{course.pk}/").content.decode()
    assert f"/cms/pages/{course.pk}/edit/" in shown
    assert "adopt/" not in shown


def test_a_questionnaire_on_paper(shelf: Any, officer: Client) -> None:
    shown = officer.get(f"/library/tools/{shelf['tools'].pk}/paper/").content.decode()
    assert "睡不好" in shown
    assert shown.count("☐") == 8


def test_learners_see_their_material(land: Any, offender: Any, at_desk: Any) -> None:
    page = make.material(land.county, body=[make.text("第一章")])
    client = at_desk(offender(land.office))
    assert "第一章" in client.get(f"/materials/{page.pk}/").content.decode()
    for_staff = make.material(land.county, audience="staff", slug="b")
    assert client.get(f"/materials/{for_staff.pk}/").status_code == 404


def test_staff_come_to_the_library(land: Any, officer: Client) -> None:
    page, teacher = make.material(land.county), make.teacher(land.county)
    assert officer.get(f"/materials/{page.pk}/")["Location"] == f"/library/materials/{page.pk}/"
    answer = officer.get(f"/teachers/{teacher.pk}/")
    assert answer["Location"] == f"/library/teachers/{teacher.pk}/"


def test_learners_see_the_teacher(land: Any, offender: Any, at_desk: Any) -> None:
    page = make.teacher(land.county, timetable="周二下午")
    client = at_desk(offender(land.office))
    assert "周二下午" in client.get(f"/teachers/{page.pk}/").content.decode()
    elsewhere = make.teacher(land.county2)
    assert client.get(f"/teachers/{elsewhere.pk}/").status_code == 404


def test_a_list_as_a_file(shelf: Any, officer: Client) -> None:
    answer = officer.post("/library/courses/", {"export": "xlsx"})
    assert answer.status_code == 200
    assert "spreadsheet" in answer["Content-Type"]


def test_five_hundred_courses_cost_no_more_than_one(
    land: Any, officer: Client, django_assert_max_num_queries: Any
) -> None:
    make.many_courses(land.county, 500)
    officer.get("/library/courses/")
    with django_assert_max_num_queries(14):
        shown = officer.get("/library/courses/").content.decode()
    assert shown.count("/library/courses/") > 30


@pytest.mark.parametrize("kind", KINDS)
def test_pages_keep_to_a_few_queries(
    shelf: Any, officer: Client, kind: str, django_assert_max_num_queries: Any
) -> None:
    with django_assert_max_num_queries(17):  # one is the badge of sheets to grade, once a minute
        officer.get(f"/library/{kind}/{shelf[kind].pk}/")
