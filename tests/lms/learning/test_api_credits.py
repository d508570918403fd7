"""``me/credits``, ``credits`` and ``offenders/{id}/study``: hours, the chain, the evidence."""

from __future__ import annotations

import hashlib
import json
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest
from django.test import Client
from django.utils.translation import override

from lms.core.models import AuditEntry
from lms.core.months import Month
from lms.credits.actions import approve_correction, propose_correction
from lms.learning.actions.month_targets import rebuild_targets
from lms.learning.models import PresenceChallenge, Reason, StudyClock, StudyInterval
from tests.factories import content, learning, people

pytestmark = pytest.mark.django_db
NOON = datetime(2026, 11, 12, 4, tzinfo=UTC)
NOVEMBER = Month(2026, 11)


@pytest.fixture(autouse=True)
def _now(at) -> None:
    at(NOON)


@pytest.fixture
def offender(land):
    made = people.offender(land.office, code="A1")
    rebuild_targets(learners=[made.pk])
    return made


@pytest.fixture
def officer(land):
    return people.user_with_role("officer", land.office)


def get(user, path: str, **query):
    client = Client()
    client.force_login(user)
    return client.get(f"/api/v1/{path}", query)


def mine(user, **query) -> dict:
    return get(user, "me/credits", **query).json()


def test_hours_of_the_month_beside_the_target(offender) -> None:
    learning.credit(offender.user, 4000)
    learning.credit(offender.user, 900, ended_at=NOON - timedelta(days=40))
    found = mine(offender.user)
    assert (found["month"], found["seconds"]) == ("2026-11", 4000)
    assert (found["credit_hours"], found["target_credit_hours"]) == (1.48, 8.0)
    assert [entry["seconds"] for entry in found["entries"]] == [4000]
    assert mine(offender.user, month="2026-10")["seconds"] == 900


def test_an_outsider_recomputes_the_chain(land, offender, officer) -> None:
    first = learning.credit(offender.user, 120, lesson=7, lesson_title="第一课")
    learning.credit(offender.user, 60, ended_at=NOON - timedelta(hours=1))
    wrong = propose_correction(
        by=officer, learner=offender.user, seconds=0, reason="代学", entry=first
    )
    approve_correction(by=people.user_with_role("manager", land.county), correction=wrong)
    prev = "0" * 64
    entries = mine(offender.user)["entries"]
    for number, entry in enumerate(entries, start=1):
        keys = ("id", "learner", "number", "kind", "seconds", "started_at", "ended_at", "source",
                "rule_version", "reverses")  # fmt: skip
        canonical = json.dumps(
            [entry[key] for key in keys], ensure_ascii=False, separators=(",", ":")
        )
        digest = hashlib.sha256((prev + canonical).encode()).hexdigest()
        assert (entry["number"], entry["prev_hash"], entry["hash"]) == (number, prev, digest)
        prev = digest
    assert [entry["kind"] for entry in entries] == ["study", "study", "reversal"]
    assert entries[2]["reverses"] == str(first.pk)
    assert (entries[0]["lesson"], entries[0]["lesson_title"]) == (7, "第一课")


def test_what_was_not_counted_has_its_reason(offender, course) -> None:
    lesson = content.lesson(course)
    learning.missed(learning.session(offender.user, lesson), 30, "hidden")
    with override("zh-hans"):
        said = str(Reason.HIDDEN.label)
    assert mine(offender.user)["uncounted"] == [
        {
            "started_at": "2026-11-12T02:00:00.000000Z",
            "ended_at": "2026-11-12T02:00:30.000000Z",
            "seconds": 30.0,
            "reason": "hidden",
            "said": said,
            "lesson": lesson.pk,
        }
    ]


def test_what_the_clock_still_holds_is_told_too(offender) -> None:
    start = int((NOON - timedelta(minutes=5)).timestamp() * 1000)
    held = [[str(uuid4()), 7, start, start + 20_500, 20_500, "paused"]]
    StudyClock.objects.create(learner=offender.user, state={"uncounted": held})
    assert [(one["seconds"], one["reason"]) for one in mine(offender.user)["uncounted"]] == [
        (20.5, "paused")
    ]
    assert mine(offender.user, month="2026-10")["uncounted"] == []


