"""What nobody refers to any more leaves the disk; what was forgotten is taken up."""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator
from datetime import timedelta
from pathlib import Path

from celery import shared_task
from django.conf import settings

from content.media import shelf, transcode, work
from content.media.ladder import LADDER
from content.media.transcode import PREPARE
from content.models import Media, Track
from content.models.media import MediaState
from lms.core import jobs, schedule
from lms.core.clock import now
from lms.core.models import Job

KEEP = timedelta(days=1)
"""Players that hold an old address may finish; uploads under way are left alone."""
KEEP_REFUSED = timedelta(days=7)


@shared_task(name="content.tidy_media")
def tidy_media() -> None:
    """Remove old versions, drafts, orphans and refused entries that nothing uses."""
    for media in Media.objects.filter(
        state=MediaState.REFUSED, created_at__lt=now() - KEEP_REFUSED
    ):
        if not media.get_usage().count() and not media.lessons.exists():
            media.delete()
    for path in [*_forgotten_versions(), *_orphans(), *_old(Path(settings.FILE_UPLOAD_TEMP_DIR))]:
        shelf.remove(path)


def _forgotten_versions() -> Iterator[Path]:
    """Folders of the library that no medium plays from."""
    used = {
        (str(uid), Path(made["folder"]).name)
        for uid, made in Media.objects.values_list("uid", "renditions")
        if made
    } | {(str(uid), intake.hex[:12]) for uid, intake in Media.objects.values_list("uid", "intake")}
    for path in (shelf.root() / shelf.LIBRARY).glob("*/*"):
        if (path.parent.name, path.name) not in used and _is_old(path):
            yield path
    yield from (
        path
        for path in (shelf.root() / shelf.LIBRARY).glob("*")
        if _is_old(path) and not any(path.iterdir())
    )


def _orphans() -> Iterator[Path]:
    """Uploads and subtitles without a row: a process was killed between the two."""
    named = set(Media.objects.values_list("file", flat=True))
    named |= set(Track.objects.values_list("file", flat=True))
    for folder in ("media", "tracks"):
        for path in _old(shelf.root() / folder):
            if path.relative_to(shelf.root()).as_posix() not in named:
                yield path


def _old(folder: Path) -> Iterable[Path]:
    return [path for path in folder.rglob("*") if path.is_file() and _is_old(path)]


def _is_old(path: Path) -> bool:
    """By the disk's own clock, which made the stamp."""
    return path.stat().st_mtime < time.time() - KEEP.total_seconds()


@shared_task(name="content.resume_media")
def resume_media() -> None:
    """Take up what has no job (a process was killed before it could want one), and what failed only
    for want of room or of the scanner."""
    busy = Media.objects.filter(state__in=[MediaState.NEW, MediaState.PROCESSING])
    keys = {work.key_of(PREPARE, media): media for media in busy}
    known = set(Job.objects.filter(key__in=keys).values_list("key", flat=True))
    for key, media in keys.items():
        if key not in known:
            transcode.take_in(media)
    for job in Job.objects.filter(
        kind__in=[PREPARE, LADDER],
        state=Job.State.FAILED,
        result__again=True,
    ):
        jobs.retry(job)


def plan() -> None:
    """Register the times; called when the app is ready."""
    schedule.daily("content: tidy the media folder", at="03:10", task="content.tidy_media")
    schedule.every("content: take up forgotten media", minutes=30, task="content.resume_media")
