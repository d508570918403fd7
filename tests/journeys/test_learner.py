"""A learner on a phone: from signing in to hours that are on record."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, expect

from tests.journeys.chromium import DESK, PHONE, SMALL, chromium, signed_in
from tests.journeys.walk import STANDS_AT, Walk
from tests.stack.platform import Platform

pytestmark = pytest.mark.journey


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as found:
        yield found


@pytest.fixture(scope="module")
def there(platform: Platform) -> dict[str, int]:
    """Ids of the course, its lessons, the questionnaire (learners.py)."""
    return dict(platform.python("from tests.journeys import learners; answer = learners.make()"))


@pytest.fixture
def walk(browser: Browser, platform: Platform, there: Any) -> Iterator[Callable[..., Walk]]:
    """``walk(1)``: the first learner, signed in, with a phone. At the end nobody was sent to
    another host, and no script has complained."""
    walks: list[Walk] = []

    def begin(number: int, size: tuple[int, int] = PHONE, **options: Any) -> Walk:
        context = signed_in(browser, platform.url, size=size, **options)
        context.set_default_timeout(20_000)
        walks.append(Walk(context.new_page()))
        return walks[-1].begin(platform, f"walks{number}")

    yield begin
    ours = {urlsplit(address).netloc for address in (platform.url, platform.media_url)}
    for one in walks:
        one.page.context.close()
        assert {host for host in one.hosts if host} <= ours
        assert one.complaints == []


def test_a_video_from_home_to_hours(walk, there) -> None:
    """Sign in, go on from home, watch, be asked, answer, end, find the time among the hours."""
    me = walk(1)
    me.check()
    me.click("开始学习")
    expect(me.page.get_by_role("heading", level=1)).to_have_text("外出请假怎么办")
    expect(me.page.locator("[data-size]")).to_contain_text("约")
    me.check()
    me.click("观看", "button")
    me.play(3).ask_soon()
    me.play(6).pause()
    expect(me.question).to_be_visible()
    me.check()
    me.answer()
    expect(me.state).to_have_text("答对了！时间已确认。")
    assert me.credited >= 5
    me.click("结束本次学习", "button")
    expect(me.page.locator("[data-result]")).to_be_visible()
    me.check()
    me.open("/credits/").check()
    expect(me.page.locator(".entry").first).to_contain_text("外出请假怎么办")


def test_an_article_is_read_to_its_end(walk, there, platform) -> None:
    me = walk(2)
    me.open(f"/lessons/{there['article']}/").check()
    expect(me.state).to_have_text("计时中")
    me.page.locator("#text p").last.scroll_into_view_if_needed()
    platform.forward(seconds=85)
    me.click("结束本次学习", "button")
    expect(me.question).to_be_visible()
    me.check()
    me.answer()
    expect(me.page.get_by_text("这一课您已经学完了").first).to_be_visible()
    assert me.credited >= 60
    me.check()


def test_a_document_is_read_on_the_page(walk, there) -> None:
    me = walk(2)
    me.open(f"/lessons/{there['document']}/").check()
    expect(me.page.locator("#text")).to_contain_text("得到批准以后才可以出门")


def test_the_network_goes_and_comes_back(walk, there) -> None:
    """The learner sees it, watches on, and nothing of the outage is lost; the server's clock runs
    from its own receipt of the first message, a moment after the picture."""
    me = walk(3)
    me.open(f"/lessons/{there['video']}/").click("观看", "button")
    me.play(2).page.context.set_offline(True)
    expect(me.page.locator("[data-offline]")).to_be_visible()
    expect(me.state).to_contain_text("网络断了", timeout=30_000)  # with the beat that is due
    me.check()
    with me.page.expect_response(lambda answer: answer.url.endswith("/beats")):
        me.page.context.set_offline(False)
    expect(me.page.locator("[data-offline]")).to_be_hidden()
    expect(me.state).to_have_text("计时中")
    me.play(me.position + 1).pause()
    assert me.provisional >= me.position - 2


def test_a_lesson_by_keyboard_alone(walk, there) -> None:
    me = walk(4)
    keys = me.page.keyboard

    def go_to(selector: str) -> None:
        for _press in range(80):
            keys.press("Tab")
            if me.page.evaluate("(s) => document.activeElement.matches(s)", selector):
                return
        raise AssertionError(f"the keyboard does not reach {selector}")

    go_to(".hero .btn")
    keys.press("Enter")
    me.page.wait_for_url("**/lessons/*/")
    go_to("[data-start]")
    keys.press("Enter")
    me.play(2).ask_soon()
    me.play(4)
    go_to("[data-play]")
    keys.press("Enter")
    expect(me.question).to_be_visible()
    right = me.right_answer()
    for _press in range(6):
        if right in me.page.evaluate("document.activeElement.textContent"):
            break
        keys.press("Tab")
    keys.press("Enter")
    expect(me.question).to_be_hidden()
    assert me.credited >= 3


def test_going_forward_is_refused_with_a_sentence(walk, there) -> None:
    me = walk(4)
    me.open(f"/lessons/{there['video']}/").click("观看", "button")
    me.page.wait_for_function(STANDS_AT)
    me.page.get_by_role("slider").fill("40")
    expect(me.state).to_contain_text("请按顺序看")
    assert me.position < 30


def test_a_questionnaire_in_plain_words(walk, there) -> None:
    me = walk(5)
    me.open("/tools/").check()
    me.click("去填写").check()
    me.click("交上去", "button")
    expect(me.page.get_by_role("alert")).to_contain_text("还有 2 道题没有回答")
    me.check()
    for question in me.page.locator("fieldset").all():
        question.get_by_label("几乎没有").check()
    me.click("交上去", "button")
    expect(me.page.get_by_role("heading", name="您的结果")).to_be_visible()
    me.check()


PAGES = (
    "/home/", "/courses/", "/courses/{course}/", "/lessons/{video}/", "/lessons/{article}/",
    "/credits/", "/credits/?print=1", "/tools/", "/tools/{tool}/", "/messages/",
)  # fmt: skip


def test_every_page_reads_well(walk, there) -> None:
    me = walk(6)
    for path in PAGES:
        me.open(path.format(**there)).check()
    me.open("/messages/").click("集中教育").check()
    me.open("/me/").check(english=False)  # browsers say their names in English


@pytest.mark.parametrize(
    ("size", "scale"), [(SMALL, 1), ((640, 400), 2)], ids=["320 px", "1280 px at 200 %"]
)
def test_nothing_is_wider_than_the_screen(walk, there, size, scale) -> None:
    me = walk(6, size, device_scale_factor=scale)
    for path in PAGES:
        me.open(path.format(**there)).fits()


def test_every_page_reads_well_on_an_office_s_screen(walk, there) -> None:
    me = walk(6, DESK)
    for path in PAGES:
        me.open(path.format(**there)).check()


def test_large_type_on_a_small_phone(walk, there) -> None:
    me = walk(6, SMALL)
    me.click("大字版", "button")
    expect(me.page.locator("html.large")).to_be_attached()
    for path in PAGES:
        me.open(path.format(**there)).fits()


def test_without_script_there_is_no_dead_button(walk, there) -> None:
    """What is missing stands in <noscript>; what can be read can be read."""
    me = walk(6, java_script_enabled=False)
    me.open(f"/lessons/{there['video']}/")
    expect(me.page.locator("[data-start]")).to_be_hidden()
    me.page.get_by_text("看文字稿").click()
    expect(me.page.get_by_text("请假要提前三天")).to_be_visible()


def test_a_first_view_of_home_is_small(walk, browser) -> None:
    """150 kB at most, script and style 60 kB (issue 2, Speed)."""
    me = walk(6)
    fresh = browser.new_context(storage_state=me.page.context.storage_state())
    page, sizes = fresh.new_page(), {}
    page.on("requestfinished", lambda request: sizes.update({request.url: _weight(request)}))
    page.goto(f"{me.platform.url}/home/", wait_until="networkidle")
    fresh.close()
    assert sum(sizes.values()) <= 150_000
    code = [weight for url, weight in sizes.items() if "/app/assets/" in url]
    assert 0 < sum(code) <= 60_000


def _weight(request: Any) -> int:
    sizes = request.sizes()
    return int(sizes["responseBodySize"] + sizes["responseHeadersSize"])


def test_what_is_not_there_is_said_in_words(walk) -> None:
    me = walk(6)
    response = me.page.goto("/lessons/999999/")
    assert response.status == 404
    me.check()
