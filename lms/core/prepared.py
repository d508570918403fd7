"""Queries that are compiled once and then only asked.

Django builds and compiles a query anew at each use; for a page with a dozen small ones that costs
several times what the database needs to answer them (docs/adr/0011). A prepared query is written
with the ORM as ever, by a function of its values; its first use on a connection compiles it, later
uses put the new values into the same SQL::

    @prepared
    def latest_entries(learner: UUID) -> QuerySet:
        return CreditEntry.objects.filter(learner=learner).order_by("-number").values_list("id")[:3]

    for (pk,) in latest_entries(learner=user.pk): ...

Values are UUIDs, integers, texts, days, moments, or lists of such. A list is compiled once for each
length; a long one is asked the ordinary way. The function must treat a value only as a value: it
may not look at it. Values inside a pattern (``startswith``) are refused when it is compiled.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import update_wrapper
from itertools import count
from typing import Any
from uuid import UUID, uuid4

from django.db import DEFAULT_DB_ALIAS, connections
from django.db.models import QuerySet

Adapt = Callable[[Any], Any]
KEPT = "_xinlu_prepared"
LONGEST = 100
"""So long may a list be: of each length a compiled query is kept."""


@dataclass(frozen=True, slots=True)
class _Plan:
    """The SQL of one query on one connection. ``parameters`` holds constants and, for values,
    (name, place in a list or -1, how the database wants it)."""

    sql: str
    parameters: tuple[Any, ...]
    converters: tuple[tuple[int, list[Any], Any], ...]


@dataclass(frozen=True, slots=True)
class _Slot:
    name: str
    place: int
    adapt: Adapt


class prepared:  # noqa: N801 - a decorator
    """See the module. Calling it gives the rows as tuples of the query's ``values_list``."""

    def __init__(self, build: Callable[..., QuerySet]) -> None:
        self.build = build
        update_wrapper(self, build)  # type: ignore[arg-type]

    def __call__(self, **values: Any) -> list[tuple[Any, ...]]:
        connection = connections[DEFAULT_DB_ALIAS]
        lists = [len(value) for value in values.values() if isinstance(value, list)]
        if 0 in lists:
            return []
        if lists and max(lists) > LONGEST:
            return list(self.build(**values))
        plans = connection.__dict__.setdefault(KEPT, {})
        key = (self.build, *map(type, values.values()), *lists)
        plan = plans.get(key)
        if plan is None:
            plan = plans[key] = self._compile(connection, values)
        with connection.cursor() as cursor:
            cursor.execute(plan.sql, [_filled(one, values) for one in plan.parameters])
            rows = cursor.fetchall()
        return _converted(rows, plan, connection) if plan.converters else rows

    def _compile(self, connection: Any, values: dict[str, Any]) -> _Plan:
        marks = _Marks()
        query = self.build(**{name: marks.of(name, value) for name, value in values.items()}).query
        compiler = query.get_compiler(connection=connection)
        sql, found = compiler.as_sql()
        parameters = tuple(marks.slot(one, connection) for one in found)
        if missing := marks.names - {p.name for p in parameters if isinstance(p, _Slot)}:
            raise TypeError(f"{self.build.__qualname__} does not use {', '.join(sorted(missing))}")
        selected = [column[0] for column in compiler.select[: compiler.col_count]]
        converters = tuple(
            (place, functions, expression)
            for place, (functions, expression) in compiler.get_converters(selected).items()
        )
        return _Plan(sql, parameters, converters)


def _filled(parameter: Any, values: dict[str, Any]) -> Any:
    if not isinstance(parameter, _Slot):
        return parameter
    value = values[parameter.name]
    return parameter.adapt(value if parameter.place < 0 else value[parameter.place])


def _converted(rows: Sequence[Any], plan: _Plan, connection: Any) -> list[tuple[Any, ...]]:
    found = []
    for row in rows:
        values = list(row)
        for place, functions, expression in plan.converters:
            for function in functions:
                values[place] = function(values[place], expression, connection)
        found.append(tuple(values))
    return found


class _Marks:
    """Stand-ins for the values while a query is compiled, found again among its parameters."""

    def __init__(self) -> None:
        self._known: list[tuple[str, int, Any]] = []
        self._numbers = count(1)

    @property
    def names(self) -> set[str]:
        return {name for name, _place, _mark in self._known}

    def of(self, name: str, value: Any) -> Any:
        if isinstance(value, list):
            return [self._mark(name, place, one) for place, one in enumerate(value)]
        return self._mark(name, -1, value)

    def _mark(self, name: str, place: int, value: Any) -> Any:
        number = next(self._numbers)
        if isinstance(value, UUID):
            mark: Any = uuid4()
        elif isinstance(value, str):
            mark = f"\x00{number}\x00"
        elif isinstance(value, datetime):
            mark = datetime(9998, 1, 1, tzinfo=UTC) + timedelta(seconds=number)
        elif isinstance(value, date):
            mark = date(9998, 1, 1) + timedelta(days=number)
        elif isinstance(value, int) and not isinstance(value, bool):
            mark = 2_147_400_000 + number
        else:
            raise TypeError(f"{name}: a {type(value).__name__} cannot be put into a prepared query")
        self._known.append((name, place, mark))
        return mark

    def slot(self, parameter: Any, connection: Any) -> Any:
        """The parameter itself when it is a constant; else whose value belongs there, and how."""
        for name, place, mark in self._known:
            for adapt in _ways(mark, parameter, connection):
                if type(parameter) is type(adapt(mark)) and parameter == adapt(mark):
                    return _Slot(name, place, adapt)
            if isinstance(mark, str) and isinstance(parameter, str) and mark in parameter:
                raise TypeError(f"{name} stands inside a pattern: that cannot be prepared")
        return parameter


def _ways(mark: Any, parameter: Any, connection: Any) -> Iterator[Adapt]:
    """How a database may want such a value."""
    yield _as_it_is
    if isinstance(mark, UUID):
        yield _hex
    elif isinstance(mark, datetime):
        yield connection.ops.adapt_datetimefield_value
    elif isinstance(mark, date):
        yield connection.ops.adapt_datefield_value
    elif isinstance(mark, int) and isinstance(parameter, int):
        yield type(parameter)  # psycopg's integers carry their width


def _as_it_is(value: Any) -> Any:
    return value


def _hex(value: UUID) -> str:
    return value.hex
