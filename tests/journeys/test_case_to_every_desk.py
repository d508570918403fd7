"""A warning case from a prosecutor's file to an officer's signature, and gone again."""

from __future__ import annotations

import io
import time
from collections.abc import Iterator
from typing import Any

import pytest
from docx import Document
from playwright.sync_api import Page, expect

from tests.journeys.chromium import DESK, PHONE, chromium, signed_in
from tests.journeys.walk import Walk
from tests.stack.platform import Platform

pytestmark = pytest.mark.journey

PEOPLE = """
from django.test import Client
from cases.models import Offence
from lms.accounts.models import Organisation
from lms.training.actions.rules import take_defaults
from tests.factories import people
land = people.land()
Organisation.objects.filter(pk=land.county.pk).update(study_opens="00:00", study_closes="00:00")
Offence.objects.get_or_create(code="bribery", defaults={"name": "受贿罪"})
who = {
    "prosecutor": people.user_with_role("prosecutor", land.procuratorate, name="冯正"),
    "second": people.user_with_role("prosecutor", land.procuratorate, name="褚静"),
    "manager": people.user_with_role("manager", land.county, name="钱卫东"),
    "editor": people.user_with_role("editor", land.county, name="吴思远"),
    "officer": people.staff_member(land.office, name="赵明远", post="司法所所长").user,
    "learner": people.offender(land.office, name="王建国").user,
}
take_defaults(by=who["manager"], organisation=land.county)
def session(user):
    client = Client()
    client.force_login(user)
    return client.cookies["xinlu_session"].value
answer = {name: {"session": session(one), "id": one.pk.hex} for name, one in who.items()}
"""
NAME, NUMBER, PHONE_NUMBER = "覃守义", "110101198001010037", "13800005678"
OTHER_WORDS = "（一个手机号码）"
TITLE = "一条香烟换来的方便"
FACTS = (
    "某司法所所长张某收下香烟，没有核实就批准外出申请，三个月里共有四次。期间被监管人员两次离开本县参与诈骗。"
    "案发以后，张某补写走访记录，被检察机关发现。"
)


