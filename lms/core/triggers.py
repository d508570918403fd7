"""Migration operations that make a table append-only, on SQLite and PostgreSQL alike."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db.migrations.operations.base import Operation


class AppendOnly(Operation):
    """Refuse DELETE on ``table``, and UPDATE of every column but ``allow_columns``.

    ``unless`` is an SQL condition over OLD under which a DELETE is let through (for example rows
    older than the retention time); it must mean the same on both engines.
    """

    reversible = True

    def __init__(self, table: str, *, allow_columns: Iterable[str] = (), unless: str = "") -> None:
        self.table = table
        self.allow_columns = tuple(allow_columns)
        self.unless = unless

    def deconstruct(self) -> tuple[str, list[Any], dict[str, Any]]:
        kwargs: dict[str, Any] = {}
        if self.allow_columns:
            kwargs["allow_columns"] = self.allow_columns
        if self.unless:
            kwargs["unless"] = self.unless
        return type(self).__name__, [self.table], kwargs

    def state_forwards(self, app_label: str, state: Any) -> None:
        """The model's state does not change."""

    def database_forwards(self, app_label: str, schema_editor: Any, _from: Any, to: Any) -> None:
        columns = self._columns(to.apps)
        make = _postgresql if schema_editor.connection.vendor == "postgresql" else _sqlite
        for statement in make(self.table, self._frozen(columns), self.unless):
            schema_editor.execute(statement, params=None)

    def database_backwards(self, app_label: str, schema_editor: Any, _from: Any, to: Any) -> None:
        on = f" ON {self.table}" if schema_editor.connection.vendor == "postgresql" else ""
        for verb in ("update", "delete"):
            schema_editor.execute(f"DROP TRIGGER IF EXISTS {self.table}_no_{verb}{on}", params=None)

    def describe(self) -> str:
        return f"Make {self.table} append-only"

    def _columns(self, apps: Any) -> list[str]:
        for model in apps.get_models():
            if model._meta.db_table == self.table:
                return [field.column for field in model._meta.concrete_fields]
        raise LookupError(f"no model has the table {self.table}")

    def _frozen(self, columns: list[str]) -> list[str]:
        return [column for column in columns if column not in self.allow_columns]


def _sqlite(table: str, frozen: list[str], unless: str) -> list[str]:
    refuse = f"SELECT RAISE(ABORT, '{table} is append-only')"
    when = f"WHEN NOT ({unless}) " if unless else ""
    names = ", ".join(f'"{name}"' for name in frozen)
    return [
        f"CREATE TRIGGER {table}_no_update BEFORE UPDATE OF {names} ON {table} BEGIN {refuse}; END",
        f"CREATE TRIGGER {table}_no_delete BEFORE DELETE ON {table} {when}BEGIN {refuse}; END",
    ]


def _postgresql(table: str, frozen: list[str], unless: str) -> list[str]:
    names = ", ".join(f'"{name}"' for name in frozen)
    when = f"WHEN (NOT ({unless})) " if unless else ""
    function = (
        "CREATE OR REPLACE FUNCTION xinlu_refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
        "RAISE EXCEPTION '% is append-only', TG_TABLE_NAME "
        "USING ERRCODE = 'integrity_constraint_violation'; END $$"
    )
    run = "EXECUTE FUNCTION xinlu_refuse()"
    return [
        function,
        f"CREATE TRIGGER {table}_no_update BEFORE UPDATE OF {names} ON {table} FOR EACH ROW {run}",
        f"CREATE TRIGGER {table}_no_delete BEFORE DELETE ON {table} FOR EACH ROW {when}{run}",
    ]
