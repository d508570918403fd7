"""An office with its officer and one person in their care."""

from __future__ import annotations

from typing import Any

import pytest

from tests.factories import activities, people


@pytest.fixture
def officer(land: Any) -> Any:
    return activities.officer(land.office)


@pytest.fixture
def offender(land: Any, officer: Any) -> Any:
    return people.offender(land.office, officer=officer)
