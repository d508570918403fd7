"""A migrated SQLite database that test runs copy: migrating Wagtail anew takes half a minute.

It lies in the folder for temporary files under the fingerprint of all that makes it: another
migration, package or factory gives another file.
"""

from __future__ import annotations

import hashlib
import os
import sqlite3
import tempfile
from pathlib import Path

ROOT = Path(__file__).parents[1]
SOURCES = (
    "uv.lock",
    "lms/*/migrations/*.py",
    "content/migrations/*.py",
    "exams/migrations/*.py",
    "cases/migrations/*.py",
    "content/shelves.py",
    "content/tree.py",
    "content/reviewed.py",
    "exams/reviewing.py",
    "content/receivers.py",
    "lms/core/triggers.py",
    "tests/factories/people.py",
)


def path() -> Path:
    found = hashlib.sha256()
    for pattern in SOURCES:
        for file in sorted(ROOT.glob(pattern)):
            found.update(str(file.relative_to(ROOT)).encode() + file.read_bytes())
    return Path(tempfile.gettempdir()) / f"xinlu-test-{found.hexdigest()[:20]}.sqlite3"


def copy_to(target: str) -> bool:
    """Begin a test database as a copy; False when there is none yet."""
    if not path().exists():
        return False
    _backup(str(path()), target)
    return True


def keep(source: str) -> None:
    """Keep a fresh test database for later runs; whole or not at all, for others look too."""
    draft = f"{path()}.{os.getpid()}"
    _backup(source, draft)
    Path(draft).rename(path())


def _backup(source: str, target: str) -> None:
    before, after = sqlite3.connect(source), sqlite3.connect(target)
    with after:
        before.backup(after)
    before.close()
    after.close()
