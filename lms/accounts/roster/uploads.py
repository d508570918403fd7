"""Uploaded rosters wait here between the dry run and the import: encrypted, since they hold ID
numbers, and for a day at most."""

from __future__ import annotations

import base64
import uuid
from datetime import timedelta
from pathlib import Path

from django.conf import settings
from django.utils.translation import gettext as _

from lms.core.clock import now
from lms.core.crypto import decrypt, encrypt
from lms.core.errors import Conflict

KEPT = timedelta(hours=24)


def folder() -> Path:
    return Path(settings.JOB_FILES) / "rosters"


def keep(content: bytes) -> str:
    """Keep a file; its name, by which it is read again."""
    name = uuid.uuid4().hex
    folder().mkdir(parents=True, exist_ok=True)
    draft = folder() / f"{name}.new"
    draft.write_text(encrypt(base64.b64encode(content).decode()), encoding="ascii")
    draft.rename(folder() / name)
    return name


def read(name: str) -> bytes:
    """Raises `Conflict` when it is gone."""
    path = folder() / uuid.UUID(name).hex
    try:
        return base64.b64decode(decrypt(path.read_text(encoding="ascii")))
    except FileNotFoundError as error:
        sentence = _("The file is not kept any more. Please upload it again.")
        raise Conflict(sentence, code="gone") from error


def forget(name: str) -> None:
    (folder() / uuid.UUID(name).hex).unlink(missing_ok=True)


def forget_old() -> int:
    """Remove what is older than a day; how many."""
    limit = (now() - KEPT).timestamp()
    old = [path for path in folder().glob("*") if path.stat().st_mtime < limit]
    for path in old:
        path.unlink(missing_ok=True)
    return len(old)
