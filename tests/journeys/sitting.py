"""Somebody who sits a test in a browser, and what the server has of it."""

from __future__ import annotations

import json
from typing import Any
from uuid import UUID

from playwright.sync_api import expect

from tests.factories.people import PASSWORD
from tests.journeys.walk import Walk


class Candidate(Walk):
    """``walk`` as a candidate: ``begin_test``, ``choose``, ``go_to``, ``hand_in`` …"""

    def sign_in(self, name: str) -> Candidate:
        """Once more, at the door where one was sent."""
        self.page.fill("input[name=username]", name)
        self.page.fill("input[name=password]", PASSWORD)
        self.page.press("input[name=password]", "Enter")
        self.page.wait_for_url("**/sittings/**")
        return self

    def begin_test(self, paper: str) -> Candidate:
        self.open(f"/tests/{paper}/")
        self.click("开始答题", "button")
        self.page.wait_for_url("**/sittings/**")
        self.sitting = UUID(self.page.url.split("/sittings/")[1].split("/")[0])
        expect(self.card(0)).to_be_visible()
        return self

    def card(self, place: int) -> Any:
        return self.page.locator(f"[data-place='{place}']")

    @property
    def line(self) -> Any:
        """The line that says whether everything is saved."""
        return self.page.locator("[data-say]")

    def go_to(self, place: int) -> Candidate:
        """By the list of all questions."""
        link = self.page.locator(f"[data-to='{place}']")
        if not link.is_visible():
            self.page.locator("[data-list] > summary").click()
        link.click()
        expect(self.card(place)).to_be_visible()
        return self

    def choose(self, place: int, *options: int) -> Candidate:
        if not self.card(place).is_visible():
            self.go_to(place)
        for option in options:
            self.card(place).locator("label.opt").nth(option).click()
        return self

    def is_saved(self) -> Candidate:
        expect(self.line).to_have_text("已保存")
        return self

    def hand_in(self) -> Candidate:
        if not self.page.locator("[data-hand-in]:visible").count():
            self.page.locator("[data-list] > summary").click()
        self.page.locator("[data-hand-in]:visible").first.click()
        self.page.get_by_role("button", name="确定交卷").click()
        return self

    def is_over(self, heading: str = "已交卷") -> Candidate:
        expect(self.page.get_by_role("heading", level=1)).to_have_text(heading)
        return self

    # what the server has

    def _rows(self, columns: str, table: str) -> list[tuple[Any, ...]]:
        return self.platform.query(
            f"SELECT {columns} FROM {table} WHERE sitting_id = '{self.sitting.hex}'"
        )

    @property
    def answers(self) -> dict[int, Any]:
        """The newest of each place."""
        rows = self._rows("place, seq, answer", "exams_answersave")
        return {place: json.loads(answer) for place, _seq, answer in sorted(rows)}

    @property
    def events(self) -> list[str]:
        return [kind for (kind,) in self._rows("kind", "exams_sittingevent")]

    @property
    def state(self) -> Any:
        ((state,),) = self.platform.query(
            f"SELECT state FROM exams_sitting WHERE id = '{self.sitting.hex}'"
        )
        return state
