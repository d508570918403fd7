"""The jobs of the question bank."""

from __future__ import annotations

from exams.bank import work

__all__ = ["work"]