def test_staff_have_hours_without_a_target(officer) -> None:
    learning.credit(officer, 60)
    found = mine(officer)
    assert (found["seconds"], found["target_credit_hours"]) == (60, None)


@pytest.mark.parametrize(
    "month", ["2026-13", "2026-1", "202611", "", "0001-01", "9999-01", "9998-12", "２０２６-11"]
)
@pytest.mark.parametrize("path", ["me/credits", "credits", "offenders/{}/study"])
def test_months_that_cannot_be(offender, officer, path, month) -> None:
    response = get(officer, path.format(offender.pk), month=month)
    assert (response.status_code, response.json()["errors"][0]["field"]) == (422, "month")


def test_my_credits_in_few_queries(offender, course, django_assert_num_queries) -> None:
    for _ in range(5):
        learning.credit(offender.user, 60)
        learning.missed(learning.session(offender.user, content.lesson(course)), 30)
    client = Client()
    client.force_login(offender.user)
    client.get("/api/v1/me/credits")
    with django_assert_num_queries(7):
        client.get("/api/v1/me/credits")


def test_a_row_per_offender(land, offender, officer) -> None:
    learning.credit(offender.user, 4000)
    people.offender(land.office2)
    assert get(officer, "credits").json() == {
        "items": [
            {
                "offender": str(offender.pk),
                "name": offender.user.name,
                "office": land.office.name,
                "office_id": str(land.office.uid),
                "seconds": 4000,
                "credit_hours": 1.48,
                "target_credit_hours": 8.0,
            }
        ],
        "total": 1,
    }


def test_machine_account_of_a_county_reads_its_people(land, offender) -> None:
    people.offender(land.office3)
    machine = people.user_with_role("machine", land.county)
    found = get(machine, "credits", month="2026-11").json()
    assert [row["offender"] for row in found["items"]] == [str(offender.pk)]


def test_one_organisation_of_mine(land, offender) -> None:
    other = people.offender(land.office2)
    manager = people.user_with_role("manager", land.county)
    found = get(manager, "credits", organisation=land.office2.uid).json()
    assert [row["offender"] for row in found["items"]] == [str(other.pk)]
    assert get(manager, "credits", organisation=land.county.uid).json()["total"] == 2


def test_organisation_that_is_not_mine_is_not_there(land, officer) -> None:
    assert get(officer, "credits", organisation=land.office2.uid).status_code == 404
    assert get(officer, "credits", organisation=uuid4()).status_code == 404
    assert get(officer, "credits", organisation="x").status_code == 422


def test_who_was_not_in_correction_in_the_month_has_no_row(land, officer, offender) -> None:
    people.offender(land.office, ends_on=NOVEMBER.previous().last)
    assert get(officer, "credits").json()["total"] == 1
    assert get(officer, "credits", month="2026-10").json()["total"] == 2


@pytest.mark.parametrize("role", ["offender", "guardian", "helper", "editor", "security_admin"])
def test_others_may_not_list_hours(land, role) -> None:
    assert get(people.user_with_role(role, land.county), "credits").status_code == 403


def test_reading_the_list_is_logged(offender, officer) -> None:
    get(officer, "credits", size=10)
    line = AuditEntry.objects.get(verb="credits.listed")
    assert (line.actor, line.after["month"], line.after["people"]) == (officer, "2026-11", 1)


def test_list_takes_as_many_queries_for_many(land, officer, django_assert_num_queries) -> None:
    for _ in range(4):
        learning.credit(people.offender(land.office).user, 60)
    client = Client()
    client.force_login(officer)
    client.get("/api/v1/credits")
    with django_assert_num_queries(6):
        assert client.get("/api/v1/credits", {"size": 2}).json()["total"] == 4


