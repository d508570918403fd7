"""What a guardian sees of the young person in their care: this month's study, nothing else."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.template.loader import render_to_string

from lms.accounts.models import Offender, TeamMember
from lms.core.months import Month
from lms.learning.hours import with_hours


def wards_of(guardian: Any) -> list[Any]:
    """Those in whose team ``guardian`` stands as guardian today and whose correction has not ended,
    with ``seconds`` and ``target_seconds`` of this month. One query."""
    care = TeamMember.objects.tasks_of(guardian).filter(kind=TeamMember.Kind.GUARDIAN)
    wards = Offender.objects.in_correction().filter(pk__in=care.values("offender"))
    wards = wards.with_people().defer("id_number").order_by("user__name")
    return list(with_hours(wards, Month.current()))


def summary(request: HttpRequest) -> str:
    """The place ``ward_summary`` on a guardian's home."""
    context = {"wards": wards_of(request.user), "month": Month.current()}
    return render_to_string("learning/wards.html", context, request)
