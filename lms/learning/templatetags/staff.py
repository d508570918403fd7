"""Figures of the staff's pages: ``{% load staff %} {{ entry.seconds|signed_hours }}``."""

from __future__ import annotations

from typing import Any

from django import template

from lms.learning import wording

register = template.Library()


@register.filter
def signed_hours(seconds: int) -> str:
    """Credit hours of an entry; a reversal's with a minus sign."""
    return f"−{wording.hours(-seconds)}" if seconds < 0 else wording.hours(seconds)


@register.filter
def seconds_to_answer(challenge: Any) -> str:
    """From asking to answering, with one decimal."""
    return f"{(challenge.answered_at - challenge.asked_at).total_seconds():.1f}"