@pytest.fixture
def studied(offender, course):
    """A session of two hours ago: one minute counted after a passed question, half of one not."""
    lesson = content.lesson(course)
    session = learning.session(offender.user, lesson, address="10.0.0.7", agent="Phone")
    challenge = PresenceChallenge.objects.create(
        learner=offender.user, session=session, source="plain", question="q1",
        prompt="今天星期几？", options=[{"id": "a", "label": "星期四"}], right="a", answer="a",
        outcome="passed",
        answered_at=NOON,
    )  # fmt: skip
    start = session.opened_at + timedelta(minutes=1)
    entry = learning.credit(offender.user, 60, ended_at=start + timedelta(minutes=1))
    StudyInterval.objects.create(
        learner=offender.user, session=session, lesson=lesson.pk, started_at=start,
        ended_at=start + timedelta(minutes=1), milliseconds=60_000, challenge=challenge,
        entry=entry,
    )  # fmt: skip
    learning.missed(session, 30)
    return session


def evidence(user, offender, **query):
    return get(user, f"offenders/{offender.pk}/study", **query)


def test_the_evidence_behind_the_hours(offender, officer, studied) -> None:
    found = evidence(officer, offender).json()
    assert (found["offender"], found["seconds"]) == (str(offender.pk), 60)
    session = found["sessions"][0]
    assert (session["id"], session["address"], session["agent"]) == (
        str(studied.pk), "10.0.0.7", "Phone",
    )  # fmt: skip
    interval = found["intervals"][0]
    assert (interval["milliseconds"], interval["challenge"]) == (
        60_000,
        found["challenges"][0]["id"],
    )
    assert (found["uncounted"][0]["reason"], found["uncounted"][0]["session"]) == (
        "paused", str(studied.pk),
    )  # fmt: skip


def test_evidence_never_says_what_was_right(offender, officer, studied) -> None:
    challenge = evidence(officer, offender).json()["challenges"][0]
    assert (challenge["outcome"], challenge["prompt"]) == ("passed", "今天星期几？")
    assert not {"right", "answer", "options"} & set(challenge)
    assert "星期四" not in json.dumps(challenge, ensure_ascii=False)


def test_corrections_are_part_of_it(offender, officer, studied) -> None:
    propose_correction(
        by=officer, learner=offender.user, seconds=30, reason="断网",
        started_at=NOON - timedelta(hours=5), ended_at=NOON - timedelta(hours=4),
    )  # fmt: skip
    correction = evidence(officer, offender).json()["corrections"][0]
    assert (correction["reason"], correction["state"], correction["decided_by"]) == (
        "断网", "proposed", None,
    )  # fmt: skip


def test_other_months_have_other_evidence(offender, officer, studied) -> None:
    found = evidence(officer, offender, month="2026-10").json()
    assert [found[part] for part in ("sessions", "intervals", "uncounted", "challenges")] == [
        []
    ] * 4


def test_looking_at_evidence_is_logged(land, offender) -> None:
    prosecutor = people.user_with_role("prosecutor", land.procuratorate)
    assert evidence(prosecutor, offender).status_code == 200
    line = AuditEntry.objects.get(verb="person.looked_up")
    assert (line.actor, line.on_whom_id) == (prosecutor, offender.pk)


@pytest.mark.parametrize(
    ("role", "place"),
    [("officer", "office2"), ("machine", "county"), ("editor", "county"), ("auditor", "county")],
)
def test_evidence_is_not_there_for_others(land, offender, role, place) -> None:
    assert evidence(people.user_with_role(role, getattr(land, place)), offender).status_code == 404


def test_evidence_is_not_there_for_the_person_and_for_nobody(land, offender, officer) -> None:
    assert evidence(offender.user, offender).status_code == 404
    assert get(officer, f"offenders/{uuid4()}/study").status_code == 404
    assert not AuditEntry.objects.filter(verb="person.looked_up").exists()


def test_evidence_in_few_queries(
    offender, officer, studied, course, django_assert_num_queries
) -> None:
    for _ in range(4):
        learning.missed(learning.session(offender.user, content.lesson(course)), 10)
    client = Client()
    client.force_login(officer)
    client.get(f"/api/v1/offenders/{offender.pk}/study")
    with django_assert_num_queries(14):
        client.get(f"/api/v1/offenders/{offender.pk}/study")
