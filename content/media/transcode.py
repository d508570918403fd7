"""The first job: an upload is examined and made playable; then its ladder follows.

Each step leaves a complete file or nothing, and is left out when its file is there: a job that was
killed goes on where it was.
"""

from __future__ import annotations

import re
import threading
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, override

from content import scan
from content.media import ffmpeg, ladder, renditions, shelf, work
from content.media.ffmpeg import FfmpegFailed, NoSpace
from content.media.probe import Findings, examine_apart
from content.media.refusals import Refusal
from content.models import Media
from content.models.media import MediaState
from lms.core import audit, jobs
from lms.core.errors import Invalid
from lms.core.jobs import JobRun
from lms.core.models import Job
from lms.messaging.actions import send

PREPARE = "content.media"
SILENCE_DB = -60.0
_MAX_VOLUME = re.compile(r"max_volume: (-?[\d.]+|-inf) dB")


def take_in(media: Media, by: Any = None) -> Job:
    """Want an upload examined and made playable; once per upload."""
    return jobs.enqueue(
        PREPARE,
        key=work.key_of(PREPARE, media),
        payload=work.payload_of(media),
        by=by or media.uploaded_by_user,
    )


def prepare_now(media: Media) -> Media:
    """`take_in`, done here and now; the ladder is left to the worker. Raises `Invalid` with the
    reason when the file is refused."""
    done = jobs.run_now(take_in(media))
    media.refresh_from_db()
    if not media.is_ready:
        raise Invalid(media.problem or done.note, code="media_refused")
    return media


@jobs.job(PREPARE, label=gettext_lazy("Prepare a video or audio file"))
def prepare(run: JobRun) -> None:
    """Examine, make the plain file, the poster and the sound alone; then it can be played."""
    media = work.current(run, MediaState.PROCESSING)
    if media is None:
        return
    with override(settings.LANGUAGE_CODE):
        try:
            found = _examine(media, run)
            _make(media, found, run)
        except Refusal as refusal:
            refuse(media, refusal.sentence)
            run.refuse(problem=refusal.sentence, value=media.title)
            raise Invalid(refusal.sentence, code=refusal.code) from refusal
        except (NoSpace, scan.ScannerAway):
            run.say(again=True)  # content/media/tidy.py takes it up
            raise


def _examine(media: Media, run: JobRun) -> Findings:
    path = Path(media.file.path)
    run.progress(1, 100, _("Checking the file"))
    scan.require_clean(path)
    return _while_alive(
        run,
        lambda: examine_apart(
            path, name=media.file.name, wanted=media.type, limit=settings.MAX_UPLOAD_BYTES
        ),
    )


def _while_alive(run: JobRun, look: Callable[[], Findings]) -> Findings:
    """Keep the lease while a child works. What ``look`` raises is raised here."""
    outcome: list[Any] = []

    def do() -> None:
        try:
            outcome.append(look())
        except BaseException as error:
            outcome.append(error)

    worker = threading.Thread(target=do, daemon=True)
    worker.start()
    while worker.is_alive():
        worker.join(timeout=10)
        run.check_alive()
    if isinstance(outcome[0], BaseException):
        raise outcome[0]
    return outcome[0]


def _make(media: Media, found: Findings, run: JobRun) -> None:
    folder = shelf.folder(media)
    shelf.sweep_drafts(folder)
    plain = folder / ("file.mp4" if found.has_picture else "file.m4a")
    if not plain.exists():
        shelf.need_room(found.size * 2)
        _make_plain(Path(media.file.path), found, plain, run)
    made: dict[str, Any] = {"folder": shelf.folder_name(media), "file": _entry(plain)}
    if found.has_picture:
        _make_poster(plain, folder / "poster.jpg", found)
        speech = _make_speech(plain, folder / "audio.m4a", found, run)
        if speech is not None:
            made["audio"] = _entry(speech)
    else:
        made["audio"] = made["file"]
    run.progress(98, 100)
    _finish(media, found, made)


def _entry(path: Path) -> dict[str, Any]:
    return {"name": path.name, "size": path.stat().st_size}


