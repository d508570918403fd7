"""What of the database belongs into an archive, and how a value is written there.

Values are written as SQLite keeps them (times as UTC text, ids as 32 hex digits, JSON as text), so
that reading and writing there changes nothing; PostgreSQL's are brought to that form and back.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

from django.apps import apps
from django.db import models
from django.db.migrations.loader import MigrationLoader

from lms.core.crypto import EncryptedTextField
from lms.core.triggers import AppendOnly

LEFT_OUT = ("sessions", "wagtailsearch")
"""Apps whose rows are not kept: who is signed in, and the CMS's index, which is built anew."""
SQLITE_INDEX = "wagtailsearch.SQLiteFTSIndexEntry"
"""A virtual table that the index's triggers fill and empty."""


class Unknown(Exception):
    """A column of a kind that has no form in the archive: it must get one before it is used."""


@dataclass(frozen=True)
class Column:
    name: str
    kind: str
    places: int = 0
    """Digits after the point of a decimal."""
    encrypted: bool = False


@dataclass(frozen=True)
class Table:
    name: str
    columns: tuple[Column, ...]
    counter: str = ""
    """The column that the database counts up, if there is one."""

    @property
    def member(self) -> str:
        return f"rows/{self.name}.jsonl"


KINDS = {
    "AutoField": "number", "BigAutoField": "number", "SmallAutoField": "number",
    "IntegerField": "number", "BigIntegerField": "number", "SmallIntegerField": "number",
    "PositiveIntegerField": "number", "PositiveBigIntegerField": "number",
    "PositiveSmallIntegerField": "number", "FloatField": "number", "BooleanField": "bool",
    "CharField": "text", "TextField": "text", "SlugField": "text", "FileField": "text",
    "DateField": "day", "TimeField": "day", "DateTimeField": "moment", "UUIDField": "uuid",
    "JSONField": "json", "DecimalField": "decimal", "GenericIPAddressField": "address",
}  # fmt: skip


def _models() -> Iterator[type[models.Model]]:
    for model in apps.get_models(include_auto_created=True):
        if model._meta.managed and not model._meta.proxy and not model._meta.swapped:
            yield model


def tables() -> list[Table]:
    """Every table that is kept, by name."""
    kept = (m for m in _models() if m._meta.app_label not in LEFT_OUT)
    return sorted(map(_table, kept), key=lambda table: table.name)


def emptied() -> list[str]:
    """Tables that are emptied before an archive is read in, those left out of it included."""
    kept = append_only()
    names = (m._meta.db_table for m in _models() if m._meta.label != SQLITE_INDEX)
    return [name for name in names if name not in kept]


def append_only() -> list[str]:
    """Tables whose rows cannot be removed. They are empty before a restore; only the audit log has
    lines already, of how the platform was set up, and keeps them."""
    found = MigrationLoader(None, ignore_no_migrations=True).disk_migrations.values()
    return [o.table for m in found for o in m.operations if isinstance(o, AppendOnly)]


def migrations() -> list[str]:
    """What this version's database consists of: ``app.name`` of every migration."""
    loader = MigrationLoader(None, ignore_no_migrations=True)
    return sorted(f"{app}.{name}" for app, name in loader.disk_migrations)


def _table(model: type[models.Model]) -> Table:
    fields = model._meta.local_concrete_fields
    counter = next((f.name for f in fields if isinstance(f, models.AutoField)), "")
    return Table(model._meta.db_table, tuple(map(_column, fields)), counter)


def _column(field: Any) -> Column:
    plain = field
    while plain.remote_field:  # a foreign key is kept as the key that it names
        plain = plain.target_field
    kind = KINDS.get(plain.get_internal_type())
    if kind is None or field.generated:
        raise Unknown(f"{field.model._meta.label}.{field.name}: {plain.get_internal_type()}")
    places = plain.decimal_places if kind == "decimal" else 0
    return Column(field.column, kind, places, isinstance(field, EncryptedTextField))


# From a driver's value to the archive's.


def _moment(value: Any) -> str:
    """SQLite: the text itself. PostgreSQL: UTC, and no zone, since all are."""
    if isinstance(value, datetime):
        return str(value.astimezone(UTC).replace(tzinfo=None))
    return str(value)


def _decimal(value: Any, places: int) -> str:
    return str(Decimal(str(value)).quantize(Decimal(1).scaleb(-places)))


def writer(column: Column) -> Callable[[Any], Any] | None:
    """How a value of this column that is not NULL is written; None: as it is."""
    match column.kind:
        case "bool":
            return bool
        case "moment":
            return _moment
        case "day":
            return str
        case "uuid":
            return lambda value: value if isinstance(value, str) else value.hex
        case "decimal":
            return lambda value: _decimal(value, column.places)
    return None


def selected(column: Column, vendor: str) -> str:
    """The column in a SELECT; PostgreSQL gives JSON and addresses as text."""
    name = f'"{column.name}"'
    if vendor == "postgresql" and column.kind == "json":
        return f"{name}::text"
    return f"host({name})" if vendor == "postgresql" and column.kind == "address" else name


def reader(column: Column, vendor: str) -> Callable[[Any], Any] | None:
    """How an archive's value that is not null goes back into the database; None: as it is."""
    if vendor == "postgresql" and column.kind == "moment":
        return lambda text: f"{text}+00"
    return None
