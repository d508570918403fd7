"""The queue of review signals, results of tools, kiosks."""

from __future__ import annotations

import json

import pytest

from lms.core.models import AuditEntry
from lms.credits.models import Correction
from lms.learning.models import Device, ReviewSignal, ToolResult
from tests.factories import people
from tests.lms.learning.desk import asked, client_of, credited, device, officer, sitting, text_of

pytestmark = pytest.mark.django_db
READERS = [
    ("officer", "office", 200), ("manager", "county", 200), ("prosecutor", "procuratorate", 200),
    ("officer", "office2", 404), ("manager", "county2", 404), ("editor", "county", 403),
    ("helper", "office", 403),
]  # fmt: skip


@pytest.fixture
def learner(land):
    return people.offender(land.office, name="蓝天").user


@pytest.fixture
def chen(land):
    return officer(land, name="陈晓红")


@pytest.fixture
def signal(land, learner):
    """A phone that somebody of another office used, too."""
    phone = device(agent="Android 11")
    session = sitting(learner, device=phone, address="36.27.1.2")
    credited(session)
    sitting(people.offender(land.office2, name="外所人").user, device=phone)
    evidence = {"sessions": [str(session.pk)], "device": str(phone.pk), "learners": 2}
    return ReviewSignal.objects.create(
        key="one", learner=learner, kind="shared_device", evidence=evidence
    )


# signals


@pytest.mark.parametrize(("role", "place", "status"), READERS)
def test_who_reads_a_signal(land, signal, role, place, status) -> None:
    assert officer(land, role, place).get(f"/signals/{signal.pk}/").status_code == status


def test_the_learner_does_not(signal) -> None:
    assert client_of(signal.learner).get(f"/signals/{signal.pk}/").status_code == 403


def test_the_queue_shows_one_s_own_part(land, signal, chen) -> None:
    far = people.offender(land.office3).user
    ReviewSignal.objects.create(key="far", learner=far, kind="two_places")
    assert [one.pk for one in chen.get("/signals/").context["table"].page.rows] == [signal.pk]


@pytest.mark.parametrize(
    ("query", "found"),
    [("?state=open", True), ("?state=fraud", False), ("?kind=shared_device", True),
     ("?kind=two_places", False), ("?q=蓝", True), ("?q=云", False)],
)  # fmt: skip
def test_the_queue_is_filtered(signal, chen, query, found) -> None:
    rows = chen.get(f"/signals/{query}").context["table"].page.rows
    assert bool(rows) == found


def test_evidence_names_the_device_and_where_from(signal, chen) -> None:
    page = text_of(chen.get(f"/signals/{signal.pk}/"))
    for words in ("Android 11", "36.27.1.2", "30 天内用过这台设备的学员 2", "第一课"):
        assert words in page


def test_strangers_on_the_device_are_counted_and_not_named(land, signal, chen) -> None:
    page = text_of(chen.get(f"/signals/{signal.pk}/"))
    assert "另有其他司法所 1 人" in page
    assert "外所人" not in page
    lin = officer(land, "manager", "county")
    assert "外所人" in text_of(lin.get(f"/signals/{signal.pk}/"))


def test_answers_are_shown_with_their_time_and_not_what_was_right(learner, chen) -> None:
    session = sitting(learner)
    challenge = asked(session, 0.9)
    challenge.right = "the-right-one"
    challenge.save()
    found = ReviewSignal.objects.create(
        key="fast", learner=learner, kind="fast_answers",
        evidence={"sessions": [str(session.pk)], "answers": 3, "fastest_seconds": 0.9},
    )  # fmt: skip
    page = text_of(chen.get(f"/signals/{found.pk}/"))
    assert "用时 0.9 秒" in page
    assert "the-right-one" not in page


def test_looking_is_logged(signal, chen) -> None:
    chen.get(f"/signals/{signal.pk}/")
    line = AuditEntry.objects.get(verb="person.looked_up")
    assert (line.actor, line.on_whom, line.after) == (
        chen.user, signal.learner, {"what": "review signal"},
    )  # fmt: skip


def test_harmless_is_written_down_with_its_reason(signal, chen) -> None:
    chen.post(f"/signals/{signal.pk}/", {"state": "harmless", "reason": "夫妻共用手机"})
    page = text_of(chen.get(f"/signals/{signal.pk}/"))
    for words in ("无异常", "夫妻共用手机", "陈晓红"):
        assert words in page


def test_fraud_leads_to_a_proposal_for_a_second_person(signal, chen) -> None:
    entry = chen.get(f"/signals/{signal.pk}/").context["form"].fields["entries"].queryset.get()
    response = chen.post(
        f"/signals/{signal.pk}/",
        {"state": "fraud", "reason": "弟弟代学", "entries": [str(entry.pk)]},
        follow=True,
    )
    assert "学时在另一人批准作废之前仍然有效" in text_of(response)
    assert Correction.objects.get().state == "proposed"


@pytest.mark.parametrize(
    ("given", "field"),
    [({"state": ""}, "state"), ({"reason": " "}, "reason"), ({"state": "fraud"}, "entries"),
     ({"entries": ["11111111-2222-4333-8444-555555555555"]}, "entries")],
)  # fmt: skip
def test_what_is_wrong_stands_beside_the_field(signal, chen, given, field) -> None:
    right = {"state": "talked", "reason": "已谈话"}
    response = chen.post(f"/signals/{signal.pk}/", right | given)
    assert response.status_code == 422
    assert list(response.context["form"].errors) == [field]
    signal.refresh_from_db()
    assert signal.state == "open"


