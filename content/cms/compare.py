"""The differences between two states of a page, field by field."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest

Difference = Any
"""A comparison of Wagtail: ``field_label``, ``htmldiff()``, ``is_child_relation``."""


def differences(request: HttpRequest, before: Any, after: Any) -> list[Difference]:
    """What has to be changed in ``before`` to get ``after``; empty when they say the same."""
    panel = (
        type(after).get_edit_handler().get_bound_panel(instance=after, request=request, form=None)
    )
    compared = (make(before, after) for make in panel.get_comparison())
    return [one for one in compared if one.has_changed()]
