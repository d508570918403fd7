"""Fixtures that every test may use. Objects come from tests/factories, one module per app."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import pytest
from django.core.cache import cache

from lms.core import clock


@pytest.fixture(autouse=True)
def _clean_state(settings: object, tmp_path: Path) -> None:
    """Nothing that one test caches or uploads reaches another."""
    settings.MEDIA_ROOT = tmp_path / "media"  # type: ignore[attr-defined]
    settings.JOB_FILES = tmp_path / "jobs"  # type: ignore[attr-defined]
    cache.clear()


@pytest.fixture
def at(monkeypatch: pytest.MonkeyPatch) -> Callable[[datetime], None]:
    """``at(moment)`` sets the server's clock to ``moment`` until the test ends or sets it again."""

    def move(moment: datetime) -> None:
        monkeypatch.setattr(clock, "_now", lambda: moment)

    return move
