"""The processes of one platform and the supervisor's configuration that keeps them running.

supervisord starts them together, stops them together and starts one again that died: an operator
at night should find the platform up, not a stopped worker.
"""

from __future__ import annotations

import os
import sys
from dataclasses import dataclass
from pathlib import Path

from lms.config.env import BASE_DIR, Env


@dataclass(frozen=True)
class Process:
    name: str
    command: list[str]
    as_group: bool = True
    """Whether the signal to stop goes to its children as well."""


def processes(env: Env, port: int, media_port: int) -> list[Process]:
    """Web server, media server, worker with beat."""
    web = _granian(
        "lms.config.wsgi:application", "wsgi", env.bind, port,
        "--workers", str(env.web_workers), "--blocking-threads", str(env.web_threads),
    )  # fmt: skip
    # RSGI: files are sent by the server's own runtime, so slow readers hold no thread (adr/0008).
    media = _granian("lms.config.media:application", "rsgi", env.bind, media_port, "--workers", "1")
    worker = [
        *module("celery"), "-A", "lms.config", "worker", "--beat", "--loglevel", "INFO",
        "--concurrency", str(env.worker_processes),
    ]  # fmt: skip
    # Celery's own warm shutdown wants the signal at its main process only.
    return [Process("web", web), Process("media", media), Process("worker", worker, False)]


def module(name: str) -> list[str]:
    """A program of our environment by its module: that works where the folder was moved, and the
    scripts beside the interpreter do not."""
    return [sys.executable, "-m", name]


def _granian(target: str, interface: str, host: str, port: int, *more: str) -> list[str]:
    options = ["--interface", interface, "--host", host, "--port", str(port), "--no-ws"]
    return [
        *module("granian"),
        *options,
        "--respawn-failed-workers",
        "--no-access-log",
        *more,
        target,
    ]


PROGRAM = """
[program:{name}]
command={command}
directory={directory}
stdout_logfile={logs}/{name}.log
stdout_logfile_maxbytes=20MB
stdout_logfile_backups=5
redirect_stderr=true
autorestart=true
startretries=10
startsecs=3
stopwaitsecs=10
stopasgroup={as_group}
killasgroup=true
"""

HEAD = """[supervisord]
nodaemon=true
silent=true
logfile={logs}/supervisor.log
pidfile={run}/supervisord.pid
childlogdir={logs}
umask=027
{user}
"""


def configuration(wanted: list[Process], folder: Path) -> str:
    """The text of supervisord.conf; ``folder`` is the data folder."""
    run, logs = _plain(folder / "run"), _plain(folder / "logs")
    parts = [HEAD.format(run=run, logs=logs, user="user=root" if os.geteuid() == 0 else "")]
    for process in wanted:
        parts.append(
            PROGRAM.format(
                name=process.name,
                command=_plain(" ".join(_quoted(word) for word in process.command)),
                directory=_plain(BASE_DIR),
                logs=logs,
                as_group=str(process.as_group).lower(),
            )
        )
    # In one group they are stopped at the same time, not one after the other.
    parts.append(f"\n[group:xinlu]\nprograms={','.join(process.name for process in wanted)}\n")
    return "".join(parts)


def _plain(value: object) -> str:
    """supervisord expands % itself."""
    return str(value).replace("%", "%%")


def _quoted(word: str) -> str:
    return f"'{word}'" if set(word) & set(' ;"') else word
