"""``GET /api/v1/scores``: what leaves the house, to whom, how often."""

from __future__ import annotations

import io
from datetime import datetime, timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from django.test import Client
from openpyxl import load_workbook

from lms.accounts.actions import issue_token
from lms.core.models import AuditEntry
from lms.core.months import LOCAL
from lms.scoring.models import MonthScore
from tests.factories import people, scoring

pytestmark = pytest.mark.django_db
ADDRESS = "/api/v1/scores"


@pytest.fixture
def world(land) -> SimpleNamespace:
    """Two counties with a posted month, a draft, an amended score."""
    posted = scoring.county_month(land.county, state="posted")
    final = scoring.county_month(land.county, "2026-09", "final")
    draft = scoring.county_month(land.county, "2026-11")
    other = scoring.county_month(land.county2, state="posted")
    one, two = people.offender(land.office), people.offender(land.office2, juvenile_regime=True)
    for of in (posted, final, draft):
        scoring.score(one, of)
    scoring.score(two, posted)
    scoring.score(people.offender(land.office3), other)
    machine = people.user_with_role("machine", land.county)
    return SimpleNamespace(land=land, one=one, two=two, machine=machine, posted=posted)


@pytest.fixture
def ask(world):
    """``ask(month=…)`` as the machine; ``ask(by=user, …)`` as somebody else."""
    tokens: dict[Any, str] = {}

    def get(by=None, address=ADDRESS, **query):
        user = by or world.machine
        token = tokens.setdefault(user.pk, issue_token(user)[0])
        return Client().get(address, query, headers={"Authorization": f"Bearer {token}"})

    return get


def months(answer):
    assert answer.status_code == 200, answer.content
    return sorted((one["month"], one["code"]) for one in answer.json()["items"])


def test_posted_and_final_months_of_ones_county(world, ask):
    one, two = world.one.code, world.two.code
    expected = sorted([("2026-09", one), ("2026-10", one), ("2026-10", two)])
    assert months(ask()) == expected


def test_what_a_row_says(world, ask):
    item = next(i for i in ask(month="2026-10").json()["items"] if i["code"] == world.one.code)
    assert item.pop("made_at").endswith("Z")
    assert item == {
        "offender": str(world.one.pk), "code": world.one.code, "office": world.land.office.name,
        "office_id": str(world.land.office.uid), "month": "2026-10", "version": 1, "total": 90,
        "band": "sunny", "state": "posted",
    } | {name: item[name] for name in ("total", "band")}  # fmt: skip
    score = MonthScore.objects.get(offender=world.one.pk, month="2026-10")
    assert (item["total"], item["band"]) == (score.total, score.band)


def test_one_month_and_one_organisation(world, ask):
    office = str(world.land.office2.uid)
    assert months(ask(month="2026-10", organisation=office)) == [("2026-10", world.two.code)]


def test_an_organisation_of_others_does_not_exist(world, ask):
    assert ask(organisation=str(world.land.county2.uid)).status_code == 404


def test_the_newest_version_alone(world, ask):
    old = MonthScore.objects.get(offender=world.one.pk, month="2026-10")
    MonthScore.objects.filter(pk=old.pk).update(is_current=False)
    scoring.score(world.one, world.posted, version=2, reason="异议成立")
    (item,) = [i for i in ask(month="2026-10").json()["items"] if i["code"] == world.one.code]
    assert item["version"] == 2


def test_since_brings_what_was_made_or_posted_later(world, ask):
    """A score is made on day 3 and posted on day 10: who asked on day 9 gets it on day 11."""
    before_posting = datetime(2026, 11, 9, 8, tzinfo=LOCAL)
    MonthScore.objects.none()
    assert ("2026-10", world.one.code) in months(ask(since=before_posting.isoformat()))
    after = datetime.now(LOCAL) + timedelta(days=365)
    assert months(ask(since=after.isoformat())) == []


def test_pages_are_whole_and_do_not_overlap(world, ask):
    pages = [ask(page=number, size=1).json() for number in (1, 2, 3)]
    assert {page["total"] for page in pages} == {3}
    assert len({(i["offender"], i["month"]) for page in pages for i in page["items"]}) == 3


@pytest.mark.parametrize(
    "query",
    [
        {"month": "2026-13"}, {"month": "October"}, {"since": "yesterday"},
        {"since": "2026-11-01"}, {"since": "2026-11-01T00:00:00"}, {"page": 0}, {"size": 201},
        {"organisation": "1"}, {"month": "9999-01"}, {"since": "0001-01-01T00:00:00+08:00"},
    ],
)  # fmt: skip
def test_bad_input_is_422_with_the_field(ask, query):
    answer = ask(**query)
    assert answer.status_code == 422
    assert answer.json()["errors"][0]["field"] == next(iter(query))


@pytest.mark.parametrize(("role", "status"), [("manager", 200), ("officer", 200), ("editor", 403)])
def test_staff_by_their_rights(world, ask, role, status):
    assert ask(by=people.user_with_role(role, world.land.county)).status_code == status


def test_an_offender_is_refused(world, ask):
    assert ask(by=world.one.user).status_code == 403


def test_nobody_without_a_token(world):
    assert Client().get(ADDRESS).status_code == 401


def test_each_token_has_its_count(world, ask, settings):
    settings.API_RATE = 2
    assert [ask().status_code for _time in range(3)] == [200, 200, 429]
    answer = ask()
    assert 0 < int(answer["Retry-After"]) <= 60
    assert ask(by=people.user_with_role("machine", world.land.county)).status_code == 200


def test_the_reading_is_logged_without_people(world, ask):
    ask(month="2026-10")
    line = AuditEntry.objects.get(verb="scoring.scores_listed")
    assert line.actor == world.machine
    assert line.after == {"month": "2026-10", "organisation": "", "page": 1, "people": 2}


def test_the_number_of_queries_does_not_grow(world, ask, django_assert_max_num_queries):
    for _number in range(5):
        scoring.score(people.offender(world.land.office), world.posted)
    ask()
    with django_assert_max_num_queries(10):
        assert len(months(ask(size=200))) == 8


def test_the_file_has_the_columns_of_the_api(world, ask):
    answer = ask(address=f"{ADDRESS}.xlsx", month="2026-10")
    rows = list(load_workbook(io.BytesIO(answer.content))["scores"].values)
    assert list(rows[0]) == list(ask(month="2026-10").json()["items"][0])
    assert {row[1] for row in rows[1:]} == {world.one.code, world.two.code}


def test_the_file_needs_the_same_right(world, ask):
    editor = people.user_with_role("editor", world.land.county)
    assert ask(by=editor, address=f"{ADDRESS}.xlsx", month="2026-10").status_code == 403
