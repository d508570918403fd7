"""Writing an archive while the platform runs."""

from __future__ import annotations

import json
import os
import tomllib
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import django
import wagtail
from django.conf import settings
from django.db import connection

from lms.config.backup import archive
from lms.config.backup.snapshot import Snapshot, rows, snapshot
from lms.config.backup.tables import Table, migrations, tables
from lms.config.env import BASE_DIR
from lms.core import crypto
from lms.core.clock import now

Say = Callable[[str], None]
LINES = 500
"""Rows that are written at a time."""


def make(path: Path, say: Say) -> dict[str, int]:
    """Write everything to ``path`` and read it back; how many tables, rows, files and bytes.

    Rows are those of one moment. Files are read after it: one that is added meanwhile is kept
    as well, and harms nobody; one that is deleted meanwhile is missing, as it is in the platform.
    Raises FileExistsError, OSError (disk), `archive.Refused` when what was written cannot be read.
    """
    said = {"tables": 0, "rows": 0, "files": 0}
    with archive.create(path, **_facts()) as draft:
        with snapshot() as source:
            for table in tables():
                said["rows"] += _write_table(draft, source, table)
                said["tables"] += 1
                say(f"{table.name}: {draft.manifest['tables'][table.name]['rows']} rows")
        for name, file in all_files():
            said["files"] += _write_file(draft, name, file)
    verify(path)
    return {**said, "bytes": path.stat().st_size}


def verify(path: Path) -> None:
    """Read an archive of this platform from end to end."""
    made = archive.Archive(path)
    try:
        made.check(settings.FIELD_ENCRYPTION_KEY)
    finally:
        made.close()


def all_files() -> Iterator[tuple[str, Path]]:
    """Member name and path of every file; what begins with a dot is being written."""
    for name, place in archive.FOLDERS.items():
        yield from _files(name, Path(getattr(settings, place)))


def _files(kind: str, root: Path) -> Iterator[tuple[str, Path]]:
    for folder, below, names in os.walk(root):
        below[:] = sorted(name for name in below if not name.startswith("."))
        for name in sorted(names):
            path = Path(folder) / name
            if not name.startswith(".") and path.is_file() and not path.is_symlink():
                yield f"{kind}/{path.relative_to(root).as_posix()}", path


def _facts() -> dict[str, Any]:
    project = tomllib.loads((BASE_DIR / "pyproject.toml").read_text(encoding="utf-8"))
    return {
        "made_at": now().isoformat(timespec="seconds"),
        "versions": {
            "xinlu": project["project"]["version"],
            "django": django.get_version(),
            "wagtail": wagtail.__version__,
            "engine": connection.vendor,
        },
        "migrations": migrations(),
        "field_keys": crypto.fingerprint(),
        "tables": {},
    }


def _write_table(draft: archive.Draft, source: Snapshot, table: Table) -> int:
    count, waiting = 0, []
    with draft.member(table.member, packed=True) as sink:
        for row in rows(source, table):
            waiting.append(json.dumps(row, ensure_ascii=False, separators=(",", ":")))
            count += 1
            if len(waiting) == LINES:
                sink.write(("\n".join(waiting) + "\n").encode())
                waiting.clear()
        sink.write("".join(f"{line}\n" for line in waiting).encode())
    draft.manifest["tables"][table.name] = {
        "columns": [column.name for column in table.columns],
        "rows": count,
        "last_used": source.last_used(table) if table.counter else 0,
    }
    return count


def _write_file(draft: archive.Draft, name: str, path: Path) -> int:
    try:
        file = path.open("rb")
    except FileNotFoundError:
        return 0
    with file, draft.member(name, packed=False) as sink:
        while data := file.read(archive.CHUNK):
            sink.write(data)
    return 1
