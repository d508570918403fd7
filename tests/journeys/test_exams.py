"""A test sat in a real browser: with a network that goes, a second page, a keyboard alone."""

from __future__ import annotations

import gzip
from collections.abc import Callable, Iterator
from itertools import count
from typing import Any
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, expect

from tests.journeys.chromium import DESK, PHONE, SMALL, chromium, signed_in
from tests.journeys.sitting import Candidate
from tests.stack.platform import Platform, until

pytestmark = pytest.mark.journey
NUMBERS = count(1)


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as found:
        yield found


@pytest.fixture(scope="module")
def there(platform: Platform) -> dict[str, str]:
    """Ids of the papers (candidates.py)."""
    return dict(platform.python("from tests.journeys import candidates as c; answer = c.make()"))


@pytest.fixture
def sits(browser: Browser, platform: Platform, there: Any) -> Iterator[Callable[..., Candidate]]:
    """``sits()``: somebody who has sat nothing yet, signed in, with a phone. At the end nobody was
    sent to another host, and no script has complained."""
    everybody: list[Candidate] = []

    def begin(name: str = "", size: tuple[int, int] = PHONE, **options: Any) -> Candidate:
        context = signed_in(browser, platform.url, size=size, **options)
        context.set_default_timeout(20_000)
        everybody.append(Candidate(context.new_page()))
        return everybody[-1].begin(platform, name or f"sits{next(NUMBERS)}")  # type: ignore[return-value]

    yield begin
    ours = {urlsplit(address).netloc for address in (platform.url, platform.media_url)}
    for one in everybody:
        one.page.context.close()
        assert {host for host in one.hosts if host} <= ours
        assert one.complaints == []


def fill_in_everything(me: Candidate) -> None:
    """The paper with a question of each kind."""
    me.choose(0, 1).choose(1, 0, 3).choose(2, 1).go_to(3)
    me.page.get_by_label("第 1 空").fill("3")
    me.page.get_by_label("第 2 空").fill("司法所")
    me.go_to(4)
    for place in (0, 1):
        me.card(4).locator("select").nth(place).select_option(index=place + 1)
    me.go_to(5)
    me.card(5).get_by_role("button", name="下移").first.click()
    me.go_to(6).page.locator("textarea[name=q6]").fill("先向司法所请假。")
    me.go_to(7)
    me.card(7).locator("label.opt").first.click()
    me.page.locator("textarea[name='q7-2']").fill("要先请假。")


def test_a_whole_test_from_home_to_the_end(sits, there) -> None:
    me = sits()
    me.check()
    me.click("去看看")
    expect(me.page.get_by_role("heading", level=1)).to_have_text("十一月月度测验")
    me.check()
    me.begin_test(there["every"])
    fill_in_everything(me)
    me.is_saved()
    expect(me.page.locator("[data-count]")).to_have_text("已答 8 / 8 题")
    assert set(me.answers) == set(range(8))
    assert me.answers[5] != [0, 1, 2, 3]
    me.hand_in().is_over()
    me.check()
    assert me.state == "submitted"  # two answers wait for a person


def test_what_was_left_open_is_named_before_handing_in(sits, there) -> None:
    me = sits().begin_test(there["every"])
    me.choose(0, 1).go_to(3)
    me.page.get_by_label("第 1 空").fill("3")
    me.page.locator("[data-list] > summary").click()
    me.page.locator("[data-hand-in]:visible").first.click()
    dialog = me.page.get_by_role("dialog")
    expect(dialog.locator("[data-ask-open] li")).to_have_text(["2", "3", "5", "6", "7", "8"])
    expect(dialog.locator("[data-ask-begun] li")).to_have_text(["4"])
    me.check()
    dialog.get_by_role("button", name="3", exact=True).click()
    expect(me.card(2)).to_be_visible()
    assert me.state == "open"


def test_a_network_that_goes_and_comes_back(sits, there) -> None:
    """Answers made without it are kept, seen to be kept, and sent in order when it is back."""
    me = sits().begin_test(there["short"])
    me.choose(0, 0).is_saved()
    me.page.context.set_offline(True)
    me.choose(1, 1).choose(2, 2).choose(0, 1)
    expect(me.line).to_have_text("没有网络，已存在本机，联网后自动提交（3 条）")
    assert me.answers == {0: "a"}
    me.page.context.set_offline(False)
    me.is_saved()
    assert me.answers == {0: "b", 1: "b", 2: "c"}
    me.hand_in().is_over()
    assert me.state == "final"


def test_the_server_is_killed_and_started_again(sits, there, platform) -> None:
    me = sits().begin_test(there["short"])
    me.choose(0, 0).is_saved()
    platform.kill("web")
    me.choose(1, 1).choose(2, 0)
    expect(me.line).to_contain_text("已存在本机")
    platform.start("web")
    me.is_saved()
    assert me.answers == {0: "a", 1: "b", 2: "a"}


