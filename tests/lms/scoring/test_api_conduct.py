"""Records from another system: sent once, however often; each refusal said in its place."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from django.test import Client

from lms.scoring.models import ConductRecord
from tests.factories import people, scoring

pytestmark = pytest.mark.django_db
FACT = {
    "key": "ZG-1",
    "offender": "A-1",
    "kind": "public_service",
    "on": "2026-11-05",
    "hours": 2.5,
}


@pytest.fixture(autouse=True)
def moment(at):
    at(datetime(2026, 11, 20, 2, tzinfo=UTC))


@pytest.fixture
def person(land):
    return people.offender(land.office, code="A-1")


@pytest.fixture
def send(land, person):
    client = Client()
    client.force_login(people.user_with_role("machine", land.county))

    def send(data=None, path="conduct", **changes):
        body = data if data is not None else FACT | changes
        return client.post(f"/api/v1/{path}", body, content_type="application/json")

    return send


def test_a_record_is_made_once(send, person):
    first, again = send(), send(hours="2.50", offender=str(person.pk))
    assert (first.status_code, again.status_code) == (201, 200)
    assert first.json() == again.json()
    made = ConductRecord.objects.get()
    assert (made.offender, made.origin, made.outside_key) == (person, "api", "ZG-1")
    assert (first.json()["state"], first.json()["counts_in"]) == ("counts", "2026-11")


def test_the_same_key_with_other_content_is_a_conflict(send):
    send()
    answer = send(hours=3)
    assert (answer.status_code, answer.json()["errors"][0]["field"]) == (409, "key")
    assert ConductRecord.objects.count() == 1


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"hours": None}, "hours"),
        ({"hours": "NaN"}, "hours"),
        ({"hours": 25}, "hours"),
        ({"kind": "dancing"}, "kind"),
        ({"on": "2026-11-21"}, "on"),
        ({"on": "2026-02-30"}, "on"),
        ({"key": ""}, "key"),
        ({"key": "k" * 81}, "key"),
        ({"note": "a\0b"}, "note"),
        ({"houres": 3}, "houres"),
    ],
)
def test_what_is_wrong_is_named(send, changes, field):
    answer = send(**changes)
    assert answer.status_code == 422
    assert field in answer.json()["errors"][0]["field"]
    assert not ConductRecord.objects.exists()


def test_somebody_of_another_county_is_not_there(send, land):
    people.offender(land.office3, code="B-1")
    for named in ("B-1", "nobody", "a\0b", "00000000-0000-0000-0000-000000000000"):
        assert send(offender=named).status_code == 404


def test_a_locked_month_is_a_conflict_unless_it_is_late(send, land):
    scoring.county_month(land.county, "2026-10")
    answer = send(on="2026-10-05")
    assert (answer.status_code, answer.json()["title"]) == (409, "frozen")
    late = send(on="2026-10-05", late=True)
    assert (late.json()["counts_in"], late.json()["late"]) == ("2026-11", True)


def test_a_heavy_one_waits(send):
    assert send(kind="warning", hours=None).json()["state"] == "waiting"


@pytest.mark.parametrize("role", ["officer", "manager", "prosecutor", "offender"])
def test_only_machines_send(land, person, role):
    client = Client()
    client.force_login(people.user_with_role(role, land.office))
    assert client.post("/api/v1/conduct", FACT, "application/json").status_code == 403
    assert Client().post("/api/v1/conduct", FACT, "application/json").status_code == 401


def test_a_batch_is_answered_one_by_one(send):
    records = [FACT, FACT, FACT | {"hours": 3}, FACT | {"key": "ZG-2", "on": "2027-01-01"},
               FACT | {"key": "ZG-3", "offender": "X"}, {"key": "ZG-4"}, {"key": 5}]  # fmt: skip
    answer = send({"records": records}, "conduct/batch").json()
    statuses = [one["status"] for one in answer["items"]]
    assert statuses == [201, 200, 409, 422, 404, 422, 422]
    assert [one["key"] for one in answer["items"][:2]] == ["ZG-1", "ZG-1"]
    assert (answer["created"], answer["unchanged"], answer["refused"]) == (1, 1, 5)
    assert ConductRecord.objects.count() == 1


def test_a_batch_has_its_limits(send):
    assert send({"records": []}, "conduct/batch").status_code == 422
    assert send({"records": [FACT] * 201}, "conduct/batch").status_code == 422
    assert send({"records": ["x"]}, "conduct/batch").status_code == 422


def test_too_many_requests_are_told_to_wait(send, settings):
    settings.API_RATE = 2
    answers = [send() for _number in range(3)]
    assert [one.status_code for one in answers] == [201, 200, 429]
    assert int(answers[-1]["Retry-After"]) > 0


def test_it_is_documented(send):
    paths = Client().get("/api/v1/openapi.json").json()["paths"]
    assert "post" in paths["/api/v1/conduct"]
    assert "post" in paths["/api/v1/conduct/batch"]
