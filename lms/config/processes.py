"""The processes of one platform and the supervisor's configuration that keeps them running.

supervisord starts them together, stops them together and starts one again that died: an operator
at night should find the platform up, not a stopped worker.
"""

from __future__ import annotations

import os
import sys
from dataclasses import dataclass, field
from pathlib import Path

from lms.config.env import BASE_DIR


@dataclass(frozen=True)
class Process:
    name: str
    command: list[str]
    environment: dict[str, str] = field(default_factory=dict)


def granian(target: str, interface: str, host: str, port: int, *more: str) -> list[str]:
    binary = str(Path(sys.executable).parent / "granian")
    options = ["--interface", interface, "--host", host, "--port", str(port), "--no-ws"]
    return [binary, *options, "--respawn-failed-workers", "--no-access-log", *more, target]


def processes(host: str, port: int, media_port: int) -> list[Process]:
    """Web server, media server, worker with beat."""
    celery = str(Path(sys.executable).parent / "celery")
    scheduler = "django_celery_beat.schedulers:DatabaseScheduler"
    worker = [celery, "-A", "lms.config", "worker", "-B", "-S", scheduler]
    return [
        Process(
            "web",
            granian(
                "lms.config.wsgi:application", "wsgi", host, port,
                "--workers", os.environ.get("XINLU_WEB_WORKERS", "2"),
                "--blocking-threads", os.environ.get("XINLU_WEB_THREADS", "3"),
            ),
        ),
        Process("media", granian(*MEDIA, host, media_port, *MEDIA_OPTIONS)),
        Process("worker", [*worker, "--concurrency", "2", "--loglevel", "INFO"]),
    ]  # fmt: skip


# RSGI: files are sent by the server's own runtime, so slow readers hold no thread (docs/adr/0008).
MEDIA = ("content.media.server:application", "rsgi")
MEDIA_OPTIONS = ("--workers", "1")

PROGRAM = """
[program:{name}]
command={command}
directory={directory}
environment={environment}
stdout_logfile={logs}/{name}.log
stdout_logfile_maxbytes=20MB
stdout_logfile_backups=5
redirect_stderr=true
autorestart=true
startretries=10
startsecs=3
stopwaitsecs=15
stopasgroup={as_group}
killasgroup=true
"""

HEAD = """[supervisord]
nodaemon=true
silent=true
logfile={logs}/supervisor.log
pidfile={run}/supervisord.pid
childlogdir={logs}
{user}
"""


def configuration(wanted: list[Process], folder: Path) -> str:
    """The text of supervisord.conf; ``folder`` is the data folder."""
    run, logs = folder / "run", folder / "logs"
    user = "user=root" if os.geteuid() == 0 else ""
    parts = [HEAD.format(run=_plain(run), logs=_plain(logs), user=user)]
    for process in wanted:
        environment = ",".join(f'{k}="{_plain(v)}"' for k, v in process.environment.items())
        parts.append(
            PROGRAM.format(
                name=process.name,
                command=_plain(" ".join(_quoted(word) for word in process.command)),
                directory=_plain(BASE_DIR),
                environment=environment,
                logs=_plain(logs),
                # Celery's own warm shutdown wants the signal at its main process only.
                as_group="false" if process.name == "worker" else "true",
            )
        )
    return "".join(parts)


def _plain(value: object) -> str:
    """supervisord expands % itself."""
    return str(value).replace("%", "%%")


def _quoted(word: str) -> str:
    return f"'{word}'" if " " in word else word
