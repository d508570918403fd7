"""Writing millions of rows: plain values straight into a table, as Django would store them.

Making a model of each row and asking each field how to store it takes longer than all the rest.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from typing import Any

from django.db import connection, models

Convert = Callable[[Any], Any]


_as_json: Convert = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode


def _sqlite(field: Any) -> Convert | None:
    """How SQLite keeps a value of ``field``; None where it takes it as it is."""
    kind = field.target_field if field.is_relation else field
    if isinstance(kind, models.UUIDField):
        return lambda value: value.hex if value is not None else None
    if isinstance(kind, models.DateTimeField):
        return lambda value: str(value)[: -len("+00:00")] if value is not None else None
    return _as_json if isinstance(kind, models.JSONField) else None


def _postgresql(field: Any) -> Convert | None:
    return _as_json if isinstance(field, models.JSONField) else None


@contextmanager
def swiftly() -> Iterator[None]:
    """A roomy SQLite that does not wait for the disk, while nobody else uses it: who kills a first
    start begins anew anyway."""
    if connection.vendor != "sqlite":
        yield
        return
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA synchronous=OFF")
        cursor.execute("PRAGMA cache_size=-262144")
    try:
        yield
    finally:
        connection.close()  # the next one begins with the settings' own


class Table:
    """Rows for one table, in the order of ``columns`` (attribute names; every column of the model
    but a counted id). Times are in UTC."""

    def __init__(self, model: type[models.Model], *columns: str) -> None:
        self.model = model
        known = {field.attname: field for field in model._meta.concrete_fields}
        self._fields = [known.pop(name) for name in columns]
        left = [name for name, field in known.items() if not isinstance(field, models.AutoField)]
        if left:
            raise TypeError(f"{model.__name__} has more columns: {', '.join(left)}")
        self.rows: list[tuple[Any, ...]] = []

    def add(self, *values: Any) -> None:
        self.rows.append(values)

    def write(self) -> None:
        """Insert what was added, inside the caller's transaction."""
        rows, self.rows = self.rows, []
        if not rows:
            return
        table = connection.ops.quote_name(self.model._meta.db_table)
        names = ", ".join(connection.ops.quote_name(str(field.column)) for field in self._fields)
        if connection.vendor == "postgresql":
            converts = [_postgresql(field) for field in self._fields]
            cursor: Any
            with connection.cursor() as cursor:
                statement = f"COPY {table} ({names}) FROM STDIN"
                with cursor.cursor.copy(statement) as copy:
                    for row in _converted(rows, converts):
                        copy.write_row(row)
            return
        converts = [_sqlite(field) for field in self._fields]
        holes = ", ".join(["%s"] * len(self._fields))
        with connection.cursor() as cursor:
            cursor.executemany(
                f"INSERT INTO {table} ({names}) VALUES ({holes})",  # noqa: S608 - our own names
                _converted(rows, converts),  # type: ignore[arg-type]
            )


def _converted(
    rows: Iterable[tuple[Any, ...]], converts: list[Convert | None]
) -> Iterable[list[Any]]:
    wanted = [(place, convert) for place, convert in enumerate(converts) if convert is not None]
    for row in rows:
        values = list(row)
        for place, convert in wanted:
            values[place] = convert(values[place])
        yield values
