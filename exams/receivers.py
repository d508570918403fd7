"""What follows from what happened elsewhere, by room: importing connects it."""

from __future__ import annotations

from exams.bank import receivers as bank
from exams.papers import receivers as papers

__all__ = ["bank", "papers"]
