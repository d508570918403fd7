"""Workers that end with the server that started them (Linux): a server that is killed outright
leaves none behind that would go on answering, or sending the schedule a second time."""

from __future__ import annotations

import os
from typing import Any

from celery.platforms import set_pdeathsig

SUPERVISED = "XINLU_SUPERVISED"
"""Set for the processes that our supervisor starts; others are their own starter's business."""


def to_parent(**_signal: Any) -> None:
    if os.environ.get(SUPERVISED):
        set_pdeathsig("SIGKILL")
