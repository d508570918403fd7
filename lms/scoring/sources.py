"""Sources of facts that lie above scoring or are not there yet: monthly tests.

``register_tests`` is called in the ``ready()`` of the app that holds exams. A month and a person
for whom nothing was offered is simply absent, and scores neither way.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any
from uuid import UUID

from lms.core.months import Month

Tests = dict[UUID, list[dict[str, Any]]]
"""By offender: ``[{"id": "…", "score": 82, "on": "2026-10-20"}]``; an empty list for somebody to
whom a test was offered and who did not take it."""
TestSource = Callable[[Month, Iterable[UUID]], Tests]

_tests: list[TestSource] = []


def register_tests(source: TestSource) -> None:
    """``source(month, offender ids)`` answers in a constant number of queries."""
    if source not in _tests:
        _tests.append(source)


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
