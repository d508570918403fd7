"""The land, and a clock that the test moves."""

from __future__ import annotations

from types import SimpleNamespace

import pytest

from tests.factories import people


@pytest.fixture
def land(db: None) -> SimpleNamespace:
    return people.land()
