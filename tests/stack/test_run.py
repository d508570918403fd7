"""`make run` as a person meets it: up, stopped, killed; nothing is left running."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from subprocess import Popen

import pytest

from tests.stack.platform import ROOT, Platform, until


@pytest.fixture(scope="module")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> Platform:
    """A data folder after its first start."""
    return Platform(tmp_path_factory.mktemp("run")).prepare()


class Started:
    def __init__(self, platform: Platform) -> None:
        self.platform = platform
        self.output = platform.var / "output"
        with self.output.open("wb") as out:
            self.process = Popen(
                [sys.executable, "-m", "lms.config.run"], cwd=ROOT, stdout=out, stderr=out,
                env=platform.environment | {"PORT": str(platform.port)},
            )  # fmt: skip
        until(self.announced, what="the start")
        self.supervisor = int((platform.var / "run" / "supervisord.pid").read_text())

    def announced(self) -> bool:
        assert self.process.poll() is None, self.said()
        return "Stop: Ctrl-C" in self.said()

    def said(self) -> str:
        return self.output.read_text()

    def left(self) -> list[int]:
        """Processes of its session that still run."""
        found = []
        for stat in Path("/proc").glob("[0-9]*/stat"):
            try:
                state, _ppid, _group, session = stat.read_text().rpartition(")")[2].split()[:4]
            except OSError:
                continue
            if int(session) == self.supervisor and state != "Z":
                found.append(int(stat.parent.name))
        return found


def parent_of(pid: int) -> int:
    return int(Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[1])


@pytest.fixture
def started(prepared: Platform) -> Iterator[Started]:
    running = Started(prepared)
    yield running
    running.process.kill()
    running.process.wait()
    until(lambda: not running.left(), what="the end of all processes")


def test_everything_answers_and_ctrl_c_stops_all(started: Started) -> None:
    assert f"Xinlu is running:  {started.platform.url}/" in started.said()
    for address in (f"{started.platform.url}/readyz", f"{started.platform.media_url}/healthz"):
        with urllib.request.urlopen(address) as answer:
            assert answer.status == 200
    assert len(started.left()) >= 6
    started.process.send_signal(signal.SIGINT)
    assert started.process.wait(60) == 0
    assert started.left() == []
    assert started.said().endswith("Stopping ...\n")


def test_killing_it_outright_stops_all(started: Started) -> None:
    started.process.kill()
    until(lambda: not started.left(), what="the end of all processes")


def test_killing_the_supervisor_stops_all_and_says_so(started: Started) -> None:
    os.kill(started.supervisor, signal.SIGKILL)
    assert started.process.wait(60) == 1
    assert started.left() == []
    assert "The supervisor has ended." in started.said()


@pytest.mark.parametrize("name", ["web", "worker"])
def test_a_process_that_is_killed_comes_back_and_its_workers_go(
    started: Started, name: str
) -> None:
    def servers() -> list[int]:
        text = (started.platform.var / "logs" / "supervisor.log").read_text()
        return [int(line.rpartition(" ")[2]) for line in text.splitlines() if f"'{name}'" in line]

    def workers() -> list[int]:
        return [pid for pid in started.left() if parent_of(pid) == servers()[-1]]

    children = until(workers, what="its first workers")
    before = servers()
    os.kill(before[-1], signal.SIGKILL)
    until(lambda: len(servers()) > len(before), what="another one")
    until(lambda: not set(children) & set(started.left()), what="the end of its workers")


def test_a_second_one_on_the_same_folder_is_refused(started: Started) -> None:
    port = str(started.platform.media_port + 20)
    ended = subprocess.run(
        [sys.executable, "-m", "lms.config.run"], cwd=ROOT, capture_output=True, text=True,
        env=started.platform.environment | {"PORT": port}, check=False,
    )  # fmt: skip
    assert ended.returncode == 1
    assert ended.stderr.startswith("Xinlu is running on")
