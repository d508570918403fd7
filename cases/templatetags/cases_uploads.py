"""``{% uploads_room submission %}``: where files are brought to a case, on any page of the desk."""

from __future__ import annotations

from typing import Any

from django import template

from cases.models import Submission
from cases.uploads_room import room_of

register = template.Library()


@register.inclusion_tag("cases/desk/uploads_room.html", takes_context=True)
def uploads_room(context: dict[str, Any], submission: Submission) -> dict[str, Any]:
    request = context["request"]
    return {
        "room": room_of(submission, request.user, request.path),
        "request": request,
        "csrf_token": context.get("csrf_token"),
    }
