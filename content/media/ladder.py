"""The second job: the qualities of a video, so that a slow network still gets through."""

from __future__ import annotations

from pathlib import Path

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from content.media import ffmpeg, hls, renditions, shelf, work
from content.media.ffmpeg import NoSpace
from content.media.probe import Findings
from content.models import Media
from lms.core import jobs
from lms.core.jobs import JobRun
from lms.core.models import Job

LADDER = "content.ladder"


def want(media: Media) -> Job:
    return jobs.enqueue(
        LADDER,
        key=work.key_of(LADDER, media),
        payload=work.payload_of(media),
        by=media.uploaded_by_user,
    )


@jobs.job(LADDER, label=gettext_lazy("Make the qualities of a video"), patient=True)
def make_ladder(run: JobRun) -> None:
    """The qualities one after the other, the smallest first; each can be watched when it is
    done."""
    media = work.current(run)
    if media is None or not media.renditions:
        return
    found = Findings(**media.probe)
    folder = shelf.folder(media)
    try:
        _climb(media, found, folder, run)
    except NoSpace:
        run.say(again=True)
        raise


def _climb(media: Media, found: Findings, folder: Path, run: JobRun) -> None:
    origin = _origin(media, found, folder / media.renditions["file"]["name"])
    shelf.sweep_drafts(folder)
    wanted = renditions.ladder(found)
    done: list[hls.Quality] = []
    for number, rung in enumerate(wanted):
        part = (100 * number // len(wanted), 100 * (number + 1) // len(wanted))
        done.append(
            _make_rung(folder / str(rung.side), origin, found=found, rung=rung, run=run, part=part)
        )
        with shelf.drafted(folder / hls.MASTER) as draft:
            draft.write_text(hls.master(done))
        _add_rungs(media, done)


def _origin(media: Media, found: Findings, plain: Path) -> renditions.Origin:
    """The plain file, when it is as large as the upload; an upload that had to be encoded for it
    made a small one."""
    import av

    with av.open(f"file:{plain}", format="mov") as container:
        picture = container.streams.video[0].codec_context
        is_whole = min(picture.width, picture.height) >= renditions.short_side(found)
    if is_whole or not media.file or not Path(media.file.path).exists():
        return renditions.Origin(plain)
    return renditions.Origin(Path(media.file.path), found.demuxer)


def _make_rung(
    into: Path,
    origin: renditions.Origin,
    *,
    found: Findings,
    rung: renditions.Rung,
    run: JobRun,
    part: tuple[int, int],
) -> hls.Quality:
    """One quality; copied pictures that turn out in too large pieces are encoded."""
    shape = {"side": rung.side, "width": found.width, "height": found.height}
    if into.exists():
        return hls.measure(into, **shape)
    shelf.need_room(int(rung.kilobits * 1000 / 8 * found.duration))
    note = _("Making quality %(side)d") % {"side": rung.side}
    with shelf.drafted(into) as draft:
        for attempt in dict.fromkeys((rung, renditions.Rung(rung.side, rung.kilobits))):
            shelf.remove(draft)
            draft.mkdir()
            report = work.steps(run, *part, found.duration, note)
            ffmpeg.run(renditions.segments(found, attempt, origin, draft), report=report)
            try:
                return hls.measure(draft, **shape)
            except hls.Unusable:
                if not attempt.copies:
                    raise
    raise AssertionError("an attempt returns or raises")


def _add_rungs(media: Media, done: list[hls.Quality]) -> None:
    with transaction.atomic():
        row = Media.objects.select_for_update().filter(pk=media.pk, intake=media.intake).first()
        if row is None:
            return
        row.renditions = {
            **row.renditions,
            "hls": {"name": hls.MASTER, "size": sum(one.size for one in done)},
            "rungs": [{"height": one.side, "size": one.size} for one in done],
        }
        row.save(update_fields=["renditions"])