def test_the_page_is_closed_without_a_network(sits, there) -> None:
    """An empty battery: opened again, everything is there and reaches the server."""
    me = sits().begin_test(there["short"])
    me.choose(0, 0).is_saved()
    address = me.page.url
    me.page.context.set_offline(True)
    me.choose(1, 2)
    expect(me.line).to_contain_text("已存在本机")
    me.page.close()
    me.page = me.page.context.new_page()
    me.page.context.set_offline(False)
    me.page.goto(address)
    me.is_saved().go_to(1)
    expect(me.card(1).locator("input").nth(2)).to_be_checked()
    assert me.answers == {0: "a", 1: "c"}


def test_a_reload_continues_where_it_was(sits, there) -> None:
    me = sits().begin_test(there["short"])
    me.choose(1, 1).is_saved()
    me.page.reload()
    expect(me.card(1)).to_be_visible()
    expect(me.card(1).locator("input").nth(1)).to_be_checked()
    me.choose(1, 0).is_saved()
    assert me.answers == {1: "a"}
    assert me.events.count("tab") == 0


def test_handing_in_without_a_network_waits_for_it(sits, there) -> None:
    me = sits().begin_test(there["short"])
    me.page.context.set_offline(True)
    me.choose(0, 0).hand_in()
    expect(me.line).to_contain_text("还没有交上")
    expect(me.page.get_by_role("button", name="先不交，继续答题")).to_be_visible()
    me.page.context.set_offline(False)
    me.is_over()
    assert me.answers == {0: "a"}


def test_a_second_page_takes_over_and_the_first_is_told(sits, there) -> None:
    me = sits().begin_test(there["short"])
    me.choose(0, 0).is_saved()
    first, me.page = me.page, me.page.context.new_page()
    me.page.goto(first.url)
    me.is_saved()
    told = first.get_by_role("heading", name="您在别的页面或设备上继续答这份卷子")
    expect(told).to_be_visible()
    expect(first.locator("[data-say]")).to_contain_text("没有在保存")
    expect(first.locator("[data-place='0'] input").first).to_be_disabled()
    me.choose(1, 1).is_saved()
    second, me.page = me.page, first
    me.check()
    me.click("在这里继续答题", "button").is_saved()
    me.choose(2, 0).is_saved()
    assert me.answers == {0: "a", 1: "b", 2: "a"}
    expect(second.locator("[data-moved]")).to_be_visible()


def away_with_an_answer(sits: Any, paper: str) -> Candidate:
    """A phone that has an unsent answer to question 2, after its owner went on at a desk: signing
    in there signed them out here. It is signed in again."""
    phone = sits(name := f"sits{next(NUMBERS)}").begin_test(paper)
    phone.choose(0, 0).is_saved()
    phone.page.context.set_offline(True)
    phone.choose(1, 2)
    desk = sits(name, size=DESK)
    desk.open(f"/sittings/{phone.sitting}/")
    desk.choose(0, 1).is_saved()
    phone.page.context.set_offline(False)
    expect(phone.line).to_contain_text("答案还存在本机")
    phone.click("重新登录")
    phone.sign_in(name)
    expect(phone.page.locator("[data-moved] [data-unsent-places]")).to_have_text("2")
    return phone


def test_another_device_went_on_and_nothing_unsent_is_lost(sits, there) -> None:
    phone = away_with_an_answer(sits, there["short"])
    phone.check()
    phone.page.get_by_role("button", name="在这里继续答题", exact=True).click()
    phone.is_saved()
    assert phone.answers == {0: "b", 1: "c"}
    phone.go_to(0)
    expect(phone.card(0).locator("input").nth(1)).to_be_checked()
    assert "device" in phone.events


def test_what_was_not_sent_from_here_can_be_left_behind(sits, there) -> None:
    phone = away_with_an_answer(sits, there["short"])
    phone.click("在这里继续，不要这些答案", "button").is_saved()
    assert phone.answers == {0: "b"}
    expect(phone.page.locator("[data-count]")).to_have_text("已答 1 / 3 题")


def test_a_second_page_sends_what_the_first_could_not(sits, there) -> None:
    me = sits().begin_test(there["short"])
    me.page.context.set_offline(True)
    me.choose(1, 2)
    expect(me.line).to_contain_text("已存在本机")
    first, me.page = me.page, me.page.context.new_page()
    me.page.context.set_offline(False)
    me.page.goto(first.url)
    me.is_saved()
    assert me.answers == {1: "c"}
    expect(first.locator("[data-moved]")).to_be_visible()


def test_time_that_runs_out(sits, there, platform) -> None:
    """Said at ten minutes; at the end the page locks, hands in and says so. The clock is the
    server's: the answer to a save brings it."""
    me = sits().begin_test(there["short"])
    try:
        platform.forward(minutes=20, seconds=5)
        me.choose(0, 1).is_saved()
        expect(me.page.locator("[data-aloud]")).to_have_text("还剩 10 分钟")
        platform.forward(minutes=9, seconds=50)
        me.choose(1, 1)
        me.is_over("时间到了，您的答案已自动交卷。")
        assert me.answers == {0: "b", 1: "b"}
    finally:
        platform.forward(minutes=-29, seconds=-55)


