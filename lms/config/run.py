"""``make run``: prepare the database, then web server, media server, worker and beat together.

Each trouble is told in one line. Ctrl-C (or the end of this process) stops all of it.
"""

from __future__ import annotations

import contextlib
import ctypes
import errno
import fcntl
import http.client
import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path
from typing import IO

from lms.config import processes, tied
from lms.config.env import env


def say(line: str = "") -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


def port_is_free(port: int) -> bool:
    family = socket.AF_INET6 if ":" in env.bind else socket.AF_INET
    with socket.socket(family) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((env.bind, port))
        except OSError as error:
            if error.errno in (errno.EADDRNOTAVAIL, errno.EACCES):
                sys.exit(f"{env.bind}:{port} cannot be used here ({error.strerror}).")
            return False
    return True


def the_port() -> int:
    raw = os.environ.get("PORT") or "8000"
    if not raw.isdecimal() or not 0 < int(raw) < 65536:
        sys.exit(f"PORT must be a number from 1 to 65535, not {raw!r}.")
    if not port_is_free(int(raw)):
        sys.exit(f"Port {raw} is in use by another program. Choose one: make run PORT=8010")
    return int(raw)


def free_media_port(port: int) -> int:
    """The port after the web server's, or the next that is free."""
    if env.media_port:
        if env.media_port == port or not port_is_free(env.media_port):
            sys.exit(f"Port {env.media_port} (XINLU_MEDIA_PORT) is in use by another program.")
        return env.media_port
    for candidate in range(port + 1, min(port + 50, 65536)):
        if port_is_free(candidate):
            return candidate
    sys.exit("No free port for the media server. Set XINLU_MEDIA_PORT to a free one.")


def only_one(folder: Path) -> IO[str]:
    """A lock on the data folder: two platforms on one would write over each other."""
    (folder / "run").mkdir(parents=True, exist_ok=True)
    (folder / "logs").mkdir(exist_ok=True)
    lock = (folder / "run" / "lock").open("w")
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        sys.exit(f"Xinlu is running on {folder}. Stop it, or set XINLU_VAR to another folder.")
    return lock


def die_with_parent() -> None:
    """Linux: when the parent is killed outright, this process is told to stop as well."""
    with contextlib.suppress(OSError, AttributeError):
        ctypes.CDLL(None).prctl(1, signal.SIGTERM)


def start(port: int, media_port: int) -> subprocess.Popen[bytes]:
    config = env.var / "run" / "supervisord.conf"
    wanted = processes.processes(env, port, media_port)
    config.write_text(processes.configuration(wanted, env.var), encoding="utf-8")
    environment = {
        **os.environ,
        "XINLU_VAR": str(env.var),
        "XINLU_MEDIA_PORT": str(media_port),
        "DJANGO_SETTINGS_MODULE": "lms.config.settings",
        "PYTHONUNBUFFERED": "1",
        tied.SUPERVISED: "1",
    }
    return subprocess.Popen(  # noqa: S603
        [*processes.module("supervisor.supervisord"), "-n", "-c", str(config)],
        env=environment,
        preexec_fn=die_with_parent,  # noqa: PLW1509 - no threads run at this point
        start_new_session=True,  # Ctrl-C reaches this process, which stops the others in order
    )


def answers(port: int) -> bool:
    """Whether the web server answers at all; which hosts it serves does not matter here."""
    host = "127.0.0.1" if env.bind in ("0.0.0.0", "::") else env.bind  # noqa: S104
    link = http.client.HTTPConnection(host, port, timeout=2)
    try:
        link.request("GET", "/healthz")
        return link.getresponse().status < 500
    except (OSError, http.client.HTTPException):
        return False
    finally:
        link.close()


def wait_until_up(port: int, supervisor: subprocess.Popen[bytes]) -> None:
    """A web server that cannot start ends the program with the last line of its log."""
    deadline = time.monotonic() + 90
    while time.monotonic() < deadline and supervisor.poll() is None:
        if answers(port):
            return
        time.sleep(0.1)
    name = "web" if supervisor.poll() is None else "supervisor"
    log = env.var / "logs" / f"{name}.log"
    lines = log.read_text(errors="replace").splitlines() if log.exists() else []
    said = next((line for line in reversed(lines) if line.strip()), "")
    sys.exit(f"The {name} did not start. {log}: {said}")


def stop(supervisor: subprocess.Popen[bytes]) -> None:
    """In order; what the supervisor left behind because it was killed itself is ended too."""
    if supervisor.poll() is None:
        supervisor.terminate()
        with contextlib.suppress(subprocess.TimeoutExpired):
            supervisor.wait(timeout=40)
    for pid in _in_session(supervisor.pid):
        with contextlib.suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)


def _in_session(leader: int) -> list[int]:
    """Linux: the processes of a session. Elsewhere none are found."""
    found = []
    for stat in Path("/proc").glob("[0-9]*/stat"):
        with contextlib.suppress(OSError, IndexError):
            fields = stat.read_text().rpartition(")")[2].split()
            if int(fields[3]) == leader:
                found.append(int(stat.parent.name))
    return found


def in_one_line(error: Exception) -> str:
    """What to tell a person about a trouble of the machine."""
    number = getattr(error, "errno", None)
    if number == errno.ENOSPC or "disk is full" in str(error):
        return f"The disk is full: {env.var} needs more room."
    if isinstance(error, OSError) and error.filename:
        return f"XINLU_VAR: {error.filename} cannot be written to ({error.strerror})."
    return str(error).strip()


def _interrupt(*_args: object) -> None:
    raise KeyboardInterrupt


def serve(port: int) -> None:
    """Start everything, wait for its end or ours, stop everything."""
    from lms.config import prepare

    prepare.prepare(say)
    supervisor = start(port, free_media_port(port))
    try:
        wait_until_up(port, supervisor)
        shown = "127.0.0.1" if env.bind == "0.0.0.0" else env.bind  # noqa: S104
        prepare.announce(say, f"http://{shown}:{port}/")
        supervisor.wait()
        sys.exit(f"The supervisor has ended. Its log: {env.var / 'logs' / 'supervisor.log'}")
    except KeyboardInterrupt:
        say("\nStopping ...")
    finally:
        # A second Ctrl-C must not leave half of it running.
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        signal.signal(signal.SIGTERM, signal.SIG_IGN)
        stop(supervisor)


def main() -> None:
    from django.db import DatabaseError

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "lms.config.settings")
    os.umask(0o027)  # what is kept about people is not for other accounts of the machine
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, _interrupt)
    if (
        "MAKELEVEL" in os.environ
    ):  # make alone may be killed; started by hand we may outlive a shell
        die_with_parent()
    try:
        port = the_port()
        with only_one(env.var):
            serve(port)
    except KeyboardInterrupt:
        sys.exit(130)
    except (OSError, DatabaseError) as error:
        sys.exit(in_one_line(error))


if __name__ == "__main__":
    main()
