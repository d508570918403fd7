"""The graders' pages: no name, saved as one goes."""

from __future__ import annotations

from typing import Any

import pytest
from django.urls import reverse

from exams.grading_queue import code_of
from exams.models import Sitting
from tests.exams.grading.test_reading import grader, handed_in, read

pytestmark = pytest.mark.django_db


@pytest.fixture
def officer(client: Any) -> Any:
    client.force_login(grader())
    return client


def sheet(one: Sitting) -> str:
    return reverse("exams:grading_sheet", args=[code_of(one.pk)])


def test_no_page_of_the_queue_names_anybody(officer: Any) -> None:
    one = handed_in()
    who = one.candidate
    pages = [
        reverse("exams:grading"),
        reverse("exams:grading_sheets", args=[one.paper_id]),
        sheet(one),
    ]
    for page in pages:
        said = officer.get(page).content.decode()
        assert who.name not in said
        assert str(who.pk) not in said
        assert str(one.pk) not in said


def test_a_sheet_shows_what_was_written_and_keeps_points_as_one_goes(officer: Any) -> None:
    one = handed_in()
    assert "先请假再走。" in officer.get(sheet(one)).content.decode()
    answer = officer.post(sheet(one), {"points-0": "3"}, headers={"HX-Request": "true"})
    assert answer.status_code == 200
    assert 'value="3"' in officer.get(sheet(one)).content.decode().replace("3.00", "3")


def test_handing_over_opens_the_next_sheet(officer: Any) -> None:
    one = handed_in()
    answer = officer.post(sheet(one), {"points-0": "3", "finish": "1"})
    assert answer.status_code == 302
    one.refresh_from_db()
    assert one.state == "final"


def test_points_out_of_bounds_are_said_at_their_place(officer: Any) -> None:
    one = handed_in()
    answer = officer.post(sheet(one), {"points-0": "99", "finish": "1"})
    assert answer.status_code == 422
    assert 'aria-invalid="true"' in answer.content.decode()


def test_the_second_grader_does_not_see_the_firsts_points(client: Any) -> None:
    one = handed_in(readers=2)
    read(one, grader(), "4", comments={"0": "甲的评语"})
    client.force_login(grader("manager", "county"))
    said = client.get(sheet(one)).content.decode()
    assert "甲的评语" not in said
    assert 'value="4' not in said


def test_another_offices_officer_finds_no_sheet(client: Any) -> None:
    one = handed_in()
    client.force_login(grader("officer", "office2"))
    assert client.get(sheet(one)).status_code == 404


@pytest.mark.parametrize("number", [1, 6])
def test_a_list_of_sheets_takes_the_same_queries_however_long(
    number: int, officer: Any, django_assert_max_num_queries: Any
) -> None:
    first = handed_in()
    for _ in range(number - 1):
        handed_in(paper=first.paper)
    address = reverse("exams:grading_sheets", args=[first.paper_id])
    officer.get(address)
    with django_assert_max_num_queries(14):
        assert officer.get(address).status_code == 200
