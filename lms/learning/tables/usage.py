"""How courses are used, for who writes, reviews and assigns them."""

from __future__ import annotations

from functools import cached_property
from typing import Any

import django_filters
from django.db.models import Count, IntegerField, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from content.models import Adoption, CoursePage, Dimension
from lms.core.tables import Column, Table
from lms.learning.tables.people import credit_hours
from lms.learning.usage import EVERYBODY, OURS, Usage, usage_for, with_usage

WHOSE = [(OURS, _("our people"))]
OWNERS = [("own", _("our own"))]


class UsageFilter(django_filters.FilterSet):
    words = django_filters.CharFilter(
        field_name="title", lookup_expr="icontains", label=_("Words in the title"), max_length=60
    )
    dimension = django_filters.ChoiceFilter(
        choices=Dimension.choices, label=_("Dimension"), empty_label=_("all")
    )
    owner = django_filters.ChoiceFilter(
        choices=OWNERS, label=_("Owner"), method="of_owner", empty_label=_("all")
    )
    whose = django_filters.ChoiceFilter(
        choices=WHOSE, label=_("Studied by"), method="as_it_is", empty_label=_("everybody")
    )

    class Meta:
        model = CoursePage
        fields: list[str] = []

    def of_owner(self, rows: QuerySet[Any], _name: str, _value: str) -> QuerySet[Any]:
        mine = self.request.user.organisations_under("view_usage")
        return rows.filter(owner_organisation__in=mine.values("pk"))

    def as_it_is(self, rows: QuerySet[Any], _name: str, _value: str) -> QuerySet[Any]:
        """The table has counted only those people already."""
        return rows


def _share(course: Any) -> Any:
    return f"{course.completed * 100 // course.enrolled} %" if course.enrolled else None


class UsageTable(Table):
    key = "usage"
    title = _("Use of courses")
    filters = UsageFilter
    order = "-seconds"
    empty = _("No course fits these filters.")
    columns = (
        Column(
            "title", _("Course"), sort="title", kind="long",
            link=lambda course: reverse("learning:course_usage", args=[course.pk]),
        ),
        Column("owner", _("Owner"), value="owner_organisation.name"),
        Column("dimension", _("Dimension"), value="get_dimension_display", sort="dimension"),
        Column("sharing", _("Shared with"), value="get_sharing_display"),
        Column("enrolled", _("Enrolled"), sort="enrolled", kind="number"),
        Column("begun", _("Begun"), sort="begun", kind="number"),
        Column("completed", _("Completed"), sort="completed", kind="number"),
        Column("share", _("Completed of enrolled"), value=_share, kind="number"),
        Column(
            "hours", _("Credit hours"), sort="seconds", kind="number",
            value=lambda course: credit_hours(course.seconds),
        ),
        Column("adopted", _("Adopted by"), sort="adopted", kind="number"),
    )  # fmt: skip

    @cached_property
    def usage(self) -> Usage:
        whose = OURS if self.data.get("whose") == OURS else EVERYBODY
        return usage_for(self.user, whose)

    def rows(self) -> QuerySet[CoursePage]:
        seen = CoursePage.objects.visible_to(self.user).select_related("owner_organisation")
        copies = Adoption.objects.in_use().filter(original=OuterRef("pk")).order_by()
        counted = copies.values("original").annotate(n=Count("pk")).values("n")
        return with_usage(seen, self.usage).annotate(
            adopted=Coalesce(Subquery(counted, output_field=IntegerField()), 0)
        )
