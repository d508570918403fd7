"""The pages of the posting: who may open them, what they cost, what they never say."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client

from tests.factories import people, scoring

pytestmark = pytest.mark.django_db
PATH = "/weather/posting/"


@pytest.fixture(autouse=True)
def _during(at) -> None:
    at(datetime(2026, 11, 12, 4, tzinfo=UTC))


@pytest.fixture
def posted(land):
    return scoring.county_month(land.county, state="posted")


def client_of(user: Any) -> Client:
    cache.clear()
    client = Client()
    client.force_login(user)
    return client


def test_an_offender_reads_it(posted, land) -> None:
    offender = people.offender(land.office, name="王建国")
    scoring.score(offender, posted)
    html = client_of(offender.user).get(PATH).content.decode()
    assert "王某" in html
    assert "王建国" not in html.replace(offender.user.username, "").split("<main")[1]
    assert "浮云司法所" in html


def test_it_is_kept_nowhere(posted, land) -> None:
    response = client_of(people.offender(land.office).user).get(PATH)
    assert "no-store" in response.headers["Cache-Control"]
    assert "noindex" in response.headers["X-Robots-Tag"]


@pytest.mark.parametrize("role", ["guardian", "machine"])
def test_guardians_and_machines_do_not(posted, land, role) -> None:
    assert client_of(people.user_with_role(role, land.office)).get(PATH).status_code == 403


def test_strangers_are_sent_to_sign_in(posted) -> None:
    response = Client().get(PATH)
    assert response.status_code == 302
    assert "noindex" in response.headers.get("X-Robots-Tag", "noindex")


def test_another_county_s_posting_is_not_there(posted, land) -> None:
    client = client_of(people.user_with_role("officer", land.office3))
    assert client.get(PATH, {"posting": posted.pk}).status_code == 404


@pytest.mark.parametrize("query", [{"posting": "x"}, {"office": "x"}, {"office": "999999"}])
def test_bad_addresses(posted, land, query) -> None:
    client = client_of(people.user_with_role("officer", land.office))
    assert client.get(PATH, query).status_code == 404


@pytest.mark.parametrize("page", ["0", "x", "999"])
def test_a_page_that_is_not_there_is_the_nearest(posted, land, page) -> None:
    client = client_of(people.user_with_role("officer", land.office))
    assert client.get(PATH, {"page": page}).status_code == 200


def test_there_is_no_search_by_name(posted, land) -> None:
    for name in ("王建国", "李四"):
        scoring.score(people.offender(land.office, name=name), posted)
    client = client_of(people.user_with_role("officer", land.office))
    html = client.get(PATH, {"q": "王", "name": "王"}).content.decode()
    assert "李某" in html


def test_one_office_alone(posted, land) -> None:
    scoring.score(people.offender(land.office, name="王建国"), posted)
    scoring.score(people.offender(land.office2, name="李四"), posted)
    client = client_of(people.user_with_role("manager", land.county))
    html = client.get(PATH, {"office": land.office2.pk}).content.decode()
    assert "李某" in html
    assert "王某" not in html


def test_what_it_costs(posted, land, django_assert_max_num_queries) -> None:
    for _number in range(60):
        scoring.score(people.offender(land.office), posted)
    client = client_of(people.user_with_role("manager", land.county))
    client.get(PATH)
    with django_assert_max_num_queries(12):
        html = client.get(PATH).content.decode()
    assert "60 人" in html
    assert "page=2" in html


def test_the_wall_sheet_of_an_office(posted, land) -> None:
    scoring.score(people.offender(land.office, name="王建国"), posted)
    scoring.score(people.offender(land.office2, name="李四"), posted)
    client = client_of(people.user_with_role("officer", land.office))
    html = client.get(f"/scores/posting/{posted.pk}/{land.office.pk}/").content.decode()
    assert "王某" in html
    assert "李某" not in html
    assert "2026-11-16" in html


def test_the_wall_sheet_of_another_office_is_not_there(posted, land) -> None:
    client = client_of(people.user_with_role("officer", land.office))
    for office in (land.office2, land.office3, land.county2):
        assert client.get(f"/scores/posting/{posted.pk}/{office.pk}/").status_code == 404


def test_an_offender_prints_no_wall_sheet(posted, land) -> None:
    client = client_of(people.offender(land.office).user)
    assert client.get(f"/scores/posting/{posted.pk}/{land.office.pk}/").status_code == 403


def test_the_wall_sheet_is_gone_with_the_posting(posted, land, at) -> None:
    client = client_of(people.user_with_role("officer", land.office))
    at(datetime(2026, 12, 11, 4, tzinfo=UTC))
    client.force_login(people.user_with_role("officer", land.office))
    assert client.get(f"/scores/posting/{posted.pk}/{land.office.pk}/").status_code == 404
    assert "目前没有公示" in client.get(PATH).content.decode()
