"""The code at the door: good for a minute, on paper for ever."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from lms.scoring.activities.door_codes import code_at, is_good, new_key, paper_code

NOW = datetime(2026, 11, 25, 1, 0, 10, tzinfo=UTC)


@pytest.mark.parametrize(("later", "good"), [(0, True), (30, True), (60, False), (-30, False)])
def test_a_code_is_good_for_its_window_and_the_next(later, good) -> None:
    key = new_key()
    shown = code_at(key, NOW)
    assert is_good(key, shown, NOW + timedelta(seconds=later)) is good


def test_paper_stays_good_and_keys_differ() -> None:
    key, other = new_key(), new_key()
    assert is_good(key, paper_code(key), NOW + timedelta(days=1))
    assert not is_good(other, paper_code(key), NOW)
    assert not is_good(other, code_at(key, NOW), NOW)


@pytest.mark.parametrize("code", ["", "paper", "密", "a" * 16])
def test_anything_else_is_no_code(code) -> None:
    assert not is_good(new_key(), code, NOW)
