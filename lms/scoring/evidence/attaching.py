"""Files that prove something: checked, scanned, encrypted with the field key, kept outside every
public folder (``MEDIA_ROOT/private/``), seen by those who may see what they belong to.

Several steps that must stand or fall together belong into `together`: what fails leaves neither a
row nor a file. What a killed process left behind goes with the night's `tidy`.
"""

from __future__ import annotations

import hashlib
import os
import time
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from contextvars import ContextVar
from io import BytesIO
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from content.media.refusals import Refusal
from content.scan import require_clean
from lms.accounts import policies
from lms.accounts.actions.checks import refused
from lms.accounts.models import Offender, User
from lms.accounts.permissions import Permission
from lms.core import audit, crypto
from lms.core.errors import Conflict, NotVisible
from lms.scoring.evidence.picturing import kept
from lms.scoring.models import Attachment, IndicatorRecord

Kind = Attachment.Kind
MOST_FILES = 10
"""Of one record, report or objection."""
FORGOTTEN = 24 * 3600
_written: ContextVar[list[Path] | None] = ContextVar("xinlu_written_files", default=None)


@contextmanager
def together() -> Iterator[None]:
    """A transaction whose files go with it: when it fails, what `attach` wrote in it is removed."""
    outer = _written.get()
    mine: list[Path] = []
    mark = _written.set(mine)
    try:
        with transaction.atomic():
            yield
    except BaseException:
        for path in mine:
            with suppress(OSError):
                path.unlink(missing_ok=True)
        raise
    finally:
        _written.reset(mark)
    if outer is not None:
        outer.extend(mine)


def attach(
    *, by: User, kind: str, about: uuid.UUID, upload: Any, offender: Offender | None = None
) -> Attachment:
    """Keep one file with what ``about`` names; the caller has asked whether ``by`` may.

    JPEG, PNG and WebP are drawn anew; a PDF must be paper (no password, no program, at most 60
    pages); at most 10 MB and ten files. Raises `Invalid` for field ``files``, `Conflict` (too
    many), `ScannerAway`.
    """
    found = kept(upload)
    return keep(
        by=by, kind=kind, about=about, name=found.name, content=found.content,
        content_type=found.content_type, offender=offender,
    )  # fmt: skip


def keep(
    *, by: User, kind: str, about: uuid.UUID, name: str, content: bytes, content_type: str,
    offender: Offender | None = None,
) -> Attachment:  # fmt: skip
    """Keep a file that was examined already (a recording, for one). Raises `Invalid` for field
    ``files`` (a virus), `Conflict` (too many), `ScannerAway`."""
    _refuse_virus(content)
    with together():
        if Attachment.objects.filter(about=about).count() >= MOST_FILES:
            raise Conflict(_("At most %(n)d files can be added.") % {"n": MOST_FILES}, code="many")
        made = Attachment.objects.create(
            kind=kind, about=about, offender=offender, name=name[:120],
            content_type=content_type, size=len(content),
            sha256=hashlib.sha256(content).hexdigest(), uploaded_by=by,
        )  # fmt: skip
        _write(path_of(made.pk), crypto.encrypt_bytes(content, str(made.pk)))
        audit.record(
            "scoring.file_added", actor=by, target=made, on_whom=offender,
            after={"name": made.name, "kind": str(kind), "sha256": made.sha256},
        )  # fmt: skip
    return made


def content_of(attachment: Attachment) -> bytes:
    """The file itself. Raises `NotVisible` when it is gone from the disk or was altered."""
    try:
        sealed = path_of(attachment.pk).read_bytes()
        content = crypto.decrypt_bytes(sealed, str(attachment.pk))
    except (OSError, crypto.Unreadable) as error:
        raise NotVisible(_("The file cannot be read any more."), code="file_gone") from error
    return content


def attached_to(about: uuid.UUID) -> Any:
    """The files of one record, report or objection."""
    return Attachment.objects.filter(about=about)


def may_see(user: User, attachment: Attachment) -> bool:
    """Whoever may see what the file belongs to."""
    return MAY_SEE[Kind(attachment.kind)](user, attachment)


def path_of(key: uuid.UUID) -> Path:
    return Path(settings.MEDIA_ROOT) / "private" / str(key)


def tidy() -> int:
    """Remove files without a row that are older than a day; how many."""
    folder = Path(settings.MEDIA_ROOT) / "private"
    old = [
        path
        for path in (folder.iterdir() if folder.is_dir() else ())
        if path.is_file() and time.time() - path.stat().st_mtime > FORGOTTEN  # the disk's clock
    ]
    removed = 0
    for path in old:
        if not _is_known(path.name):
            path.unlink(missing_ok=True)
            removed += 1
    return removed


def reseal() -> int:
    """Bring every file under the current key; how many were not. Each is replaced in one step, so
    that whoever reads meanwhile reads the old one or the new one. Raises `crypto.Unreadable`."""
    done = 0
    for key in Attachment.objects.values_list("pk", flat=True).iterator():
        path = path_of(key)
        if not path.exists() or crypto.is_current(sealed := path.read_bytes()):
            continue
        content = crypto.decrypt_bytes(sealed, str(key))
        draft = path.with_name(f".{key}")
        draft.unlink(missing_ok=True)
        _put(draft, crypto.encrypt_bytes(content, str(key)))
        draft.replace(path)
        done += 1
    return done


def _is_known(name: str) -> bool:
    try:
        return Attachment.objects.filter(pk=uuid.UUID(name)).exists()
    except ValueError:
        return False


def _refuse_virus(content: bytes) -> None:
    try:
        require_clean(BytesIO(content))
    except Refusal as refusal:
        raise refused("files", refusal.sentence, code="virus") from refusal


def _write(path: Path, sealed: bytes) -> None:
    """On the disk for good before the row is; readable by the platform alone."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    written = _written.get()
    if written is not None:
        written.append(path)
    _put(path, sealed)


def _put(path: Path, sealed: bytes) -> None:
    with open(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        file.write(sealed)
        file.flush()
        os.fsync(file.fileno())


def _over(*permissions: Permission) -> Callable[[User, Attachment], bool]:
    """The person themself, and those with one of these rights over them."""

    def may(user: User, attachment: Attachment) -> bool:
        if attachment.offender is None:
            return False
        if attachment.offender_id == user.pk:
            return True
        return any(policies.can(user, one, attachment.offender) for one in permissions)

    return may


def _indicator(user: User, attachment: Attachment) -> bool:
    record = IndicatorRecord.objects.filter(pk=attachment.about).first()
    rights = (Permission.VIEW_SCORES, Permission.MANAGE_INDICATORS)
    return record is not None and any(
        policies.can(user, one, record.organisation) for one in rights
    )


def _objection(user: User, attachment: Attachment) -> bool:
    """Also the guardian who objects for a juvenile."""
    from lms.scoring.notices.giving import speaks_for

    if _over(Permission.VIEW_SCORES, Permission.VIEW_EVIDENCE)(user, attachment):
        return True
    return attachment.offender is not None and speaks_for(user, attachment.offender)


MAY_SEE: dict[Attachment.Kind, Callable[[User, Attachment], bool]] = {
    Kind.CONDUCT: _over(Permission.VIEW_SCORES, Permission.VIEW_EVIDENCE),
    Kind.REFLECTION: _over(Permission.VIEW_SCORES, Permission.VIEW_EVIDENCE),
    Kind.OBJECTION: _objection,
    Kind.HELP: _over(Permission.PRESCRIBE, Permission.VIEW_EVIDENCE),
    Kind.INDICATOR: _indicator,
}
