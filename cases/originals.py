"""The content of originals: encrypted parts below ``CASE_ORIGINALS``, a folder for each file.

Part ``n`` holds the bytes from ``n * PART`` on. It is written under a name of its own, made
durable, and only then put in its place, within the transaction that advances ``received``: the row
is the truth. Whatever a killed process leaves beyond ``received`` is written over by the next try.
Each part is bound to its file and number: in another's place it cannot be read.
"""

from __future__ import annotations

import errno
import os
import shutil
import time
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from uuid import UUID, uuid4

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from cases.models import SourceFile
from lms.core import crypto
from lms.core.errors import DomainError

PART = 1024 * 1024
"""Bytes of a part before encryption: what reading and writing hold in memory."""
FORGOTTEN = 24 * 3600
FULL = (errno.ENOSPC, errno.EDQUOT)


class DiskFull(DomainError):
    status = 507

    def __init__(self) -> None:
        super().__init__(
            _("The disk is full. Please tell the administrator and try again later."),
            code="disk_full",
        )


class Lost(DomainError):
    """Parts of an original are missing on the disk, or were altered."""

    status = 410

    def __init__(self) -> None:
        super().__init__(_("The file can no longer be read."), code="original_lost")


@dataclass(frozen=True)
class Draft:
    """A part that is on the disk for good but not yet in its place."""

    path: Path
    place: Path

    def put(self) -> None:
        """In one step; what stood there is replaced."""
        self.path.replace(self.place)
        _sync_folder(self.place.parent)

    def discard(self) -> None:
        """Nothing of it stays, if it was not put in its place."""
        self.path.unlink(missing_ok=True)
        with suppress(OSError):
            self.place.parent.rmdir()  # only where it is empty


def folder_of(key: UUID) -> Path:
    return Path(settings.CASE_ORIGINALS) / str(key)


def room_at(offset: int) -> int:
    """How many bytes one `write` at ``offset`` may bring: up to the end of the part."""
    return PART - offset % PART


def write(key: UUID, offset: int, content: bytes) -> Draft:
    """Make ``content`` durable as what follows the first ``offset`` bytes of a file. Raises
    `DiskFull`, `Lost`."""
    number, before = divmod(offset, PART)
    if len(content) > room_at(offset):
        raise ValueError("more than fits into the part")
    kept = _part(key, number)[:before] if before else b""
    if len(kept) != before:
        raise Lost
    place = folder_of(key) / _name(number)
    return Draft(_durable(place, crypto.encrypt_bytes(kept + content, _about(key, number))), place)


def open_for(file: SourceFile) -> Iterator[bytes]:
    """What was acknowledged of a file, a part at a time. Raises `Lost`."""
    for number in range(-(-file.received // PART)):
        wanted = min(PART, file.received - number * PART)
        content = _part(file.pk, number)[:wanted]
        if len(content) != wanted:
            raise Lost
        yield content


def content_of(file: SourceFile) -> bytes:
    """The whole of a file, at most 50 MB. Raises `Lost`."""
    return b"".join(open_for(file))


def destroy(file: SourceFile) -> None:
    """Nothing of a file's content stays on the disk. Its row is another matter
    (cases/retention.py)."""
    folder = folder_of(file.pk)
    if folder.exists():
        shutil.rmtree(folder)


def tidy() -> int:
    """Remove what no row stands for any more, and drafts of processes that were killed; how many
    folders and drafts."""
    root = Path(settings.CASE_ORIGINALS)
    removed = 0
    for folder in sorted(root.iterdir()) if root.is_dir() else ():
        if _is_old(folder) and not _is_kept(folder.name):
            shutil.rmtree(folder, ignore_errors=True)
            removed += 1
            continue
        for draft in folder.glob(".*"):
            if _is_old(draft):
                draft.unlink(missing_ok=True)
                removed += 1
    return removed


def reseal() -> int:
    """Bring every part under the current key; how many were not. The row is locked meanwhile, so
    that no upload writes the same part. Raises `crypto.Unreadable`."""
    done = 0
    for key in SourceFile.objects.kept().values_list("pk", flat=True):
        for path in sorted(folder_of(key).glob("[0-9]*")):
            if not crypto.is_current(path.read_bytes()):
                done += _reseal_part(key, path)
    return done


def _reseal_part(key: UUID, path: Path) -> int:
    with transaction.atomic():
        if not SourceFile.objects.select_for_update().filter(pk=key).exists() or not path.exists():
            return 0
        about = _about(key, int(path.name))
        content = crypto.decrypt_bytes(path.read_bytes(), about)
        draft = Draft(_durable(path, crypto.encrypt_bytes(content, about)), path)
        try:
            draft.put()
        finally:
            draft.discard()
    return 1


def _name(number: int) -> str:
    return f"{number:04d}"


def _about(key: UUID, number: int) -> str:
    return f"case original {key} {number}"


def _part(key: UUID, number: int) -> bytes:
    try:
        sealed = (folder_of(key) / _name(number)).read_bytes()
        return crypto.decrypt_bytes(sealed, _about(key, number))
    except (OSError, crypto.Unreadable) as error:
        raise Lost from error


def _durable(place: Path, sealed: bytes) -> Path:
    """Written beside ``place`` and on the disk for good; readable by the platform alone."""
    path = place.with_name(f".{place.name}.{uuid4().hex}")
    try:
        _make_folder(place.parent)
        with open(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
            file.write(sealed)
            file.flush()
            os.fsync(file.fileno())
    except OSError as error:
        with suppress(OSError):
            path.unlink(missing_ok=True)
        if error.errno in FULL:
            raise DiskFull from error
        raise
    return path


def _make_folder(folder: Path) -> None:
    if folder.is_dir():
        return
    root = folder.parent
    root.mkdir(mode=0o700, parents=True, exist_ok=True)
    folder.mkdir(mode=0o700, exist_ok=True)
    _sync_folder(root)


def _sync_folder(folder: Path) -> None:
    """A new name in it outlives a power cut."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _is_old(path: Path) -> bool:
    with suppress(OSError):
        return time.time() - path.stat().st_mtime > FORGOTTEN  # the disk's clock
    return False


def _is_kept(name: str) -> bool:
    try:
        key = UUID(name)
    except ValueError:
        return name.startswith(".")  # a restore under way
    gone = (SourceFile.State.REFUSED, SourceFile.State.DESTROYED)
    return SourceFile.objects.kept().filter(pk=key).exclude(state__in=gone).exists()
