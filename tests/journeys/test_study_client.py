"""The study client in a real browser and with the real server: what the contract asks of it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.journeys.chromium import PHONE, Visit, chromium, signed_in
from tests.stack.platform import Platform, until

pytestmark = pytest.mark.journey

LESSONS = """
from django.core.files.base import ContentFile
from content.media.transcode import prepare_now
from content.models import Media
from content.tree import ensure_collection
from lms.accounts.models import Organisation
from tests.factories import content, films, people
county = people.land().county
Organisation.objects.filter(pk=county.pk).update(study_opens="00:00", study_closes="00:00")
course = content.course(county)
film = Media(title="短片", type="video", collection=ensure_collection(county), duration=0)
film.file.save("film.mp4", ContentFile(films.film(seconds=26).read_bytes()), save=False)
film.save()
checks = [("self_check", content.check(f"第{n}题？")) for n in range(3)]
video = content.lesson(
    course, title="短片课", kind="video", media=prepare_now(film), body=[], checks=checks
)
article = content.lesson(course, title="短文课", body=[content.text("先请假再外出。" * 150)])
answer = {"video": video.pk, "article": article.pk}
"""
PEOPLE = """
from django.test import Client
from lms.accounts.models import User
from tests.factories import people
office, answer = people.land().office, []
for number in range(10):
    offender = people.offender(
        office, username=f"studies{number}", code=f"ST-{number}",
        id_number=people.id_number(serial=7000 + number),
    )
    client = Client()
    client.force_login(User.objects.get(pk=offender.pk))
    answer.append(client.cookies["xinlu_session"].value)
"""
RIGHT = """
from lms.learning.models import PresenceChallenge
asked = PresenceChallenge.objects.order_by("-asked_at").first()
answer = next(o["label"] for o in asked.options if o["id"] == asked.right)
"""
TIME = "document.querySelector('video').currentTime"
STATE = "[data-state]"


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as found:
        yield found


@pytest.fixture(scope="module")
def lessons(platform: Platform) -> dict[str, int]:
    return dict(platform.python(LESSONS))


@pytest.fixture(scope="module")
def sessions(platform: Platform) -> Iterator[str]:
    """One offender after the other, each signed in: nobody has studied anything yet."""
    return iter(platform.python(PEOPLE))


@dataclass
class Learner:
    """Somebody at a lesson, and every beat that their browser has sent."""

    page: Page
    platform: Platform
    visit: Visit
    beats: list[dict[str, Any]] = field(default_factory=list)
    answers: int = 0

    def __post_init__(self) -> None:
        self.page.on("request", self._keep)
        self.page.on("response", self._count)

    def _count(self, response: Any) -> None:
        self.answers += response.url.endswith("/beats")

    def _keep(self, request: Any) -> None:
        if request.url.endswith("/beats"):
            self.beats.append(json.loads(request.post_data))

    def plays_until(self, second: float) -> None:
        until(lambda: self.at() >= second, what=f"second {second}")

    def counts(self) -> None:
        """Until the server knows that this person studies from now on."""
        expect(self.page.locator(STATE)).to_have_text("计时中")
        # The page speaks with the browser only while we ask it something.
        until(lambda: self.page.evaluate("1") and self.answers, what="the first answer")

    def at(self) -> float:
        return float(self.page.evaluate(TIME))

    def answer_right(self) -> None:
        right = self.platform.python(RIGHT)
        self.page.locator("[data-options] button", has_text=right).click()


@pytest.fixture
def at_lesson(browser, platform, lessons, sessions) -> Iterator[Any]:
    """``at_lesson("video")``: a new offender on that lesson's page."""
    contexts = []

    def come(kind: str) -> Learner:
        context = signed_in(browser, platform.url, next(sessions), size=PHONE)
        contexts.append(context)
        visit = Visit(context.new_page())
        learner = Learner(visit.page, platform, visit)
        visit.page.goto(f"/lessons/{lessons[kind]}/")
        return learner

    yield come
    for context in contexts:
        context.close()


def test_nothing_is_fetched_and_nothing_counts_before_the_person_begins(at_lesson) -> None:
    learner = at_lesson("video")
    expect(learner.page.locator("[data-size]")).to_contain_text("MB")
    assert learner.beats == []
    assert learner.page.evaluate("document.querySelector('video').currentSrc") == ""
    assert learner.visit.violations() == []


