"""How long originals are kept, and how they are destroyed (issue "De-identification")."""

from __future__ import annotations

from datetime import timedelta

from django.db import transaction
from django.db.models import Max

from cases import originals, way
from cases.models import SourceFile, Submission
from lms.core import audit
from lms.core.clock import now

A_TIME = 200
"""Files of one run; the next night takes the rest."""


def begin(submission: Submission) -> None:
    """From now on the time runs after which a case's originals are destroyed."""
    submission.files.kept().update(destroy_after=now() + timedelta(days=way.KEPT_DAYS))


def hold(submission: Submission) -> None:
    """A case that is worked on again keeps its originals until that ends."""
    submission.files.kept().update(destroy_after=None)


def mark_abandoned() -> int:
    """Cases that nobody has touched for a year, in whatever step they wait, lose their originals;
    returns how many files."""
    limit = now() - timedelta(days=way.ABANDONED_DAYS)
    idle = Submission.objects.open().filter(changed_at__lt=limit)
    last = idle.annotate(step=Max("steps__at")).filter(step__lt=limit)
    files = SourceFile.objects.kept().filter(submission__in=last.values("pk"), destroy_after=None)
    return files.update(destroy_after=now())


def destroy_due() -> int:
    """Destroy every original whose time is over: its parts on the disk, its text, its name, what
    was found in it. What stays is that there was one, its size and digest. Returns how many.

    May be killed anywhere: the row says "destroyed" only when the parts are gone. A file that the
    disk does not give up holds up no other; raises `OSError` for it in the end.
    """
    due = list(SourceFile.objects.due_for_destruction(now())[:A_TIME])
    stuck: list[OSError] = []
    for one in due:
        try:
            destroy(one)
        except OSError as error:
            stuck.append(error)
    if stuck:
        raise stuck[0]
    return len(due)


def destroy(file: SourceFile) -> None:
    originals.destroy(file)
    with transaction.atomic():
        file.findings.all().delete()
        file.state, file.destroyed_at = SourceFile.State.DESTROYED, now()
        file.name, file.document, file.alt = "", "", ""
        file.save(update_fields=["state", "destroyed_at", "name", "document", "alt"])
        audit.record("cases.original_destroyed", target=file, after={"sha256": file.sha256})
