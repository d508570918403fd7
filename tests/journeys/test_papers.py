"""From a blueprint to a test that can be sat: an author and a reviewer in a real browser."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.journeys.chromium import DESK, PHONE, Visit, chromium, signed_in
from tests.stack.platform import Platform

pytestmark = pytest.mark.journey

PEOPLE = """
from django.test import Client
from content.models import KnowledgePoint
from lms.accounts.models import User
from tests.factories import exams, people
land = people.land()
made = {
    "author": people.user_with_role("editor", land.county, name="王编辑"),
    "reviewer": people.user_with_role("reviewer", land.county, name="李审核"),
    "learner": people.offender(land.office, name="赵某").user,
}
leave = KnowledgePoint.objects.create(code="qxj", name="请销假")
for number in range(4):
    exams.question(knowledge=leave)
answer = {}
for name, user in made.items():
    client = Client()
    client.force_login(
        User.objects.get(pk=user.pk), backend="lms.accounts.backends.NameOrPhoneBackend"
    )
    answer[name] = client.cookies["xinlu_session"].value
"""
WATCHED = "new Promise(done => document.addEventListener('w-unsaved:watch-edits', () => done()))"
"""The form says that it saves by itself from now on."""
PAPERS = "/cms/snippets/exams/paper/"


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as found:
        yield found


@pytest.fixture(scope="module")
def people(platform: Platform) -> dict[str, Any]:
    return dict(platform.python(PEOPLE))


@pytest.fixture
def sit_down(browser: Browser, platform: Platform, people: dict[str, Any]) -> Iterator[Any]:
    """``sit_down("author")``: a page of that person's browser."""
    contexts = []

    def begin(who: str, size: tuple[int, int] = DESK) -> Visit:
        contexts.append(signed_in(browser, platform.url, people[who], size=size))
        return Visit(contexts[-1].new_page())

    yield begin
    for context in contexts:
        context.close()


def choose_tab(page: Page, name: str) -> None:
    page.click(f"[role=tab]:has-text('{name}')")


def press(page: Page, word: str) -> None:
    """A button of the menu at the foot of the form."""
    if not page.locator(f"footer button:visible:has-text('{word}')").count():
        page.click("footer .w-dropdown__toggle")
    page.click(f"footer button:visible:has-text('{word}') >> nth=0")
    page.wait_for_load_state()


def test_from_the_blueprint_to_the_learner(sit_down: Any) -> None:
    author = sit_down("author")
    page = author.page
    page.goto(f"{PAPERS}add/")
    page.evaluate(WATCHED)
    page.fill("#id_title", "请假知识测验")
    page.fill("#id_minutes", "30")
    choose_tab(page, "题目")
    page.select_option("#id_draw", "blueprint")
    page.click("#id_blueprint-ADD")
    page.select_option("#id_blueprint-0-knowledge", label="请销假")
    page.fill("#id_blueprint-0-number", "5")
    page.fill("#id_blueprint-0-score", "10")
    page.click("button[aria-label*='题库']")
    beside = page.locator("[data-side-panel=standing]")
    expect(beside).to_contain_text("要5道，题库只有4道")
    page.fill("#id_blueprint-0-number", "3")
    expect(beside).to_contain_text("共3题，30分")
    expect(beside).not_to_contain_text("题目不够")

    choose_tab(page, "谁可以参加")
    page.click("#id_access-ADD")
    page.select_option("#id_access-0-organisation", label="云和县")
    expect(beside).to_contain_text("没有问题")
    press(page, "提交")
    expect(page.locator(".messages")).to_contain_text("请假知识测验")

    reviewer = sit_down("reviewer")
    reviewer.page.goto(PAPERS)
    reviewer.page.click("a:has-text('请假知识测验')")
    press(reviewer.page, "批准")
    expect(reviewer.page.locator(".messages")).to_contain_text("请假知识测验")
    learner = sit_down("learner", PHONE)
    learner.page.goto("/tests/")
    expect(learner.page.locator("main")).to_contain_text("请假知识测验")
    page.goto(PAPERS)
    expect(page.locator("main")).to_contain_text("已发布")
    assert author.complaints + reviewer.complaints == []


def test_questions_are_chosen_from_the_bank(sit_down: Any) -> None:
    author = sit_down("author")
    page = author.page
    page.goto(f"{PAPERS}add/")
    page.evaluate(WATCHED)
    page.fill("#id_title", "固定试卷")
    choose_tab(page, "题目")
    page.click("#id_items-ADD")
    page.click("#id_items-0-question-chooser .unchosen button")
    page.click(".modal a[data-chooser-modal-choice] >> nth=0")
    expect(page.locator("#id_items-0-question-chooser")).to_contain_text("怎么办")
    page.click("button[aria-label*='预览']")
    expect(page.frame_locator("iframe").first.locator("h1")).to_contain_text("固定试卷")
    assert author.complaints == []
