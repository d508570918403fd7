"""What the media jobs share: whose job it is, and how far it has come."""

from __future__ import annotations

from content.media import ffmpeg
from content.models import Media
from content.models.media import MediaState
from lms.core.jobs import JobRun


def key_of(kind: str, media: Media) -> str:
    return f"{kind}:{media.intake}"


def payload_of(media: Media) -> dict[str, object]:
    return {"media": media.pk, "intake": str(media.intake)}


def current(run: JobRun, state: str | None = None) -> Media | None:
    """The medium of this job; None when it is gone or has got another file since."""
    mine = Media.objects.filter(pk=run.payload["media"], intake=run.payload["intake"])
    if state:
        mine.exclude(state=MediaState.REFUSED).update(state=state)
    return mine.exclude(state=MediaState.REFUSED).first()


def steps(run: JobRun, first: int, last: int, seconds: float, note: str) -> ffmpeg.Report:
    """Report a run of ffmpeg as the part from ``first`` to ``last`` of a hundred."""

    def report(done: float) -> None:
        share = min(1.0, done / seconds) if seconds else 1.0
        run.progress(first + int((last - first) * share), 100, note)

    return report
