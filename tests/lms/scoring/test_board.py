"""The figures of a month, for whom it is theirs."""

from __future__ import annotations

from io import BytesIO

import pytest
from django.test import Client
from openpyxl import load_workbook

from lms.core.months import Month
from lms.scoring.board import board_of
from tests.factories import people, scoring

OCTOBER = Month(2026, 10)
RAIN = {"records": [scoring.record("left_without_leave"), scoring.record("report_missed")]}


@pytest.fixture
def month(land):
    return scoring.county_month(land.county)


@pytest.fixture
def manager(land):
    return people.user_with_role("manager", land.county)


def wet(of, office, **facts):
    """A score of somebody whom it rains on."""
    return scoring.score(people.offender(office), of, facts=scoring.facts(**RAIN, **facts))


def page(user, query: str = "", **post):
    client = Client()
    client.force_login(user)
    return client.post(f"/scores/{query}", post) if post else client.get(f"/scores/{query}")


def test_weathers_are_counted_by_office(land, month, manager):
    scoring.score(people.offender(land.office), month)
    wet(month, land.office2)
    board = board_of(manager, OCTOBER, land.county)
    assert [(one.name, one.people, one.counts[3][1]) for one in board.groups] == [
        (land.office.name, 1, 0), (land.office2.name, 1, 1),
    ]  # fmt: skip
    assert board.whole.people == 2


def test_the_mean_is_put_beside_the_month_before(land, month, manager):
    someone = people.offender(land.office)
    before = scoring.county_month(land.county, "2026-09")
    scoring.score(someone, before, facts=scoring.facts(**RAIN))
    now = scoring.score(someone, month)
    board = board_of(manager, OCTOBER, land.county)
    assert board.whole.mean == now.total
    assert board.whole.change > 0
    assert [name for name, _group in board.trend] == ["2026-09", "2026-10"]


def test_two_months_of_rain_come_first(land, month, manager):
    before = scoring.county_month(land.county, "2026-09")
    once, twice = people.offender(land.office), people.offender(land.office)
    scoring.score(twice, before, facts=scoring.facts(**RAIN))
    for one in (once, twice):
        scoring.score(one, month, facts=scoring.facts(**RAIN))
    assert [one.offender for one in board_of(manager, OCTOBER).talks] == [twice, once]


def test_a_frozen_score_has_no_part_in_the_mean(land, month, manager):
    scoring.score(people.offender(land.office), month)
    suspected = [scoring.record("suspected_crime")]
    wet_one = scoring.facts(records=suspected)
    scoring.score(people.offender(land.office), month, facts=wet_one)
    whole = board_of(manager, OCTOBER, land.county).whole
    assert (whole.people, whole.scored, whole.frozen) == (2, 1, 1)


def test_an_officer_sees_the_own_office_alone(land, month):
    scoring.score(people.offender(land.office), month)
    scoring.score(people.offender(land.office2), month)
    officer = people.user_with_role("officer", land.office)
    assert board_of(officer, OCTOBER, land.county).whole.people == 1


def test_another_county_sees_nothing(land, month):
    scoring.score(people.offender(land.office), month)
    stranger = people.user_with_role("manager", land.county2)
    answer = page(stranger, "?month=2026-10")
    assert "board_empty.html" in answer.templates[0].name
    assert board_of(stranger, OCTOBER).whole.people == 0


def test_offenders_have_no_board(land, month):
    assert page(people.offender(land.office).user).status_code == 403


def test_the_page_costs_the_same_for_many(land, month, manager, django_assert_max_num_queries):
    for office in (land.office, land.office2):
        for _n in range(4):
            wet(month, office)
    client = Client()
    client.force_login(manager)
    with django_assert_max_num_queries(16):
        answer = client.get("/scores/?month=2026-10")
    assert answer.status_code == 200


def test_the_file_holds_what_the_screen_shows(land, month, manager):
    scoring.score(people.offender(land.office), month)
    wet(month, land.office)
    answer = page(manager, "?band=rain", export="xlsx")
    rows = list(load_workbook(BytesIO(answer.getvalue())).active.values)
    assert [row[7] for row in rows[1:]] == [48]


def test_an_unknown_month_shows_the_newest(land, month, manager):
    scoring.score(people.offender(land.office), month)
    answer = page(manager, "?month=1999-13&county=nobody")
    assert answer.status_code == 200
    assert answer.context["month"] == OCTOBER
