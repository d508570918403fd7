"""How templates say weathers and figures of scores."""

from __future__ import annotations

from typing import Any

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from lms.core.templatetags.look import shares
from lms.scoring import wording
from lms.scoring.conduct import words as conduct_words

register = template.Library()
register.filter("band", wording.band_name)
register.filter("conduct_kind", conduct_words.kind_name)
register.filter("conduct_state", conduct_words.state_tag)


@register.filter
def colour(band: str) -> str:
    """The colour class of a weather."""
    return wording.COLOURS.get(band, "no")


@register.simple_tag
def weathers(group: Any) -> SafeString:
    """How many are under which weather, as a bar that says it in words."""
    said = [f"{wording.band_name(band)} {people}" for band, people in group.counts]
    parts = [(wording.COLOURS[band], people) for band, people in group.counts]
    return shares(parts, f"{group.name} {'，'.join(said)}".strip())


@register.filter
def signed(number: Any) -> SafeString:
    """``+2.1``, ``−0.4``, with an arrow's word for who listens; nothing where nothing is known."""
    if number is None:
        return SafeString("–")
    if not number:
        return SafeString("±0")
    word = _("up") if number > 0 else _("down")
    sign = "+" if number > 0 else "−"
    return format_html('<span class="sr">{}</span>{}{}', word, sign, abs(number))
