"""Pages of objections: two taps from the notice, the queue, the forms of office and county."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime
from html import unescape
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client

from lms.scoring import waiting
from lms.scoring.actions import objections as acts
from lms.scoring.models import MonthScore, Notice, Objection
from tests.factories import people, scoring
from tests.factories.objections import WHY, amendable, picture, uncounted

pytestmark = pytest.mark.django_db
QUEUE = "/scores/objections/"


@pytest.fixture(autouse=True)
def _during(at) -> None:
    at(datetime(2026, 11, 12, 4, tzinfo=UTC))


@pytest.fixture
def offender(land):
    return people.offender(
        land.office, name="王建国", starts_on=date(2026, 1, 5), ends_on=date(2027, 12, 31)
    )


@pytest.fixture
def officer(land):
    return people.user_with_role("officer", land.office)


@pytest.fixture
def manager(land):
    return people.user_with_role("manager", land.county)


@pytest.fixture
def late(offender, land):
    return scoring.conduct(offender, "report_late")


@pytest.fixture
def score(offender, land, late):
    return amendable(offender, scoring.county_month(land.county, state="posted"))


@pytest.fixture
def path(score) -> str:
    return f"/weather/notices/{Notice.objects.get().pk}/object/"


@pytest.fixture
def objection(score):
    return acts.object_to(by=score.offender.user, score=score, line="M5", text=WHY)


def client_of(user: Any) -> Client:
    cache.clear()
    client = Client()
    client.force_login(user)
    return client


def test_two_taps(offender, path) -> None:
    client = client_of(offender.user)
    assert "迟报、漏报" in client.get(f"{path}?line=M5").content.decode()
    response = client.post(f"{path}?line=M5", {"text": WHY, "photos": [picture()]})
    made = Objection.objects.get()
    assert response.headers["Location"] == f"/weather/objections/{made.pk}/"
    html = client.get(response.headers["Location"]).content.decode()
    assert WHY in html
    assert "11-16" in html


def test_all_of_the_score(offender, path) -> None:
    client_of(offender.user).post(path, {"text": WHY})
    assert Objection.objects.get().line == ""


def test_uncounted_study_is_chosen_from_a_list(offender, path) -> None:
    uncounted(offender)
    client = client_of(offender.user)
    html = client.get(f"{path}?line=study").content.decode()
    assert "10-05 10:00 – 10:30 · 30 分钟" in html
    client.post(f"{path}?line=study", {"text": WHY, "study": "2026-10-05T02:00:00+00:00"})
    assert Objection.objects.get().study["seconds"] == 1800


def test_where_all_was_counted_it_says_so(offender, path) -> None:
    html = client_of(offender.user).get(f"{path}?line=study").content.decode()
    assert "已全部计入" in html


@pytest.mark.parametrize(
    ("query", "data"),
    [("?line=M5", {"text": ""}), ("?line=study", {"text": WHY, "study": "x"}),
     ("?line=study", {"text": WHY})],
)  # fmt: skip
def test_a_form_that_is_not_right_is_shown_again(offender, path, query, data) -> None:
    uncounted(offender)
    assert client_of(offender.user).post(path + query, data).status_code == 422
    assert not Objection.objects.exists()


def test_a_picture_that_is_none_is_refused_beside_its_field(offender, path) -> None:
    from django.core.files.uploadedfile import SimpleUploadedFile

    bad = SimpleUploadedFile("a.jpg", b"MZ", "image/jpeg")
    response = client_of(offender.user).post(f"{path}?line=M5", {"text": WHY, "photos": [bad]})
    assert response.status_code == 422
    assert 'id="id_photos_error"' in response.content.decode()


def test_too_late_there_is_no_form(offender, path, at) -> None:
    at(datetime(2026, 11, 17, 4, tzinfo=UTC))
    client = client_of(offender.user)
    assert "<textarea" not in client.get(f"{path}?line=M5").content.decode()
    assert client.post(f"{path}?line=M5", {"text": WHY}).status_code == 422
    assert not Objection.objects.exists()


def test_a_line_that_is_not_there(offender, path) -> None:
    assert client_of(offender.user).get(f"{path}?line=Z9").status_code == 404


def test_staff_make_no_objection(officer, path) -> None:
    client = client_of(officer)
    assert client.get(path).status_code == 404
    assert client.post(path, {"text": WHY}).status_code == 404


def test_nobody_reads_or_withdraws_another_s(objection, land) -> None:
    client = client_of(people.offender(land.office).user)
    assert client.get(f"/weather/objections/{objection.pk}/").status_code == 404
    assert client.post(f"/weather/objections/{objection.pk}/withdraw/").status_code == 404
    assert Objection.objects.get().state == "sent"


def test_withdrawing(objection, offender) -> None:
    client_of(offender.user).post(f"/weather/objections/{objection.pk}/withdraw/")
    assert Objection.objects.get().state == "withdrawn"


# staff


def test_the_queue_of_the_office(objection, officer, land) -> None:
    html = client_of(officer).get(f"{QUEUE}?waiting=on").content.decode()
    assert f"/scores/objections/{objection.pk}/" in html
    other = client_of(people.user_with_role("officer", land.office2)).get(QUEUE).content.decode()
    assert str(objection.pk) not in other


def test_what_is_overdue_is_marked_and_found(objection, officer, at) -> None:
    at(datetime(2026, 11, 17, 4, tzinfo=UTC))
    html = client_of(officer).get(f"{QUEUE}?overdue=on").content.decode()
    assert "2026-11-16 已超期" in html


def test_the_badge_counts_what_waits_for_the_reader(objection, officer, manager) -> None:
    assert (
        waiting.count(officer, waiting.OBJECTIONS),
        waiting.count(manager, waiting.OBJECTIONS),
    ) == (1, 0)
    acts.answer(by=officer, objection=objection, text="已核对")
    cache.clear()
    assert (
        waiting.count(people.again(officer), waiting.OBJECTIONS),
        waiting.count(people.again(manager), waiting.OBJECTIONS),
    ) == (0, 1)


def test_office_and_county_work_on_one_page(objection, officer, manager, late, offender) -> None:
    path = f"{QUEUE}{objection.pk}/"
    client = client_of(officer)
    assert "待司法所答复" in client.get(path).content.decode()
    client.post(path, {"text": "签到表显示按时"})
    assert Objection.objects.get().state == "answered"
    client = client_of(manager)
    html = client.get(path).content.decode()
    assert "签到表显示按时" in html
    given = {"outcome": "accepted", "reason": "属实", "cancel": [str(late.pk)]}
    assert client.post(path, given).status_code == 302
    assert MonthScore.objects.current().get(offender=offender).version == 2
    html = client_of(offender.user).get(f"/weather/objections/{objection.pk}/").content.decode()
    assert "查看新的得分" in html
    assert "人民检察院" in html


def test_accepting_nothing_is_said_on_the_form(objection, officer, manager) -> None:
    acts.answer(by=officer, objection=objection, text="已核对")
    response = client_of(manager).post(
        f"{QUEUE}{objection.pk}/", {"outcome": "accepted", "reason": "属实"}
    )
    assert response.status_code == 422
    assert "得分不会变化" in response.content.decode()


def test_a_new_record_needs_its_day(objection, officer, manager) -> None:
    acts.answer(by=officer, objection=objection, text="已核对")
    response = client_of(manager).post(
        f"{QUEUE}{objection.pk}/",
        {"outcome": "accepted", "reason": "属实", "add_kind": "good_deed"},
    )
    assert response.status_code == 422
    assert "请填写日期" in response.content.decode()


def test_who_entered_the_record_finds_no_form(objection, late) -> None:
    client = client_of(people.again(late.recorded_by))
    html = client.get(f"{QUEUE}{objection.pk}/").content.decode()
    assert "回避" in html
    assert "<textarea" not in html
    assert client.post(f"{QUEUE}{objection.pk}/", {"text": "x"}).status_code == 409
    assert Objection.objects.get().state == "sent"


def test_a_prosecutor_reads_and_changes_nothing(objection, land) -> None:
    client = client_of(people.user_with_role("prosecutor", land.procuratorate))
    assert WHY in client.get(f"{QUEUE}{objection.pk}/").content.decode()
    assert client.post(f"{QUEUE}{objection.pk}/", {"text": "x"}).status_code == 409


def test_one_s_own_objection_is_not_in_the_staff_s_list(objection, offender) -> None:
    assert client_of(offender.user).get(QUEUE).status_code == 403


def test_study_links_to_the_evidence(score, offender, officer) -> None:
    uncounted(offender)
    made = acts.object_to(
        by=offender.user, score=score, study="2026-10-05T02:00:00+00:00", text="断网"
    )
    html = client_of(officer).get(f"{QUEUE}{made.pk}/").content.decode()
    assert f"/people/{offender.pk}/evidence/?month=2026-10" in html
    assert 'name="minutes"' in html


def test_no_more_minutes_than_were_lost(score, offender, officer) -> None:
    uncounted(offender, minutes=12)
    made = acts.object_to(
        by=offender.user, score=score, study="2026-10-05T02:00:00+00:00", text="断网"
    )
    client = client_of(officer)
    response = client.post(f"{QUEUE}{made.pk}/", {"text": "属实", "minutes": "13"})
    assert response.status_code == 422
    assert 'id="id_minutes_error"' in response.content.decode()
    assert client.post(f"{QUEUE}{made.pk}/", {"text": "属实", "minutes": "12"}).status_code == 302


def test_what_the_queue_costs(score, officer, offender, django_assert_max_num_queries) -> None:
    for line in ("M5", "E1", "E2", "E3", "R1", "R2"):
        acts.object_to(by=offender.user, score=score, line=line, text=WHY)
    client = client_of(officer)
    client.get(QUEUE)
    with django_assert_max_num_queries(12):
        client.get(QUEUE)


def test_what_a_page_costs(objection, officer, django_assert_max_num_queries) -> None:
    client = client_of(officer)
    client.get(f"{QUEUE}{objection.pk}/")
    with django_assert_max_num_queries(15):
        client.get(f"{QUEUE}{objection.pk}/")


def test_from_the_hours_of_the_month_straight_to_the_objection(score, offender) -> None:
    uncounted(offender)
    client = client_of(offender.user)
    html = client.get("/credits/?month=2026-10").content.decode()
    assert "这段应当计入" in html
    form = client.get(_link(html)).content.decode()
    assert 'value="2026-10-05T02:00:00+00:00" required id="id_study_0" checked' in form.replace(
        ' aria-invalid="true"', ""
    )


def _link(html: str) -> str:
    found = re.search(r'href="([^"]*/object/[^"]*)"', html)
    assert found
    return unescape(found[1])


def test_when_the_posting_is_over_the_hours_show_no_such_button(score, offender, at) -> None:
    uncounted(offender)
    at(datetime(2026, 11, 17, 4, tzinfo=UTC))
    html = client_of(offender.user).get("/credits/?month=2026-10").content.decode()
    assert "这段应当计入" not in html
