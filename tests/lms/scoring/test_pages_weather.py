"""The weather on the home, on its own page, month by month, and on staff's pages."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client

from lms.core.months import Month
from lms.scoring import facts as gathered
from lms.scoring.models import MonthScore
from tests.factories import learning, people, scoring

pytestmark = pytest.mark.django_db
HOUR = 2700


@pytest.fixture
def offender(land):
    return people.offender(land.office, name="王建国")


@pytest.fixture
def posted(land):
    return scoring.county_month(land.county, state="posted")


@pytest.fixture
def live(monkeypatch):
    """What the running month's facts are."""

    def are(**changes: Any) -> None:
        given = scoring.facts(month=str(Month.current()), **changes)
        monkeypatch.setattr(gathered, "live", lambda offender: (given, 8 * HOUR))

    are()
    return are


def client_of(user: Any) -> Client:
    cache.clear()
    client = Client()
    client.force_login(user)
    return client


def page(client: Client, path: str) -> str:
    response = client.get(path)
    assert response.status_code == 200
    return response.content.decode()


def test_this_month_is_an_estimate_with_word_and_number(offender, live) -> None:
    html = page(client_of(offender.user), "/weather/")
    assert "估算" in html
    assert "多云" in html
    assert "72 分" in html
    assert "再得 13 分就是“晴”" in html


def test_it_says_what_would_help_most(offender, live) -> None:
    live(study={"seconds": 5 * HOUR, "target_seconds": 5 * HOUR})
    html = page(client_of(offender.user), "/weather/")
    assert "这样做最有帮助" in html
    assert "再学 3 学时" in html


def test_lines_that_gave_and_took_with_their_facts(offender, live) -> None:
    live(records=[scoring.record("report_late"), scoring.record("class_attended")])
    html = page(client_of(offender.user), "/weather/")
    assert "迟报、漏报" in html
    assert "−2" in html
    assert "+3" in html
    assert "2026-10-08" in html


def test_the_real_facts_of_the_running_month(offender) -> None:
    assert "估算" in page(client_of(offender.user), "/weather/")


def test_somebody_after_the_end_has_no_estimate(land, offender) -> None:
    from datetime import timedelta

    from lms.core.months import today

    ended = today() - timedelta(days=70)
    type(offender).objects.filter(pk=offender.pk).update(ends_on=ended)
    assert "没有得分" in page(client_of(offender.user), "/weather/")


def test_twelve_months_as_picture_and_table(offender, posted, live, land) -> None:
    scoring.score(offender, posted)
    html = page(client_of(offender.user), "/weather/")
    assert 'class="year"' in html
    assert 'href="/weather/months/2026-10/"' in html
    assert "2026 年 10 月" in html


def test_a_draft_is_not_the_person_s_to_see(offender, land, live) -> None:
    draft = scoring.county_month(land.county, state="approved")
    scoring.score(offender, draft)
    client = client_of(offender.user)
    assert "/weather/months/" not in page(client, "/weather/")
    assert client.get("/weather/months/2026-10/").status_code == 404


def test_a_month_with_both_versions(offender, posted) -> None:
    first = scoring.score(offender, posted)
    MonthScore.objects.filter(pk=first.pk).update(is_current=False)
    good = scoring.facts(records=[scoring.record("report_on_time")])
    scoring.score(offender, posted, version=2, reason="补记按时报告", facts=good)
    html = page(client_of(offender.user), "/weather/months/2026-10/")
    assert "第 2 版" in html
    assert "已作废" in html
    assert "补记按时报告" in html
    assert html.index("76 分") < html.index("72 分")


@pytest.mark.parametrize("month", ["2026-09", "2026-13", "x", "2026-1"])
def test_a_month_without_a_score_is_not_there(offender, posted, month) -> None:
    scoring.score(offender, posted)
    assert client_of(offender.user).get(f"/weather/months/{month}/").status_code == 404


