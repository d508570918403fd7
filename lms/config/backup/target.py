"""Reading rows into an empty database: one transaction on a connection of its own."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Protocol

import psycopg
from django.db import connection

from lms.config.backup.archive import Refused
from lms.config.backup.snapshot import postgresql_settings
from lms.config.backup.tables import Table, reader, writer


class Target(Protocol):
    """Nothing is there for others until `commit`; leaving without it undoes everything."""

    vendor: str

    def empty(self, tables: Iterable[str]) -> None: ...

    def insert(self, table: Table, rows: Iterable[list[Any]]) -> None: ...

    def count(self, table: Table) -> int: ...

    def ids(self, table: Table) -> set[str]:
        """The first column of every row, in the archive's form; for small tables."""

    def go_on_after(self, table: Table, last_used: int) -> None:
        """The table's counter goes on after ``last_used``."""

    def commit(self) -> None:
        """With every foreign key checked."""


@contextmanager
def target() -> Iterator[Target]:
    """Raises `Refused` when the database does not take what is given to it."""
    opened = _postgresql if connection.vendor == "postgresql" else _sqlite
    try:
        with opened() as link:
            yield link
    except (sqlite3.Error, psycopg.Error) as error:
        raise Refused(f"The database refuses: {str(error).strip()}") from error


def converted(table: Table, vendor: str, rows: Iterable[list[Any]]) -> Iterator[list[Any]]:
    """Rows of the archive in the engine's form."""
    changes = [(i, change) for i, c in enumerate(table.columns) if (change := reader(c, vendor))]
    for row in rows:
        for place, change in changes:
            if row[place] is not None:
                row[place] = change(row[place])
        yield row


class _Link:
    def __init__(self, link: Any) -> None:
        self._link = link

    def empty(self, tables: Iterable[str]) -> None:
        for name in tables:
            self._link.execute(f'DELETE FROM "{name}"')  # noqa: S608 - our own names

    def ids(self, table: Table) -> set[str]:
        change = writer(table.columns[0]) or str
        found = self._link.execute(f'SELECT "{table.columns[0].name}" FROM "{table.name}"')  # noqa: S608
        return {change(value) for (value,) in found.fetchall()}

    def count(self, table: Table) -> int:
        found = self._link.execute(f'SELECT COUNT(*) FROM "{table.name}"')  # noqa: S608
        return int(found.fetchone()[0])


class _Sqlite(_Link):
    vendor = "sqlite"

    def insert(self, table: Table, rows: Iterable[list[Any]]) -> None:
        names = ", ".join(f'"{column.name}"' for column in table.columns)
        marks = ", ".join("?" for _column in table.columns)
        statement = f'INSERT INTO "{table.name}" ({names}) VALUES ({marks})'  # noqa: S608
        self._link.executemany(statement, converted(table, self.vendor, rows))

    def go_on_after(self, table: Table, last_used: int) -> None:
        self._link.execute("DELETE FROM sqlite_sequence WHERE name = ?", [table.name])
        self._link.execute("INSERT INTO sqlite_sequence VALUES (?, ?)", [table.name, last_used])

    def commit(self) -> None:
        if broken := self._link.execute("PRAGMA foreign_key_check").fetchone():
            raise sqlite3.IntegrityError(f"{broken[0]} points to {broken[2]} rows that are missing")
        self._link.execute("COMMIT")


@contextmanager
def _sqlite() -> Iterator[_Sqlite]:
    path = Path(str(connection.settings_dict["NAME"])).resolve()
    link = sqlite3.connect(path, timeout=20, isolation_level=None)
    try:
        link.execute("PRAGMA foreign_keys = OFF")  # checked all at once before the commit
        link.execute("BEGIN IMMEDIATE")
        yield _Sqlite(link)
    finally:
        link.close()


class _Postgresql(_Link):
    vendor = "postgresql"

    def insert(self, table: Table, rows: Iterable[list[Any]]) -> None:
        names = ", ".join(f'"{column.name}"' for column in table.columns)
        statement = f'COPY "{table.name}" ({names}) FROM STDIN'
        with self._link.cursor() as cursor, cursor.copy(statement) as copy:
            for row in converted(table, self.vendor, rows):
                copy.write_row(row)

    def go_on_after(self, table: Table, last_used: int) -> None:
        place = "SELECT setval(pg_get_serial_sequence(%s, %s), %s, %s)"
        values = [f'"{table.name}"', table.counter, max(last_used, 1), last_used > 0]
        self._link.execute(place, values)

    def commit(self) -> None:
        self._link.execute("SET CONSTRAINTS ALL IMMEDIATE")
        self._link.commit()


@contextmanager
def _postgresql() -> Iterator[_Postgresql]:
    with psycopg.connect(**postgresql_settings()) as link:
        link.execute("SET CONSTRAINTS ALL DEFERRED")
        yield _Postgresql(link)
        link.rollback()  # nothing is left of what was not committed
