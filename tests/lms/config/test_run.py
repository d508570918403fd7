"""`make run`: each trouble of the machine in one line."""

from __future__ import annotations

import errno
import os
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from django.db import OperationalError

from lms.config import run
from tests.stack.platform import free_port


@pytest.fixture(autouse=True)
def _settings(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(run, "env", SimpleNamespace(var=tmp_path, bind="127.0.0.1", media_port=0))
    monkeypatch.delenv("PORT", raising=False)


@pytest.fixture
def taken() -> Iterator[int]:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        yield other.getsockname()[1]


def line_of(function: Any, *arguments: Any) -> str:
    """What the program ends with."""
    with pytest.raises(SystemExit) as ended:
        function(*arguments)
    assert "\n" not in str(ended.value)
    return str(ended.value)


def test_a_free_port_is_taken(monkeypatch: pytest.MonkeyPatch) -> None:
    port = free_port()
    monkeypatch.setenv("PORT", str(port))
    assert run.the_port() == port


def test_a_port_in_use_is_told(monkeypatch: pytest.MonkeyPatch, taken: int) -> None:
    monkeypatch.setenv("PORT", str(taken))
    assert line_of(run.the_port).startswith(f"Port {taken} is in use by another program.")


@pytest.mark.parametrize("raw", ["http", "0", "65536", "-1", "80 80"])
def test_a_port_that_is_none_is_told(monkeypatch: pytest.MonkeyPatch, raw: str) -> None:
    monkeypatch.setenv("PORT", raw)
    assert line_of(run.the_port).startswith("PORT must be a number from 1 to 65535")


def test_an_address_of_another_machine_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(run.env, "bind", "203.0.113.7")
    assert "cannot be used here" in line_of(run.the_port)


def test_the_media_server_takes_the_next_free_port(taken: int) -> None:
    assert run.free_media_port(taken - 1) > taken


def test_a_media_port_that_was_asked_for_is_not_changed(
    monkeypatch: pytest.MonkeyPatch, taken: int
) -> None:
    monkeypatch.setattr(run.env, "media_port", taken)
    assert "XINLU_MEDIA_PORT" in line_of(run.free_media_port, 1)


def test_a_data_folder_serves_one_platform(tmp_path: Path) -> None:
    with run.only_one(tmp_path):
        assert line_of(run.only_one, tmp_path).startswith(f"Xinlu is running on {tmp_path}.")
    run.only_one(tmp_path).close()


@pytest.mark.parametrize(
    ("error", "said"),
    [
        (OSError(errno.ENOSPC, "No space left on device", "/x"), "The disk is full: "),
        (OperationalError("database or disk is full"), "The disk is full: "),
        (PermissionError(errno.EACCES, "Permission denied", "/x"), "XINLU_VAR: /x cannot be"),
        (OperationalError("no such host\n"), "no such host"),
    ],
)
def test_troubles_of_the_machine_are_one_line(error: Exception, said: str) -> None:
    line = run.in_one_line(error)
    assert line.startswith(said)
    assert "\n" not in line


def test_an_answer_of_any_kind_means_that_the_server_runs() -> None:
    assert not run.answers(free_port())


def test_a_server_that_cannot_start_is_told_with_its_last_words(tmp_path: Path) -> None:
    (tmp_path / "logs").mkdir()
    (tmp_path / "logs" / "supervisor.log").write_text("first\nno such program\n\n")
    ended = SimpleNamespace(poll=lambda: 1)
    assert line_of(run.wait_until_up, free_port(), ended).endswith(": no such program")


def start(**environment: str) -> subprocess.CompletedProcess[str]:
    clean = {name: value for name, value in os.environ.items() if not name.startswith("XINLU_")}
    return subprocess.run(
        [sys.executable, "-m", "lms.config.run"], env=clean | environment, text=True,
        capture_output=True, check=False, cwd=Path(run.__file__).parents[2],
    )  # fmt: skip


@pytest.mark.parametrize(
    ("setting", "value", "said"),
    [
        ("XINLU_VAR", "/proc/nowhere", "XINLU_VAR: /proc/nowhere"),
        ("XINLU_ENV", "live", "XINLU_ENV must be one of"),
        ("PORT", "eighty", "PORT must be a number"),
    ],
)
def test_a_real_start_ends_with_that_line_alone(
    tmp_path: Path, setting: str, value: str, said: str
) -> None:
    settings = {"XINLU_VAR": str(tmp_path), "PORT": str(free_port()), setting: value}
    ended = start(**settings)
    assert (ended.returncode, ended.stdout) == (1, "")
    assert ended.stderr.startswith(said)
    assert ended.stderr.count("\n") == 1