@pytest.mark.parametrize("role", ["officer", "guardian", "manager"])
def test_only_people_under_correction_have_a_weather(land, role) -> None:
    assert client_of(people.user_with_role(role, land.office)).get("/weather/").status_code == 403


def test_what_the_page_costs(offender, posted, django_assert_max_num_queries) -> None:
    for number in range(1, 10):
        scoring.score(
            offender, scoring.county_month(posted.county, f"2026-0{number}", state="final")
        )
    learning.target(offender.user, Month.current(), 8 * HOUR)
    client = client_of(offender.user)
    page(client, "/weather/")
    with django_assert_max_num_queries(18):
        page(client, "/weather/")


def test_what_a_month_costs(offender, posted, django_assert_num_queries) -> None:
    scoring.score(offender, posted)
    client = client_of(offender.user)
    page(client, "/weather/months/2026-10/")
    with django_assert_num_queries(5):
        page(client, "/weather/months/2026-10/")


# the home


def test_the_home_says_the_newest_posted_weather(offender, posted) -> None:
    scoring.score(offender, posted)
    html = page(client_of(offender.user), "/home/")
    assert "2026 年 10 月 · 多云" in html
    assert "72 分" in html
    assert "icons" in html
    assert "#partly" in html


def test_the_home_says_the_estimate_when_it_was_looked_at(offender, posted, live) -> None:
    scoring.score(offender, posted)
    live(records=[scoring.record("report_on_time"), scoring.record("good_deed"),
                  scoring.record("good_deed")])  # fmt: skip
    client = client_of(offender.user)
    page(client, "/weather/")
    html = page(client, "/home/")
    assert "本月目前 · 晴" in html
    assert "的估算" in html


def test_the_home_of_a_newcomer_says_when_the_first_comes(offender) -> None:
    assert "第一次得分" in page(client_of(offender.user), "/home/")


def test_staff_s_study_home_has_no_weather(land) -> None:
    html = page(client_of(people.user_with_role("officer", land.office)), "/study/")
    assert 'id="weather-home"' not in html


# guardians


def test_a_guardian_sees_a_juvenile_s_weather(land, live) -> None:
    juvenile = people.offender(land.office, name="赵小明", juvenile_regime=True)
    guardian = people.user_with_role("guardian", land.office)
    people.team_member(juvenile, guardian, kind="guardian")
    client = client_of(guardian)
    assert "赵小明的晴雨表" in page(client, "/home/")
    assert "赵小明的晴雨表" in page(client, f"/weather/wards/{juvenile.pk}/")


def test_a_guardian_sees_no_grown_up_s_weather(land, live, offender) -> None:
    guardian = people.user_with_role("guardian", land.office)
    people.team_member(offender, guardian, kind="guardian")
    assert client_of(guardian).get(f"/weather/wards/{offender.pk}/").status_code == 404


# staff


def test_staff_see_scores_and_drafts(offender, land, live) -> None:
    scoring.score(offender, scoring.county_month(land.county, state="reviewed"))
    client = client_of(people.user_with_role("officer", land.office))
    html = page(client, f"/scores/people/{offender.pk}/")
    assert f'href="/scores/people/{offender.pk}/2026-10/"' in html
    html = page(client, f"/scores/people/{offender.pk}/2026-10/")
    assert "72 分" in html
    assert f"/people/{offender.pk}/evidence/?month=2026-10" in html


@pytest.mark.parametrize(("role", "place"), [("officer", "office2"), ("editor", "county")])
def test_staff_elsewhere_see_nobody_s_scores(offender, land, role, place, live) -> None:
    client = client_of(people.user_with_role(role, getattr(land, place)))
    assert client.get(f"/scores/people/{offender.pk}/").status_code == 404


def test_the_person_s_page_has_the_newest_scores(offender, posted, land) -> None:
    scoring.score(offender, posted)
    html = page(client_of(people.user_with_role("officer", land.office)), f"/people/{offender.pk}/")
    assert f'href="/scores/people/{offender.pk}/"' in html
    assert "72" in html
