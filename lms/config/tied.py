"""Workers that end with the server that started them (Linux): a server that is killed outright
leaves none behind that would go on answering, or sending the schedule a second time."""

from __future__ import annotations

import os
from typing import Any

from celery.platforms import set_pdeathsig

SUPERVISED = "XINLU_SUPERVISED"
"""Set for the processes that our supervisor starts; others are their own starter's business."""
ORPHANED = 1
"""The parent of a process whose own has ended: init."""


def to_parent(**_signal: Any) -> None:
    """End with the parent; at once, when it was killed before this process came to ask."""
    if os.environ.get(SUPERVISED):
        set_pdeathsig("SIGKILL")
        if os.getppid() == ORPHANED:
            os._exit(1)
