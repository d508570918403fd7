"""All published plan templates with their courses and tools, loaded once for many people."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from content.models import PlanCourse, PlanTemplate, PlanTool
from content.reach import Reach
from lms.learning.prescribing import PlanContent


@dataclass(frozen=True, slots=True)
class _Part:
    """A course or tool of a plan, with what decides who sees it."""

    id: int
    days: int
    owner: str
    sharing: str
    audience: str
    juveniles_allowed: bool

    def is_for(self, reach: Reach) -> bool:
        return reach.admits(self.owner, self.sharing) and reach.suits(
            self.audience, self.juveniles_allowed
        )


SEEN_BY = ("owner_organisation__path", "sharing", "audience", "juveniles_allowed")


class PlanBook:
    """Three queries, then none: `for_reach` gives the plans that hold for people who stand there.

    A plan holds where its owner has shared it, for offenders; whether for juveniles is its own
    rule. Of its courses and tools those count that the person can see: published, shared, suitable.
    """

    def __init__(self) -> None:
        plans = PlanTemplate.objects.offered().for_offenders().select_related("owner_organisation")
        self._plans = list(plans.order_by("pk"))
        days = {plan.pk: plan.days_to_finish for plan in self._plans}
        self._courses = _parts(PlanCourse, "course", days)
        self._tools = _parts(PlanTool, "tool", days)
        self._known: dict[Reach, list[PlanContent]] = {}

    def for_reach(self, reach: Reach) -> list[PlanContent]:
        if reach not in self._known:
            self._known[reach] = [
                self._content(plan, reach)
                for plan in self._plans
                if reach.admits(plan.owner_organisation.path, plan.sharing)
            ]
        return self._known[reach]

    def _content(self, plan: Any, reach: Reach) -> PlanContent:
        courses = (part for part in self._courses.get(plan.pk, ()) if part.is_for(reach))
        tools = (part for part in self._tools.get(plan.pk, ()) if part.is_for(reach))
        return PlanContent(
            plan, {part.id: part.days for part in courses}, tuple(part.id for part in tools)
        )


def _parts(model: Any, name: str, days: dict[int, int]) -> dict[int, list[_Part]]:
    """Published courses or tools by plan, in the author's order."""
    own_days = ["days_to_finish"] if model is PlanCourse else []
    rows = (
        model.objects.filter(
            plan__in=days, **{f"{name}__live": True, f"{name}__withdrawn_at": None}
        )
        .order_by("sort_order", "pk")
        .values_list("plan", name, *(f"{name}__{field}" for field in SEEN_BY), *own_days)
    )
    found: dict[int, list[_Part]] = {}
    for plan, pk, owner, sharing, audience, juveniles, *own in rows:
        wanted = (own[0] if own else None) or days[plan]
        found.setdefault(plan, []).append(_Part(pk, wanted, owner, sharing, audience, juveniles))
    return found
