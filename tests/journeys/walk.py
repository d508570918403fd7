"""A learner's way through the pages, and what the server has noted of it."""

from __future__ import annotations

import json
import re
import sqlite3
from contextlib import closing
from typing import Any
from urllib.parse import urlsplit
from uuid import UUID

from playwright.sync_api import expect

from tests.factories.people import PASSWORD
from tests.journeys.chromium import Visit
from tests.stack.platform import Platform

PLAYED = "(seconds) => document.querySelector('[data-media]').currentTime >= seconds"
STANDS_AT = "() => document.querySelector('[data-media]').currentTime"
ENGLISH = re.compile(r"[A-Za-z]{3,}")
FOR_FOREIGNERS = {"语言 Language"}
SAID = """() => {
  const found = [];
  const quiet = "script, style, template, code, noscript, [lang='en'], [translate='no']";
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const node = walker.currentNode;
    if (!node.parentElement.closest(quiet)) found.push(node.textContent);
  }
  for (const name of ["alt", "title", "aria-label", "placeholder", "aria-valuetext"])
    for (const element of document.querySelectorAll(`[${name}]`))
      if (!element.closest(quiet)) found.push(element.getAttribute(name));
  found.push(document.title);
  return found.map((text) => text.trim()).filter(Boolean);
}"""


class Walk(Visit):
    """``visit`` as somebody who studies: ``open``, ``check``, ``play``, ``answer``, …"""

    def begin(self, platform: Platform, name: str) -> Walk:
        """Sign in by the door, like everybody."""
        self.platform = platform
        ((found,),) = platform.query(f"SELECT id FROM accounts_user WHERE username = '{name}'")
        self.learner = UUID(str(found)).hex
        self.page.goto("/")
        self.page.fill("input[name=username]", name)
        self.page.fill("input[name=password]", PASSWORD)
        self.page.press("input[name=password]", "Enter")
        self.page.wait_for_url(lambda address: "/sign-in/" not in address)
        return self

    def open(self, path: str) -> Walk:
        response = self.page.goto(path)
        assert response is not None
        assert response.status < 400, f"{path}: {response.status}"
        return self

    def click(self, name: str, role: Any = "link") -> Walk:
        self.page.get_by_role(role, name=name).first.click()
        return self

    def fits(self) -> Walk:
        """The open page is no wider than the screen."""
        size = self.page.viewport_size or {"width": 0, "height": 0}
        where = urlsplit(self.page.url).path
        assert self.overflow_at((size["width"], size["height"])) <= 0, f"{where} is too wide"
        return self

    def check(self, *, english: bool = True) -> Walk:
        """Nothing on the open page that nobody should meet: barriers, words in English, a page
        wider than the screen."""
        where = urlsplit(self.fits().page.url).path
        if english:
            said = set(self.page.evaluate(SAID)) - FOR_FOREIGNERS
            left = [text for text in said if ENGLISH.search(text)]
            assert not left, f"{where} speaks English: {left}"
        found = self.violations()
        assert not found, f"{where}: {found}"
        return self

    # the player

    def play(self, seconds: float) -> Walk:
        """Watch until the picture stands at ``seconds``."""
        self.page.wait_for_function(PLAYED, arg=seconds, timeout=60_000)
        return self

    def pause(self) -> Walk:
        """The client tells at once; wait until the server has heard of it."""
        with self.page.expect_response(lambda answer: answer.url.endswith("/beats")):
            self.click("暂停", "button")
        return self

    @property
    def position(self) -> float:
        return float(self.page.evaluate(STANDS_AT))

    @property
    def state(self) -> Any:
        return self.page.locator("[data-state]")

    @property
    def question(self) -> Any:
        return self.page.get_by_role("dialog")

    def ask_soon(self) -> Walk:
        """The question comes with the next beat instead of after 8 to 15 minutes."""
        file = self.platform.var / "xinlu.sqlite3"
        with closing(sqlite3.connect(file, timeout=20)) as link, link:
            link.execute(
                "UPDATE learning_studyclock SET version = version + 1,"
                " state = json_set(state, '$.due', 1000) WHERE learner_id = ?",
                [self.learner],
            )
        return self

    def right_answer(self) -> str:
        """What the learner would know; no client is ever told."""
        ((options, right),) = self.platform.query(
            "SELECT options, right FROM learning_presencechallenge"
            f" WHERE learner_id = '{self.learner}' AND outcome = 'open'"
        )
        return str(next(o["label"] for o in json.loads(options) if o["id"] == right))

    def answer(self) -> Walk:
        self.question.get_by_role("button", name=self.right_answer()).click()
        expect(self.question).to_be_hidden()
        return self

    # what the server has noted

    @property
    def provisional(self) -> float:
        """Seconds that wait for a passed question."""
        ((state,),) = self.platform.query(
            f"SELECT state FROM learning_studyclock WHERE learner_id = '{self.learner}'"
        )
        return sum(piece[5] for piece in json.loads(state)["provisional"]) / 1000

    @property
    def credited(self) -> int:
        ((seconds,),) = self.platform.query(
            "SELECT coalesce(sum(seconds), 0) FROM credits_creditentry"
            f" WHERE learner_id = '{self.learner}'"
        )
        return int(seconds)
