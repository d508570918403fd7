"""What offenders open on a phone: big cards, reports, activities, requests, the door."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client

from lms.core.clock import now
from lms.core.months import today
from lms.scoring.activities import door_codes
from lms.scoring.models import (
    ClassAttendance,
    HelpRequest,
    Reflection,
    ServiceSignup,
    Talk,
)
from tests.factories import activities, people
from tests.lms.learning.desk import client_of, text_of

pytestmark = pytest.mark.django_db
HOME = "/weather/activities/"


@pytest.fixture
def client(offender) -> Client:
    return client_of(offender.user)


def filled(land, officer, offender) -> None:
    """Some of everything."""
    soon = now() + timedelta(days=1)
    activities.group_class(land.office, offender, title="宪法课", starts_at=soon)
    activities.reflection(offender)
    activities.request(offender, "counselling", state="agreed", meets_at=soon)
    Talk.objects.create(
        offender=offender, on=today(), minutes=20, about="家庭", summary="不给本人看的话",
        next_step="周五去人社局", held_by=officer,
    )  # fmt: skip
    event = activities.event(land.office, title="扫街")
    ServiceSignup.objects.create(event=event, offender=offender)


def test_one_page_has_everything(land, officer, offender, client) -> None:
    filled(land, officer, offender)
    page = text_of(client.get(HOME))
    for said in ("宪法课", "等待阅读", "心理辅导预约", "周五去人社局", "扫街"):
        assert said in page
    assert "不给本人看的话" not in page


def test_the_page_costs_few_queries(
    land, officer, offender, client, django_assert_num_queries
) -> None:
    filled(land, officer, offender)
    client.get(HOME)
    with django_assert_num_queries(10):
        client.get(HOME)


def test_the_next_class_stands_on_the_home(land, offender, client) -> None:
    activities.group_class(land.office, offender, title="宪法课", place="三楼会议室")
    activities.group_class(land.office, offender, title="取消的课", cancelled_at=now())
    page = text_of(client.get("/home/"))
    assert "三楼会议室" in page
    assert "取消的课" not in page


def test_a_typed_report_is_sent_and_read_again(client) -> None:
    response = client.post(f"{HOME}reports/new/typed/", {"text": activities.REPORT})
    report = Reflection.objects.get()
    assert response.headers["Location"] == f"{HOME}reports/{report.pk}/"
    assert "找一份稳定的工作" in text_of(client.get(response.headers["Location"]))


def test_a_short_report_stays_in_the_form(client) -> None:
    response = client.post(f"{HOME}reports/new/typed/", {"text": "很好"})
    assert response.status_code == 422
    assert "至少 50 个字" in text_of(response)
    assert "很好" in text_of(response)


def test_spoken_and_paper(client) -> None:
    client.post(f"{HOME}reports/new/spoken/", {"files": [activities.recording()]})
    client.post(f"{HOME}reports/new/paper/", {"files": [activities.photo(), activities.photo()]})
    assert set(Reflection.objects.values_list("form", flat=True)) == {"spoken", "paper"}
    refused = client.post(f"{HOME}reports/new/spoken/", {})
    assert refused.status_code == 422


def test_a_returned_report_is_answered(officer, offender, client) -> None:
    returned = activities.reflection(
        offender, state="returned", reason="请写具体一些", decided_by=officer, decided_at=now()
    )
    page = client.get(f"{HOME}reports/{returned.pk}/")
    assert f"?follows={returned.pk}".encode() in page.content
    form = client.get(f"{HOME}reports/new/typed/?follows={returned.pk}")
    assert "请写具体一些" in text_of(form)
    given = {"text": activities.REPORT + "补充。", "follows": str(returned.pk)}
    client.post(f"{HOME}reports/new/typed/", given)
    assert returned.followed_by.text.endswith("补充。")


def test_a_kiosk_keeps_no_draft(land, client) -> None:
    from lms.learning import devices
    from tests.lms.learning.desk import device

    page = f"{HOME}reports/new/typed/"
    assert b"data-draft=" in client.get(page).content
    client.cookies[devices.COOKIE] = "k" * 32
    device_row = device()
    type(device_row).objects.filter(pk=device_row.pk).update(
        token_hash=devices._hash("k" * 32), kiosk_of=land.office
    )
    assert b"data-draft=" not in client.get(page).content


def test_signing_up_and_back(land, offender, client) -> None:
    event = activities.event(land.office, title="扫街", places=1)
    page = f"{HOME}service/"
    assert "还有 1 个名额" in text_of(client.get(page))
    client.post(f"{page}{event.pk}/sign-up/")
    assert ServiceSignup.objects.get().withdrawn_at is None
    assert "您已报名" in text_of(client.get(page))
    other = client_of(people.offender(land.office).user)
    assert "名额已满" in text_of(other.get(page))
    client.post(f"{page}{event.pk}/withdraw/")
    assert ServiceSignup.objects.get().withdrawn_at is not None


def test_who_cannot_work_reads_why(land) -> None:
    weak = client_of(people.offender(land.office, able_to_work=False).user)
    activities.event(land.office, title="扫街")
    page = text_of(weak.get(f"{HOME}service/"))
    assert "不会因此扣分" in page
    assert "扫街" not in page


def test_the_list_of_activities_costs_few_queries(land, client, django_assert_num_queries) -> None:
    for _ in range(8):
        activities.event(land.office)
    client.get(f"{HOME}service/")
    with django_assert_num_queries(7):
        client.get(f"{HOME}service/")


@pytest.mark.parametrize("kind", ["assistance", "counselling"])
def test_asking_for_help(client, kind) -> None:
    response = client.post(f"{HOME}requests/new/{kind}/", {"text": "想找一份工作"})
    asked = HelpRequest.objects.get(kind=kind)
    assert "在等答复" in text_of(client.get(response.headers["Location"]))
    assert asked.text == "想找一份工作"


def test_an_illness_needs_its_paper(client) -> None:
    given = {"text": "发烧住院", "starts_on": today(), "ends_on": today() + timedelta(days=2)}
    page = f"{HOME}requests/new/illness/"
    assert "医院单据" in text_of(client.post(page, given))
    assert not HelpRequest.objects.exists()
    client.post(page, {**given, "files": [activities.photo()]})
    assert HelpRequest.objects.get().ends_on == given["ends_on"]


def test_what_is_somebody_elses_is_not_there(land, client) -> None:
    other = people.offender(land.office)
    report, asked = activities.reflection(other), activities.request(other)
    held = activities.group_class(land.office, other)
    event = activities.event(land.office2)
    for address in (
        f"{HOME}reports/{report.pk}/", f"{HOME}reports/new/typed/?follows={report.pk}",
        f"{HOME}requests/{asked.pk}/", f"/weather/door/{held.pk}/", f"{HOME}reports/new/sung/",
        f"{HOME}requests/new/money/", f"{HOME}reports/new/typed/?follows=no-id",
    ):  # fmt: skip
        assert client.get(address).status_code == 404, address
    assert client.post(f"{HOME}service/{event.pk}/sign-up/").status_code == 404


def door(held, code: str = "") -> str:
    return f"/weather/door/{held.pk}/{code or door_codes.code_at(held.door_key, now())}/"


def test_scan_sign_in_press_one_button(land, offender) -> None:
    """The code is scanned before the sign-in and may be too old after it."""
    held = activities.group_class(land.office, offender)
    phone = Client()
    to = phone.get(door(held)).headers["Location"]
    assert phone.get(to).headers["Location"].startswith("/sign-in/")
    phone.force_login(offender.user)
    assert "我到了" in text_of(phone.get(to))
    phone.post(to)
    assert ClassAttendance.objects.get().state == "present"
    assert "您已签到" in text_of(phone.get(to))


def test_the_address_alone_signs_nobody_in(land, offender, client) -> None:
    held = activities.group_class(land.office, offender)
    assert "再扫一次" in text_of(client.post(f"/weather/door/{held.pk}/"))
    client.get(door(held, "a" * 16))
    assert "再扫一次" in text_of(client.post(f"/weather/door/{held.pk}/"))
    assert ClassAttendance.objects.get().state == "invited"


def test_a_code_that_was_sent_to_a_friend_is_too_old(land, offender, client, at) -> None:
    held = activities.group_class(land.office, offender)
    shown, moment = door(held), now()
    at(moment + timedelta(seconds=61))
    client.get(shown)
    client.post(f"/weather/door/{held.pk}/")
    assert ClassAttendance.objects.get().state == "invited"


def test_a_scan_is_good_for_its_class_and_ten_minutes(land, offender, client, at) -> None:
    held, other = (activities.group_class(land.office, offender) for _ in range(2))
    client.get(door(held))
    client.post(f"/weather/door/{other.pk}/")
    at(now() + timedelta(minutes=11))
    client.post(f"/weather/door/{held.pk}/")
    assert not ClassAttendance.objects.filter(state="present").exists()


@pytest.mark.parametrize("role", ["officer", "guardian", "prosecutor"])
def test_these_pages_are_for_people_under_correction(land, role) -> None:
    other = client_of(people.user_with_role(role, land.office))
    assert other.get(HOME).status_code == 403
