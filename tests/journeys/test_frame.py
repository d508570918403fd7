"""The frames, core's own pages and their behaviours, in a real browser."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser

from tests.journeys.chromium import DESK, PHONE, SMALL, Visit, chromium, signed_in
from tests.stack.platform import Platform

pytestmark = pytest.mark.journey

PEOPLE = """
from django.test import Client
from lms.accounts.models import User
from lms.core import audit
from lms.core.models import Job
from tests.factories import people
land = people.land()
office, county = land.office, land.county
made = {
    "learner": people.offender(office).user,
    "manager": people.user_with_role("manager", county),
    "auditor": people.user_with_role("auditor", county),
}
for number in range(60):
    audit.record("list.exported", actor=made["manager"], after={"rows": number})
running = Job.objects.create(
    kind="core.export", created_by=made["manager"], state="running", done=3, total=10,
    lease_until="2099-01-01T00:00Z",
)
failed = Job.objects.create(kind="core.export", created_by=made["manager"], state="failed")
failed.errors.create(line=3, column="姓名", value="王", problem="空")
answer = {"running": str(running.pk), "failed": str(failed.pk)}
for name, user in made.items():
    client = Client()
    client.force_login(User.objects.get(pk=user.pk))
    answer[name] = client.cookies["xinlu_session"].value
"""
PAGES = [
    ("", "/language/"),
    ("", "/nothing-here"),
    ("learner", "/messages/"),
    ("learner", "/audit/"),
    ("manager", "/messages/"),
    ("manager", "/jobs/"),
    ("manager", "/jobs/{running}/"),
    ("manager", "/jobs/{failed}/"),
    ("auditor", "/audit/"),
    ("auditor", "/audit/?verb=list.exported&since=2026-01-01&sort=at"),
    ("auditor", "/audit/?since=never"),
]


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as found:
        yield found


@pytest.fixture(scope="module")
def people(platform: Platform) -> dict[str, str]:
    return dict(platform.python(PEOPLE))


@pytest.fixture
def visit(browser: Browser, platform: Platform, people: dict[str, str]) -> Iterator[Any]:
    """``visit("/jobs/", "manager", DESK)``: the page, opened by that person on that screen."""
    contexts = []

    def open_page(path: str, who: str = "", size: tuple[int, int] = PHONE, **options: Any) -> Visit:
        session = people[who] if who else ""
        contexts.append(signed_in(browser, platform.url, session, size=size, **options))
        seen = Visit(contexts[-1].new_page())
        seen.page.goto(path.format(**people))
        return seen

    yield open_page
    for context in contexts:
        context.close()


@pytest.mark.parametrize(("who", "path"), PAGES)
def test_pages_are_sound_on_every_screen(visit, platform, who: str, path: str) -> None:
    seen = visit(path, who, PHONE)
    assert seen.violations() == []
    assert [seen.overflow_at(size) for size in (PHONE, SMALL, DESK)] == [0, 0, 0]
    assert seen.violations() == []
    assert seen.complaints == []
    assert seen.hosts == {urlsplit(platform.url).netloc}


@pytest.mark.parametrize(("who", "path"), [("manager", "/jobs/"), ("auditor", "/audit/")])
def test_large_type_on_a_small_screen_is_sound(visit, who: str, path: str) -> None:
    seen = visit(path, who, SMALL)
    seen.page.click("[data-large-type] button")
    assert seen.page.evaluate("document.documentElement.classList.contains('large')")
    assert seen.violations() == []
    assert seen.overflow_at(SMALL) == 0


def test_large_type_stays_when_the_page_is_left(visit) -> None:
    seen = visit("/messages/", "learner")
    with seen.page.expect_response("**/large-type/"):
        seen.page.click("[data-large-type] button")
    seen.page.goto("/language/")
    assert seen.page.evaluate("document.documentElement.classList.contains('large')")


def test_the_keyboard_goes_straight_to_the_content(visit) -> None:
    seen = visit("/jobs/", "manager", DESK)
    seen.page.keyboard.press("Tab")
    seen.page.keyboard.press("Enter")
    assert seen.page.evaluate("document.activeElement.id") == "main"


def test_escape_closes_a_menu_and_gives_the_focus_back(visit) -> None:
    seen = visit("/messages/", "learner")
    seen.page.click(".topbar summary")
    seen.page.keyboard.press("Escape")
    assert seen.page.query_selector("details[data-drop][open]") is None
    assert seen.page.evaluate("document.activeElement.tagName") == "SUMMARY"


def test_the_menu_of_the_desk_works_on_a_phone_without_script(visit) -> None:
    seen = visit("/messages/", "manager", PHONE, java_script_enabled=False)
    seen.page.click(".deskbar summary")
    seen.page.click(".deskbar nav a[href='/jobs/']")
    assert urlsplit(seen.page.url).path == "/jobs/"


def test_cancelling_is_asked_first(visit, platform, people) -> None:
    seen = visit("/jobs/{running}/", "manager", DESK)
    seen.page.click("form[data-confirm] button")
    assert seen.violations() == []
    seen.page.click("dialog [value=no]")
    running = f"SELECT state FROM core_job WHERE id = '{people['running'].replace('-', '')}'"
    assert platform.query(running) == [("running",)]


def test_the_bar_of_a_job_moves_by_itself(visit, platform, people) -> None:
    seen = visit("/jobs/{running}/", "manager", DESK)
    further = f"Job.objects.filter(pk='{people['running']}').update(done=7)"
    platform.python(f"from lms.core.models import Job; {further}")
    seen.page.wait_for_selector("progress[value^='70']")


def test_a_list_is_sorted_filtered_and_kept_as_a_view(visit) -> None:
    page = visit("/audit/", "auditor", DESK).page
    page.select_option("#id_verb", "list.exported")
    page.click(".filters button")
    page.click("th.sortable a")
    assert "verb=list.exported" in page.url
    assert page.get_attribute("th[aria-sort]", "aria-sort") == "ascending"
    page.click("summary:has-text('我的视图')")
    page.fill("[name=save_view]", "导出")
    page.click("summary:has-text('我的视图') ~ .sheetlet button:has-text('保存')")
    page.click("summary:has-text('我的视图')")
    assert (
        page.get_attribute(".sheetlet a:has-text('导出')", "href") == "?verb=list.exported&sort=at"
    )


def test_the_network_s_absence_is_told(visit) -> None:
    seen = visit("/messages/", "learner")
    seen.page.context.set_offline(True)
    seen.page.wait_for_selector("[data-offline]:not([hidden])")
    seen.page.context.set_offline(False)
    seen.page.wait_for_selector("[data-offline][hidden]", state="attached")
