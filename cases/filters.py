"""What the case library can be searched by."""

from __future__ import annotations

from typing import Any

import django_filters
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from cases.models import CaseKind, CasePage, Level, Offence
from content.library.tables import LibraryFilter
from content.models import Post, RiskPoint
from lms.accounts.models import Organisation

FIRST_YEAR = 1980


def with_children(point: RiskPoint) -> set[int]:
    """Ids of a risk point and of all that belong to it. One query: the tree is small."""
    below: dict[int | None, list[int]] = {}
    for pk, parent in RiskPoint.objects.order_by().values_list("pk", "parent"):
        below.setdefault(parent, []).append(pk)
    found, waiting = {point.pk}, [point.pk]
    while waiting:
        new = [pk for pk in below.get(waiting.pop(), []) if pk not in found]
        found.update(new)
        waiting += new
    return found


def owners(request: Any) -> QuerySet[Organisation]:
    """The organisations that own a case which this person may see."""
    cases = CasePage.objects.visible_to(request.user) if request else CasePage.objects.none()
    return Organisation.objects.filter(
        pk__in=cases.order_by().values("owner_organisation")
    ).order_by("path")


class CaseFilter(LibraryFilter):
    """For staff alone: learners choose by kind (cases/views/library.py)."""

    dimension = None
    owner = None
    kind = django_filters.ChoiceFilter(
        choices=CaseKind.choices, label=_("Kind"), empty_label=_("all")
    )
    risk_point = django_filters.ModelChoiceFilter(
        queryset=RiskPoint.objects.order_by("name"), label=_("Risk point"), method="of_risk_point",
        empty_label=_("all"),
    )  # fmt: skip
    offence = django_filters.ModelChoiceFilter(
        queryset=Offence.objects.order_by("name"), label=_("Offence"), method="of_offence",
        empty_label=_("all"),
    )  # fmt: skip
    post = django_filters.ModelChoiceFilter(
        queryset=Post.objects.order_by("name"),
        label=pgettext_lazy("case", "Post"),
        empty_label=_("all"),
    )
    year = django_filters.NumberFilter(label=_("Year"), min_value=FIRST_YEAR, max_value=2100)
    level = django_filters.ChoiceFilter(
        choices=Level.choices, label=pgettext_lazy("case", "Level"), empty_label=_("all")
    )
    organisation = django_filters.ModelChoiceFilter(
        field_name="owner_organisation", queryset=owners, label=_("Organisation"),
        empty_label=_("all"),
    )  # fmt: skip
    search_in = ("title", "summary", "causes", "lessons", "measures", "sentence")

    class Meta(LibraryFilter.Meta):
        model = CasePage

    def of_risk_point(self, rows: QuerySet[Any], _name: str, value: RiskPoint) -> QuerySet[Any]:
        """Also cases of the points that belong to this one."""
        fitting = CasePage.risk_points.through.objects.filter(riskpoint__in=with_children(value))
        return rows.filter(pk__in=fitting.values("casepage"))

    def of_offence(self, rows: QuerySet[Any], _name: str, value: Offence) -> QuerySet[Any]:
        """By a list of keys and no join: a case with two offences is one row."""
        fitting = CasePage.offences.through.objects.filter(offence=value)
        return rows.filter(pk__in=fitting.values("casepage"))
