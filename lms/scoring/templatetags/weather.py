"""Weathers and lines of scores in templates: ``{% load weather %}``."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString

from lms.core.months import Month
from lms.core.templatetags.look import icon
from lms.learning.wording import said_month
from lms.scoring import words
from lms.scoring.wording import band_name

register = template.Library()
register.filter("band_sentence", words.band_sentence)


@register.filter
def month_text(month: Any) -> str:
    """``2026-10`` as people say it."""
    return said_month(month if isinstance(month, Month) else Month.parse(str(month)))


@register.simple_tag
def symbol(band: str, extra: str = "") -> SafeString:
    """``{% symbol score.band "huge" %}``: the weather's picture, always beside its word."""
    return icon(words.band_icon(band), extra=extra)


@register.simple_tag
def weather_tag(band: str) -> SafeString:
    """Symbol and word on one line."""
    return format_html(
        '<span class="wtag">{}{}</span>', icon(words.band_icon(band)), band_name(band)
    )


@register.filter
def moment(text: str) -> datetime:
    """An ISO moment of stored facts, for ``date``."""
    return datetime.fromisoformat(text)
