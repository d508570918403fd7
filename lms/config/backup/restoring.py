"""Reading an archive into an empty platform: everything, or nothing."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Callable, Iterable, Iterator
from functools import partial
from pathlib import Path
from typing import Any

from django.apps import apps
from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.core.management import call_command
from django.db import connection, models

from lms.accounts.models import User
from lms.config.backup.archive import FOLDERS, Archive, Refused
from lms.config.backup.making import all_files
from lms.config.backup.tables import Table, append_only, emptied, migrations, tables
from lms.config.backup.target import Target, target
from lms.core import crypto
from lms.core.models import AuditEntry

Say = Callable[[str], None]
MOST_NAMED = 5
INCOMING = ".restoring"
MODES = {"media": 0o755, "originals": 0o700}


def require_empty() -> None:
    """Raises `Refused` unless the platform is migrated and holds nobody and nothing."""
    with connection.cursor() as cursor:
        known = set(connection.introspection.table_names(cursor))
        if not {table.name for table in tables()} <= known:
            raise Refused("The database is not prepared: run manage.py migrate first.")
        if people := User.objects.count():
            raise Refused(
                f"The platform is in use: it has {people} accounts. Restore to a new one."
            )
        for name in set(append_only()) - {AuditEntry._meta.db_table}:
            cursor.execute(f'SELECT COUNT(*) FROM "{name}"')  # noqa: S608 - our own names
            if count := cursor.fetchone()[0]:
                raise Refused(f"The platform is in use: {name} has {count} rows that must stay.")
    if found := next(all_files(), None):
        folder = found[0].partition("/")[0]
        raise Refused(f"The {folder} folder is not empty: {found[1]}.")


def require_same_version(archive: Archive) -> None:
    """An archive is read by the version that wrote it; upgrades come after."""
    there, here = set(archive.manifest["migrations"]), set(migrations())
    if there == here:
        return
    names = sorted(there ^ here)
    more = f" and {len(names) - MOST_NAMED} more" if len(names) > MOST_NAMED else ""
    version = archive.manifest["versions"]["xinlu"]
    raise Refused(
        f"The backup was made by another version ({version}); the databases differ in"
        f" {', '.join(names[:MOST_NAMED])}{more}. Restore with that version, then upgrade."
    )


def restore(archive: Archive, keys: str, say: Say, *, before_commit: Callable[[], None]) -> None:
    """Read in an archive that was checked with ``keys``. Raises `Refused` or what the disk or the
    database says; then nothing of it is there. ``before_commit`` is the last that may fail."""
    roots = {kind: Path(getattr(settings, place)) for kind, place in FOLDERS.items()}
    moved: list[Path] = []
    try:
        for kind, root in roots.items():
            _read_files(archive, kind, root)
        with target() as database:
            _read_rows(archive, database, keys, say)
            before_commit()
            for root in roots.values():
                _move_in(root, moved)
            database.commit()
            moved.clear()
    finally:
        for path in moved:
            shutil.rmtree(path) if path.is_dir() else path.unlink()
        for root in roots.values():
            shutil.rmtree(root / INCOMING, ignore_errors=True)


def finish() -> None:
    """What follows from the rows: nothing in memory of before, and the CMS's index."""
    connection.close()
    ContentType.objects.clear_cache()
    call_command("update_index", verbosity=0)


def missing_files() -> list[str]:
    """Media files that a row names and that are not there (removed while the backup was made)."""
    missing = []
    for model in apps.get_models():
        for field in model._meta.concrete_fields:
            if isinstance(field, models.FileField):
                names = model._default_manager.exclude(**{field.name: ""}).values_list(
                    field.name, flat=True
                )
                missing += [name for name in names.iterator() if name and not _is_there(name)]
    return sorted(set(missing))


def _is_there(name: str) -> bool:
    return (Path(settings.MEDIA_ROOT) / name).exists()


def _read_files(archive: Archive, kind: str, root: Path) -> None:
    """The files of one folder, beside its place. Those of cases are the platform's alone."""
    mode, incoming = MODES[kind], root / INCOMING
    root.mkdir(mode=mode, parents=True, exist_ok=True)
    shutil.rmtree(incoming, ignore_errors=True)
    incoming.mkdir(mode=mode)
    for name in archive.members:
        if name.startswith(f"{kind}/"):
            path = incoming / name.removeprefix(f"{kind}/")
            path.parent.mkdir(mode=mode, parents=True, exist_ok=True)
            with open(path, "xb", opener=partial(os.open, mode=mode & 0o666)) as file:
                for data in archive.chunks(name):
                    file.write(data)


def _move_in(root: Path, moved: list[Path]) -> None:
    for path in sorted((root / INCOMING).iterdir()):
        if (root / path.name).is_dir():  # `require_empty` found no file in it
            shutil.rmtree(root / path.name)
        moved.append(path.rename(root / path.name))


def _read_rows(archive: Archive, database: Target, keys: str, say: Say) -> None:
    database.empty(emptied())
    standing = append_only()
    for table in tables():
        kept = archive.manifest["tables"].get(table.name)
        if kept is None or kept["columns"] != [column.name for column in table.columns]:
            raise Refused(f"The backup does not hold the table {table.name} as it is here.")
        there = database.ids(table) if table.name in standing else set()
        fresh = _Counting(_readable(table, _rows(archive, table), keys), there)
        database.insert(table, fresh)
        if fresh.seen != kept["rows"] or database.count(table) != len(there) + fresh.passed:
            raise Refused(f"{table.name} has not the {kept['rows']} rows that were backed up.")
        if table.counter:
            database.go_on_after(table, kept["last_used"])
        say(f"{table.name}: {kept['rows']} rows")


class _Counting:
    """Rows on their way in, but for those that stand there already (a copied set-up's)."""

    def __init__(self, rows: Iterable[list[Any]], there: set[str]) -> None:
        self._rows, self._there = rows, there
        self.seen = self.passed = 0

    def __iter__(self) -> Iterator[list[Any]]:
        for row in self._rows:
            self.seen += 1
            if not self._there or row[0] not in self._there:
                self.passed += 1
                yield row


def _rows(archive: Archive, table: Table) -> Iterator[list[Any]]:
    for line in archive.lines(table.member):
        row = json.loads(line)
        if not isinstance(row, list) or len(row) != len(table.columns):
            raise Refused(f"{table.member} in the backup has a row of another form.")
        yield row


def _readable(table: Table, rows: Iterable[list[Any]], keys: str) -> Iterator[list[Any]]:
    """The rows, when the first value of each encrypted column can be decrypted."""
    untried = {i: c.name for i, c in enumerate(table.columns) if c.encrypted}
    for row in rows:
        for place in [place for place in untried if row[place]]:
            try:
                crypto.decrypt(row[place], keys)
            except crypto.Unreadable as error:
                name = f"{table.name}.{untried[place]}"
                raise Refused(f"{name} cannot be decrypted with this key.") from error
            del untried[place]
        yield row
