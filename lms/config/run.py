"""``make run``: prepare the database, then web server, media server, worker and beat together.

Each trouble is told in one line. Ctrl-C (or the end of this process) stops all of it.
"""

from __future__ import annotations

import contextlib
import ctypes
import fcntl
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from pathlib import Path
from typing import IO

from lms.config import processes
from lms.config.env import Unset, env

HOST = os.environ.get("XINLU_BIND", "127.0.0.1")


def say(line: str = "") -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


def port_is_free(port: int) -> bool:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, port))
        except OSError:
            return False
    return True


def the_port() -> int:
    raw = os.environ.get("PORT", "8000")
    if not raw.isdigit() or not 0 < int(raw) < 65536:
        sys.exit(f"PORT must be a number from 1 to 65535, not {raw!r}.")
    if not port_is_free(int(raw)):
        sys.exit(f"Port {raw} is in use by another program. Choose one: make run PORT=8001")
    return int(raw)


def free_media_port(port: int) -> int:
    """The port after the web server's, or the next that is free."""
    wanted = env.media_port or port + 1
    for candidate in range(wanted, min(wanted + 50, 65536)):
        if candidate != port and port_is_free(candidate):
            return candidate
    sys.exit("No free port for the media server. Set XINLU_MEDIA_PORT to a free one.")


def only_one(folder: Path) -> IO[str]:
    """A lock on the data folder: two platforms on one would write over each other."""
    (folder / "run").mkdir(parents=True, exist_ok=True)
    (folder / "logs").mkdir(exist_ok=True)
    lock = (folder / "run" / "lock").open("w")
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        sys.exit(
            f"Xinlu is already running on {folder}. Stop it, or set XINLU_VAR to another folder."
        )
    return lock


def _end_with_parent() -> None:
    """Linux: when this process is killed outright, the supervisor is told to stop as well."""
    with contextlib.suppress(OSError, AttributeError):
        ctypes.CDLL(None).prctl(1, signal.SIGTERM)


def start(port: int, media_port: int) -> subprocess.Popen[bytes]:
    config = env.var / "run" / "supervisord.conf"
    wanted = processes.processes(HOST, port, media_port)
    config.write_text(processes.configuration(wanted, env.var), encoding="utf-8")
    environment = {
        **os.environ,
        "XINLU_VAR": str(env.var),
        "XINLU_MEDIA_PORT": str(media_port),
        "DJANGO_SETTINGS_MODULE": "lms.config.settings",
    }
    supervisord = str(Path(sys.executable).parent / "supervisord")
    return subprocess.Popen(  # noqa: S603
        [supervisord, "-n", "-c", str(config)],
        env=environment,
        preexec_fn=_end_with_parent,  # noqa: PLW1509 - no threads run at this point
        start_new_session=True,  # Ctrl-C reaches this process, which stops the others in order
    )


def wait_until_up(port: int, supervisor: subprocess.Popen[bytes]) -> None:
    """Until /healthz answers; a web server that cannot start ends it with the place of its log."""
    address = f"http://{HOST}:{port}/healthz"
    deadline = time.monotonic() + 90
    while time.monotonic() < deadline and supervisor.poll() is None:
        with contextlib.suppress(OSError), urllib.request.urlopen(address, timeout=2):
            return
        time.sleep(0.2)
    supervisor.terminate()
    sys.exit(f"The web server did not start. See {env.var / 'logs' / 'web.log'}")


def _stop(*_args: object) -> None:
    raise KeyboardInterrupt


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "lms.config.settings")
    port = the_port()
    lock = only_one(env.var)
    signal.signal(signal.SIGTERM, _stop)
    try:
        from lms.config import prepare

        prepare.prepare(say)
    except KeyboardInterrupt:
        sys.exit(130)
    media_port = free_media_port(port)
    supervisor = start(port, media_port)
    try:
        wait_until_up(port, supervisor)
        prepare.announce(say, f"http://{'127.0.0.1' if HOST == '0.0.0.0' else HOST}:{port}/")  # noqa: S104
        supervisor.wait()
    except KeyboardInterrupt:
        say("\nStopping ...")
    finally:
        if supervisor.poll() is None:
            supervisor.terminate()
            supervisor.wait(timeout=40)
        lock.close()


if __name__ == "__main__":
    try:
        main()
    except Unset as error:
        sys.exit(str(error))
