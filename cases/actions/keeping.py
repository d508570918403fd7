"""What the platform does with an original that was read: keep its text and what was found in it, or
say why it is refused. No person asks for it, so nobody's right is asked."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from django.db import transaction

from cases import finding, originals, sheet_cases
from cases.models import SourceFile, Submission
from cases.patience import patiently
from cases.reading.document import Document
from cases.sheet_cases import SheetCase
from lms.core import audit
from lms.core.clock import now

State = SourceFile.State


class _Changed(Exception):
    """Another file of the case was read or taken away meanwhile."""


def refuse(*, file: SourceFile, sentence: str) -> None:
    """Say why a file is not taken in; nothing of it stays on the disk."""
    with transaction.atomic():
        row = _locked(file)
        if row is None:
            return
        row.state, row.problem, row.destroyed_at = State.REFUSED, sentence[:300], now()
        row.save(update_fields=["state", "problem", "destroyed_at"])
        audit.record("cases.file_refused", target=row, after={"sha256": row.sha256})
        originals.destroy(row)


def keep_read(*, file: SourceFile, document: Document, alive: Callable[[], None]) -> None:
    """Keep what was read, and go over all texts of the case again. A table with several cases makes
    a case of each row. ``alive`` is called before anything is written; it may raise."""
    rows = sheet_cases.apart(file, document)
    own = rows[0].document if rows else document
    others = rows[1:]
    patiently(alive, lambda: _find(others))
    _put_on_disk(others)
    try:
        while not _keep(file, own, rows, others, alive):
            pass
    except BaseException:
        for one in others:
            originals.destroy(one.file)
        raise


def _find(cases: Iterable[SheetCase]) -> None:
    for one in cases:
        one.find()


def _put_on_disk(others: Iterable[SheetCase]) -> None:
    for one in others:
        for at in range(0, len(one.content), originals.PART):
            originals.write(one.file.pk, at, one.content[at : at + originals.PART]).put()


def _keep(
    file: SourceFile, own: Document, rows: list[SheetCase], others: list[SheetCase],
    alive: Callable[[], None],
) -> bool:  # fmt: skip
    """False when another file came in between: then all are looked at again."""
    spans = finding.look(file.submission, {file.pk: own.text}, alive)
    alive()
    try:
        with transaction.atomic():
            submission = Submission.objects.select_for_update().get(pk=file.submission_id)
            row = _locked(file)
            if row is None:
                raise _Gone
            _keep_row(row, own)
            if not finding.write(submission, spans):
                raise _Changed
            if rows:
                sheet_cases.keep_number(submission, rows[0])
            for one in others:
                one.open(submission, row.uploaded_by)
    except _Changed:
        return False
    except _Gone:
        for one in others:
            originals.destroy(one.file)
    return True


class _Gone(Exception):
    """The file was taken away, or somebody else has read it."""


def _locked(file: SourceFile) -> SourceFile | None:
    waiting = SourceFile.objects.select_for_update().filter(pk=file.pk, state=State.WAITING)
    return waiting.first()


def _keep_row(row: SourceFile, document: Document) -> None:
    row.state, row.problem, row.document = State.READ, "", document.to_json()
    row.media_type, row.pages = document.media_type, document.pages
    row.incomplete = document.incomplete
    row.is_picture = document.media_type.startswith("image/")
    row.save(
        update_fields=[
            "state", "problem", "document", "media_type", "pages", "incomplete", "is_picture",
        ]
    )  # fmt: skip
