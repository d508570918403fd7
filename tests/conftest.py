"""Fixtures that every test may use. Objects come from tests/factories, one module per app."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path

import pytest
from django.core.cache import cache
from django.db import connection
from pytest_django.plugin import DjangoDbBlocker

from lms.core import clock
from tests import template
from tests.stack.platform import Platform


@pytest.fixture(autouse=True)
def _clean_state(settings: object, tmp_path: Path) -> None:
    """Nothing that one test caches or uploads reaches another."""
    settings.MEDIA_ROOT = tmp_path / "media"  # type: ignore[attr-defined]
    settings.JOB_FILES = tmp_path / "jobs"  # type: ignore[attr-defined]
    settings.CASE_ORIGINALS = tmp_path / "originals"  # type: ignore[attr-defined]
    settings.WITNESS_DIR = tmp_path / "witness"  # type: ignore[attr-defined]
    cache.clear()


@pytest.fixture
def at(monkeypatch: pytest.MonkeyPatch) -> Callable[[datetime], None]:
    """``at(moment)`` sets the server's clock to ``moment`` until the test ends or sets it again."""

    def move(moment: datetime) -> None:
        monkeypatch.setattr(clock, "_now", lambda: moment)

    return move


def _test_file() -> str:
    """The SQLite test database; empty on PostgreSQL."""
    if connection.vendor != "sqlite":
        return ""
    return str(connection.settings_dict["TEST"]["NAME"])


@pytest.fixture(scope="session")
def django_db_keepdb(django_db_modify_db_settings: None) -> bool:
    """Begin with a copy of a database that was migrated before, where there is one."""
    file = _test_file()
    return bool(file) and template.copy_to(file)


@pytest.fixture(scope="session")
def django_db_setup(
    django_db_setup: None, django_db_keepdb: bool, django_db_blocker: DjangoDbBlocker
) -> None:
    """The land of `people.land` stands from the beginning; a test's own rows go with it."""
    from tests.factories import people

    with django_db_blocker.unblock():
        people.land()
        if _test_file() and not django_db_keepdb:
            template.keep(_test_file())


@pytest.fixture(scope="session")
def platform(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Platform]:
    """The real platform, running: one for all tests that do not harm it. See tests/stack."""
    running = Platform(tmp_path_factory.mktemp("platform")).prepare().start()
    yield running
    running.stop()
