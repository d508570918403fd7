"""Sources of facts that other apps hold: monthly tests.

``register_tests`` is called when the app is ready (lms/scoring/receivers.py). A month and a person
for whom nothing was offered is simply absent, and scores neither way.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime
from typing import Any
from uuid import UUID

from lms.core.months import Month

Tests = dict[UUID, list[dict[str, Any]]]
"""By offender: ``[{"id": "…", "score": 82, "on": "2026-10-20"}]``; an empty list for somebody to
whom a test was offered and who did not take it."""
TestSource = Callable[[Month, Iterable[UUID]], Tests]
NewsSource = Callable[[datetime, Month, Iterable[UUID]], set[UUID]]

_tests: list[TestSource] = []
_news: list[NewsSource] = []


def register_tests(source: TestSource, news: NewsSource | None = None) -> None:
    """``source(month, offender ids)`` answers in a constant number of queries; ``news(moment,
    month, offender ids)`` gives those of whom it says something else about months before ``month``
    than it did at ``moment``."""
    if source not in _tests:
        _tests.append(source)
    if news is not None and news not in _news:
        _news.append(news)


def tests_changed(moment: datetime, month: Month, offenders: Iterable[UUID]) -> set[UUID]:
    """Of whom tests of months before ``month`` came out otherwise since ``moment``."""
    ids = list(offenders)
    return {who for source in _news for who in source(moment, month, ids)}


def tests_of(month: Month, offenders: Iterable[UUID]) -> Tests:
    """What all sources know, each person's tests in a fixed order."""
    ids = list(offenders)
    found: Tests = {}
    for source in _tests:
        for offender, tests in source(month, ids).items():
            found.setdefault(offender, []).extend(tests)
    return {who: sorted(tests, key=lambda one: str(one["id"])) for who, tests in found.items()}


def forget_tests() -> None:
    """No source at all: for tests of the platform."""
    _tests.clear()
    _news.clear()