def test_a_first_view_goes_neither_forward_nor_faster(at_lesson) -> None:
    learner = at_lesson("video")
    learner.page.click("[data-start]")
    learner.plays_until(2)
    learner.page.evaluate("document.querySelector('video').playbackRate = 3")
    learner.page.evaluate(f"{TIME} = 20")
    expect(learner.page.locator(STATE)).to_contain_text("按顺序")
    assert learner.at() < 12
    assert learner.page.evaluate("document.querySelector('video').playbackRate") == 1
    learner.page.evaluate("document.querySelector('[data-slider]').value = 25")
    learner.page.dispatch_event("[data-slider]", "input")
    assert learner.at() < 12


def test_a_pause_is_told_at_once_with_the_state_of_the_time_before(at_lesson) -> None:
    learner = at_lesson("video")
    learner.page.click("[data-start]")
    learner.plays_until(4)
    learner.page.click("[data-play]")
    expect(learner.page.locator(STATE)).to_have_text("已暂停")
    until(lambda: learner.at() and len(learner.beats) == 2, what="the beat of the pause")
    assert [beat["state"] for beat in learner.beats] == ["paused", "playing"]
    assert learner.beats[-1]["position"] == pytest.approx(learner.at(), abs=0.5)


def test_an_outage_costs_nothing_and_the_same_beat_is_sent_again(at_lesson) -> None:
    learner = at_lesson("video")
    learner.page.click("[data-start]")
    learner.plays_until(6)
    learner.page.context.set_offline(True)
    expect(learner.page.locator(STATE)).to_contain_text("网络断了", timeout=20_000)
    learner.plays_until(19)
    learner.page.context.set_offline(False)
    expect(learner.page.locator(STATE)).to_have_text("计时中")
    lost = learner.beats[1:]
    assert len({beat["seq"] for beat in lost}) == 1
    assert lost[-1]["position"] > lost[0]["position"]
    studied = f"0:{int(lost[-1]['position']):02d}"
    expect(learner.page.locator("[data-amount-maybe]")).to_have_text(studied)


def test_the_end_closes_asks_and_confirms(at_lesson) -> None:
    learner = at_lesson("video")
    learner.page.click("[data-start]")
    dialog = learner.page.locator("dialog.sheet")
    expect(dialog).to_be_visible(timeout=60_000)
    assert learner.visit.violations() == []
    learner.answer_right()
    expect(learner.page.locator("[data-completed]")).to_be_visible()
    expect(learner.page.locator("[data-amount-ok]")).to_have_text("0:26")
    assert learner.visit.violations() == []
    assert learner.visit.complaints == []


def test_a_question_is_answered_by_keyboard_and_cannot_be_waved_away(at_lesson) -> None:
    learner = at_lesson("article")
    learner.counts()
    learner.platform.forward(seconds=60)
    learner.page.locator("[data-finish]").click()
    dialog = learner.page.locator("dialog.sheet")
    expect(dialog).to_be_visible()
    learner.page.keyboard.press("Escape")
    expect(dialog).to_be_visible()
    right = learner.platform.python(RIGHT)
    for _step in range(8):
        learner.page.keyboard.press("Tab")
        if right in learner.page.evaluate("document.activeElement.textContent"):
            break
    learner.page.keyboard.press("Enter")
    expect(learner.page.locator(STATE)).to_contain_text("答对了")
    expect(learner.page.locator("[data-amount-ok]")).not_to_have_text("0:00")


def test_a_superseded_page_says_so_and_begins_again_only_when_asked(at_lesson) -> None:
    learner = at_lesson("article")
    learner.counts()
    other = learner.page.context.new_page()
    other.goto(learner.page.url)
    expect(other.locator(STATE)).to_have_text("计时中")
    expect(learner.page.locator(STATE)).to_contain_text("别处", timeout=30_000)
    sent = len(learner.beats)
    expect(other.locator("[data-amount-maybe]")).not_to_have_text("0:00", timeout=30_000)
    assert len(learner.beats) == sent
    learner.page.click("[data-again]")
    expect(learner.page.locator(STATE)).to_have_text("计时中")


def test_leaving_counts_the_last_seconds(at_lesson) -> None:
    learner = at_lesson("article")
    learner.counts()
    learner.platform.forward(seconds=30)
    learner.page.click("a:has-text('返回课程')")
    learner.page.wait_for_url("**/courses/**")
    session = learner.platform.query(
        "SELECT state, closing FROM learning_studysession ORDER BY opened_at DESC LIMIT 1"
    )[0]
    assert session[0] == "closed"
    assert json.loads(session[1])["provisional_seconds"] >= 30
