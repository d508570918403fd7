"""From an upload to a lesson that learners can open: an editor and a reviewer in a real browser."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.factories import films
from tests.journeys.chromium import DESK, PHONE, SMALL, Visit, chromium, signed_in
from tests.journeys.walk import ENGLISH
from tests.stack.platform import Platform

pytestmark = pytest.mark.journey

PEOPLE = """
from django.test import Client
from lms.accounts.models import User
from tests.factories import content, people
land = people.land()
made = {
    "editor": people.user_with_role("editor", land.county, name="王编辑"),
    "reviewer": people.user_with_role("reviewer", land.county, name="李审核"),
    "officer": people.user_with_role("officer", land.office, name="张所长"),
    "learner": people.offender(land.office, name="赵某").user,
}
course = content.course(land.county, title="防范诈骗", sharing="city")
content.lesson(course)
pages = {
    "courses": course, "tools": content.scale_tool(land.county),
    "teachers": content.teacher(land.county), "materials": content.material(land.county),
    "plans": content.plan(land.county, course),
}
answer = {name: page.pk for name, page in pages.items()}
for name, user in made.items():
    client = Client()
    client.force_login(
        User.objects.get(pk=user.pk), backend="lms.accounts.backends.NameOrPhoneBackend"
    )
    answer[name] = client.cookies["xinlu_session"].value
"""
VTT = "WEBVTT\n\n00:01.000 --> 00:03.500\n您好，欢迎学习。\n"
CMS = [
    "/cms/", "/cms/media/", "/cms/media/video/add/", "/cms/images/", "/cms/documents/",
    "/cms/shared/", "/cms/adoptions/", "/cms/snippets/content/knowledgepoint/",
    "/cms/reports/workflow/", "/cms/pages/{courses}/", "/cms/pages/{courses}/edit/",
    "/cms/pages/{tools}/edit/", "/cms/pages/{teachers}/edit/", "/cms/pages/{plans}/edit/",
    "/cms/pages/{materials}/edit/", "/cms/pages/{courses}/history/", "/cms/shared/{courses}/uses/",
    "/cms/shared/{courses}/withdraw/",
]  # fmt: skip
SAME_IN_CHINESE = {
    "Ctrl", "Shift", "Alt", "Esc", "WebVTT", "SubRip", "UTF", "AVIF", "GIF", "JPG", "JPEG", "PNG",
    "WEBP", "PDF", "TXT", "DOCX", "XLSX", "PPTX", "CSV", "editor",
}  # fmt: skip
SEEN = """() => {
  const found = [document.title, ...document.body.innerText.split("\\n")];
  for (const name of ["alt", "title", "aria-label", "placeholder"])
    for (const element of document.querySelectorAll(`[${name}]`))
      if (element.checkVisibility()) found.push(element.getAttribute(name));
  return found.filter(Boolean);
}"""
KINDS = ["courses", "teachers", "materials", "plans", "tools"]


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as found:
        yield found


@pytest.fixture(scope="module")
def people(platform: Platform) -> dict[str, Any]:
    return dict(platform.python(PEOPLE))


@pytest.fixture
def sit_down(browser: Browser, platform: Platform, people: dict[str, Any]) -> Iterator[Any]:
    """``sit_down("editor")``: a page of that person's browser."""
    contexts = []

    def begin(who: str, size: tuple[int, int] = DESK) -> Visit:
        contexts.append(signed_in(browser, platform.url, people[who], size=size))
        return Visit(contexts[-1].new_page())

    yield begin
    for context in contexts:
        context.close()


def upload(page: Page, film: Path, title: str) -> str:
    """Upload a film, wait until the worker has made it playable; the address of its page."""
    page.goto("/cms/media/video/add/")
    page.fill("#id_title", title)
    page.set_input_files("#id_file", str(film))
    page.click("form[data-xinlu-upload] button[type=submit]")
    page.wait_for_url("**/cms/media/")
    page.click(f"td.title a:has-text('{title}')")
    expect(page.locator("[data-xinlu-state]")).to_contain_text("可以使用", timeout=60_000)
    expect(page.locator("video")).to_be_visible()
    return page.url


def add_subtitles(page: Page, address: str) -> None:
    page.goto(address)
    page.set_input_files(
        "input[accept='.vtt,.srt']",
        {"name": "a.vtt", "mimeType": "text/vtt", "buffer": VTT.encode()},
    )
    page.click("form[action*=subtitles] button[type=submit]")
    expect(page.locator(".messages")).to_contain_text("字幕已保存")


