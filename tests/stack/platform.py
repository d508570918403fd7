"""The real platform for tests: its own data folder, ports, clock; web, media and worker processes.

    platform = Platform(folder).prepare().start()
    platform.forward(minutes=10)                 # the server's clock, instead of waiting
    platform.python("from … import …; answer = …")
    platform.kill("worker"); platform.start("worker")

Nothing of the machine's settings reaches it, and nothing of it is left when `stop` has run.
"""

from __future__ import annotations

import contextlib
import json
import os
import shutil
import signal
import socket
import sqlite3
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import psycopg

ROOT = Path(__file__).parents[2]
KEPT = ("PATH", "HOME", "LANG", "TMPDIR")
ALL = ("web", "media", "worker")
ANSWER = """
import json as _json, django as _django
_django.setup()
answer = None
{code}
print("\\n=answer=" + _json.dumps(answer, ensure_ascii=False, default=str))
"""


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def until(happens: Callable[[], Any], *, seconds: float = 60, what: str = "it") -> Any:
    """What ``happens`` gives as soon as it is true; fails when it never is. For the world outside
    this process alone: what is inside needs no waiting."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        with contextlib.suppress(OSError):
            if found := happens():
                return found
        time.sleep(0.05)
    raise AssertionError(f"{what} did not happen within {seconds} s")


class Platform:
    """``settings`` are more of the environment: DATABASE_URL, CELERY_BROKER_URL …"""

    def __init__(self, folder: Path, **settings: str) -> None:
        self.var = folder / "var"
        self.var.mkdir(parents=True, exist_ok=True)
        self.port, self.media_port = free_port(), free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.media_url = f"http://127.0.0.1:{self.media_port}"
        self._offset = folder / "offset"
        self._offset.write_text("0")
        self._running: dict[str, subprocess.Popen[bytes]] = {}
        self._began_at: dict[str, int] = {}
        self.environment = {
            **{name: os.environ[name] for name in KEPT if name in os.environ},
            "DJANGO_SETTINGS_MODULE": "tests.stack.settings",
            "PYTHONUNBUFFERED": "1",
            "XINLU_VAR": str(self.var),
            "XINLU_DEMO": "0",
            "XINLU_TEST_CLOCK": str(self._offset),
            "XINLU_MEDIA_PORT": str(self.media_port),
            "XINLU_WEB_WORKERS": "1",
            "XINLU_WORKER_PROCESSES": "1",
            **settings,
        }

    def prepare(self, *, pages: bool = True) -> Platform:
        """An empty, migrated database; with ``pages`` also the static files that pages name."""
        from tests import template

        ready = "DATABASE_URL" not in self.environment and template.path().exists()
        if ready:
            shutil.copyfile(template.path(), self.var / "xinlu.sqlite3")
        if pages:
            self.python("from lms.config import prepare; prepare.prepare(lambda line: None)")
        elif not ready:
            self.manage("migrate", "-v0")
        return self

    def start(self, *names: str) -> Platform:
        """All processes, or those named; returns when they answer."""
        for name in names or ALL:
            command = self._commands()[name]
            with (self.var / f"{name}.log").open("ab") as log:
                self._began_at[name] = log.tell()
                self._running[name] = subprocess.Popen(
                    command, cwd=ROOT, env=self.environment, stdin=subprocess.DEVNULL,
                    stdout=log, stderr=log, start_new_session=True,
                )  # fmt: skip
        for name in names or ALL:
            until(lambda name=name: self._is_up(name), what=f"the start of {name}")
        return self

    def stop(self, *names: str) -> None:
        """In peace; what does not end within ten seconds is killed."""
        for name in names or list(self._running):
            self._running[name].terminate()
        for name in names or list(self._running):
            with contextlib.suppress(subprocess.TimeoutExpired):
                self._running[name].wait(10)
            self.kill(name)

    def kill(self, name: str) -> None:
        """With all its children, at once, as a power failure would."""
        process = self._running.pop(name)
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()

    def forward(self, **amount: float) -> None:
        """Move the server's clock: ``forward(minutes=5)``, ``forward(hours=-1)``."""
        moved = float(self._offset.read_text()) + timedelta(**amount).total_seconds()
        draft = self._offset.with_suffix(".new")
        draft.write_text(str(moved))
        draft.rename(self._offset)

    def now(self) -> datetime:
        """What the server's clock says."""
        return datetime.now(UTC) + timedelta(seconds=float(self._offset.read_text()))

    def to(self, moment: datetime) -> None:
        """Set the server's clock."""
        self.forward(seconds=(moment - self.now()).total_seconds())

    def manage(self, *arguments: str, check: bool = True) -> subprocess.CompletedProcess[str]:
        """A management command of this platform; without ``check`` it may fail."""
        return self._call("manage.py", *arguments, check=check)

    def python(self, code: str) -> Any:
        """Run ``code`` in a process of the platform; what it leaves in ``answer`` comes back."""
        out = self._call("-c", ANSWER.format(code=code)).stdout
        return json.loads(out.rpartition("\n=answer=")[2])

    def query(self, statement: str) -> list[tuple[Any, ...]]:
        """Rows as they are in the database now, read beside the platform."""
        url = self.environment.get("DATABASE_URL")
        if url:
            with psycopg.connect(url) as link:
                return list(link.execute(statement.encode()).fetchall())
        with contextlib.closing(sqlite3.connect(self.var / "xinlu.sqlite3")) as link:
            return link.execute(statement).fetchall()

    def children(self, name: str) -> list[int]:
        """The processes that a process of the platform has started itself."""
        pid = self._running[name].pid
        return [int(one) for one in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]

    def is_running(self, name: str) -> bool:
        return name in self._running and self._running[name].poll() is None

    def log(self, name: str) -> str:
        """What the process wrote since it was started last."""
        with (self.var / f"{name}.log").open("rb") as log:
            log.seek(self._began_at[name])
            return log.read().decode(errors="replace")

    def _call(self, *arguments: str, check: bool = True) -> subprocess.CompletedProcess[str]:
        ended = subprocess.run(
            [sys.executable, *arguments], cwd=ROOT, env=self.environment, check=False,
            stdin=subprocess.DEVNULL, capture_output=True, text=True,
        )  # fmt: skip
        assert not check or ended.returncode == 0, ended.stdout + ended.stderr
        return ended

    def _commands(self) -> dict[str, list[str]]:
        """What `make run` starts, too."""
        from lms.config.env import Env
        from lms.config.processes import processes

        env = Env(
            var=self.var, bind="127.0.0.1",
            web_workers=int(self.environment["XINLU_WEB_WORKERS"]),
            worker_processes=int(self.environment["XINLU_WORKER_PROCESSES"]),
        )  # fmt: skip
        return {p.name: p.command for p in processes(env, self.port, self.media_port)}

    def _is_up(self, name: str) -> bool:
        ended = self._running[name].poll()
        assert ended is None, f"{name} ended with {ended}:\n{self.log(name)[-2000:]}"
        if name == "worker":
            return " ready." in self.log(name)
        address = f"{self.url if name == 'web' else self.media_url}/healthz"
        try:
            with urllib.request.urlopen(address, timeout=5):
                return True
        except urllib.error.HTTPError:
            return True
