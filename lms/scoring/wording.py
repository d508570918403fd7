"""Scores and weathers in words, for pages and files alike."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from lms.learning import wording as learning_words

BANDS = [
    ("sunny", _("Sunny")),
    ("cloudy", _("Cloudy")),
    ("overcast", _("Overcast")),
    ("rain", _("Rain")),
    ("frozen", _("Not scored yet")),
]
NAMES = dict(BANDS)
COLOURS = {"sunny": "sun", "cloudy": "part", "overcast": "cloud", "rain": "rain", "frozen": "no"}
"""The colour class of each weather (`shares`, charts)."""


def band_name(code: str) -> Any:
    return NAMES.get(code, code)


def band_of(score: Any) -> Any:
    return band_name(score.band)


def band_tag(score: Any) -> SafeString:
    return format_html('<span class="tag w-{}">{}</span>', score.band, band_name(score.band))


def study_hours(score: Any) -> Decimal | None:
    """The credit hours that the score counted."""
    study = score.facts.get("study")
    return Decimal(learning_words.hours(study["seconds"])) if study else None


def points_given(score: Any) -> int:
    return sum(line["points"] for line in score.lines if line["points"] > 0)


def points_taken(score: Any) -> int:
    return sum(line["points"] for line in score.lines if line["points"] < 0)
