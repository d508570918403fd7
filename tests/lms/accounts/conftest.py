from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest

from tests.factories import people


@pytest.fixture
def land(db: Any) -> SimpleNamespace:
    return people.land()
