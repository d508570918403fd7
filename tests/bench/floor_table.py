"""The table that the floor reads and writes."""

from __future__ import annotations

from django.db import connection

TABLE = "bench_floor"
INSERTED = "bench_floor_answer"


def make_floor_table(rows: int, payload: str) -> None:
    """``rows`` (at least 90) with a payload as large as a learner's clock."""
    with connection.cursor() as cursor:
        cursor.execute(f"DROP TABLE IF EXISTS {TABLE}")
        cursor.execute(
            f"CREATE TABLE {TABLE} (id integer PRIMARY KEY, version integer NOT NULL,"
            " payload text NOT NULL, label varchar(60) NOT NULL)"
        )
        cursor.executemany(
            f"INSERT INTO {TABLE} (id, version, payload, label) VALUES (%s, 0, %s, %s)",
            [(n, payload, f"第{n}课") for n in range(1, max(rows, 90) + 1)],
        )


def make_insert_table() -> None:
    """Where the floor puts one row for each request; as wide as a saved answer, with its index."""
    serial = "integer" if connection.vendor == "sqlite" else "bigserial"
    with connection.cursor() as cursor:
        cursor.execute(f"DROP TABLE IF EXISTS {INSERTED}")
        cursor.execute(
            f"CREATE TABLE {INSERTED} (id {serial} PRIMARY KEY, sitting integer NOT NULL,"
            " place integer NOT NULL, answer text NOT NULL, at varchar(40) NOT NULL,"
            " UNIQUE (sitting, place))"
        )