def submit(page: Page) -> None:
    page.click("footer .w-dropdown__toggle")
    page.click("footer button:has-text('提交')")
    page.wait_for_load_state()


def approve(page: Page, number: str) -> None:
    page.goto(f"/cms/pages/{number}/edit/")
    if page.locator("footer .w-dropdown__toggle").count():
        page.click("footer .w-dropdown__toggle")
    page.click("footer button:has-text('批准') >> nth=0")
    page.wait_for_load_state()


def number_of(page: Page) -> str:
    page.wait_for_url("**/edit/")
    return urlsplit(page.url).path.split("/")[3]


def test_from_the_upload_to_the_learner(sit_down: Any, platform: Platform) -> None:
    editor = sit_down("editor")
    page = editor.page
    film = upload(page, films.film(seconds=6), "入门讲座")
    page.goto("/cms/")
    page.click("a:has-text('新建课程')")
    page.fill("#id_title", "社区矫正入门")
    page.click("button.action-save:visible")
    course = number_of(page)
    submit(page)

    page.goto(f"/cms/pages/add/content/lessonpage/{course}/")
    page.fill("#id_title", "第一课")
    page.select_option("#id_kind", "video")
    page.click("#id_media-chooser .unchosen button")
    page.click("a.media-choice:has-text('入门讲座')")
    expect(page.locator("#id_media-chooser")).to_contain_text("入门讲座")
    page.click("button.action-save:visible")
    lesson = number_of(page)
    submit(page)
    expect(page.locator(".messages")).to_contain_text("没有字幕")
    add_subtitles(page, film)
    page.goto(f"/cms/pages/{lesson}/edit/")
    submit(page)

    reviewer = sit_down("reviewer").page
    reviewer.goto("/cms/")
    expect(reviewer.locator("main")).to_contain_text("第一课")
    for one in (course, lesson):
        approve(reviewer, one)
    learner = sit_down("learner", PHONE)
    learner.page.goto(f"/lessons/{lesson}/")
    expect(learner.page.locator("h1")).to_contain_text("第一课")
    for seen in (editor, learner):
        assert seen.hosts <= {urlsplit(platform.url).netloc, urlsplit(platform.media_url).netloc}


def test_what_is_refused_says_why(sit_down: Any) -> None:
    page = sit_down("editor").page
    page.goto("/cms/media/video/add/")
    page.fill("#id_title", "坏文件")
    page.set_input_files(
        "#id_file", {"name": "a.mp4", "mimeType": "video/mp4", "buffer": b"MZ" + b"\0" * 99}
    )
    page.click("form[data-xinlu-upload] button[type=submit]")
    expect(page.locator("main")).to_contain_text("这都不是视频或音频文件")


def test_the_cms_speaks_chinese(sit_down: Any, people: dict[str, Any]) -> None:
    visit, left = sit_down("editor"), {}
    for path in CMS:
        visit.page.goto(path.format(**people))
        said = {text for text in visit.page.evaluate(SEEN) if "person" not in text}
        left[path] = {text for text in said if set(ENGLISH.findall(text)) - SAME_IN_CHINESE}
    assert left == {path: set() for path in CMS}
    assert visit.complaints == []


@pytest.mark.parametrize("path", ["/library/", *(f"/library/{kind}/" for kind in KINDS)])
def test_the_libraries_are_sound(sit_down: Any, people: dict[str, Any], path: str) -> None:
    visit = sit_down("officer")
    kind = path.strip("/").rpartition("/")[2]
    for address in [path] + ([f"{path}{people[kind]}/"] if kind in KINDS else []):
        visit.page.goto(address)
        assert visit.violations() == []
        assert [visit.overflow_at(size) for size in (DESK, SMALL, PHONE)] == [0, 0, 0]
    assert visit.complaints == []


@pytest.mark.parametrize("kind", ["materials", "teachers"])
def test_learners_pages_are_sound(sit_down: Any, people: dict[str, Any], kind: str) -> None:
    visit = sit_down("learner", SMALL)
    visit.page.goto(f"/{kind}/{people[kind]}/")
    assert visit.violations() == []
    assert visit.overflow_at(SMALL) == 0
