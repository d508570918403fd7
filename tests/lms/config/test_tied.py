"""Workers end with their server, also when it was killed before they could ask for that."""

from __future__ import annotations

import os

import pytest

from lms.config import tied


class Ended(BaseException):
    pass


@pytest.fixture(autouse=True)
def asked(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    found: list[str] = []
    monkeypatch.setattr(tied, "set_pdeathsig", found.append)

    def leave(_status: int) -> None:
        raise Ended

    monkeypatch.setattr(os, "_exit", leave)
    return found


def test_an_orphan_ends_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(tied.SUPERVISED, "1")
    monkeypatch.setattr(os, "getppid", lambda: 1)
    with pytest.raises(Ended):
        tied.to_parent()


def test_a_worker_ends_with_its_parent(monkeypatch: pytest.MonkeyPatch, asked: list[str]) -> None:
    monkeypatch.setenv(tied.SUPERVISED, "1")
    tied.to_parent()
    assert asked == ["SIGKILL"]


def test_who_was_not_supervised_is_left_alone(
    monkeypatch: pytest.MonkeyPatch, asked: list[str]
) -> None:
    monkeypatch.delenv(tied.SUPERVISED, raising=False)
    tied.to_parent()
    assert asked == []
