"""What happens between ``make run`` and the first process: migrations, static files, demo data."""

from __future__ import annotations

import hashlib
import sys
from collections.abc import Callable, Iterator
from io import StringIO
from pathlib import Path

import django
from django.conf import settings

from lms.config.env import BASE_DIR, env

Say = Callable[[str], None]
WANTS_DEMO = env.demo and not env.production


def prepare(say: Say) -> None:
    """Bring the data folder to the state that the processes need. Ends the program with one line
    when a setting is unsafe or the database cannot be reached."""
    django.setup()
    _check(say)
    _begin_again_after_a_broken_first_start(say)
    _migrate(say)
    _collect_static(say)
    if WANTS_DEMO:
        from lms.config.demo import first_start

        first_start.ensure(say)
    _marker().unlink(missing_ok=True)


def announce(say: Say, address: str) -> None:
    """The address and, where there is demo data, its accounts."""
    say("")
    say(f"  Xinlu is running:  {address}")
    if WANTS_DEMO:
        from lms.config.demo import first_start

        first_start.announce(say)
    say(f"  Logs: {env.var / 'logs'}   Stop: Ctrl-C")
    say("")


def _check(say: Say) -> None:
    """Errors end the start; warnings are said and no more."""
    from django.core.checks import ERROR, WARNING, run_checks

    from lms.core.checks import TAG

    # Ours, about this machine. Django's own look at the code, which the tests have looked at.
    found = [check for check in run_checks(tags=[TAG]) if not check.is_silenced()]
    faults = [check for check in found if check.level >= ERROR]
    for fault in faults:
        sys.stderr.write(f"{fault.id}: {fault.msg} {fault.hint or ''}".rstrip() + "\n")
    if faults:
        sys.exit(1)
    for note in found:
        if note.level == WARNING:
            say(f"{note.id}: {note.msg}")


def _marker() -> Path:
    """Stands in the data folder from the first migration until the first start is complete."""
    return env.var / ".first-start"


def _begin_again_after_a_broken_first_start(say: Say) -> None:
    """A first start that was interrupted left half of the demo data: only our own SQLite file and
    only while the marker of an unfinished first start stands beside it is begun anew."""
    database = Path(str(settings.DATABASES["default"]["NAME"]))
    if not _marker().exists() or env.database_url:
        return
    say("The first start was interrupted: beginning anew ...")
    for suffix in ("", "-wal", "-shm"):
        database.with_name(database.name + suffix).unlink(missing_ok=True)
    _marker().unlink()


def _migrate(say: Say) -> None:
    from django.core.management import call_command
    from django.db import connection
    from django.db.migrations.executor import MigrationExecutor
    from django.db.utils import OperationalError

    try:
        executor = MigrationExecutor(connection)
    except OperationalError as error:
        sys.exit(f"The database cannot be reached: {error}".strip())
    if executor.migration_plan(executor.loader.graph.leaf_nodes()):
        if not executor.loader.applied_migrations and not env.database_url:
            _marker().touch()
        say("Preparing the database ...")
        call_command("migrate", verbosity=0, skip_checks=True)


def _collect_static(say: Say) -> None:
    """Only when the build or the packages changed: the stamp holds their fingerprint."""
    from django.core.management import call_command

    fingerprint = hashlib.sha256()
    for path in _static_sources():
        fingerprint.update(path.read_bytes() if path.exists() else b"")
    stamp = Path(settings.STATIC_ROOT) / ".fingerprint"
    if stamp.exists() and stamp.read_text() == fingerprint.hexdigest():
        return
    say("Collecting static files ...")
    call_command("collectstatic", interactive=False, verbosity=0, stdout=StringIO())
    stamp.write_text(fingerprint.hexdigest())


def _static_sources() -> Iterator[Path]:
    """What the collected files depend on: the build, the packages, our apps' own files."""
    yield BASE_DIR / "content" / "frontend" / "dist" / "manifest.json"
    yield BASE_DIR / "uv.lock"
    for pattern in ("lms/*/static/**/*", "content/static/**/*"):
        yield from sorted(path for path in BASE_DIR.glob(pattern) if path.is_file())
