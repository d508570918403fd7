"""The morning list: who is behind, absent, due, and what is to be reviewed."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from django.core.cache import cache
from django.urls import reverse

from lms.core import places
from lms.core.clock import now
from lms.core.months import LOCAL, Month, today
from lms.credits.actions import propose_correction
from lms.credits.models import MonthTotal
from lms.learning.models import (
    Enrolment,
    Exemption,
    MonthTarget,
    ReviewSignal,
    StudyClock,
    ToolResult,
)
from lms.learning.morning import SHOWN, morning_of
from tests.factories import content, people
from tests.lms.learning.desk import client_of, credited, officer, sitting, text_of

pytestmark = pytest.mark.django_db
NOON = datetime(2026, 9, 24, 12, 0, tzinfo=LOCAL)
EIGHT = 8 * 2700


@pytest.fixture(autouse=True)
def _noon(at) -> None:
    at(NOON)


def with_hours(offender, seconds: int, target: int = EIGHT):
    month = str(Month.current())
    MonthTotal.objects.create(learner=offender.user, month=month, kind="study", seconds=seconds)
    MonthTarget.objects.update_or_create(
        learner=offender.user, month=month, defaults={"seconds": target}
    )
    return offender


def names(part) -> list[str]:
    """Of people, or of rows about people."""
    return [(row.user if hasattr(row, "user") else row.learner).name for row in part.rows]


@pytest.fixture
def chen(land):
    return people.user_with_role("officer", land.office)


def test_behind_is_who_has_less_than_the_days_so_far_call_for(land, chen) -> None:
    with_hours(people.offender(land.office, name="落后"), EIGHT * 20 // 30)
    with_hours(people.offender(land.office, name="正常"), EIGHT * 24 // 30)
    assert names(morning_of(chen).behind) == ["落后"]


def test_the_furthest_behind_comes_first(land, chen) -> None:
    with_hours(people.offender(land.office, name="差一点"), EIGHT // 2)
    with_hours(people.offender(land.office, name="差很多"), 0)
    assert names(morning_of(chen).behind) == ["差很多", "差一点"]


def test_who_is_exempt_today_is_neither_behind_nor_absent(land, chen) -> None:
    ill = with_hours(people.offender(land.office), 0)
    Exemption.objects.create(
        offender=ill, kind="illness", starts_on=today(), ends_on=today(), reason="住院",
        granted_by=chen,
    )  # fmt: skip
    found = morning_of(chen)
    assert (found.behind.count, found.absent.count) == (0, 0)


def test_absent_is_who_opened_no_lesson_for_seven_days(land, chen) -> None:
    for name, days in (("久未学", 8), ("刚学过", 6)):
        one = people.offender(land.office, name=name)
        sitting(one.user, at=now() - timedelta(days=days))
    assert names(morning_of(chen).absent) == ["久未学"]


def test_somebody_new_is_not_absent_yet(land, chen) -> None:
    people.offender(land.office, starts_on=today() - timedelta(days=3))
    people.offender(land.office, name="从未学")
    assert names(morning_of(chen).absent) == ["从未学"]


@pytest.mark.parametrize(
    ("due_in", "postponed_to", "state", "counts"),
    [(7, None, "open", True), (8, None, "open", False), (-3, None, "open", True),
     (-3, 30, "open", False), (None, 2, "open", True), (None, None, "open", False),
     (2, None, "completed", False), (2, None, "waived", False)],
)  # fmt: skip
def test_due_courses(land, chen, due_in, postponed_to, state, counts) -> None:
    def day(n):
        return None if n is None else today() + timedelta(days=n)

    Enrolment.objects.create(
        learner=people.offender(land.office).user, course=content.course(land.county),
        source="officer", reason="补课", state=state, due_on=day(due_in),
        postponed_until=day(postponed_to),
    )  # fmt: skip
    found = morning_of(chen)
    assert (found.due.count, found.due_people) == (counts, counts)


def test_who_failed_three_questions_today_is_stopped(land, chen) -> None:
    day = (int(now().timestamp() * 1000) + 8 * 3_600_000) // 86_400_000
    states = {
        "停": {"failed": 3, "failed_day": day},
        "昨": {"failed": 3, "failed_day": day - 1},
        "好": {"failed": 2, "failed_day": day},
    }
    for name, state in states.items():
        one = people.offender(land.office, name=name)
        StudyClock.objects.create(learner=one.user, last_at=now(), state=state)
    assert names(morning_of(chen).stopped) == ["停"]


def test_a_correction_waits_for_the_second_person_only(land) -> None:
    first, second = (people.user_with_role("manager", land.county) for _ in range(2))
    entry = credited(sitting(people.offender(land.office).user))
    propose_correction(by=first, learner=entry.learner, entry=entry, seconds=0, reason="重复")
    assert morning_of(first).corrections.count == 0
    assert morning_of(second).corrections.count == 1


def test_open_signals_and_unseen_alarms_are_to_be_reviewed(land, chen) -> None:
    one = people.offender(land.office).user
    for state in ("open", "harmless"):
        ReviewSignal.objects.create(key=state, learner=one, kind="two_places", state=state)
    for alarm in (True, False):
        ToolResult.objects.create(learner=one, tool_title="自评", answers="[]", alarm=alarm)
    found = morning_of(chen)
    assert (found.signals.count, found.alarms.count, found.to_review) == (1, 1, 2)


def test_only_one_s_own_part_of_the_tree_counts(land, chen) -> None:
    for office in (land.office, land.office2, land.office3):
        with_hours(people.offender(office, name=office.name), 0)
    assert names(morning_of(chen).behind) == ["浮云司法所"]
    assert morning_of(chen).in_correction == 1


def test_more_than_fit_are_counted(land, chen) -> None:
    for _ in range(SHOWN + 3):
        people.offender(land.office)
    found = morning_of(chen).absent
    assert (len(found.rows), found.count, found.more) == (SHOWN, SHOWN + 3, 3)


def test_a_county_sees_its_offices_side_by_side(land, chen) -> None:
    cache.clear()
    with_hours(people.offender(land.office2), EIGHT)
    manager = people.user_with_role("manager", land.county)
    row = next(one for one in morning_of(manager).offices if one.name == "崇头司法所")
    assert (row.people, row.reached) == (1, 1)
    assert morning_of(chen).offices == ()


def test_the_page_leads_to_the_lists_behind_its_figures(land) -> None:
    with_hours(people.offender(land.office, name="蓝天"), 0)
    page = officer(land).get("/desk/")
    assert "蓝天" in text_of(page)
    for query in ("behind=on", "absent=on", "due=on"):
        assert f"/people/?{query}".encode() in page.content


def test_the_page_costs_few_queries_however_many_people(land, django_assert_num_queries) -> None:
    client = officer(land, "manager", "county")
    for number in range(12):
        sitting(with_hours(people.offender(land.office), number).user)
    client.get("/desk/")
    with django_assert_num_queries(15):
        client.get("/desk/")


def test_higher_apps_have_a_place_here(land, monkeypatch) -> None:
    monkeypatch.setattr(places, "_places", {})
    places.register("desk_today", lambda request, morning, **_more: f"今天 {morning.day}")
    assert "今天 2026-09-24" in text_of(officer(land).get("/desk/"))


@pytest.mark.parametrize("role", ["editor", "reviewer", "auditor", "system_admin", "teacher"])
def test_who_looks_after_nobody_finds_what_they_may_open(land, role) -> None:
    page = officer(land, role, "county").get("/desk/")
    assert page.status_code == 200
    assert reverse("learning:people").encode() not in page.content


@pytest.mark.parametrize("role", ["officer", "manager", "prosecutor", "editor", "auditor"])
def test_home_of_the_desk_is_the_morning_list(land, role) -> None:
    place = {"officer": "office", "prosecutor": "procuratorate"}.get(role, "county")
    assert officer(land, role, place).get("/")["Location"] == "/desk/"


def test_a_helper_s_home_is_the_list_of_their_persons(land) -> None:
    assert officer(land, "helper").get("/")["Location"] == "/my-people/"


def test_offenders_have_no_desk(land) -> None:
    assert client_of(people.offender(land.office).user).get("/desk/").status_code == 403


def test_a_prosecutor_sees_the_figures(land) -> None:
    with_hours(people.offender(land.office, name="蓝天"), 0)
    assert "蓝天" in text_of(officer(land, "prosecutor", "procuratorate").get("/desk/"))
