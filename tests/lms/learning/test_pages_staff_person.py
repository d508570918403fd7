"""One offender's page: who may open it, what it says, evidence equal to what the learner sees."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from lms.core import places
from lms.core.models import AuditEntry
from lms.core.months import LOCAL, Month, today
from lms.credits.models import MonthTotal
from lms.learning.models import (
    Enrolment,
    LessonProgress,
    MonthTarget,
    PresenceConfirmation,
    ReviewSignal,
    StudyClock,
    ToolResult,
)
from lms.learning.month_evidence import month_evidence
from lms.messaging.actions import send
from tests.factories import content, people
from tests.lms.learning.desk import client_of, officer, sitting, text_of

pytestmark = pytest.mark.django_db
PARTS = ["", "evidence/", "ledger/", "sheet/"]
CHANGES = ["presence/", "courses/new/", "exemptions/new/", "tools/new/", "corrections/new/"]


@pytest.fixture
def person(land):
    return people.offender(land.office, name="蓝天")


@pytest.fixture
def address(person):
    return f"/people/{person.pk}/"


# who may


@pytest.mark.parametrize("part", PARTS)
@pytest.mark.parametrize(
    ("role", "place", "status"),
    [("officer", "office", 200), ("manager", "county", 200), ("prosecutor", "procuratorate", 200),
     ("officer", "office2", 404), ("manager", "county2", 404), ("helper", "office", 404),
     ("editor", "county", 404), ("auditor", "county", 404), ("system_admin", "province", 404)],
)  # fmt: skip
def test_who_reads(land, address, part, role, place, status) -> None:
    assert officer(land, role, place).get(address + part).status_code == status


@pytest.mark.parametrize("part", CHANGES)
@pytest.mark.parametrize(
    ("role", "place", "status"),
    [("officer", "office", 200), ("manager", "county", 200), ("prosecutor", "procuratorate", 403),
     ("officer", "office2", 404), ("manager", "county2", 404)],
)  # fmt: skip
def test_who_changes(land, address, part, role, place, status) -> None:
    assert officer(land, role, place).get(address + part).status_code == status


@pytest.mark.parametrize("part", PARTS + CHANGES)
def test_nobody_opens_their_own_file_at_the_desk(person, address, part) -> None:
    assert client_of(person.user).get(address + part).status_code == 403


def test_somebody_else_s_is_not_there_for_an_offender(land, address) -> None:
    other = people.offender(land.office)
    assert client_of(other.user).get(address).status_code == 404


def test_an_id_that_does_not_exist_is_not_there(land) -> None:
    missing = "/people/11111111-2222-4333-8444-555555555555/"
    assert officer(land).get(missing).status_code == 404


@pytest.mark.parametrize(
    ("part", "what"),
    [("", "study"), ("evidence/", "evidence"), ("ledger/", "ledger"), ("sheet/", "study sheet")],
)
def test_each_look_is_logged_on_the_person(land, person, address, part, what) -> None:
    client = officer(land)
    client.get(address + part)
    line = AuditEntry.objects.get(verb="person.looked_up")
    assert (line.actor, line.on_whom, line.after) == (client.user, person.user, {"what": what})


# what it says


def test_the_head_names_the_person_and_masks_the_number(land, person, address) -> None:
    page = text_of(officer(land).get(address))
    for words in ("蓝天", person.code, "浮云司法所", "缓刑", "严管", person.masked_id_number):
        assert words in page
    assert person.id_number not in page


def test_a_prosecutor_sees_no_number_and_no_buttons(land, person, address) -> None:
    response = officer(land, "prosecutor", "procuratorate").get(address)
    page = text_of(response)
    assert person.masked_id_number not in page
    for part in CHANGES:
        assert f"{address}{part}".encode() not in response.content


@pytest.mark.parametrize(
    ("studied", "months"),
    [("2026-07", ["2026-07", "2026-08", "2026-09"]), ("2026-08", ["2026-08", "2026-09"]),
     ("2026-06", ["2026-09"])],
)  # fmt: skip
def test_months_are_those_in_correction_that_say_something(
    land, person, address, at, studied, months
) -> None:
    at(datetime(2026, 9, 24, 12, tzinfo=LOCAL))
    person.starts_on = datetime(2026, 7, 20, tzinfo=LOCAL).date()
    person.save()
    MonthTotal.objects.create(learner=person.user, month=studied, kind="study", seconds=5400)
    found = officer(land).get(address).context["months"]
    assert [str(one.month) for one in found] == months


def test_hours_are_weighed_against_the_days_so_far(land, person, address, at) -> None:
    at(datetime(2026, 9, 16, 12, tzinfo=LOCAL))
    MonthTarget.objects.update_or_create(
        learner=person.user, month="2026-09", defaults={"seconds": 21_600}
    )
    MonthTotal.objects.create(learner=person.user, month="2026-09", kind="study", seconds=5400)
    now = officer(land).get(address).context["now"]
    assert (now.expected, now.behind_by) == (10_800, 5400)


def test_the_plan_says_why_until_when_and_how_far(land, person, address) -> None:
    course = content.course(land.county, title="反诈课")
    lesson, _other = content.lesson(course), content.lesson(course)
    Enrolment.objects.create(
        learner=person.user, course=course, source="plan", because=["入矫教育方案", "缓刑"],
        due_on=today() - timedelta(days=2),
    )  # fmt: skip
    LessonProgress.objects.create(
        learner=person.user, lesson=lesson.pk, course=course.pk, credited_seconds=2700,
        completed_at="2026-01-01T00:00Z",
    )  # fmt: skip
    page = text_of(officer(land).get(address))
    for words in ("反诈课", "入矫教育方案、缓刑", "已过期", "1 / 2", "1.00"):
        assert words in page


def test_open_courses_come_first_then_by_day(land, person, address) -> None:
    for title, state, days in (("完", "completed", 1), ("晚", "open", 9), ("早", "open", 2)):
        Enrolment.objects.create(
            learner=person.user, course=content.course(land.county, title=title), source="officer",
            state=state, due_on=today() + timedelta(days=days),
        )  # fmt: skip
    lines = officer(land).get(address).context["courses"]
    assert [line.enrolment.course.title for line in lines] == ["早", "晚", "完"]


def test_signals_results_and_messages_are_there(land, person, address) -> None:
    ReviewSignal.objects.create(key="k", learner=person.user, kind="two_places")
    ToolResult.objects.create(
        learner=person.user, tool_title="心情自评", answers="[]", alarm=True, band="需要关心"
    )
    send(to=person.user, subject="学习提醒", body="请学习：秘密", key="k", channels=["sms"])
    page = text_of(officer(land).get(address))
    for words in ("同时在两地学习", "心情自评", "预警", "学习提醒", "未读"):
        assert words in page
    for words in ("需要关心", "秘密"):
        assert words not in page


def test_who_is_stopped_is_seen_at_once(land, person, address) -> None:
    day = (int(datetime.now(LOCAL).timestamp() * 1000) + 8 * 3_600_000) // 86_400_000
    StudyClock.objects.create(learner=person.user, state={"failed": 3, "failed_day": day})
    assert "今日停止计时" in text_of(officer(land).get(address))


def test_other_apps_fill_actions_and_sections(land, address, monkeypatch) -> None:
    monkeypatch.setattr(places, "_places", {})
    places.register("person_actions", lambda request, offender, **_m: f"做：{offender.code}")
    places.register("person_sections", lambda request, offender, **_m: f"看：{offender.code}")
    page = text_of(officer(land).get(address))
    assert "做：YH" in page
    assert "看：YH" in page


def test_the_page_costs_as_much_however_much_there_is(
    land, person, address, django_assert_max_num_queries
) -> None:
    client = officer(land)
    MonthTarget.objects.create(learner=person.user, month=str(Month.current()), seconds=21_600)
    for number in range(6):
        Enrolment.objects.create(
            learner=person.user, course=content.course(land.county), source="officer"
        )
        sitting(person.user)
        ReviewSignal.objects.create(key=str(number), learner=person.user, kind="two_places")
        send(to=person.user, subject="提醒", body="…", key=str(number), channels=["sms"])
    client.get(address)
    with django_assert_max_num_queries(26):
        client.get(address)


# evidence


@pytest.fixture
def studied(student, lesson):
    """Ten minutes confirmed, a pause, a page that was hidden, a wrong answer among the right."""
    student.open(lesson)
    student.play(300).wait(40).beat(student.position, "paused")
    student.play(300).wait(20).beat(student.position, "hidden")
    student.close()
    student.respond(right=False)
    student.respond()
    return student


def test_evidence_is_what_the_learner_sees(land, studied) -> None:
    month = str(Month.current())
    theirs = studied.client.get(f"/api/v1/me/credits?month={month}").json()
    ours = month_evidence(studied.learner, Month.current())
    assert ours.seconds == theirs["seconds"] == 600
    assert [(one.reason, one.milliseconds / 1000) for one in ours.missed] == [
        (one["reason"], one["seconds"]) for one in theirs["uncounted"]
    ]
    assert {code for code, _words, _seconds in ours.reasons} == {"paused", "hidden"}


def test_evidence_names_sessions_questions_and_where_from(land, studied) -> None:
    page = text_of(officer(land).get(f"/people/{studied.learner.pk}/evidence/"))
    for words in ("第1课", "10:00", "您按了暂停。", "答错", "通过", "第二次作答", "127.0.0.1"):
        assert words in page


def test_evidence_never_says_which_answer_was_right(land, studied) -> None:
    response = officer(land).get(f"/people/{studied.learner.pk}/evidence/")
    for sitting_ in response.context["evidence"].sittings:
        for challenge in sitting_.challenges:
            assert challenge.right not in response.content.decode()


def test_what_staff_confirmed_is_told_with_the_reason(land, person, address) -> None:
    chen = officer(land)
    PresenceConfirmation.objects.create(learner=person.user, reason="在所里见到", by=chen.user)
    assert "在所里见到" in text_of(chen.get(f"{address}evidence/"))


def test_another_month_is_another_address(land, person, address, at) -> None:
    at(datetime(2026, 9, 24, 12, tzinfo=LOCAL))
    sitting(person.user, at=datetime(2026, 8, 3, 9, tzinfo=LOCAL), minutes=7)
    client = officer(land)
    assert client.get(f"{address}evidence/").context["evidence"].sittings == []
    august = client.get(f"{address}evidence/?month=2026-08")
    assert len(august.context["evidence"].sittings) == 1
    assert str(august.context["after"]) == "2026-09"


@pytest.mark.parametrize("month", ["2026-13", "x", "2026-9", "%00"])
def test_a_month_that_is_none_is_refused_in_words(land, address, month) -> None:
    response = officer(land).get(f"{address}evidence/?month={month}")
    assert response.status_code == 422
    assert "2026-09" in text_of(response)


def test_evidence_costs_as_much_for_many_sessions(
    land, person, address, django_assert_max_num_queries
) -> None:
    client = officer(land)
    for _ in range(9):
        sitting(person.user, at=datetime.now(LOCAL) - timedelta(hours=2))
    client.get(f"{address}evidence/")
    with django_assert_max_num_queries(16):
        client.get(f"{address}evidence/")


# confirming presence


def test_confirming_lifts_and_credits_what_was_waiting(land, student, lesson) -> None:
    student.open(lesson)
    student.play(120).close()
    address = f"/people/{student.learner.pk}/presence/"
    response = officer(land).post(address, {"reason": "在所里当面看到"}, follow=True)
    assert "已确认" in text_of(response)
    assert MonthTotal.objects.seconds_of(student.learner, Month.current()) == 120


def test_confirming_needs_a_reason(land, person, address) -> None:
    response = officer(land).post(f"{address}presence/", {"reason": " "})
    assert response.status_code == 422
    assert not PresenceConfirmation.objects.exists()


def test_a_prosecutor_confirms_nobody(land, person, address) -> None:
    client = officer(land, "prosecutor", "procuratorate")
    assert client.post(f"{address}presence/", {"reason": "看到"}).status_code == 403


def test_the_sheet_names_term_months_and_who_printed_it(land, person, address) -> None:
    client = officer(land, name="陈晓红")
    page = text_of(client.get(f"{address}sheet/"))
    for words in ("社区矫正对象学习情况表", "蓝天", "陈晓红于", str(today()), "本人签名"):
        assert words in page
