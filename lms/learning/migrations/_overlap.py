"""No second of the clock is studied twice: an exclusion constraint on PostgreSQL, a trigger on
SQLite."""

from __future__ import annotations

from typing import Any

from django.db.migrations.operations.base import Operation


class NoOverlap(Operation):
    """Refuse rows of ``table`` whose [started_at, ended_at) overlaps another of the same learner."""

    reversible = True

    def __init__(self, table: str) -> None:
        self.table = table

    def deconstruct(self) -> tuple[str, list[Any], dict[str, Any]]:
        return type(self).__name__, [self.table], {}

    def state_forwards(self, app_label: str, state: Any) -> None:
        """The model's state does not change."""

    def database_forwards(self, app_label: str, schema_editor: Any, _from: Any, to: Any) -> None:
        for statement in self._statements(schema_editor.connection.vendor):
            schema_editor.execute(statement, params=None)

    def database_backwards(self, app_label: str, schema_editor: Any, _from: Any, to: Any) -> None:
        name = f"{self.table}_no_overlap"
        if schema_editor.connection.vendor == "postgresql":
            schema_editor.execute(f"ALTER TABLE {self.table} DROP CONSTRAINT {name}", params=None)
        else:
            schema_editor.execute(f"DROP TRIGGER IF EXISTS {name}", params=None)

    def describe(self) -> str:
        return f"Refuse overlapping intervals in {self.table}"

    def _statements(self, vendor: str) -> list[str]:
        name = f"{self.table}_no_overlap"
        if vendor == "postgresql":
            return [
                "CREATE EXTENSION IF NOT EXISTS btree_gist",
                f"ALTER TABLE {self.table} ADD CONSTRAINT {name} EXCLUDE USING gist "
                "(learner_id WITH =, tstzrange(started_at, ended_at, '[)') WITH &&)",
            ]
        return [
            f"CREATE TRIGGER {name} BEFORE INSERT ON {self.table} "
            f"WHEN EXISTS (SELECT 1 FROM {self.table} WHERE learner_id = NEW.learner_id "
            "AND started_at < NEW.ended_at AND ended_at > NEW.started_at) "
            f"BEGIN SELECT RAISE(ABORT, '{self.table}: overlapping intervals'); END"
        ]
