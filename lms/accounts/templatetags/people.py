from __future__ import annotations

from typing import Any

from django import template

from lms.accounts import filling

register = template.Library()


@register.simple_tag(takes_context=True)
def person_pages(context: Any, offender: Any) -> list[filling.PersonPage]:
    """``{% person_pages offender as pages %}``: what this reader may open below the person."""
    return filling.pages_of(context["request"], offender)
