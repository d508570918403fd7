"""An original is scanned, read apart, and gone over for names: the job ``cases.read``.

Everything that it writes is written at once: killed at any step it begins again and nothing is
there twice.
"""

from __future__ import annotations

import hashlib
from datetime import timedelta
from io import BytesIO

from celery import shared_task
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cases import accepted, originals
from cases.actions import uploading
from cases.actions.keeping import keep_read, refuse
from cases.models import SourceFile
from cases.patience import patiently
from cases.reading import Document, FileRefused, Part, PartKind, read
from cases.reading.refusals import Refusal
from content.media.refusals import Refusal as Found
from content.scan import ScannerAway, require_clean
from lms.core import jobs, rekeying, schedule
from lms.core.clock import now
from lms.core.jobs import JobRun, job
from lms.core.models.jobs import Job

MOST_TRIES = 12
"""Of a file at which the job failed for a reason that is not the file's; each five minutes."""
State = SourceFile.State


@job(uploading.JOB, label=gettext_lazy("Reading an original"))
def read_original(run: JobRun) -> None:
    """Read one file, or say why it is refused; then nothing of it stays. A scanner that is away
    fails the job, and it is tried again: nothing is taken in unseen."""
    file = SourceFile.objects.filter(pk=run.payload["file"]).first()
    if file is None or file.state != State.WAITING:
        return
    run.progress(0, 3)
    try:
        content = _content(file)
        _scan(run, content)
        run.progress(1, 3)
        document = patiently(run.check_alive, lambda: _document(file, content))
        run.progress(2, 3)
        keep_read(file=file, document=document, alive=run.check_alive)
    except FileRefused as refused:
        refuse(file=file, sentence=str(refused))
    run.progress(3, 3)


def _content(file: SourceFile) -> bytes:
    """What was received, when it still is that. Raises `FileRefused`."""
    try:
        content = originals.content_of(file)
    except originals.Lost as error:
        raise FileRefused.because(Refusal("missing")) from error
    if hashlib.sha256(content).hexdigest() != file.sha256:
        raise FileRefused.because(Refusal("missing"))
    return content


def _scan(run: JobRun, content: bytes) -> None:
    try:
        require_clean(BytesIO(content))
    except Found as found:
        raise FileRefused(found.sentence, code=found.code) from found
    except ScannerAway:
        run.say(scanner_away=True)
        raise
    if run.job.result.get("scanner_away"):
        run.say(scanner_away=False)


def _document(file: SourceFile, content: bytes) -> Document:
    if not accepted.is_picture(file.name):
        return read(content, file.name)
    from cases.reading import rebuild

    media_type = accepted.picture_type(file.name, content)
    rebuild.picture(content)
    return Document(file.name, media_type, [Part(PartKind.FILE_NAME, "", file.name)])


@shared_task(name="cases.read_waiting")
def read_waiting() -> int:
    """Files whose job failed or never came to be are tried again; how many."""
    waiting = SourceFile.objects.filter(
        state=State.WAITING, uploaded_at__gt=now() - timedelta(days=30)
    )
    return sum(_again(one) for one in waiting)


def _again(file: SourceFile) -> bool:
    known = Job.objects.filter(key=f"{uploading.JOB}:{file.pk}").first()
    if known is not None and known.state not in (Job.State.FAILED, Job.State.CANCELLED):
        return False
    tries = int(known.result.get("tries", 0)) if known is not None else 0
    if tries >= MOST_TRIES:
        refuse(file=file, sentence=_("The file could not be read. Please upload it again."))
        return False
    if known is None:
        uploading.want_read(file)
        return True
    if not known.result.get("scanner_away"):  # it may be away for days: not the file's fault
        known.result = {**known.result, "tries": tries + 1}
        known.save(update_fields=["result"])
    jobs.retry(known)
    return True


@shared_task(name="cases.tidy_originals")
def tidy_originals() -> int:
    """Remove what killed processes left on the disk."""
    return originals.tidy()


rekeying.register("case originals", originals.reseal)
schedule.every("cases: originals that wait to be read", minutes=5, task="cases.read_waiting")
schedule.daily("cases: originals without a row", at="03:25", task="cases.tidy_originals")
