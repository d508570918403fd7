"""Dry run, import and export of questions as jobs; the whole report is the job's file."""

from __future__ import annotations

import tempfile
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any
from uuid import UUID

from django.utils.translation import get_language, gettext_lazy, override
from django.utils.translation import gettext as _
from django.utils.translation import pgettext as _p

from content.models import KnowledgePoint
from exams import formats
from exams.bank import exporting, importing, reviews
from exams.bank.exporting import Export, Selection
from exams.bank.importing import Outcome, Row, Wish
from exams.bank.known import Scope
from exams.models.bank import Kind
from lms.accounts import policies
from lms.accounts.models import Organisation
from lms.accounts.permissions import Permission
from lms.accounts.roster import uploads
from lms.accounts.roster.work import asker
from lms.core import audit, exports, jobs
from lms.core.errors import NotVisible
from lms.core.jobs import JobRun, job
from lms.core.models import Job
from lms.core.models.jobs import JobError

CHECK, IMPORT, EXPORT = "exams.import_check", "exams.import", "exams.export"
MOST_ROWS = 200
"""Rows of a report that its page shows; the file has all."""


def state_words() -> dict[str, str]:
    return {
        importing.NEW: _p("question file", "new"),
        importing.CHANGED: _p("question file", "changed"),
        importing.SAME: _p("question file", "no change"),
        importing.DUPLICATE: _p("question file", "in the bank already"),
        importing.REFUSED: _p("question file", "refused"),
    }


def ask_check(
    *, by: Any, organisation: Organisation, name: str, content: bytes, format: str = "",
    sharing: str = "",
) -> Job:  # fmt: skip
    """Keep an uploaded file and have it tried for ``organisation``."""
    policies.require(by, Permission.AUTHOR_CONTENT, organisation)
    payload = {
        "upload": uploads.keep(content), "name": name[:120], "language": get_language(),
        "organisation": organisation.pk, "format": format, "sharing": sharing,
    }  # fmt: skip
    return jobs.enqueue(CHECK, payload=payload, by=by)


def ask_import(*, by: Any, checked: Job, duplicates: bool = False, review: bool = False) -> Job:
    """Have a file imported that was tried. Twice for the same trial is once."""
    policies.require(by, Permission.AUTHOR_CONTENT, _organisation(checked.payload))
    more = {"language": get_language(), "duplicates": duplicates, "review": review}
    payload = {**checked.payload, **more}
    return jobs.enqueue(IMPORT, key=f"questions:{checked.pk}", payload=payload, by=by)


def ask_export(*, by: Any, selection: Selection, format: str) -> Job:
    policies.require(by, Permission.AUTHOR_CONTENT, selection.organisation)
    payload = {
        "format": format, "language": get_language(), "organisation": selection.organisation.pk,
        "knowledge": selection.knowledge.pk if selection.knowledge else None,
        "kind": selection.kind, "audience": selection.audience, "tag": selection.tag,
        "ids": [str(one) for one in selection.ids],
    }  # fmt: skip
    return jobs.enqueue(EXPORT, payload=payload, by=by)


@job(CHECK, label=gettext_lazy("Trying a file of questions"))
def check(run: JobRun) -> None:
    with _language(run):
        wish = _wish(run)
        _report(run, importing.check(_read(run), wish, run.progress))


@job(IMPORT, label=gettext_lazy("Importing questions"))
def carry_out(run: JobRun) -> None:
    with _language(run):
        wish = _wish(run)
        outcome = importing.carry_out(_read(run), wish, run.progress)
        record_import(wish, outcome)
        if outcome.submitted:
            reviews.tell_reviewers(
                by=wish.by, organisation=wish.scope.organisation, number=outcome.submitted,
                key=f"questions-review:{run.job.pk}",
            )  # fmt: skip
        _report(run, outcome)
    uploads.forget(run.payload["upload"])


@job(EXPORT, label=gettext_lazy("Exporting questions"))
def export(run: JobRun) -> None:
    with _language(run):
        by, organisation = asker(run), _organisation(run.payload)
        policies.require(by, Permission.AUTHOR_CONTENT, organisation)
        found = exporting.write(_selection(run.payload).questions(), run.payload["format"])
        record_export(by, organisation, run.payload["format"], found)
        run.attach(file_name(run.payload["format"]), found.content)
        told = [
            JobError(job=run.job, column=line.key[:60], value=line.name[:200], problem=text[:300])
            for line in found.lines
            for text in line.says
        ]
        JobError.objects.bulk_create(told, batch_size=1000)
        left_out = len(found.lines) - found.written
        run.say(written=found.written, left_out=left_out, told=len(told))
        run.progress(len(found.lines), len(found.lines))


