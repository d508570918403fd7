"""Nothing is forgotten: every table and every kind of column has its place in an archive."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta, timezone
from decimal import Decimal
from typing import Any
from uuid import UUID

import pytest
from django.db import connection, models

from lms.config.backup import tables
from lms.config.backup.snapshot import rows
from lms.config.backup.tables import Column, Table
from lms.core.models import Job
from tests.factories import people

ID = UUID("00000000-0000-4000-8000-00000000000a")


@pytest.mark.django_db
def test_every_table_is_kept_or_left_out_by_name() -> None:
    kept = {table.name for table in tables.tables()}
    with connection.cursor() as cursor:
        there = set(connection.introspection.table_names(cursor))
    left_out = {name for name in there if name.startswith(("wagtailsearch_", "django_session"))}
    assert there - left_out - kept == {"django_migrations"}
    assert kept <= there


def test_encrypted_columns_are_known() -> None:
    found = {
        f"{table.name}.{column.name}"
        for table in tables.tables()
        for column in table.columns
        if column.encrypted
    }
    assert {"accounts_user.phone", "accounts_offender.id_number"} <= found


def test_the_ledger_and_the_audit_log_are_never_emptied() -> None:
    assert {"credits_creditentry", "core_auditentry"} <= set(tables.append_only())
    assert not set(tables.append_only()) & set(tables.emptied())


def test_a_kind_of_column_without_a_form_is_a_mistake() -> None:
    class Odd(models.Model):  # noqa: DJ008 - it lives for one test
        length = models.DurationField()

        class Meta:
            app_label = "odd"
            managed = False

    with pytest.raises(tables.Unknown, match=r"odd\.Odd\.length: DurationField"):
        tables._column(Odd._meta.get_field("length"))


@pytest.mark.parametrize(
    ("column", "value", "written"),
    [
        (Column("a", "moment"), "2026-11-25 01:02:03.000004", "2026-11-25 01:02:03.000004"),
        (
            Column("a", "moment"),
            datetime(2026, 11, 25, 9, 2, 3, 4, timezone(timedelta(hours=8))),
            "2026-11-25 01:02:03.000004",
        ),
        (Column("a", "moment"), datetime(2026, 11, 25, 1, tzinfo=UTC), "2026-11-25 01:00:00"),
        (Column("a", "uuid"), ID, ID.hex),
        (Column("a", "uuid"), ID.hex, ID.hex),
        (Column("a", "bool"), 1, True),
        (Column("a", "decimal", 2), 8, "8.00"),
        (Column("a", "decimal", 2), 0.1, "0.10"),
        (Column("a", "decimal", 2), Decimal("8.25"), "8.25"),
    ],
)
def test_both_engines_values_are_written_alike(column: Column, value: Any, written: Any) -> None:
    change = tables.writer(column)
    assert change is not None
    assert change(value) == written


class Here:
    """The test's own connection, which sees what the test wrote."""

    vendor = connection.vendor

    def select(self, statement: str) -> Any:
        with connection.cursor() as cursor:
            raw = cursor.cursor if self.vendor == "sqlite" else cursor
            raw.execute(statement)
            yield from raw.fetchall()

    def last_used(self, table: Table) -> int:
        return 0


@pytest.mark.django_db
def test_rows_are_plain_json_with_nothing_decrypted() -> None:
    person = people.user(phone=people.phone(), name="张三")
    job = Job.objects.create(kind="x", payload={"键": [1, None]}, created_by=person)
    found = {}
    for table in tables.tables():
        if table.name in ("core_job", "accounts_user"):
            names = [column.name for column in table.columns]
            for row in rows(Here(), table):
                line = dict(zip(names, json.loads(json.dumps(row)), strict=True))
                if line["id"] in (person.pk.hex, job.pk.hex):
                    found |= line
    assert found["name"] == "张三"
    assert found["phone"].count(":") == 1
    assert json.loads(found["payload"]) == {"键": [1, None]}
    assert found["created_by_id"] == person.pk.hex
