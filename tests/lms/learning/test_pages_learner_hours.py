"""My hours: calendar, entries, what did not count, corrections, the paper that proves it."""

from __future__ import annotations

from datetime import datetime

import pytest
from django.test import Client

from lms.core import places
from lms.core.months import LOCAL, Month
from lms.credits.actions import approve_correction, propose_correction
from lms.credits.models import ChainHead, CreditEntry
from tests.factories import content, learning, people

pytestmark = pytest.mark.django_db
HOUR = 2700
NOON = datetime(2026, 9, 16, 12, 0, tzinfo=LOCAL)


@pytest.fixture
def learner(land, at):
    at(datetime(2026, 9, 24, 9, 0, tzinfo=LOCAL))
    return people.offender(land.office).user


@pytest.fixture
def client(learner) -> Client:
    client = Client()
    client.force_login(learner)
    return client


def page(client: Client, query: str = "") -> str:
    response = client.get(f"/credits/{query}")
    assert response.status_code == 200
    return response.content.decode()


def test_a_day_with_its_entry(client, learner) -> None:
    entry = learning.credit(learner, 570, ended_at=NOON, lesson_title="社区矫正法")
    html = page(client)
    assert "9 月 16 日" in html
    assert "+9:30" in html
    assert "11:50 – 12:00" in html
    assert entry.hash[:8] in html
    assert entry.hash[:9] not in html.replace(ChainHead.objects.get().hash, "")


@pytest.mark.parametrize(("seconds", "level"), [(600, 1), (1800, 2), (5400, 3)])
def test_the_calendar_is_darker_with_more_study(client, learner, seconds, level) -> None:
    learning.credit(learner, seconds, ended_at=NOON)
    html = page(client)
    assert f'<td class="l{level}"><a href="#d16">16' in html
    assert html.count("<td class=") - html.count('<td class="none">') == 30


def test_today_is_marked(client) -> None:
    assert 'class="l0 today" aria-current="date"' in page(client)


def test_hours_against_the_target(client, learner) -> None:
    learning.target(learner, Month(2026, 9), 8 * HOUR)
    learning.credit(learner, 14_040, ended_at=NOON)
    html = page(client)
    assert "5.20" in html
    assert "目标 8" in html
    assert "3 小时 54 分钟" in html


def test_what_did_not_count_has_a_reason(client, learner, course) -> None:
    session = learning.session(learner, content.lesson(course, title="请假"), opened_at=NOON)
    learning.missed(session, 45, "gap")
    html = page(client)
    assert "网络断开超过 90 秒" in html
    assert "12:00:00 – 12:00:45 · 请假" in html


def test_a_correction_shows_both_entries_and_why(client, learner, land) -> None:
    entry = learning.credit(learner, 1830, ended_at=NOON, lesson_title="帮信罪")
    officer = people.user_with_role("officer", land.office)
    manager = people.user_with_role("manager", land.county)
    proposed = propose_correction(
        by=officer, learner=learner, entry=entry, seconds=600, reason="签到时间写错"
    )
    assert "签到时间写错" in page(client)  # it waits for a second person
    approve_correction(by=manager, correction=proposed)
    html = page(client)
    assert "<s>帮信罪</s>" in html
    assert "冲销：帮信罪（第 1 号）" in html
    assert "原因：签到时间写错" in html
    assert "0.22" in html


def test_apps_above_add_a_way_to_object(client, learner, course, monkeypatch) -> None:
    monkeypatch.setattr(places, "_places", {})
    places.register("entry_actions", lambda request, **about: f"[{','.join(about)}]")
    learning.credit(learner, 570, ended_at=NOON)
    learning.missed(learning.session(learner, content.lesson(course), opened_at=NOON), 45)
    html = page(client)
    assert "[entry]" in html
    assert "[interval]" in html


def test_another_month(client, learner) -> None:
    learning.credit(learner, 570, ended_at=datetime(2026, 8, 5, 8, 0, tzinfo=LOCAL))
    assert "+9:30" not in page(client)
    assert "+9:30" in page(client, "?month=2026-08")


def test_months_end_at_today_and_begin_with_correction(client, learner) -> None:
    assert 'rel="next"' not in page(client)
    first = learner.offender.starts_on
    assert 'rel="prev"' not in page(client, f"?month={Month.of(first)}")


@pytest.mark.parametrize("month", ["2026-13", "heute", "99999-01"])
def test_a_month_that_does_not_exist(client, month) -> None:
    assert client.get(f"/credits/?month={month}").status_code == 422


def test_the_paper_names_the_person_and_whole_fingerprints(client, learner) -> None:
    entry = learning.credit(learner, 570, ended_at=NOON)
    html = page(client, "?month=2026-09&print=1")
    assert learner.name in html
    assert learner.offender.code in html
    assert f"<code>{entry.hash}</code>" in html
    assert "data-print" in html


def test_an_empty_month_says_what_to_do(client) -> None:
    html = page(client)
    assert "这个月还没有学时" in html
    assert 'href="/courses/"' in html


def test_nobody_else_s_hours(client, land) -> None:
    learning.credit(people.offender(land.office).user, 570, ended_at=NOON)
    assert "+9:30" not in page(client)


def test_staff_have_hours_without_a_target(land) -> None:
    client = Client()
    client.force_login(people.user_with_role("officer", land.office))
    assert "目标" not in page(client)


def test_eleven_queries(client, learner, course, django_assert_num_queries) -> None:
    """Session, user, file, office and reach, corrections, target, entries, uncounted (two), titles,
    head of the chain; however much was studied."""
    learning.target(learner, Month(2026, 9), 8 * HOUR)
    for number in range(5):
        learning.credit(learner, 60 + number, ended_at=NOON)
        session = learning.session(learner, content.lesson(course), opened_at=NOON)
        learning.missed(session, 45)
    assert CreditEntry.objects.count() == 5
    page(client)
    with django_assert_num_queries(11):
        page(client)
