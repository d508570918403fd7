"""Jobs that a test can hold in the middle."""

from __future__ import annotations

import time
from pathlib import Path

from lms.core.jobs import JobRun, job


@job("stack.gated", label="gated")
def gated(run: JobRun) -> None:
    """Leaves a mark when it begins, and goes on as soon as there is a file at ``gate``."""
    with Path(run.payload["began"]).open("a") as marks:
        marks.write("x")
    while not Path(run.payload["gate"]).exists():
        run.check_alive()
        time.sleep(0.05)
    run.attach("result.txt", b"whole")
    run.progress(1, 1)
