"""Figures in the menu, beside the question bank."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from exams.views.statistics import READERS
from lms.core import menus


def connect() -> None:
    menus.register("exams", _("Figures of tests"), "exams:figures", "chart", order=60, shown=_reads)


def _reads(user: Any) -> bool:
    return any(user.can(permission) for permission in READERS)
