"""The server's clock, and the file that moves it in tests."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from lms.core import clock

SECOND = timedelta(seconds=1)


@pytest.fixture
def offset(tmp_path: Path, settings: Any, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(clock, "_last_read", timedelta())
    settings.TEST_CLOCK = str(tmp_path / "offset")
    return tmp_path / "offset"


def ahead() -> timedelta:
    return clock.now() - datetime.now(UTC)


def test_now_is_aware_and_in_utc() -> None:
    assert clock.now().utcoffset() == timedelta()
    assert abs(ahead()) < SECOND


def test_the_file_moves_the_clock(offset: Path) -> None:
    offset.write_text("86400\n")
    assert abs(ahead() - timedelta(days=1)) < SECOND


def test_each_change_counts_at_once(offset: Path) -> None:
    for seconds in (10, 20, -30.5):
        offset.write_text(str(seconds))
        assert abs(ahead() - timedelta(seconds=seconds)) < SECOND


def test_without_the_file_the_clock_stands_where_it_is(offset: Path) -> None:
    assert abs(ahead()) < SECOND


@pytest.mark.parametrize("torn", ["", "-", "nonsense", "1e400"])
def test_a_file_that_is_being_written_changes_nothing(offset: Path, torn: str) -> None:
    offset.write_text("3600")
    clock.now()
    offset.write_text(torn)
    assert abs(ahead() - timedelta(hours=1)) < SECOND


def test_without_the_setting_no_file_is_read(settings: Any, tmp_path: Path) -> None:
    settings.TEST_CLOCK = ""
    assert abs(ahead()) < SECOND
