"""Dry run and import of conduct records as jobs."""

from __future__ import annotations

from collections.abc import Callable

from django.utils.translation import get_language, gettext_lazy, override

from lms.accounts import policies
from lms.accounts.models import User
from lms.accounts.permissions import Permission
from lms.accounts.roster import uploads
from lms.accounts.roster.opening import open_list
from lms.accounts.roster.work import MOST_SHOWN, asker
from lms.core import audit, jobs
from lms.core.jobs import JobRun, job
from lms.core.models import Job
from lms.scoring.conduct.importing import importing
from lms.scoring.conduct.importing.columns import FORM

CHECK, IMPORT = "scoring.conduct_check", "scoring.conduct_import"


def ask_check(*, by: User, name: str, content: bytes) -> Job:
    """Keep an uploaded file and have it checked."""
    policies.require(by, Permission.RECORD_CONDUCT)
    payload = {"upload": uploads.keep(content), "name": name[:120], "language": get_language()}
    return jobs.enqueue(CHECK, payload=payload, by=by)


def ask_import(*, by: User, checked: Job) -> Job:
    """Have a file imported that was checked. Twice for the same check is once."""
    policies.require(by, Permission.RECORD_CONDUCT)
    payload = {**checked.payload, "language": get_language()}
    return jobs.enqueue(IMPORT, key=f"conduct:{checked.pk}", payload=payload, by=by)


@job(CHECK, label=gettext_lazy("Checking conduct records"))
def check(run: JobRun) -> None:
    with override(run.payload.get("language") or "zh-hans"):
        _with_file(run, importing.check)


@job(IMPORT, label=gettext_lazy("Importing conduct records"))
def carry_out(run: JobRun) -> None:
    with override(run.payload.get("language") or "zh-hans"):
        outcome = _with_file(run, importing.carry_out)
        counts = dict(outcome.counts)
        audit.record("scoring.conduct_imported", actor=asker(run), after=counts)
    uploads.forget(run.payload["upload"])


def _with_file(run: JobRun, act: Callable[..., importing.Outcome]) -> importing.Outcome:
    by = asker(run)
    policies.require(by, Permission.RECORD_CONDUCT)
    sheet = open_list(run.payload["name"], uploads.read(run.payload["upload"]), FORM)
    outcome = act(sheet, by=by, report=run.progress)
    for fault in outcome.faults[:MOST_SHOWN]:
        run.refuse(line=fault.line, column=fault.column, value=fault.value, problem=fault.problem)
    states = ("new", "same", "refused")
    run.say(**{state: outcome.counts[state] for state in states}, faults=len(outcome.faults))
    run.progress(outcome.total, outcome.total)
    return outcome