def file() -> bytes:
    """A report with a name in its text, an ID number in a table, another name in a comment."""
    document = Document()
    first = document.add_paragraph(f"被告人{NAME}，男，系栖梧县澄渡司法所所长。")
    document.add_paragraph(f"基本案情：{NAME}收受香烟，多次批准外出申请。")
    table = document.add_table(rows=2, cols=2)
    for place, words in enumerate(("姓名", "身份证号", NAME, NUMBER)):
        table.cell(place // 2, place % 2).text = words
    document.add_comment(first.runs, text=f"证人骆春桃的电话{PHONE_NUMBER}", author="纪检")
    kept = io.BytesIO()
    document.save(kept)
    return kept.getvalue()


@pytest.fixture
def walks(platform: Platform) -> Iterator[Any]:
    """``walks("officer")``: that person's browser, a phone for who works on one."""
    people: dict[str, Any] = platform.python(PEOPLE)
    with chromium() as browser:

        def walk(name: str) -> Walk:
            size = PHONE if name in ("officer", "learner") else DESK
            session = people[name]["session"]
            me = Walk(signed_in(browser, platform.url, session, size=size).new_page())
            me.platform, me.learner = platform, people[name]["id"]
            return me

        walk.officer = people["officer"]["id"]  # type: ignore[attr-defined]
        yield walk


def until(platform: Platform, statement: str, wanted: Any = 1) -> None:
    """Wait for the worker: the first value that the database has for ``statement``."""
    for _try in range(600):
        if platform.query(statement)[0][0] == wanted:
            return
        time.sleep(0.2)
    raise AssertionError(f"{statement} is {platform.query(statement)[0][0]}")


def key(desk: str) -> str:
    """The case's id as SQLite keeps it: other journeys leave cases on the same platform."""
    return desk.rstrip("/").rpartition("/")[2].replace("-", "")


def test_from_the_file_to_every_desk_and_back(walks: Any, platform: Platform) -> None:
    prosecutor = walks("prosecutor")
    desk = hand_in(prosecutor, platform)
    mask(prosecutor, desk, platform)
    write(prosecutor, desk)
    send(prosecutor, desk)
    second = walks("second").open(desk)
    second.check(english=False)
    second.click("通过", "button")
    says(second, "已通过，案例转到县级审核")
    publish(walks("manager"), desk)

    page = f"SELECT case_id FROM cases_submission WHERE id = '{key(desk)}'"
    readings = f"FROM training_requiredreading WHERE case_id = ({page})"
    until(platform, f"SELECT count(*) {readings} AND person_id = '{walks.officer}'")
    case = f"/cases/{platform.query(page)[0][0]}/"
    officer = walks("officer")
    paper = read(officer, case, platform)
    sign(officer, case)
    prosecutor.open(f"/training{case}figures/").check(english=False)  # PDF, Excel
    expect(prosecutor.page.get_by_role("row", name="司法所所长")).to_contain_text("100")
    until(platform, f"SELECT state {readings} AND person_id = '{walks.officer}'", "done")

    prosecutor.open(desk)
    prosecutor.page.get_by_text("撤下案例").click()
    prosecutor.page.get_by_label("理由（读者会看到）").fill("需要补充核实。")
    prosecutor.click("撤下", "button")
    prosecutor.page.get_by_role("dialog").get_by_role("button").first.click()
    says(prosecutor, "案例已撤下")
    gone(officer.page, case, 410)
    gone(walks("editor").page, case, 410)
    gone(walks("learner").page, case, 404)
    for name in ("officer", "editor", "learner", "prosecutor"):
        assert walks(name).page.request.get(paper).status in (403, 404)


def says(me: Walk, words: str) -> None:
    """Where a whole case is gone over once more for what is left in it, that takes a while."""
    expect(me.page.get_by_text(words)).to_be_visible(timeout=30_000)


def hand_in(me: Walk, platform: Platform) -> str:
    me.open("/cases/desk/new/").check()
    me.click("开始", "button")
    me.page.wait_for_url("**/cases/desk/*-*/")
    me.check(english=False)  # DOCX, PDF
    me.page.set_input_files(
        "input[type=file]", {"name": "案件报告.docx", "mimeType": "", "buffer": file()}
    )
    desk = me.page.url.removeprefix(platform.url)
    until(
        platform,
        "SELECT count(*) FROM cases_sourcefile WHERE state = 'read'"
        f" AND submission_id = '{key(desk)}'",
    )
    return desk


def mask(me: Walk, desk: str, platform: Platform) -> None:
    """By key: everything that was found is replaced."""
    me.open(f"{desk}masking/").check(english=False)
    for words in (NAME, NUMBER, "骆春桃", PHONE_NUMBER):
        expect(me.page.locator("[data-pane=original]")).to_contain_text(words)
        expect(me.page.locator("[data-pane=masked]")).not_to_contain_text(words)
    press = me.page.keyboard.press
    me.page.locator("h1").click()
    press("j")
    for _finding in range(60):
        if me.page.locator("li.selected [data-original]").text_content() == PHONE_NUMBER:
            break
        press("j")
    press("c")
    me.page.keyboard.type(OTHER_WORDS)
    decided(me, "Enter")
    expect(me.page.locator("[data-pane=masked]")).to_contain_text(OTHER_WORDS)
    press("k")
    decided(me, "a")
    open_ones = (
        "SELECT count(*) FROM cases_finding JOIN cases_sourcefile ON file_id = cases_sourcefile.id"
        f" WHERE decision = 'open' AND submission_id = '{key(desk)}'"
    )
    for _finding in range(60):
        if not platform.query(open_ones)[0][0]:
            break
        if not me.page.locator("li.selected.open").count():
            press("k")
            continue
        decided(me, "Shift+A")
    until(platform, open_ones, 0)
    says(me, "全部处理完毕")


def decided(me: Walk, key: str) -> None:
    """The server has what that key said."""
    with me.page.expect_response(lambda answer: "/decide/" in answer.url) as answer:
        me.page.keyboard.press(key)
    assert answer.value.status == 200


def write(me: Walk, desk: str) -> None:
    me.open(f"{desk}text/")
    fill = me.page.fill
    fill("[name=title]", TITLE)
    fill("[name=summary]", "收下第一条香烟，就很难拒绝第二条。")
    fill("[name=facts]", FACTS + FACTS)
    for number, what in enumerate(("收下第一条香烟。", "没有核实就批准外出。")):
        if not me.page.locator(f"[name=timeline-{number}-when]").count():
            me.page.locator("[data-rows=timeline] [data-add]").click()
        fill(f"[name=timeline-{number}-when]", f"2021年{number + 3}月")
        fill(f"[name=timeline-{number}-what]", what)
    me.page.check("[name=timeline-0-turning]")
    me.page.select_option("[name=post]", label="司法所所长")
    me.page.check("[name=offences][value=bribery]")
    me.page.locator("[name=risk_points]").first.check()
    for name in ("causes", "lessons", "measures"):
        fill(f"[name={name}]", "外出审批没有第二人复核。")
    fill("[name=checks-0-prompt]", "收到香烟应当怎么办？")
    fill("[name=checks-0-options]", "当面退回并登记\n先收下再说\n装作没有看见\n转送同事")
    fill("[name=source_authority]", "某县人民检察院")
    me.page.check("[name=publish_text]")
    me.check(english=False)  # PDF
    me.click("保存并返回案例", "button")
    me.page.wait_for_url(f"**{desk}")


def send(me: Walk, desk: str) -> None:
    me.open(desk).check(english=False)
    me.page.select_option("[name=legal_reviewer]", label="褚静")
    me.click("提交", "button")
    says(me, "案例已送审")


def publish(me: Walk, desk: str) -> None:
    me.open(desk).click("由我审核", "button")
    me.open(f"{desk}masking/").check(english=False)
    me.open(desk).check(english=False)
    me.click("通过并发布", "button")
    me.page.get_by_role("dialog").get_by_role("button").first.click()
    says(me, "已发布，正在送达各岗位")


def read(me: Walk, case: str, platform: Platform) -> str:
    """To its end, with its question; the address of the PDF that goes along."""
    me.open("/training/").check()
    expect(me.page.locator("main")).to_contain_text(TITLE)
    me.open(case).check(english=False)  # PDF
    shown = me.page.content()
    assert NAME not in shown
    assert NUMBER not in shown
    assert "0\xa0字节" not in me.page.locator(".file--download").inner_text()
    expect(me.state).to_have_text("计时中")
    me.page.evaluate("scrollTo(0, document.body.scrollHeight)")
    platform.forward(seconds=85)
    me.click("结束本次学习", "button")
    expect(me.question).to_be_visible()
    me.answer()
    assert me.credited >= 54
    paper = str(me.page.locator("a[download]").first.get_attribute("href"))
    assert me.page.request.get(paper).body().startswith(b"%PDF")
    return paper


def sign(me: Walk, case: str) -> None:
    me.open(case)
    me.page.locator("#reading-do").get_by_label("当面退回并登记").check()
    me.page.locator("#reading-do").get_by_role("button").first.click()
    me.check(english=False)  # PDF
    me.page.fill("[name=name]", "赵明远")
    for box in me.page.locator("#reading-do input[type=checkbox]").all():
        box.check()
    me.page.locator("#reading-do").get_by_role("button").first.click()
    me.page.wait_for_load_state()


def gone(page: Page, case: str, status: int) -> None:
    """The address says so without a word of the case, and no list has it."""
    answer = page.goto(case)
    assert answer is not None
    assert answer.status == status
    assert TITLE not in page.content()
    for path in ("/cases/", f"/cases/?q={TITLE}", "/training/"):
        page.goto(path)
        assert TITLE not in page.content().replace(f'value="{TITLE}"', "")
