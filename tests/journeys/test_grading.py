"""Two graders in a real browser: by question from the keyboard, by sheet on a phone, settled."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.chromium import DESK, PHONE, Visit, chromium, signed_in
from tests.stack.platform import Platform

pytestmark = pytest.mark.journey

PEOPLE = """
from django.test import Client
from exams.actions import sitting
from exams.models import SittingEvent
from tests.factories import exams, people
land = people.land()
paper = exams.paper(exams.question("short"), exams.question("case"), title="十一月测验", readers=2)
for number in range(3):
    who = people.offender(land.office, name=f"王小明{number}").user
    row = exams.sitting(who, paper)
    exams.answer(row, 0, f"先向司法所请假，批准以后再走。（{number}）")
    exams.answer(row, 1, {"1": "a", "2": "按时回来以后去销假。"})
    SittingEvent.objects.create(sitting=row, kind="left", seconds=20)
    sitting.submit(by=who, sitting_id=row.pk)
def session(user):
    client = Client()
    client.force_login(user)
    return client.cookies["xinlu_session"].value
graders = [people.staff_member(land.office, "officer").user,
           people.staff_member(land.county, "manager").user]
answer = {"paper": str(paper.pk), "sessions": [session(one) for one in graders]}
"""


@pytest.fixture
def pages(platform: Platform) -> Iterator[tuple[str, list[Page]]]:
    """The paper; an officer at a desk and a manager with a phone."""
    made: dict[str, Any] = platform.python(PEOPLE)
    with chromium() as browser:
        yield (
            made["paper"],
            [
                signed_in(browser, platform.url, session, size=size).new_page()
                for session, size in zip(made["sessions"], (DESK, PHONE), strict=True)
            ],
        )


def is_sound(page: Page) -> None:
    """No barriers, nobody's name, and nothing wider than the screen, on a desk and on a phone."""
    seen = Visit(page)
    assert seen.violations() == []
    assert "王小明" not in page.content()
    for size in (PHONE, DESK):
        assert seen.overflow_at(size) <= 0, (page.url, size)


def test_two_graders(pages: tuple[str, list[Page]]) -> None:
    paper, (first, second) = pages
    first.goto("/exams/grading/")
    is_sound(first)
    first.get_by_role("link", name="十一月测验").click()
    is_sound(first)

    # question by question, by the keyboard alone
    for question, points in ((0, ["3", "1"]), (0, ["2", "1"])):
        first.goto(f"/exams/grading/{paper}/")
        first.get_by_role("link", name="评阅这道题").nth(question).click()
        is_sound(first)
        for _sheet in range(3):
            title = first.title()
            expect(first.locator("input[type=number]").first).to_be_focused()
            first.locator("h1").click()
            for one in points:
                first.keyboard.press(one)
                first.keyboard.press("Enter")
            expect(first).not_to_have_title(title)
    first.get_by_role("button", name="全部提交").click()
    expect(first.get_by_text("已提交 3 份答卷")).to_be_visible()
    is_sound(first)

    # the second one, with a phone, sheet by sheet
    second.goto(f"/exams/grading/{paper}/")
    second.get_by_role("link", name="评阅").first.click()
    is_sound(second)
    assert second.locator("input[name=points-0]").input_value() == ""
    second.locator("input[name=points-0]").fill("1")
    second.locator("input[name=points-0]").blur()
    expect(second.locator("#kept")).to_contain_text("已保存：1 分")
    second.locator("input[name=points-1-2]").fill("3")
    second.get_by_role("button", name="评完，下一份").click()
    expect(second.get_by_text("这份答卷已提交")).to_be_visible()

    # four points and one: settled by one of the two, with the reason
    second.goto(f"/exams/grading/{paper}/")
    expect(second.get_by_text("两位评阅人分歧")).to_be_visible()
    second.get_by_role("row").filter(has_text="分歧").get_by_role("link").click()
    expect(second.get_by_text("评阅人1")).to_have_count(2)
    is_sound(second)
    second.locator("input[name=points-0]").fill("3")
    second.locator("input[name=reason-0]").fill("漏了销假。")
    second.locator("input[name=points-1-2]").fill("3")
    second.get_by_role("button", name="评完，下一份").click()
    expect(second.get_by_text("这份答卷已提交")).to_be_visible()