def test_a_decided_signal_offers_no_form(signal, chen) -> None:
    address = f"/signals/{signal.pk}/"
    chen.post(address, {"state": "talked", "reason": "已谈话"})
    assert b"<textarea" not in chen.get(address).content
    again = chen.post(address, {"state": "harmless", "reason": "改"})
    assert again.status_code == 422


def test_a_prosecutor_reads_and_does_not_decide(land, signal) -> None:
    client = officer(land, "prosecutor", "procuratorate")
    address = f"/signals/{signal.pk}/"
    assert b"<textarea" not in client.get(address).content
    assert client.post(address, {"state": "harmless", "reason": "x"}).status_code == 403


def test_the_queue_costs_as_much_for_many(land, chen, django_assert_max_num_queries) -> None:
    for number in range(6):
        one = people.offender(land.office).user
        ReviewSignal.objects.create(key=str(number), learner=one, kind="two_places")
    chen.get("/signals/")
    with django_assert_max_num_queries(9):
        chen.get("/signals/")


# results of tools


@pytest.fixture
def result(learner):
    answers = [{"prompt": "睡不好", "answer": "几乎每天", "points": 3}]
    return ToolResult.objects.create(
        learner=learner, tool_title="心情自评", answers=json.dumps(answers), total=3,
        band="需要关心", alarm=True,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("role", "place", "status"),
    [("officer", "office", 200), ("manager", "county", 200), ("officer", "office2", 404),
     ("manager", "county2", 404), ("prosecutor", "procuratorate", 403), ("helper", "office", 403),
     ("editor", "county", 403)],
)  # fmt: skip
def test_who_reads_answers(land, result, role, place, status) -> None:
    assert officer(land, role, place).get(f"/tool-results/{result.pk}/").status_code == status


def test_the_person_has_their_own_page_for_it(result) -> None:
    assert client_of(result.learner).get(f"/tool-results/{result.pk}/").status_code == 403


def test_answers_are_seen_on_opening_and_each_look_is_logged(result, chen) -> None:
    for _ in range(2):
        page = text_of(chen.get(f"/tool-results/{result.pk}/"))
    for words in ("睡不好", "几乎每天", "需要关心", "共 3 分", "陈晓红于"):
        assert words in page
    assert AuditEntry.objects.filter(verb="person.looked_up", on_whom=result.learner).count() == 2


def test_the_list_tells_neither_answers_nor_outcome(result, chen) -> None:
    page = text_of(chen.get("/tool-results/?alarm=on&unseen=on"))
    assert "心情自评" in page
    for words in ("几乎每天", "需要关心"):
        assert words not in page


def test_what_was_opened_is_unseen_no_longer(result, chen) -> None:
    chen.get(f"/tool-results/{result.pk}/")
    assert chen.get("/tool-results/?unseen=on").context["table"].page.rows == []


def test_the_list_is_never_exported(result, chen) -> None:
    assert chen.post("/tool-results/", {"export": "xlsx"}).status_code == 403


# kiosks


@pytest.fixture
def lin(land):
    return officer(land, "manager", "county")


def test_the_browser_in_front_becomes_a_kiosk(land, lin) -> None:
    lin.get("/kiosks/")
    lin.post("/kiosks/", {"organisation": land.office.pk, "label": "阅览室靠窗"})
    one = Device.objects.get()
    assert (one.kiosk_of, one.kiosk_label) == (land.office, "阅览室靠窗")
    assert "就是这台" in text_of(lin.get("/kiosks/"))


@pytest.mark.parametrize(
    ("given", "field"), [({"label": ""}, "label"), ({"organisation": ""}, "organisation")]
)
def test_office_and_place_are_needed(land, lin, given, field) -> None:
    lin.get("/kiosks/")
    right = {"organisation": land.office.pk, "label": "阅览室"}
    response = lin.post("/kiosks/", right | given)
    assert response.status_code == 422
    assert list(response.context["form"].errors) == [field]


def test_a_browser_without_cookies_cannot_be_one(land, lin) -> None:
    given = {"organisation": land.office.pk, "label": "阅览室"}
    lin.cookies.pop("xinlu_device", None)
    response = lin.post("/kiosks/", given)
    assert response.status_code == 422
    assert "Cookie" in text_of(response)


def test_an_office_elsewhere_is_no_choice(land, lin) -> None:
    lin.get("/kiosks/")
    response = lin.post("/kiosks/", {"organisation": land.office3.pk, "label": "阅览室"})
    assert response.status_code == 422


def test_a_kiosk_is_ended_by_its_own_county_alone(land, lin) -> None:
    here = device(kiosk_of=land.office, kiosk_label="阅览室")
    there = device(kiosk_of=land.office3, kiosk_label="大厅")
    assert lin.post(f"/kiosks/{there.pk}/end/").status_code == 404
    lin.post(f"/kiosks/{here.pk}/end/")
    here.refresh_from_db()
    assert here.kiosk_of is None


@pytest.mark.parametrize("role", ["officer", "prosecutor", "editor"])
def test_others_run_no_kiosks(land, role) -> None:
    assert officer(land, role, "county").get("/kiosks/").status_code == 403
