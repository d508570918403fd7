"""The ledger at the desk, and corrections by two persons."""

from __future__ import annotations

from datetime import datetime, timedelta
from io import BytesIO

import pytest
from django.db import connection
from openpyxl import load_workbook

from lms.core.clock import now
from lms.core.models import AuditEntry
from lms.core.months import LOCAL, local
from lms.credits.actions import propose_correction
from lms.credits.models import Correction, CreditEntry
from lms.credits.verify import verify
from tests.factories import people
from tests.lms.learning.desk import client_of, credited, officer, sitting, text_of

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _noon(at) -> None:
    at(datetime(2026, 9, 24, 12, 0, tzinfo=LOCAL))


@pytest.fixture
def entry(land):
    """Twenty credited minutes of somebody in ``office``."""
    return credited(sitting(people.offender(land.office, name="蓝天").user))


@pytest.fixture
def address(entry):
    return f"/people/{entry.learner_id}/"


@pytest.fixture
def chen(land):
    return officer(land, name="陈晓红")


@pytest.fixture
def lin(land):
    return officer(land, "manager", "county", name="林志明")


@pytest.fixture
def waiting(entry, chen):
    return propose_correction(
        by=chen.user, learner=entry.learner, entry=entry, seconds=600, reason="中途离开"
    )


def states(client, address) -> list[str]:
    from lms.learning.tables.ledger import standing

    table = client.get(f"{address}ledger/").context["table"]
    return [standing(row)[1] for row in table.page.rows]


# the ledger


def test_entries_are_told_newest_first(address, entry, chen) -> None:
    credited(sitting(entry.learner, at=now() - timedelta(hours=1), minutes=5))
    rows = chen.get(f"{address}ledger/").context["table"].page.rows
    assert [row.number for row in rows] == [2, 1]


def test_only_this_person_s_entries(land, address, entry, chen) -> None:
    credited(sitting(people.offender(land.office).user))
    assert len(chen.get(f"{address}ledger/").context["table"].page.rows) == 1


def test_a_chain_that_holds_is_said_to_hold(address, chen) -> None:
    assert "核验通过" in text_of(chen.get(f"{address}ledger/?verify=1"))


def test_a_total_that_does_not_agree_is_told(address, entry, chen) -> None:
    with connection.cursor() as cursor:
        cursor.execute("UPDATE credits_monthtotal SET seconds = seconds + 60")
    assert "账目核验不通过" in text_of(chen.get(f"{address}ledger/?verify=1"))


def test_the_ledger_is_exported_for_who_may_see_it(address, chen) -> None:
    response = chen.post(f"{address}ledger/", {"export": "xlsx"})
    rows = list(load_workbook(BytesIO(b"".join(response.streaming_content))).active.values)
    assert (len(rows), rows[1][0]) == (2, 1)
    assert "更正" not in rows[0]


def test_a_prosecutor_sees_no_way_to_correct(land, address) -> None:
    page = officer(land, "prosecutor", "procuratorate").get(f"{address}ledger/")
    assert b"corrections/new/" not in page.content


# proposing


def test_an_officer_proposes_and_nothing_is_posted(address, entry, chen) -> None:
    form = f"{address}corrections/new/?entry={entry.pk}"
    response = chen.post(form, {"minutes": 10, "rest": 30, "reason": "中途离开"})
    assert response["Location"] == f"{address}ledger/"
    row = Correction.objects.get()
    assert (row.seconds, row.state, row.proposed_by) == (630, "proposed", chen.user)
    assert CreditEntry.objects.count() == 1
    assert states(chen, address) == ["更正待审批"]


@pytest.mark.parametrize(
    ("given", "field"),
    [({"minutes": 21}, "minutes"), ({"minutes": -1}, "minutes"), ({"minutes": "viel"}, "minutes"),
     ({"rest": 60}, "rest"), ({"reason": ""}, "reason")],
)  # fmt: skip
def test_what_is_wrong_stands_beside_the_field(address, entry, chen, given, field) -> None:
    right = {"minutes": 10, "rest": 0, "reason": "中途离开"}
    response = chen.post(f"{address}corrections/new/?entry={entry.pk}", right | given)
    assert response.status_code == 422
    assert list(response.context["form"].errors) == [field]
    assert not Correction.objects.exists()


def test_a_second_proposal_is_told_on_the_form(address, entry, chen, waiting) -> None:
    form = f"{address}corrections/new/?entry={entry.pk}"
    response = chen.post(form, {"minutes": 0, "rest": 0, "reason": "作废"})
    assert response.status_code == 422
    assert Correction.objects.count() == 1


@pytest.mark.parametrize("wanted", ["x", "11111111-2222-4333-8444-555555555555"])
def test_an_entry_that_is_not_there_is_not_found(address, chen, wanted) -> None:
    assert chen.get(f"{address}corrections/new/?entry={wanted}").status_code == 404


def test_another_person_s_entry_is_not_found(land, address, chen) -> None:
    other = credited(sitting(people.offender(land.office).user))
    assert chen.get(f"{address}corrections/new/?entry={other.pk}").status_code == 404


def test_time_that_was_not_counted_can_be_proposed(address, entry, chen) -> None:
    start = local(now() - timedelta(hours=6))
    given = {
        "started_at": f"{start:%Y-%m-%dT%H:%M:%S}",
        "ended_at": f"{start + timedelta(minutes=20):%Y-%m-%dT%H:%M:%S}",
        "minutes": 15, "rest": 0, "reason": "停电，所里见证",
    }  # fmt: skip
    chen.post(f"{address}corrections/new/", given)
    row = Correction.objects.get()
    assert (row.entry, row.seconds) == (None, 900)
    assert local(row.started_at).replace(microsecond=0) == start.replace(microsecond=0)


