"""A month of the barometer in a real browser: recorded, closed, reviewed, approved, posted,
objected to on a phone, amended, final, verified. The clock is moved; a real worker works."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from lms.core.months import LOCAL
from tests.journeys.chromium import DESK, PHONE, Visit, chromium, signed_in
from tests.stack.platform import Platform, until

pytestmark = pytest.mark.journey

MONTH = "2026-11"
PEOPLE = """
from lms.learning.models import MonthTarget
from tests.factories import people
land = people.land()
roles = {
    "officer": ("officer", land.office), "other": ("officer", land.office),
    "manager": ("manager", land.county), "prosecutor": ("prosecutor", land.procuratorate),
}
answer = {n: str(people.user_with_role(role, place).pk) for n, (role, place) in roles.items()}
person = people.offender(land.office, name="蓝天云", code="YH-09001")
MonthTarget.objects.create(learner=person.user, month="2026-11", seconds=0)
answer |= {"person": str(person.pk), "county": str(land.county.uid)}
"""
SESSION = """
from django.test import Client
from lms.accounts.models import User
client = Client()
client.force_login(User.objects.get(pk="{pk}"))
answer = client.cookies["xinlu_session"].value
"""
CALENDAR = "from lms.core import jobs; answer = str(jobs.enqueue('scoring.calendar').pk)"


def at(day: int, month: int = 11, hour: int = 10) -> datetime:
    return datetime(2026, month, day, hour, tzinfo=LOCAL)


class Stage:
    """``stage.opens("officer", "/desk/")``: the page as that person sees it, signed in by now."""

    def __init__(self, browser: Browser, platform: Platform) -> None:
        self.browser, self.platform = browser, platform
        self.people: dict[str, str] = platform.python(PEOPLE)
        self.month = f"/scores/months/{self.people['county']}/{MONTH}/"
        self.person = self.people["person"]

    def opens(self, name: str, path: str, size: tuple[int, int] = DESK) -> Page:
        session = self.platform.python(SESSION.format(pk=self.people[name]))
        context = signed_in(self.browser, self.platform.url, session, size=size)
        seen = Visit(context.new_page())
        seen.page.goto(path)
        self.is_sound(seen.page, size)
        return seen.page

    def is_sound(self, page: Page, size: tuple[int, int] = DESK) -> None:
        seen = Visit(page)
        assert seen.violations() == []
        assert seen.overflow_at(size) <= 0

    def reaches(self, state: str) -> None:
        def there() -> bool:
            ask = f"SELECT state FROM scoring_countymonth WHERE month = '{MONTH}'"
            return self.platform.query(ask) == [(state,)]

        until(there, what=f"the month's state {state}")

    def confirms(self, name: str, path: str) -> None:
        page = self.opens(name, path)
        page.locator("main form button[type=submit]").last.click()
        page.wait_for_url(f"**{self.month}")


@pytest.fixture(scope="module")
def stage(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stage]:
    """A platform of its own: its clock goes through a month and a half."""
    running = Platform(tmp_path_factory.mktemp("barometer")).prepare()
    running.to(at(20))
    running.start("web", "worker")
    with chromium() as browser:
        yield Stage(browser, running)
    running.stop()


def test_a_month_from_its_records_to_its_proof(stage: Stage) -> None:
    record(stage)
    close(stage)
    post(stage)
    object_to(stage)
    decide(stage)
    verify(stage)


def record(stage: Stage) -> None:
    page = stage.opens("officer", f"/scores/people/{stage.person}/conduct/new/report_missed/")
    page.fill("[name=on]", f"{MONTH}-09")
    page.fill("[name=note]", "未按规定报到")
    page.locator("main form button[type=submit]").last.click()
    expect(page.locator("main")).to_contain_text("未按规定报到")


def close(stage: Stage) -> None:
    """By the manager on the third; the worker freezes; the office reviews, the county approves."""
    stage.platform.to(at(3, 12))
    stage.confirms("manager", f"{stage.month}close/")
    stage.reaches("draft")
    page = stage.opens("other", stage.month)
    page.get_by_role("link", name="初核").click()
    page.locator("main form button[type=submit]").last.click()
    stage.reaches("reviewed")
    stage.confirms("manager", f"{stage.month}approve/")
    stage.reaches("approved")


def post(stage: Stage) -> None:
    stage.platform.to(at(10, 12))
    stage.confirms("manager", f"{stage.month}post/")
    stage.reaches("posted")


def object_to(stage: Stage) -> None:
    """On a phone, from the notice in two taps."""
    page = stage.opens("person", f"/weather/months/{MONTH}/", PHONE)
    page.get_by_role("link", name="告知书").first.click()
    stage.is_sound(page, PHONE)
    page.locator("a[href*='object/?line=M5']").first.click()
    page.fill("[name=text]", "我那天到所里报到了，有登记本。")
    page.locator("main form button[type=submit]").last.click()
    expect(page.locator("main")).to_contain_text("我那天到所里报到了")


def decide(stage: Stage) -> None:
    """Somebody else than who entered it answers; the county accepts and cancels the record."""
    page = stage.opens("other", "/scores/objections/?waiting=on")
    page.locator("tbody a").first.click()
    page.fill("[name=text]", "经查登记本，本人当日已报到。")
    page.locator("main form button[type=submit]").last.click()
    page = stage.opens("manager", "/scores/objections/?waiting=on")
    page.locator("tbody a").first.click()
    page.check("[name=outcome][value=accepted]")
    page.check("[name=cancel]")
    page.fill("[name=reason]", "情况属实，予以更正。")
    page.locator("main form button[type=submit]").last.click()
    page.get_by_role("dialog").locator("button[value=yes]").click()
    page.wait_for_function("() => document.querySelector('main').innerText.includes('已采纳')")
    amended(stage)


def amended(stage: Stage) -> None:
    page = stage.opens("person", f"/weather/months/{MONTH}/", PHONE)
    expect(page.locator("main")).to_contain_text("第 2 版")
    expect(page.locator("main")).to_contain_text("情况属实，予以更正。")


def verify(stage: Stage) -> None:
    """After the posting the calendar makes the month final; the prosecutor verifies it."""
    stage.platform.to(at(18, 12))
    stage.platform.python(CALENDAR)
    stage.reaches("final")
    until(lambda: receipts(stage) == 1, what="the procuratorate's receipt")
    page = stage.opens("prosecutor", "/scores/proofs/")
    page.locator("tbody a").first.click()
    page.get_by_role("button", name="立即核验").click()
    page.wait_for_load_state()
    until(lambda: "核验通过" in again(page), what="the verification")


def receipts(stage: Stage) -> Any:
    ask = "SELECT count(*) FROM scoring_witnesscopy WHERE kind = 'results'"
    return stage.platform.query(ask)[0][0]


def again(page: Page) -> str:
    page.reload()
    return page.locator("main").inner_text()
