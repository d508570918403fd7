"""Study in words and figures, for templates: ``{% load learning %} {{ seconds|hours }}``."""

from __future__ import annotations

from typing import Any

from django import template
from django.templatetags.static import static
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from content.models.courses import Cover
from lms.core.templatetags.look import meter
from lms.learning import wording

register = template.Library()

for name in (
    "hours", "hours_to_go", "short_hours", "duration", "stopwatch", "megabytes", "said_day",
    "said_month", "short_month",
):  # fmt: skip
    register.filter(name, getattr(wording, name))


def kind_label(kind: str) -> str:
    """What one does with a lesson of this kind."""
    labels = {
        "video": pgettext("kind of lesson", "video"),
        "audio": pgettext("kind of lesson", "audio"),
        "article": pgettext("kind of lesson", "text"),
        "document": pgettext("kind of lesson", "document"),
    }
    return labels.get(kind, kind)


@register.simple_tag
def lesson_facts(lesson: Any) -> str:
    """``{% lesson_facts lesson %}`` of a `LessonState`: "Video · 18 minutes · 11 minutes seen"."""
    minutes = lesson.minutes
    facts = [
        kind_label(lesson.kind),
        ngettext("%(n)d minute", "%(n)d minutes", minutes) % {"n": minutes},
    ]
    if lesson.is_completed:
        facts.append(_("done"))
    elif lesson.seen_seconds >= 60:
        facts.append(
            _("%(time)s seen") % {"time": wording.duration(lesson.seen_seconds // 60 * 60)}
        )
    return " · ".join(facts)


@register.simple_tag
def cover(code: str) -> SafeString:
    """``{% cover course.cover %}``: the built-in picture of a course, a decoration."""
    known = code if code in Cover.values else Cover.LIFE
    address = f"{static('content/covers.svg')}#{known}"
    return format_html(
        '<svg class="cover" viewBox="0 0 160 100" preserveAspectRatio="xMidYMid slice"'
        ' aria-hidden="true" focusable="false">'
        '<use href="{}"/></svg>',
        address,
    )


@register.simple_tag
def seen_meter(lesson: Any) -> SafeString:
    """``{% seen_meter lesson %}``: how far a lesson was seen; nothing before and after."""
    if not lesson.is_begun or lesson.is_completed:
        return SafeString("")
    return meter(lesson.percent, 100, _("%(percent)s %% seen") % {"percent": lesson.percent})
