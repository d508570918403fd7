"""A manager's way with the scheme in a real browser: read, draft, bring in, try, put in force; and
what a score proposes. On a desk and on a phone."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from lms.core.months import LOCAL
from tests.journeys.chromium import DESK, PHONE, Visit, chromium, signed_in
from tests.stack.platform import Platform

pytestmark = pytest.mark.journey

PEOPLE = """
from django.test import Client
from lms.scoring.proposing import make_proposals
from tests.factories import people, scoring
land = people.land()
manager = people.user_with_role("manager", land.county)
month = scoring.county_month(land.county, "2026-10", state="approved")
study = {"seconds": 6 * 2700, "target_seconds": 6 * 2700}
for records in ([], [scoring.record("warning")]):
    person = people.offender(land.office, treatment_level="ordinary")
    scoring.score(person, month, facts=scoring.facts(study=study, records=records))
make_proposals(county_month=month)
client = Client()
client.force_login(manager)
answer = {"county": str(land.county.uid), "session": client.cookies["xinlu_session"].value}
"""


class Desk:
    def __init__(self, browser: Browser, platform: Platform) -> None:
        made = platform.python(PEOPLE)
        self.at = f"/scores/schemes/{made['county']}/"
        context = signed_in(browser, platform.url, made["session"], size=DESK)
        self.page: Page = context.new_page()

    def opens(self, path: str) -> Page:
        answer = self.page.goto(path)
        assert answer is not None
        assert answer.status == 200, path
        self.is_sound()
        return self.page

    def is_sound(self) -> None:
        """No barriers, and nothing wider than the screen, on a desk and on a phone."""
        seen = Visit(self.page)
        assert seen.violations() == []
        for size in (PHONE, DESK):
            assert seen.overflow_at(size) <= 0, (self.page.url, size)
        self.page.set_viewport_size({"width": DESK[0], "height": DESK[1]})

    def sends(self, button: str) -> None:
        """Sends the form, and says yes where the page asks."""
        self.page.get_by_role("button", name=button, exact=True).click()
        asked = self.page.get_by_role("dialog").get_by_role("button").first
        if asked.is_visible():
            asked.click()


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    running = Platform(tmp_path_factory.mktemp("schemes")).prepare()
    running.to(datetime(2026, 11, 20, 10, tzinfo=LOCAL))
    running.start("web")
    with chromium() as browser:
        yield Desk(browser, running)
    running.stop()


def test_a_scheme_from_its_draft_into_force(desk: Desk, tmp_path: Path) -> None:
    page = desk.opens(desk.at)
    expect(page.locator("main")).to_contain_text("学习未达标")
    for part in (
        "basics/",
        "items/new/",
        "items/15/",
        "proposals/new/",
        "proposals/1/",
        "enforce/",
    ):
        desk.opens(f"{desk.at}draft/{part}")

    page = desk.opens(f"{desk.at}draft/")
    page.locator("[name=form-0-cap]").fill("-1")
    desk.sends("保存")
    expect(page.locator("[name=form-0-cap]")).to_have_attribute("aria-invalid", "true")
    desk.is_sound()
    page.locator("[name=form-0-cap]").fill("8")
    page.locator("[name=form-0-points]").fill("2")
    desk.sends("保存")
    expect(page.locator("main")).to_contain_text("草稿已保存")

    faulty = tmp_path / "scheme.toml"
    faulty.write_text('name = "方案"\nbase 60\n', encoding="utf-8")
    page.set_input_files("[name=file]", faulty)
    desk.sends("导入")
    expect(page.locator("main")).to_contain_text("第 2 行")
    desk.is_sound()

    desk.opens(f"{desk.at}draft/")
    desk.sends("用上月试算")
    expect(page.locator("main")).to_contain_text("+2")
    desk.is_sound()

    desk.opens(f"{desk.at}draft/enforce/")
    page.select_option("[name=first_month]", "2026-12")
    page.fill("[name=reason]", "县里统一口径")
    desk.sends("施行")
    page.wait_for_url(f"**{desk.at}")
    expect(page.locator("main")).to_contain_text("尚未施行")
    desk.is_sound()
    desk.opens(f"{desk.at}versions/1/")
    desk.opens("/scores/schemes/?all=1")


def test_a_proposal_is_accepted(desk: Desk) -> None:
    page = desk.opens("/scores/proposals/")
    page.get_by_role("link", name="转为严管").click()
    desk.is_sound()
    page.fill("[name=reason]", "本月受到警告")
    desk.sends("采纳")
    page.wait_for_url("**/scores/proposals/")
    expect(page.locator("main")).to_contain_text("已采纳")
    expect(page.get_by_role("link", name="转为严管")).to_have_count(0)