def test_with_a_keyboard_alone(sits, there) -> None:
    me = sits(size=DESK)
    me.open(f"/tests/{there['short']}/")
    me.page.get_by_role("button", name="开始答题").focus()
    me.page.keyboard.press("Enter")
    me.page.wait_for_url("**/sittings/**")
    expect(me.card(0)).to_be_visible()
    tab_to(me, "document.activeElement.type === 'radio'")
    me.page.keyboard.press("ArrowDown")
    tab_to(me, "document.activeElement.matches('[data-next]')")
    me.page.keyboard.press("Enter")
    expect(me.card(1).get_by_role("heading")).to_be_focused()
    tab_to(me, "document.activeElement.type === 'radio'")
    me.page.keyboard.press("Space")
    me.is_saved()
    tab_to(me, "document.activeElement.matches('[data-next]')")
    me.page.keyboard.press("Enter")
    tab_to(me, "document.activeElement.matches('[data-last]')")
    me.page.keyboard.press("Enter")
    tab_to(me, "document.activeElement.matches('[data-sure]')")
    me.page.keyboard.press("Enter")
    me.is_over()


def tab_to(me: Candidate, there: str) -> None:
    for _turn in range(40):
        me.page.keyboard.press("Tab")
        if me.page.evaluate(there):
            return
    raise AssertionError(f"no way with Tab to {there}")


def test_every_kind_on_a_small_screen_in_large_type(sits, there) -> None:
    me = sits(size=SMALL)
    me.open("/tests/").check()
    me.begin_test(there["every"])
    for place in range(8):
        me.go_to(place).check()
    me.page.evaluate("document.documentElement.classList.add('large')")
    for place in range(8):
        me.go_to(place).fits()
    me.page.locator("[data-list] > summary").click()
    me.check()


def test_every_kind_on_a_desk(sits, there) -> None:
    me = sits(size=DESK).begin_test(there["every"])
    for place in range(8):
        me.go_to(place).check()


def test_a_picture_is_seen_and_enlarged(sits, there) -> None:
    me = sits().begin_test(there["pictured"])
    picture = me.card(0).locator("img")
    expect(picture).to_have_js_property("naturalWidth", 1200)
    me.check()
    me.click("放大图片：红圈里一条横杠的路牌", "button")
    large = me.page.get_by_role("dialog").locator("img")
    expect(large).to_be_visible()
    me.check()
    me.page.keyboard.press("Escape")
    expect(large).to_be_hidden()


def test_the_page_is_light(sits, there) -> None:
    """Scripts and styles, compressed: an old phone with a bad network waits for them."""
    me, sizes = sits(), {}

    def keep(response: Any) -> None:
        if response.request.resource_type in ("script", "stylesheet"):
            sizes[response.url] = len(gzip.compress(response.body()))

    me.page.on("requestfinished", lambda request: keep(request.response()))
    me.begin_test(there["short"])
    me.page.reload(wait_until="networkidle")
    assert any("exam" in address for address in sizes)
    assert sum(sizes.values()) <= 60_000


def test_leaving_pasting_and_being_without_a_network_are_noted(sits, there) -> None:
    me = sits().begin_test(there["every"])
    me.go_to(6).page.locator("textarea[name=q6]").evaluate(
        "e => e.dispatchEvent(new ClipboardEvent('paste', {bubbles: true}))"
    )
    until(lambda: me.page.evaluate("1") and "pasted" in me.events, what="the note")
    me.page.evaluate(
        "Object.defineProperty(document, 'hidden', {configurable: true, get: () => true});"
        "document.dispatchEvent(new Event('visibilitychange'))"
    )
    until(lambda: me.page.evaluate("1") and "left" in me.events, what="the note")


def test_without_script(sits, there) -> None:
    """All questions stand in one form; it is asked once before handing in."""
    me = sits(java_script_enabled=False)
    me.open(f"/tests/{there['short']}/")
    me.click("开始答题", "button")
    me.sitting = _sitting_of(me)
    me.page.locator("[name=q0]").nth(1).check()
    me.page.locator("button[name=go]").first.click()
    expect(me.page.get_by_text("答案已保存。")).to_be_visible()
    me.page.locator("[name=q1]").nth(0).check()
    me.page.locator("form button[name=hand_in]:visible").last.click()
    expect(me.page.get_by_role("heading", level=1)).to_have_text("现在交卷吗？")
    expect(me.page.get_by_text("还没答或没答完的题")).to_be_visible()
    me.click("确定交卷", "button").is_over()
    assert me.answers == {0: "b", 1: "a"}


def _sitting_of(me: Candidate) -> Any:
    from uuid import UUID

    return UUID(me.page.url.split("/sittings/")[1].split("/")[0])