def record_import(wish: Wish, outcome: Outcome) -> None:
    after: dict[str, Any] = {**outcome.counts, "format": outcome.format}
    if wish.scope.organisation is not None:
        after["organisation"] = wish.scope.organisation.pk
    if outcome.submitted:
        after["submitted"] = outcome.submitted
    audit.record("exams.questions_imported", actor=wish.by, after=after)


def record_export(by: Any, organisation: Any, format: str, found: Export) -> None:
    after = {"questions": found.written, "format": format}
    audit.record("exams.questions_exported", actor=by, target=organisation, after=after)


def file_name(format: str) -> str:
    return _("questions") + formats.suffix(format)


def write_report(path: Path, rows: Iterable[Row]) -> None:
    """The whole report of an import as xlsx: a line per question."""
    states, kinds = state_words(), dict(Kind.choices)
    head = [
        _p("question file", "Line"), _p("question file", "Where"), _p("question file", "Question"),
        _p("question file", "Kind"), _p("question file", "Key"), _p("question file", "Result"),
        _p("question file", "Notes"),
    ]  # fmt: skip
    lines = (
        [row.line or None, row.place, row.name, str(kinds.get(row.kind, row.kind)), row.key,
         states[row.state], "\n".join(row.says)]
        for row in rows
    )  # fmt: skip
    exports.write(path, title=_("Import of questions"), head=head, rows=lines)


def _read(run: JobRun) -> formats.Result:
    """The file once more. A refused one is not kept."""
    content = uploads.read(run.payload["upload"])
    try:
        return formats.read(content, run.payload["format"] or None, run.payload["name"])
    except formats.FileRefused:
        uploads.forget(run.payload["upload"])
        raise


def _wish(run: JobRun) -> Wish:
    """Raises `Denied` when whoever asked has lost the right meanwhile."""
    by, organisation = asker(run), _organisation(run.payload)
    policies.require(by, Permission.AUTHOR_CONTENT, organisation)
    return Wish(
        by, Scope(organisation, by), run.payload["sharing"],
        duplicates=run.payload.get("duplicates", False),
        review=run.payload.get("review", False), since=run.job.created_at,
    )  # fmt: skip


def _organisation(payload: dict[str, Any]) -> Organisation:
    found = Organisation.objects.filter(pk=payload["organisation"]).first()
    if found is None:
        raise NotVisible(_("The organisation is not there any more."), code="organisation")
    return found


def _selection(payload: dict[str, Any]) -> Selection:
    knowledge = KnowledgePoint.objects.filter(pk=payload["knowledge"]).first()
    return Selection(
        _organisation(payload), knowledge, payload["kind"], payload["audience"], payload["tag"],
        tuple(UUID(one) for one in payload["ids"]),
    )  # fmt: skip


def _report(run: JobRun, outcome: Outcome) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "report.xlsx"
        write_report(path, outcome.rows)
        run.attach(_p("file name", "report") + ".xlsx", path)
    counts = {state: outcome.counts[state] for state in importing.STATES}
    run.say(
        **counts, near=outcome.near, submitted=outcome.submitted, format=outcome.format,
        notes=list(outcome.notes), rows=_shown(outcome.rows),
    )  # fmt: skip
    run.progress(len(outcome.rows), len(outcome.rows))


def _shown(rows: Sequence[Row]) -> list[dict[str, Any]]:
    """Those that say something first come to be shown, in the order of the file."""
    order = sorted(range(len(rows)), key=lambda at: (not rows[at].says, at))[:MOST_ROWS]
    return [
        {"line": row.line, "place": row.place, "name": row.name[:120], "kind": row.kind,
         "state": row.state, "says": [text[:300] for text in row.says[:10]]}
        for row in (rows[at] for at in sorted(order))
    ]  # fmt: skip


def _language(run: JobRun) -> Any:
    return override(run.payload.get("language") or "zh-hans")
