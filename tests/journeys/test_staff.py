"""The desk in a real browser: an officer's morning, and two persons who correct an entry."""

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
from datetime import timedelta
from django.test import Client
from lms.accounts.models import User
from lms.core.clock import now
from lms.core.months import Month, today
from lms.credits.actions import propose_correction
from lms.learning.models import Enrolment, MonthTarget, ReviewSignal, ToolResult
from tests.factories import content, people
from tests.lms.learning.desk import asked, credited, device, sitting
land = people.land()
office, county, procuratorate = land.office, land.county, land.procuratorate
made = {
    "officer": people.user_with_role("officer", office, name="陈晓红"),
    "manager": people.user_with_role("manager", county, name="林志明"),
    "prosecutor": people.user_with_role("prosecutor", procuratorate, name="吴建平"),
    "editor": people.user_with_role("editor", county, name="编辑李"),
}
person = people.offender(office, name="蓝天云", code="YH-09001")
away = people.offender(office, name="久未学", code="YH-09002", juvenile_regime=True)
for one in (person, away):
    MonthTarget.objects.create(learner=one.user, month=str(Month.current()), seconds=21_600)
course = content.course(county, title="反诈课")
content.lesson(course, title="第一课")
for one, days in ((person, -2), (away, 5)):
    Enrolment.objects.create(
        learner=one.user, course=course, source="plan", because=["入矫教育方案", "缓刑"],
        due_on=today() + timedelta(days=days),
    )
phone = device(agent="Mozilla/5.0 (Linux; Android 11) Chrome/90")
begun = now() - timedelta(hours=3)
session = sitting(person.user, at=begun, device=phone, address="36.27.1.2")
entry = credited(session)
asked(session, 9.5)
other = credited(sitting(person.user, at=begun + timedelta(hours=1), minutes=10))
waiting = propose_correction(
    by=made["officer"], learner=person.user, entry=other, seconds=300, reason="中途离开"
)
signal = ReviewSignal.objects.create(
    key="journey", learner=person.user, kind="shared_device",
    evidence={"sessions": [str(session.pk)], "device": str(phone.pk), "learners": 2},
)
result = ToolResult.objects.create(
    learner=person.user, tool_title="心情自评", alarm=True, total=6, band="需要关心",
    answers='[{"prompt": "睡不好", "answer": "几乎每天", "points": 3}]',
)
tool = content.scale_tool(county, title="心情自评")
answer = {
    "person": str(person.pk), "entry": str(entry.pk), "waiting": str(waiting.pk),
    "signal": str(signal.pk), "result": str(result.pk), "course": str(course.pk),
}
for name, user in made.items():
    client = Client()
    client.force_login(User.objects.get(pk=user.pk))
    answer[name] = client.cookies["xinlu_session"].value
"""
PAGES = [
    ("officer", "/desk/"),
    ("manager", "/desk/"),
    ("editor", "/desk/"),
    ("officer", "/people/"),
    ("manager", "/people/?behind=on&sort=-hours"),
    ("officer", "/people/?q=nobody"),
    ("officer", "/people/{person}/"),
    ("prosecutor", "/people/{person}/"),
    ("officer", "/people/{person}/evidence/"),
    ("officer", "/people/{person}/ledger/?verify=1"),
    ("officer", "/people/{person}/sheet/"),
    ("officer", "/people/{person}/presence/"),
    ("officer", "/people/{person}/courses/new/"),
    ("officer", "/people/{person}/exemptions/new/"),
    ("officer", "/people/{person}/tools/new/"),
    ("officer", "/people/{person}/corrections/new/"),
    ("officer", "/people/{person}/corrections/new/?entry={entry}"),
    ("manager", "/corrections/"),
    ("manager", "/corrections/{waiting}/"),
    ("officer", "/signals/"),
    ("officer", "/signals/{signal}/"),
    ("officer", "/tool-results/"),
    ("officer", "/tool-results/{result}/"),
    ("manager", "/kiosks/"),
    ("editor", "/usage/"),
    ("editor", "/usage/{course}/"),
]
LARGE = ["/desk/", "/people/", "/people/{person}/", "/people/{person}/evidence/"]


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as found:
        yield found


@pytest.fixture(scope="module")
def people(platform: Platform) -> dict[str, str]:
    return dict(platform.python(PEOPLE))


@pytest.fixture
def visit(browser: Browser, platform: Platform, people: dict[str, str]) -> Iterator[Any]:
    """``visit("/desk/", "officer")``: the page, opened by that person on a desk's screen."""
    contexts = []

    def open_page(path: str, who: str, size: tuple[int, int] = DESK, **options: Any) -> Visit:
        contexts.append(signed_in(browser, platform.url, people[who], size=size, **options))
        seen = Visit(contexts[-1].new_page())
        seen.page.goto(path.format(**people))
        return seen

    yield open_page
    for context in contexts:
        context.close()


