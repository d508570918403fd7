"""Small things that the pages of cases draw."""

from __future__ import annotations

from typing import Any

from django import template

from cases.deidentify.words import kind_name as name_of_kind

register = template.Library()


@register.filter
def kind_name(kind: Any) -> str:
    """What a kind of finding is called."""
    return str(name_of_kind(kind))


@register.inclusion_tag("cases/desk/field.html")
def case_field(field: Any, proposed: Any, seen: Any) -> dict[str, Any]:
    """A field of the draft, with a box to confirm it when it was filled from a file."""
    return {
        "field": field,
        "is_proposed": field.name in proposed,
        "is_seen": field.name in seen,
    }
