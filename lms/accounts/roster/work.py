"""Check, import and export of rosters as jobs."""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

from django.utils.translation import get_language, gettext_lazy, override
from django.utils.translation import gettext as _

from lms.accounts import policies
from lms.accounts.models import User
from lms.accounts.permissions import Permission
from lms.accounts.roster import exporting, importing, uploads
from lms.accounts.roster.opening import open_roster
from lms.core import audit, jobs
from lms.core.errors import Denied
from lms.core.jobs import JobRun, job
from lms.core.models import Job

CHECK, IMPORT, EXPORT = "accounts.roster_check", "accounts.roster_import", "accounts.roster_export"
MOST_SHOWN = 2000


def ask_check(*, by: User, name: str, content: bytes) -> Job:
    """Keep an uploaded file and have it checked."""
    policies.require(by, Permission.IMPORT_PEOPLE)
    payload = {"upload": uploads.keep(content), "name": name[:120], "language": get_language()}
    return jobs.enqueue(CHECK, payload=payload, by=by)


def ask_import(*, by: User, checked: Job) -> Job:
    """Have a file imported that was checked. Twice for the same check is once."""
    policies.require(by, Permission.IMPORT_PEOPLE)
    payload = {**checked.payload, "language": get_language()}
    return jobs.enqueue(IMPORT, key=f"roster:{checked.pk}", payload=payload, by=by)


def ask_export(*, by: User) -> Job:
    policies.require(by, Permission.EXPORT_PEOPLE)
    policies.require(by, Permission.VIEW_ID_NUMBER)
    return jobs.enqueue(EXPORT, payload={"language": get_language()}, by=by)


@job(CHECK, label=gettext_lazy("Checking a roster"))
def check(run: JobRun) -> None:
    with _language(run):
        outcome = _with_file(run, importing.check)
        run.progress(outcome.total, outcome.total)


@job(IMPORT, label=gettext_lazy("Importing a roster"))
def carry_out(run: JobRun) -> None:
    with _language(run):
        outcome = _with_file(run, importing.carry_out)
        by = asker(run)
        audit.record("accounts.roster_imported", actor=by, after=dict(outcome.counts))
    uploads.forget(run.payload["upload"])


def _with_file(run: JobRun, act: Callable[..., importing.Outcome]) -> importing.Outcome:
    by = asker(run)
    policies.require(by, Permission.IMPORT_PEOPLE)
    sheet = open_roster(run.payload["name"], uploads.read(run.payload["upload"]))
    outcome = act(sheet, by=by, report=run.progress)
    for fault in outcome.faults[:MOST_SHOWN]:
        run.refuse(line=fault.line, column=fault.column, value=fault.value, problem=fault.problem)
    states = ("new", "changed", "same", "refused")
    run.say(**{state: outcome.counts[state] for state in states}, faults=len(outcome.faults))
    return outcome


@job(EXPORT, label=gettext_lazy("Exporting the roster"))
def export(run: JobRun) -> None:
    by = asker(run)
    with _language(run), tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "roster.xlsx"
        count = exporting.write(path, by=by, report=run.progress)
        audit.record("accounts.roster_exported", actor=by, after={"people": count})
        run.attach(_("roster") + ".xlsx", path)
        run.say(people=count)


def asker(run: JobRun) -> User:
    """Who asked for the job, with the rights of this moment. Raises `Denied` when they are gone."""
    by: Any = run.job.created_by
    if by is None or not by.is_active:
        raise Denied(_("Whoever asked for this has no account any more."), code="gone")
    return User.objects.get(pk=by.pk)


def _language(run: JobRun) -> Any:
    return override(run.payload.get("language") or "zh-hans")
