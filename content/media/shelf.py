"""Where media files stand below the media folder, and how nothing is ever left half written.

``library/<uid>/<intake>/`` holds what was made from one upload. A file appears there under its name
only when it is complete; drafts carry ``.draft-`` in their name and are swept away.
"""

from __future__ import annotations

import contextlib
import os
import shutil
import uuid
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.conf import settings

from content.media.ffmpeg import NoSpace

if TYPE_CHECKING:
    from content.models import Media

LIBRARY = "library"
DRAFT = ".draft-"
SPARE_BYTES = 256 * 1024**2
"""Room that is left for everybody else."""


def root() -> Path:
    return Path(settings.MEDIA_ROOT)


def folder_name(media: Media) -> str:
    """Relative to the media folder; another one for each upload."""
    return f"{LIBRARY}/{media.uid}/{media.intake.hex[:12]}"


def folder(media: Media) -> Path:
    """The folder of this upload, made when missing."""
    path = root() / folder_name(media)
    path.mkdir(parents=True, exist_ok=True)
    return path


def need_room(bytes_wanted: int) -> None:
    """Raises `NoSpace` unless that many bytes fit and some are left."""
    root().mkdir(parents=True, exist_ok=True)
    if shutil.disk_usage(root()).free < bytes_wanted + SPARE_BYTES:
        raise NoSpace


@contextlib.contextmanager
def drafted(path: Path) -> Iterator[Path]:
    """A draft beside ``path`` that takes its place when the block ends well, else goes."""
    draft = path.with_name(f"{path.stem}{DRAFT}{uuid.uuid4().hex[:8]}{path.suffix}")
    try:
        yield draft
        if path.is_dir():
            shutil.rmtree(path)
        draft.replace(path)
    finally:
        remove(draft)


def remove(path: Path) -> None:
    """A file or a folder with all that is in it; nothing when it is not there."""
    if path.is_dir():
        shutil.rmtree(path, ignore_errors=True)
    else:
        path.unlink(missing_ok=True)


def sweep_drafts(path: Path) -> None:
    """Drafts of attempts that were killed."""
    for draft in path.glob(f"*{DRAFT}*"):
        remove(draft)


def one_on_disk(kept: Path, double: Path) -> None:
    """Let ``double`` be the same bytes on disk as ``kept`` where the file system can."""
    with contextlib.suppress(OSError), drafted(double) as draft:
        os.link(kept, draft)


def link_as_upload(made: dict[str, Any], uid: object) -> str:
    """A name among the uploads for a file that was made before, so that the CMS may replace it
    without touching what is being played."""
    path = root() / made["folder"] / made["file"]["name"]
    name = f"media/{uid}-{uuid.uuid4().hex[:8]}{path.suffix}"
    (root() / name).parent.mkdir(parents=True, exist_ok=True)
    try:
        os.link(path, root() / name)
    except OSError:
        shutil.copyfile(path, root() / name)
    return name


def remove_all(media_uid: object) -> None:
    """All that was ever made for a medium."""
    remove(root() / LIBRARY / str(media_uid))