@pytest.mark.parametrize(("who", "path"), PAGES)
def test_pages_are_sound_on_every_screen(visit, platform, who: str, path: str) -> None:
    seen = visit(path, who, DESK)
    assert seen.violations() == []
    assert [seen.overflow_at(size) for size in (DESK, SMALL, PHONE)] == [0, 0, 0]
    assert seen.violations() == []
    assert seen.complaints == []
    assert seen.hosts == {urlsplit(platform.url).netloc}


@pytest.mark.parametrize("path", LARGE)
def test_large_type_on_a_small_screen_is_sound(visit, platform, path: str) -> None:
    seen = visit(path, "officer", SMALL)
    large = {"name": "xinlu_large", "value": "1", "url": platform.url}
    seen.page.context.add_cookies([large])
    seen.page.reload()
    assert seen.page.evaluate("document.documentElement.classList.contains('large')")
    assert seen.violations() == []
    assert seen.overflow_at(SMALL) == 0


def test_an_officer_s_morning_and_a_correction_by_two_persons(visit, people) -> None:
    page = visit("/desk/", "officer").page
    page.click("section:has-text('进度落后') >> text=蓝天云")
    page.click("text=批准免学")
    page.select_option("[name=kind]", "illness")
    day = page.evaluate("new Date().toLocaleDateString('sv', {timeZone: 'Asia/Shanghai'})")
    page.fill("[name=starts_on]", day)
    page.fill("[name=ends_on]", day)
    page.fill("[name=reason]", "骨折住院")
    page.click("main button.btn:has-text('保存')")
    assert "骨折住院" in page.inner_text("#exemptions")

    page.click(".subtabs >> text=学时账")
    page.click("[aria-label='更正第 1 号']")
    page.fill("[name=minutes]", "12")
    page.fill("[name=reason]", "中途离开座位")
    page.click("main button.btn:has-text('提出')")
    assert "更正待审批" in page.inner_text("tr:has-text('0:20:00')")

    second = visit("/desk/", "manager").page
    second.goto("/corrections/?state=proposed")
    second.click("tr:has-text('中途离开座位') a >> nth=0")
    second.click("text=批准 >> nth=-1")
    second.click("dialog [value=yes]")
    second.wait_for_selector("text=已入账")

    page.reload()
    rows = [row.inner_text().split() for row in page.query_selector_all(".datatable tbody tr")]
    newest = {row[0]: row for row in rows}
    assert "冲销第" in " ".join(newest["3"])
    assert "-0.44" in newest["3"]
    assert "0.26" in newest["4"]
    assert "已冲销" in newest["1"]


def test_a_signal_is_decided_after_being_asked(visit, platform) -> None:
    page = visit("/signals/{signal}/", "officer").page
    page.check("[name=state][value=harmless]")
    page.fill("[name=reason]", "夫妻共用手机")
    page.click("main button.btn:has-text('记录')")
    page.click("dialog [value=yes]")
    page.wait_for_selector("text=已记录")
    assert platform.query("SELECT state FROM learning_reviewsignal WHERE key = 'journey'") == [
        ("harmless",)
    ]


def test_the_desk_works_without_script(visit) -> None:
    page = visit("/people/{person}/evidence/", "officer", java_script_enabled=False).page
    page.click(".sitting summary >> nth=-1")
    assert "36.27.1.2" in page.inner_text(".sitting[open]")
    page.click(".side a[href='/people/']")
    page.fill("[name=q]", "久未学")
    page.click("button:has-text('查询')")
    assert page.inner_text(".datatable tbody").count("YH-") == 1


def test_hours_per_month_are_drawn_beside_their_table(visit) -> None:
    page = visit("/people/{person}/", "officer").page
    page.wait_for_selector(".chart canvas")
    assert page.query_selector("#months-table tbody tr") is not None


def test_the_sheet_on_paper_has_no_menu(visit) -> None:
    page = visit("/people/{person}/sheet/", "officer").page
    page.emulate_media(media="print")
    assert not page.is_visible(".side")
    assert page.is_visible("text=本人签名")