def test_time_that_is_credited_already_is_refused(address, entry, chen) -> None:
    first, last = local(entry.started_at), local(entry.ended_at)
    given = {
        "started_at": f"{first:%Y-%m-%dT%H:%M:%S}", "ended_at": f"{last:%Y-%m-%dT%H:%M:%S}",
        "minutes": 5, "rest": 0, "reason": "补记",
    }  # fmt: skip
    assert chen.post(f"{address}corrections/new/", given).status_code == 422


def test_seconds_are_kept_to_the_second(address, entry, chen) -> None:
    page = chen.get(f"{address}corrections/new/")
    assert b'type="datetime-local"' in page.content
    assert b'step="1"' in page.content


# deciding


def test_a_manager_approves_and_the_ledger_shows_reversal_and_new_entry(
    address, entry, lin, waiting
) -> None:
    lin.post(f"/corrections/{waiting.pk}/", {"approve": "1"})
    assert [one.seconds for one in CreditEntry.objects.order_by("number")] == [1200, -1200, 600]
    assert states(lin, address) == ["有效", "冲销第 1 号", "已冲销"]
    assert list(verify(entry.learner_id)) == []


def test_the_page_tells_what_was_posted(lin, waiting) -> None:
    lin.post(f"/corrections/{waiting.pk}/", {"approve": "1", "reason": "属实"})
    page = text_of(lin.get(f"/corrections/{waiting.pk}/"))
    for words in ("已入账", "冲销第 1 号", "−0.44", "0.22", "属实"):
        assert words in page


def test_declining_needs_a_reason_and_posts_nothing(lin, waiting) -> None:
    refused = lin.post(f"/corrections/{waiting.pk}/", {"decline": "1"})
    assert refused.status_code == 422
    lin.post(f"/corrections/{waiting.pk}/", {"decline": "1", "reason": "证据不足"})
    waiting.refresh_from_db()
    assert (waiting.state, CreditEntry.objects.count()) == ("declined", 1)


def test_deciding_twice_is_told(lin, waiting) -> None:
    lin.post(f"/corrections/{waiting.pk}/", {"approve": "1"})
    response = lin.post(f"/corrections/{waiting.pk}/", {"approve": "1"})
    assert response.status_code == 422
    assert CreditEntry.objects.count() == 3


def test_who_proposed_it_does_not_decide(land, entry, lin) -> None:
    own = propose_correction(
        by=lin.user, learner=entry.learner, entry=entry, seconds=0, reason="作废"
    )
    assert "须由另一人审批" in text_of(lin.get(f"/corrections/{own.pk}/"))
    assert lin.post(f"/corrections/{own.pk}/", {"approve": "1"}).status_code == 403


@pytest.mark.parametrize(
    ("role", "place", "read", "decide"),
    [("officer", "office", 200, 403), ("prosecutor", "procuratorate", 200, 403),
     ("officer", "office2", 404, 404), ("manager", "county2", 404, 404),
     ("editor", "county", 403, 403), ("helper", "office", 403, 403)],
)  # fmt: skip
def test_others_do_not_decide(land, waiting, role, place, read, decide) -> None:
    client = officer(land, role, place)
    assert client.get(f"/corrections/{waiting.pk}/").status_code == read
    assert client.post(f"/corrections/{waiting.pk}/", {"approve": "1"}).status_code == decide


def test_the_learner_has_no_way_in(entry, waiting) -> None:
    assert client_of(entry.learner).get(f"/corrections/{waiting.pk}/").status_code == 403


def test_looking_at_a_correction_is_logged(lin, waiting) -> None:
    lin.get(f"/corrections/{waiting.pk}/")
    line = AuditEntry.objects.get(verb="person.looked_up")
    assert (line.actor, line.on_whom) == (lin.user, waiting.learner)


# the queue


def test_the_queue_holds_one_s_own_part_and_nothing_of_oneself(land, waiting, lin) -> None:
    far = credited(sitting(people.offender(land.office3).user))
    propose_correction(
        by=officer(land, "manager", "county2").user, learner=far.learner, entry=far, seconds=0,
        reason="重复",
    )  # fmt: skip
    assert [row.pk for row in lin.get("/corrections/").context["table"].page.rows] == [waiting.pk]


def test_the_queue_says_what_is_to_be_changed(lin, waiting) -> None:
    page = text_of(lin.get("/corrections/?state=proposed&q=蓝"))
    for words in ("更正第 1 号", "0.44", "0.22", "中途离开", "陈晓红"):
        assert words in page


def test_the_queue_costs_as_much_for_many(land, lin, django_assert_max_num_queries) -> None:
    for _ in range(6):
        entry = credited(sitting(people.offender(land.office).user))
        Correction.objects.create(
            learner=entry.learner, entry=entry, seconds=0, started_at=entry.started_at,
            ended_at=entry.ended_at, reason="x", proposed_by=lin.user,
        )  # fmt: skip
    lin.get("/corrections/")
    with django_assert_max_num_queries(10):
        lin.get("/corrections/")


def test_local_times_are_read_as_local(chen, address, entry) -> None:
    from lms.learning.forms import ExactTimeField

    assert ExactTimeField().clean("2026-09-24T09:00:30") == datetime.fromisoformat(
        "2026-09-24T09:00:30+08:00"
    )
