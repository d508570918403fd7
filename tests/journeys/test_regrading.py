"""Two managers correct a faulty question in a real browser, and the learner reads of it."""

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
from exams import figures
from exams.actions import sitting
from tests.factories import exams, people
land = people.land()
paper = exams.paper(exams.question(), exams.question(), title="十一月测验", show_score="at_once")
who = [people.offender(land.office).user for _n in range(6)]
for number, one in enumerate(who):
    row = exams.sitting(one, paper)
    exams.answer(row, 0, "b" if number else "a")
    exams.answer(row, 1, "a")
    sitting.submit(by=one, sitting_id=row.pk)
figures.work_out(paper)
def session(user):
    client = Client()
    client.force_login(user)
    return client.cookies["xinlu_session"].value
managers = [people.staff_member(land.county, "manager").user for _n in range(2)]
version = paper.questions.get(place=0).version_id
answer = {"at": f"/exams/figures/{paper.pk}/{version}/",
          "sessions": [session(one) for one in [*managers, who[-1]]]}
"""


@pytest.fixture
def pages(platform: Platform) -> Iterator[tuple[str, list[Page]]]:
    """Where the figures of the question are; the two managers' pages and a learner's phone."""
    made: dict[str, Any] = platform.python(PEOPLE)
    with chromium() as browser:
        sizes = (DESK, DESK, PHONE)
        yield (
            made["at"],
            [
                signed_in(browser, platform.url, session, size=size).new_page()
                for session, size in zip(made["sessions"], sizes, strict=True)
            ],
        )


def is_sound(page: Page) -> None:
    """No barriers, and nothing wider than the screen, on a desk and on a phone."""
    seen = Visit(page)
    assert seen.violations() == []
    for size in (PHONE, DESK):
        assert seen.overflow_at(size) <= 0, (page.url, size)


def test_from_the_figures_to_the_learner(pages: tuple[str, list[Page]]) -> None:
    at, (first, second, learner) = pages
    first.goto(at)
    first.get_by_role("link", name="这道题有错").click()
    is_sound(first)
    first.get_by_label("另一个答案也算对").check()
    first.get_by_label("B 先走再说").check()
    first.locator("[name=reason]").fill("两个说法都对。")
    first.get_by_role("button", name="看看会有哪些变动").click()
    expect(first.get_by_text("须由另一个人查看并确认")).to_be_visible()
    expect(first.locator("tbody tr")).to_have_count(5)
    is_sound(first)

    second.goto("/exams/regrades/")
    is_sound(second)
    second.locator("tbody a").first.click()
    second.get_by_role("button", name="更正成绩").click()
    second.get_by_role("dialog").get_by_role("button").first.click()
    expect(second.get_by_text("已有5份成绩变动。")).to_be_visible(timeout=30_000)
    is_sound(second)

    learner.goto("/messages/")
    learner.get_by_text("您的考试成绩有变化").first.click()
    expect(learner.get_by_text("您的得分增加了")).to_be_visible()
