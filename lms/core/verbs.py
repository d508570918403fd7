"""What the verbs of the audit log are called where people read it.

Apps above register theirs in ``ready()``: ``verbs.register({"content.published": _("…")})``.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

_labels: dict[str, Any] = {
    "person.looked_up": _("looked up a person"),
    "list.exported": _("exported a list"),
    "jobs.cancelled": _("cancelled a job"),
    "jobs.retried": _("started a job again"),
    "jobs.result_taken": _("downloaded the result of a job"),
}


def register(labels: Mapping[str, Any]) -> None:
    _labels.update(labels)


def label(verb: str) -> str:
    """The words for ``verb``; the verb itself when nobody has named it."""
    return str(_labels.get(verb, verb))


def choices() -> list[tuple[str, str]]:
    """All named verbs by their words, for a filter."""
    return sorted(((verb, str(words)) for verb, words in _labels.items()), key=lambda pair: pair[1])