def _make_plain(path: Path, found: Findings, plain: Path, run: JobRun) -> None:
    """Copied when it can be, else encoded. A copy that came out shorter is encoded as well."""
    attempts = [renditions.picture_plays(found), False] if found.has_picture else [True]
    for copy in dict.fromkeys(attempts):
        note = _("Making it playable")
        report = work.steps(run, 5, 75, found.duration, note)
        try:
            with shelf.drafted(plain) as draft:
                arguments = (
                    renditions.plain_file(found, path, draft, copy=copy)
                    if found.has_picture
                    else renditions.sound_file(found, path, draft)
                )
                ffmpeg.run(arguments, report=report)
                _check_length(draft, found)
            if copy and found.kind == "MP4":
                shelf.one_on_disk(plain, path)
            return
        except FfmpegFailed:
            continue
    raise Refusal("broken")


def _check_length(made: Path, found: Findings) -> None:
    """Raises `FfmpegFailed` when the file does not last as long as what it was made from."""
    import av

    try:
        with av.open(f"file:{made}", format="mov") as container:
            seconds = (container.duration or 0) / 1_000_000
    except (av.FFmpegError, OSError) as error:
        raise FfmpegFailed("unreadable") from error
    if abs(seconds - found.duration) > max(2.0, found.duration * 0.02):
        raise FfmpegFailed(f"{seconds} s instead of {found.duration} s")


def _make_poster(plain: Path, into: Path, found: Findings) -> None:
    for at in (min(3.0, found.duration / 10), 0.0):
        if into.exists():
            return
        try:
            with shelf.drafted(into) as draft:
                ffmpeg.run(renditions.poster(plain, draft, at=at))
        except (FfmpegFailed, FileNotFoundError):
            continue


def _make_speech(plain: Path, into: Path, found: Findings, run: JobRun) -> Path | None:
    """The sound alone; None when there is none, or nothing but silence."""
    if not found.has_sound:
        return None
    if not into.exists():
        report = work.steps(run, 75, 85, found.duration, _("Taking the sound out"))
        if is_silent(ffmpeg.run(renditions.loudness(plain), report=report)):
            return None
        report = work.steps(run, 85, 95, found.duration, _("Taking the sound out"))
        with shelf.drafted(into) as draft:
            ffmpeg.run(renditions.speech_file(plain, draft), report=report)
    return into


def is_silent(said: str) -> bool:
    """Whether ffmpeg's loudness report names no moment that can be heard."""
    found = _MAX_VOLUME.search(said)
    return found is None or found[1] == "-inf" or float(found[1]) <= SILENCE_DB


def _finish(media: Media, found: Findings, made: dict[str, Any]) -> None:
    poster = f"{made['folder']}/poster.jpg"
    with transaction.atomic():
        row = Media.objects.select_for_update().filter(pk=media.pk, intake=media.intake).first()
        if row is None:
            return
        row.state, row.problem = MediaState.READY, ""
        row.size, row.duration = found.size, found.duration
        row.width, row.height = found.width or None, found.height or None
        row.probe, row.renditions = asdict(found), made
        row.poster = poster if (shelf.root() / poster).exists() else ""
        row.save()
        audit.record("media.ready", actor=row.uploaded_by_user, target=row)
        if found.has_picture:
            ladder.want(row)


def refuse(media: Media, reason: str) -> None:
    """The file goes at once, with all that was made of it. A medium that had a good file before
    keeps that one."""
    with transaction.atomic():
        row = Media.objects.select_for_update().filter(pk=media.pk, intake=media.intake).first()
        if row is None:
            return
        upload = row.file.name
        known = row.renditions or {}
        row.problem = reason[:500]
        row.state = MediaState.READY if known else MediaState.REFUSED
        row.file = shelf.link_as_upload(known, row.uid) if known else ""
        row.save()
        audit.record("media.refused", target=row, success=False, reason=reason[:200])
        if row.uploaded_by_user is not None:
            send(
                to=row.uploaded_by_user,
                subject=_("The file was not accepted: %(title)s") % {"title": row.title},
                body=reason,
                link=f"/cms/media/edit/{row.pk}/",
                key=f"media-refused:{row.intake}",
            )
        transaction.on_commit(lambda: media.file.storage.delete(upload))
        transaction.on_commit(lambda: shelf.remove(shelf.root() / shelf.folder_name(media)))
