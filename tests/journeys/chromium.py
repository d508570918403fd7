"""Debian's chromium for journeys: which hosts a page asks, what it complains about, and axe."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.conf import settings
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

PROGRAM = Path("/usr/bin/chromium")
ARGUMENTS = [
    "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
]  # fmt: skip
AXE = Path(settings.BASE_DIR) / "node_modules" / "axe-core" / "axe.min.js"
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
PHONE, SMALL, DESK = (360, 740), (320, 640), (1440, 900)


@contextmanager
def chromium() -> Iterator[Browser]:
    """The browser; a machine without one leaves its tests out (.ci/run installs it)."""
    if not PROGRAM.exists():
        pytest.skip("chromium is not installed: apt install chromium")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=str(PROGRAM), args=ARGUMENTS)
        yield browser
        browser.close()


@dataclass
class Visit:
    """A page that is being looked at, and what it did that nobody sees."""

    page: Page
    complaints: list[str] = field(default_factory=list)
    hosts: set[str] = field(default_factory=set)

    def __post_init__(self) -> None:
        self.page.on("console", self._console)
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))
        self.page.on("request", lambda request: self.hosts.add(urlsplit(request.url).netloc))

    def _console(self, message: Any) -> None:
        # That the page itself is a refusal is what some tests ask for.
        if message.type == "error" and "Failed to load resource" not in message.text:
            self.complaints.append(message.text)

    def violations(self) -> list[str]:
        """What axe-core finds against WCAG 2.2 A and AA, one line a finding."""
        run = f"axe.run(document, {{runOnly: {RULES}}})"
        # Evaluated by the debugger, which the content security policy does not bind.
        self.page.evaluate(AXE.read_text(encoding="utf-8") + "; null")
        found = self.page.evaluate(run)
        return [
            f"{rule['id']}: {node['html'][:160]}"
            for rule in found["violations"]
            for node in rule["nodes"][:3]
        ]

    def overflow_at(self, size: tuple[int, int]) -> int:
        """By how many pixels the page is wider than a screen of that size."""
        self.page.set_viewport_size({"width": size[0], "height": size[1]})
        wide = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
        return int(self.page.evaluate(wide))


def signed_in(
    browser: Browser, url: str, session: str = "", *, size: tuple[int, int] = PHONE, **options: Any
) -> BrowserContext:
    """A browser of its own with that session's cookie, in Chinese."""
    width, height = size
    context = browser.new_context(
        viewport={"width": width, "height": height}, locale="zh-CN", base_url=url, **options
    )
    cookies = [{"name": "xinlu_language", "value": "zh-hans", "url": url}]
    if session:
        cookies.append({"name": "xinlu_session", "value": session, "url": url})
    context.add_cookies(cookies)  # type: ignore[arg-type]
    return context
