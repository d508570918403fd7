"""Cases by key alone, on a narrow screen and without script; a seminar from a list to paper."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, expect

from tests.journeys.chromium import DESK, SMALL, chromium, signed_in
from tests.journeys.walk import Walk
from tests.stack.platform import Platform, until

pytestmark = pytest.mark.journey

REPORT = (
    "被告人覃守义，身份证号码110101198001010037，系某司法所所长。\n"
    "证人骆春桃的电话13800005678，住本县澄渡镇。\n覃守义收受骆春桃香烟一条。\n"
)
MAKE = f"""
from django.test import Client
from cases.actions import shelf
from cases.actions.uploading import begin_upload, take_chunk
from lms.core import jobs
from lms.core.models import Job
from tests.factories import cases, people
land = people.land()
prosecutor = people.user_with_role("prosecutor", land.procuratorate, name="冯正")
teacher = people.user_with_role("editor", land.county, name="吴老师")
read, empty = cases.submission(by=prosecutor), cases.submission(by=prosecutor)
content = {REPORT!r}.encode()
file = begin_upload(by=prosecutor, submission=read, name="报告.txt", size=len(content))
take_chunk(by=prosecutor, file=file, offset=0, content=content)
titles = ("没有复核的外出审批", "收下的一条香烟")
made = [
    cases.case(land.procuratorate, title=t, discussion="您会怎么做？" + chr(10) + "谁来复核？")
    for t in titles
]
kept = shelf.make_list(by=teacher, title="廉政学习")
for one in made:
    shelf.add(by=teacher, case_list=kept, case_id=one.pk)
def session(user):
    client = Client()
    client.force_login(user)
    return client.cookies["xinlu_session"].value
answer = {{
    "prosecutor": session(prosecutor), "teacher": session(teacher), "file": file.pk.hex,
    "case": f"/cases/desk/{{read.pk}}/", "other": f"/cases/desk/{{empty.pk}}/",
}}
"""
SELECTED = "li.selected[data-number]"


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as found:
        yield found


@pytest.fixture
def made(platform: Platform) -> dict[str, Any]:
    """A case whose file is read, one without a file, and a list of two published ones."""
    found: dict[str, Any] = platform.python(MAKE)
    read = f"SELECT state FROM cases_sourcefile WHERE id = '{found['file']}'"
    until(lambda: platform.query(read)[0][0] == "read", seconds=120, what="the reading")
    return found


@pytest.fixture
def sit_down(browser: Browser, platform: Platform, made: dict[str, Any]) -> Iterator[Any]:
    contexts = []

    def begin(who: str, size: tuple[int, int] = DESK, **options: Any) -> Walk:
        contexts.append(signed_in(browser, platform.url, made[who], size=size, **options))
        return Walk(contexts[-1].new_page())

    yield begin
    for context in contexts:
        context.close()


def decisions(platform: Platform, made: dict[str, Any]) -> set[str]:
    rows = platform.query(f"SELECT decision FROM cases_finding WHERE file_id = '{made['file']}'")
    return {decision for (decision,) in rows}


def tab_to(me: Walk, path: str) -> Walk:
    """Press Tab until a link to ``path`` has the focus, then Enter."""
    for _press in range(120):
        me.page.keyboard.press("Tab")
        if path in str(me.page.evaluate("document.activeElement.getAttribute('href')")):
            me.page.keyboard.press("Enter")
            me.page.wait_for_url(f"**{path}**")
            return me
    raise AssertionError(f"no key leads to {path}")


def test_names_are_masked_by_key_alone(
    sit_down: Any, made: dict[str, Any], platform: Platform
) -> None:
    me = sit_down("prosecutor").open(made["case"])
    tab_to(me, "/masking/")
    page = me.page
    for _finding in range(60):
        if "open" not in decisions(platform, made):
            break
        expect(page.locator(SELECTED)).to_have_count(1)
        with page.expect_response(lambda answer: "/decide/" in answer.url):
            page.keyboard.press("Shift+A")
    assert decisions(platform, made) == {"accepted"}
    page.keyboard.press("k")
    with page.expect_response(lambda answer: "/decide/" in answer.url):
        page.keyboard.press("r")
    assert decisions(platform, made) == {"accepted", "rejected"}
    tab_to(me, "/text/")
    assert me.complaints == []


def test_the_panes_fit_a_screen_of_320(sit_down: Any, made: dict[str, Any]) -> None:
    me = sit_down("prosecutor", SMALL).open(f"{made['case']}masking/").check(english=False)
    item = me.page.locator(SELECTED)
    expect(item).to_be_in_viewport()
    first = item.get_attribute("data-number")
    me.page.locator("[data-step='1']").click()
    expect(me.page.locator(SELECTED)).not_to_have_attribute("data-number", str(first))
    with me.page.expect_response(lambda answer: "/decide/" in answer.url):
        me.page.locator(f"{SELECTED} button[value=accepted]").click()
    expect(me.page.locator("[data-said]")).to_contain_text("已判定")
    me.fits()
    assert me.complaints == []


def test_a_file_comes_and_is_masked_without_script(
    sit_down: Any, made: dict[str, Any], platform: Platform
) -> None:
    me = sit_down("prosecutor", java_script_enabled=False)
    page = me.open(made["other"]).page
    page.set_input_files(
        "input[type=file]",
        {"name": "说明.txt", "mimeType": "text/plain", "buffer": REPORT.encode()},
    )
    me.click("上传文件", "button")
    expect(page.locator("[data-uploads-files]")).to_contain_text("说明.txt")
    me.open(f"{made['case']}masking/")
    page.locator("li.open button[value=rejected]").last.click()
    assert decisions(platform, made) == {"open", "rejected"}
    me.open(f"{made['case']}masking/").click("全部接受确定项", "button")
    page.wait_for_load_state()
    assert "accepted" in decisions(platform, made)
    expect(page.locator("[data-pane=masked]")).to_contain_text("覃某")


def test_a_seminar_is_made_of_a_list_and_printed(sit_down: Any) -> None:
    teacher = sit_down("teacher").open("/cases/lists/").check()
    page = teacher.page
    page.get_by_role("link", name="廉政学习").click()
    teacher.check().click("编成研讨")
    page.fill("[name=goal]", "让每位审批人知道第二人复核的意义。")
    for field in page.locator("[name^=minutes-]").all():
        field.fill("25")
    page.locator("[name^=ask-]").first.check()
    page.locator("[name^=own-]").last.fill("本所现在由谁复核？")
    teacher.check().click("保存研讨", "button")
    teacher.check().click("学习材料")
    expect(page.get_by_role("heading", level=2, name="收下的一条香烟")).to_be_visible()
    expect(page.locator("body")).to_contain_text("本所现在由谁复核？")
    page.evaluate("window.print = () => { window.wasPrinted = true }")
    teacher.check().page.locator("[data-print]").click()
    assert page.evaluate("window.wasPrinted")
    page.emulate_media(media="print")
    expect(page.locator("[data-print]")).to_be_hidden()
    assert page.pdf(prefer_css_page_size=True).startswith(b"%PDF")
    assert teacher.complaints == []
