from __future__ import annotations

from typing import Any

from django import template
from django.utils.safestring import SafeString

from lms.core import places

register = template.Library()


@register.simple_tag(takes_context=True)
def place(context: Any, name: str, **given: Any) -> SafeString:
    """``{% place "learner_home" %}``: what higher apps show here."""
    return places.render(name, context["request"], **given)
