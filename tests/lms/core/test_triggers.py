"""Append-only tables: the migration operation, and that no later migration lost its triggers."""

from __future__ import annotations

from importlib import import_module
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.db import DatabaseError, connection, models, transaction
from django.db.migrations.state import ModelState, ProjectState

from lms.core.triggers import AppendOnly

pytestmark = pytest.mark.django_db


def kept_tables() -> list[str]:
    """The tables that a migration of ours made append-only."""
    found = []
    for app in apps.get_app_configs():
        if app.name.split(".")[0] not in ("lms", "content"):
            continue
        for file in sorted(Path(app.path, "migrations").glob("0*.py")):
            migration = import_module(f"{app.name}.migrations.{file.stem}").Migration
            found += [o.table for o in migration.operations if isinstance(o, AppendOnly)]
    return found


def triggers() -> set[str]:
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SELECT tgname FROM pg_trigger WHERE NOT tgisinternal")
        else:
            cursor.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'")
        return {name for (name,) in cursor.fetchall()}


def test_the_histories_that_must_not_change_are_append_only() -> None:
    assert {"core_auditentry", "credits_creditentry", "accounts_levelchange"} <= set(kept_tables())


@pytest.mark.parametrize("table", kept_tables())
def test_its_triggers_are_there_after_all_migrations(table: str) -> None:
    assert {f"{table}_no_update", f"{table}_no_delete"} <= triggers()


class Editor:
    """As much of Django's schema editor as works inside a test's transaction on SQLite."""

    connection = connection

    def execute(self, statement: str, params: Any = None) -> None:
        with connection.cursor() as cursor:
            cursor.execute(statement, params)


def state() -> ProjectState:
    fields = [
        ("id", models.IntegerField(primary_key=True)),
        ("text", models.CharField(max_length=9)),
        ("seen", models.BooleanField(default=False)),
        ("old", models.BooleanField(default=False)),
    ]
    made = ProjectState()
    made.add_model(ModelState("core", "Kept", fields, options={"db_table": "kept"}))
    return made


@pytest.fixture
def kept() -> Any:
    """A table of which ``seen`` may change and old rows may go, with one row."""
    operation = AppendOnly("kept", allow_columns=["seen"], unless="OLD.old")
    columns = "id integer PRIMARY KEY, text varchar(9), seen boolean, old boolean"
    Editor().execute(f"CREATE TABLE kept ({columns})")
    project = state()
    operation.database_forwards("core", Editor(), project, project)
    table = project.apps.get_model("core", "Kept")._default_manager
    table.create(id=1, text="a")
    return table


def refused(change: Any) -> bool:
    try:
        with transaction.atomic():
            change()
    except DatabaseError as error:
        assert "append-only" in str(error)  # noqa: PT017 - the sentence of both engines
        return True
    return False


def test_rows_can_be_added(kept: Any) -> None:
    kept.create(id=2, text="b")
    assert kept.count() == 2


def test_changes_are_refused_but_for_the_allowed_column(kept: Any) -> None:
    assert refused(lambda: kept.update(text="b"))
    assert refused(lambda: kept.update(text="b", seen=True))
    assert not refused(lambda: kept.update(seen=True))
    assert (kept.get().text, kept.get().seen) == ("a", True)


def test_removal_is_refused_unless_the_row_may_go(kept: Any) -> None:
    kept.create(id=2, text="b", old=True)
    assert refused(lambda: kept.all().delete())
    assert not refused(lambda: kept.filter(old=True).delete())
    assert kept.count() == 1


def test_taking_the_migration_back_lifts_it(kept: Any) -> None:
    project = state()
    AppendOnly("kept").database_backwards("core", Editor(), project, project)
    assert not refused(lambda: kept.all().delete())


def test_the_operation_is_written_into_migrations_as_it_was_given() -> None:
    operation = AppendOnly("kept", allow_columns=["seen"], unless="OLD.old")
    name, args, kwargs = operation.deconstruct()
    assert (name, args) == ("AppendOnly", ["kept"])
    assert kwargs == {"allow_columns": ("seen",), "unless": "OLD.old"}


def test_a_table_without_a_model_is_a_mistake() -> None:
    project = state()
    with pytest.raises(LookupError, match="no_such_table"):
        AppendOnly("no_such_table").database_forwards("core", Editor(), project, project)
