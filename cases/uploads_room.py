"""What the part of a page shows where files are brought to a case."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Q
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from cases.accepted import ACCEPTED, MOST_BYTES, MOST_FILES
from cases.models import Finding, SourceFile, Submission
from cases.querysets import hands_in
from cases.way import State

MEGABYTE = 1024**2


@dataclass(frozen=True)
class Room:
    """Given to cases/desk/uploads_room.html as ``room``."""

    submission: Submission
    files: Sequence[SourceFile]
    may_change: bool
    page: str
    """Where the person is, and comes back to after each step."""
    accepted: str = ACCEPTED
    most_bytes: int = MOST_BYTES
    most_megabytes: int = MOST_BYTES // MEGABYTE
    most_files: int = MOST_FILES

    @property
    def is_waiting(self) -> bool:
        """Whether something will change without anybody doing anything."""
        return any(one.state == SourceFile.State.WAITING for one in self.files)

    @property
    def extensions(self) -> str:
        """For the file picker."""
        return ",".join(f".{one.strip().lower()}" for one in self.accepted.split(","))

    @property
    def endpoint(self) -> str:
        return reverse("cases:uploads", args=[self.submission.pk])

    @property
    def words(self) -> dict[str, str]:
        """What the script says."""
        return {
            "waiting": _("waits"),
            "sending": _("sent: {percent} %"),
            "retrying": _("The line is bad. It goes on by itself."),
            "offline": _("The network is gone. It goes on when the network is back."),
            "sent": _("{name}: sent, is being read."),
            "failed": _("It could not be sent. Choose the file again: it goes on where it was."),
            "signed_out": _("You are no longer signed in. Sign in again and choose the file."),
            "stop": _("Stop"),
            "close": _("Close"),
            "again": _("Try again"),
            "stopped": _("stopped"),
            "changed": _("The list of files has changed."),
            "too_big": _("larger than %(limit)d MB") % {"limit": self.most_megabytes},
        }


def room_of(submission: Submission, user: Any, page: str) -> Room:
    """One query."""
    undecided = Count("findings", filter=Q(findings__decision=Finding.Decision.OPEN))
    files = list(submission.files.annotate(undecided=undecided))
    may = submission.way == State.DRAFT and hands_in(user, submission)
    return Room(submission, files, may, page)


def told(number: int) -> str:
    """What a page says after files were sent without script."""
    return ngettext("%(n)d file was sent.", "%(n)d files were sent.", number) % {"n": number}
