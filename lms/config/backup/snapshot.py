"""Reading the whole database as it was at one moment, while others go on writing."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Protocol

import psycopg
from django.db import connection
from psycopg import IsolationLevel

from lms.config.backup.archive import Refused
from lms.config.backup.tables import Table, selected, writer

BATCH = 2000
"""Rows that are in memory at a time."""
PG_SETTINGS = ("dbname", "user", "password", "host", "port", "service", "sslmode", "sslrootcert",
               "sslcert", "sslkey", "passfile", "connect_timeout", "options")  # fmt: skip


class Snapshot(Protocol):
    vendor: str

    def select(self, statement: str) -> Iterator[tuple[Any, ...]]: ...

    def last_used(self, table: Table) -> int:
        """The highest number that the table's counter gave out, also to rows that are gone."""


@contextmanager
def snapshot() -> Iterator[Snapshot]:
    """On a connection of its own. SQLite (WAL): a read transaction, which blocks no writer.
    PostgreSQL: repeatable read."""
    opened = _postgresql if connection.vendor == "postgresql" else _sqlite
    try:
        with opened() as link:
            yield link
    except (sqlite3.Error, psycopg.Error) as error:
        raise Refused(f"The database cannot be read: {str(error).strip()}") from error


def rows(source: Snapshot, table: Table) -> Iterator[list[Any]]:
    """Every row in the archive's form, as a list in the order of the columns."""
    names = ", ".join(selected(column, source.vendor) for column in table.columns)
    changes = [(i, change) for i, c in enumerate(table.columns) if (change := writer(c))]
    for found in source.select(f'SELECT {names} FROM "{table.name}"'):  # noqa: S608 - our own names
        row = list(found)
        for place, change in changes:
            if row[place] is not None:
                row[place] = change(row[place])
        yield row


class _Sqlite:
    vendor = "sqlite"

    def __init__(self, link: sqlite3.Connection) -> None:
        self._link = link

    def select(self, statement: str) -> Iterator[tuple[Any, ...]]:
        cursor = self._link.execute(statement)
        while batch := cursor.fetchmany(BATCH):
            yield from batch

    def last_used(self, table: Table) -> int:
        found = self._link.execute("SELECT seq FROM sqlite_sequence WHERE name = ?", [table.name])
        return int((found.fetchone() or (0,))[0])


@contextmanager
def _sqlite() -> Iterator[_Sqlite]:
    path = Path(str(connection.settings_dict["NAME"])).resolve()
    link = sqlite3.connect(f"{path.as_uri()}?mode=rw", uri=True, timeout=20, isolation_level=None)
    try:
        link.execute("PRAGMA query_only = ON")
        link.execute("BEGIN")
        link.execute("SELECT 1 FROM django_migrations").fetchone()  # from here on nothing changes
        yield _Sqlite(link)
    finally:
        link.close()


class _Postgresql:
    vendor = "postgresql"

    def __init__(self, link: Any) -> None:
        self._link = link

    def select(self, statement: str) -> Iterator[tuple[Any, ...]]:
        with self._link.cursor(name="backup") as cursor:  # named: the server keeps the rows
            cursor.itersize = BATCH
            yield from cursor.execute(statement)

    def last_used(self, table: Table) -> int:
        place = "SELECT pg_get_serial_sequence(%s, %s)"
        (name,) = self._link.execute(place, [f'"{table.name}"', table.counter]).fetchone()
        state = self._link.execute(f"SELECT last_value, is_called FROM {name}")  # noqa: S608
        value, used = state.fetchone()
        return int(value) if used else 0


@contextmanager
def _postgresql() -> Iterator[_Postgresql]:
    with psycopg.connect(**postgresql_settings()) as link:
        link.isolation_level, link.read_only = IsolationLevel.REPEATABLE_READ, True
        yield _Postgresql(link)


def postgresql_settings() -> dict[str, Any]:
    """How to reach the server, without what Django adds for its own connections."""
    given = connection.get_connection_params()
    return {name: given[name] for name in PG_SETTINGS if name in given}
