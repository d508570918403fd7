"""The table that the floor reads and writes."""

from __future__ import annotations

from django.db import connection

TABLE = "bench_floor"


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
