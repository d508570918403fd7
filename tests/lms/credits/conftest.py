"""A learner with one hour on the ledger."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from types import SimpleNamespace
from typing import Any

import pytest

from lms.core.clock import now
from lms.core.months import LOCAL
from lms.credits.actions import post_credit
from tests.factories import people


@pytest.fixture(autouse=True)
def _afternoon(at: Callable[[datetime], None]) -> None:
    """Far from midnight and from the end of a month."""
    at(datetime(2026, 9, 24, 15, 0, tzinfo=LOCAL))


@pytest.fixture
def land(db: Any) -> SimpleNamespace:
    return people.land()


@pytest.fixture
def learner(land: SimpleNamespace) -> Any:
    return people.offender(land.office).user


@pytest.fixture
def officer(land: SimpleNamespace) -> Any:
    return people.user_with_role("officer", land.office)


@pytest.fixture
def manager(land: SimpleNamespace) -> Any:
    return people.user_with_role("manager", land.county)


@pytest.fixture
def post(learner: Any) -> Any:
    """``post(600, hours_ago=3)`` puts ten minutes on the ledger."""

    def put(seconds: int = 600, hours_ago: float = 3, **values: Any) -> Any:
        start = now() - timedelta(hours=hours_ago)
        values = {
            "kind": "study",
            "seconds": seconds,
            "started_at": start,
            "ended_at": start + timedelta(seconds=seconds),
            "source": f"test:{hours_ago}",
        } | values
        return post_credit(learner_id=learner.pk, **values)

    return put
