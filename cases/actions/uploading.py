"""Bringing originals to a case that is being prepared: begun, received piece by piece, taken away.

Whoever may not hand in cases for the organisation is told that there is nothing, as for an id that
was never given.
"""

from __future__ import annotations

import hashlib
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Sum
from django.utils.translation import gettext as _

from cases import accepted, originals
from cases.history import locked
from cases.models import SourceFile, Submission
from cases.querysets import hands_in
from cases.way import State as Way
from lms.core import audit, jobs, limits
from lms.core.clock import now
from lms.core.errors import Conflict, Invalid, NotVisible

JOB = "cases.read"
BEGUN_A_MINUTE = 60
State = SourceFile.State


def begin_upload(*, by: Any, submission: Submission, name: str, size: int) -> SourceFile:
    """A place for a file of ``size`` bytes. Raises `FileRefused` (name, size; 413), `Conflict`
    (``not_draft``, ``many_files``, ``too_much``), `NotVisible`, `TooOften`."""
    limits.take(by.pk, "case_uploads", most=BEGUN_A_MINUTE)
    with transaction.atomic():
        row = locked(submission, by)
        _require_draft(by, row)
        name = accepted.name_of(name)
        accepted.check_size(size)
        _require_room(row, size)
        return SourceFile.objects.create(submission=row, name=name, size=size, uploaded_by=by)


def take_chunk(*, by: Any, file: SourceFile, offset: int, content: bytes) -> int:
    """Take in what follows the first ``offset`` bytes; returns how many there are now. What was
    answered is on the disk for good. With the last piece the file waits to be read.

    Raises `Conflict` (``offset``, ``not_draft``, ``over``), `Invalid` 413 for more than was
    announced, `DiskFull`.
    """
    _require_next(_to_change(by, file.pk), offset, content)
    at = 0
    while at < len(content):
        piece = content[at : at + originals.room_at(offset + at)]
        _take_piece(by, file.pk, offset + at, piece)
        at += len(piece)
    return offset + at


def _take_piece(by: Any, key: UUID, offset: int, content: bytes) -> None:
    """What goes into one part. The row is held only while the part is put in its place."""
    row = _to_change(by, key)
    _require_next(row, offset, content)
    digest = _digest(row, content) if offset + len(content) == row.size else ""
    draft = originals.write(row.pk, offset, content)
    try:
        with transaction.atomic():
            row = _to_change(by, key, lock=True)
            _require_next(row, offset, content)
            row.received = offset + len(content)
            if digest:
                _keep_whole(row, digest, by)
            row.save(update_fields=["received", "state", "sha256"])
            draft.put()
    finally:
        draft.discard()


def remove_file(*, by: Any, file: SourceFile) -> None:
    """Take a file away with all that was read and found in it. Raises `Conflict` ``not_draft``."""
    with transaction.atomic():
        row = _to_change(by, file.pk, lock=True)
        audit.record("cases.file_removed", actor=by, target=row, before={"sha256": row.sha256})
        originals.destroy(row)
        row.delete()


def publish_picture(*, by: Any, file: SourceFile, published: bool, alt: str = "") -> SourceFile:
    """Say whether a picture goes along with the case, and what it shows, for those who do not see
    it. Raises `Invalid` for what is no picture, or without words."""
    with transaction.atomic():
        row = _to_change(by, file.pk, lock=True)
        if not row.is_picture or row.state != State.READ:
            raise Invalid(_("Only pictures go along with a case."), code="not_picture")
        alt = alt.strip()[:200]
        if published and not alt:
            sentence = _("Say in a few words what the picture shows.")
            raise Invalid(sentence, code="alt", fields={"alt": [sentence]})
        row.published, row.alt = published, alt
        row.save(update_fields=["published", "alt"])
        audit.record("cases.picture_chosen", actor=by, target=row, after={"published": published})
    return row


def file_for(by: Any, key: UUID) -> SourceFile:
    """A file of a case that ``by`` hands in, in whatever state the case is. Raises `NotVisible`."""
    mine = Submission.objects.handed_in_by(by)
    files = SourceFile.objects.select_related("submission")
    found = files.filter(pk=key, submission__in=mine.values("pk")).first()
    if found is None:
        raise NotVisible(_("There is no such file."), code="file")
    return found


def _to_change(by: Any, key: UUID, *, lock: bool = False) -> SourceFile:
    """The file as it stands, of a case that is still being prepared."""
    if lock:
        SourceFile.objects.select_for_update().filter(pk=key).first()
    row = file_for(by, key)
    _require_draft(by, row.submission)
    return row


def _require_draft(by: Any, submission: Submission) -> None:
    if not hands_in(by, submission):
        raise NotVisible(_("There is no such case."), code="case")
    if submission.way != Way.DRAFT:
        raise Conflict(
            _("Files can be added or removed only while the case is being prepared."),
            code="not_draft",
        )


def _require_room(submission: Submission, size: int) -> None:
    files = submission.files.kept()
    if files.count() >= accepted.MOST_FILES:
        raise Conflict(
            _("A case has at most %(number)d files.") % {"number": accepted.MOST_FILES},
            code="many_files",
        )
    if (files.aggregate(all=Sum("size"))["all"] or 0) + size > accepted.MOST_IN_ALL:
        raise Conflict(
            _("The files of a case have at most %(limit)d MB together.")
            % {"limit": accepted.MOST_IN_ALL // 1024**2},
            code="too_much",
        )


def _require_next(row: SourceFile, offset: int, content: bytes) -> None:
    """That ``content`` is what comes next."""
    if row.received != offset:
        raise Conflict(_("Another part of the file is expected."), code="offset")
    if offset + len(content) > row.size:
        raise Invalid(_("The file is larger than was announced."), code="larger", status=413)
    if content and row.state != State.UPLOADING:
        raise Conflict(_("This file has been received already."), code="over")


def _digest(row: SourceFile, last: bytes) -> str:
    digest = hashlib.sha256()
    for part in originals.open_for(row):
        digest.update(part)
    digest.update(last)
    return digest.hexdigest()


def _keep_whole(row: SourceFile, digest: str, by: Any) -> None:
    row.state, row.sha256 = State.WAITING, digest
    row.submission.changed_at = now()
    row.submission.save(update_fields=["changed_at"])
    audit.record(
        "cases.file_added", actor=by, target=row, after={"sha256": digest, "size": row.size}
    )
    want_read(row)


def want_read(row: SourceFile) -> None:
    """A job for each file, however often it is wanted."""
    jobs.enqueue(JOB, key=f"{JOB}:{row.pk}", payload={"file": str(row.pk)}, by=row.uploaded_by)
