"""Threads beside each other, in a database of their own: threads see only what is committed, and
append-only rows cannot be deleted afterwards. A module of races says
``from tests.racing import at_once, own_database``."""

from __future__ import annotations

import contextlib
import sqlite3
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import psycopg
import pytest
from django.db import connection, connections
from pytest_django.plugin import DjangoDbBlocker

from lms.core.errors import Conflict

Call = Callable[[], Any]


def _copy(name: str, folder: Path) -> str:
    """Another database with the same rows; its name."""
    if connection.vendor == "sqlite":
        target = str(folder / "races.sqlite3")
        before, after = sqlite3.connect(name), sqlite3.connect(target)
        with contextlib.closing(before), contextlib.closing(after):
            before.backup(after)
        return target
    _outside(f'CREATE DATABASE "{name}_races" TEMPLATE "{name}"')
    return f"{name}_races"


def _outside(statement: str) -> None:
    """A statement that no transaction and no open database allows."""
    given = connection.get_connection_params() | {"dbname": "postgres"}
    wanted = {
        key: given[key] for key in ("dbname", "user", "password", "host", "port") if key in given
    }
    with psycopg.connect(**wanted, autocommit=True) as link:
        link.execute(statement.encode())


@pytest.fixture(scope="module", name="db")
def own_database(
    django_db_setup: None, django_db_blocker: DjangoDbBlocker, tmp_path_factory: Any
) -> Iterator[None]:
    """In the place of pytest-django's, which would hide in a transaction what the threads need."""
    with django_db_blocker.unblock():
        connection.close()
        settings, name = connections.settings["default"], connection.settings_dict["NAME"]
        copy = _copy(name, tmp_path_factory.mktemp("races"))
        settings["NAME"] = connection.settings_dict["NAME"] = copy
        yield
        connection.close()
        settings["NAME"] = connection.settings_dict["NAME"] = name
        if connection.vendor == "postgresql":
            _outside(f'DROP DATABASE "{copy}" WITH (FORCE)')


def at_once(*calls: Call) -> list[Any]:
    """What the calls give, begun at the same moment in threads of their own; a refusal for its
    answer. Anything else that is raised fails the test."""
    barrier = threading.Barrier(len(calls))

    def run(call: Call) -> Any:
        try:
            barrier.wait(30)
            return call()
        except Conflict as refusal:
            return refusal
        finally:
            connection.close()

    with ThreadPoolExecutor(len(calls)) as pool:
        return [one.result() for one in [pool.submit(run, call) for call in calls]]


class beside(threading.Thread):  # noqa: N801 - reads as a verb
    """One call in a thread of its own, begun at once; ``answer`` is what it gave."""

    def __init__(self, call: Call) -> None:
        super().__init__(daemon=True)
        self.call = call
        self.answer: Any = None
        self.start()

    def run(self) -> None:
        try:
            self.answer = self.call()
        except Conflict as refusal:
            self.answer = refusal
        finally:
            connection.close()
