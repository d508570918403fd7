"""The lists of the libraries."""

from __future__ import annotations

from typing import Any, ClassVar

import django_filters
from django.db.models import Count, IntegerField, OuterRef, Q, QuerySet, Subquery, Sum
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from wagtail.models import Page

from content.models import (
    Adoption,
    Audience,
    CoursePage,
    Dimension,
    LessonPage,
    MaterialPage,
    PlanTemplate,
    Speciality,
    TeacherPage,
    ToolPage,
)
from content.reach import reach_of
from lms.accounts import policies
from lms.accounts.permissions import Permission
from lms.core.months import today
from lms.core.tables import Column, Table

OURS, OTHERS = "own", "others"


class LibraryFilter(django_filters.FilterSet):
    """What every library can be searched by."""

    words = django_filters.CharFilter(label=_("Words to find"), method="with_words", max_length=60)
    dimension = django_filters.ChoiceFilter(
        choices=Dimension.choices, label=_("Dimension"), empty_label=_("all")
    )
    audience = django_filters.ChoiceFilter(
        choices=Audience.choices, label=_("For whom"), empty_label=_("all")
    )
    owner = django_filters.ChoiceFilter(
        choices=[(OURS, _("our own")), (OTHERS, _("shared by others"))],
        label=_("Owner"), method="of_owner", empty_label=_("all"),
    )  # fmt: skip

    search_in: ClassVar[tuple[str, ...]] = ("title", "summary")

    class Meta:
        fields: list[str] = []

    def with_words(self, rows: QuerySet[Any], _name: str, value: str) -> QuerySet[Any]:
        """Every word somewhere in the title or the summary."""
        for word in value.split():
            found = Q()
            for field in self.search_in:
                found |= Q(**{f"{field}__icontains": word})
            rows = rows.filter(found)
        return rows

    def of_owner(self, rows: QuerySet[Any], _name: str, value: str) -> QuerySet[Any]:
        ours = policies.within(_home(self.request.user), "owner_organisation__path")
        return rows.filter(ours) if value == OURS else rows.exclude(ours)


def _home(user: Any) -> list[str]:
    """The path of the person's county; of the own organisation for who stands above one."""
    counties = [path for level, path in reach_of(user).areas if level == "county"]
    if counties or user.organisation is None:
        return counties
    return [user.organisation.jurisdiction().path]


class MaterialFilter(LibraryFilter):
    kind = django_filters.ChoiceFilter(
        choices=MaterialPage.Kind.choices, label=_("Kind"), empty_label=_("all")
    )
    search_in = ("title", "summary", "author")

    class Meta(LibraryFilter.Meta):
        model = MaterialPage


class ToolFilter(LibraryFilter):
    kind = django_filters.ChoiceFilter(
        choices=ToolPage.Kind.choices, label=_("Kind"), empty_label=_("all")
    )

    class Meta(LibraryFilter.Meta):
        model = ToolPage


class CourseFilter(LibraryFilter):
    class Meta(LibraryFilter.Meta):
        model = CoursePage


class PlanFilter(LibraryFilter):
    class Meta(LibraryFilter.Meta):
        model = PlanTemplate


class TeacherFilter(LibraryFilter):
    speciality = django_filters.ModelChoiceFilter(
        field_name="specialities", queryset=Speciality.objects.order_by("name"),
        label=_("Speciality"), empty_label=_("all"),
    )  # fmt: skip
    accredited = django_filters.ChoiceFilter(
        choices=[("yes", _("valid")), ("no", _("expired or none"))],
        label=_("Accreditation"), method="by_accreditation", empty_label=_("all"),
    )  # fmt: skip
    search_in = ("title", "unit", "post", "about")

    class Meta(LibraryFilter.Meta):
        model = TeacherPage

    def by_accreditation(self, rows: QuerySet[Any], _name: str, value: str) -> QuerySet[Any]:
        valid = TeacherPage.objects.accredited(today()).values("pk")
        return rows.filter(pk__in=valid) if value == "yes" else rows.exclude(pk__in=valid)


def address(page: Any) -> str:
    kind = KIND_OF[type(page)]
    if face := OWN_FACE.get(kind):
        return reverse(face, args=[page.pk])
    return reverse("content:resource", args=[kind, page.pk])


TITLE = Column("title", _("Title"), sort="title", kind="long", link=address)
OWNER = Column(
    "owner", _("Owner"), value="owner_organisation.name", sort="owner_organisation__path"
)
DIMENSION = Column("dimension", _("Dimension"), value="get_dimension_display", sort="dimension")
AUDIENCE = Column("audience", _("For whom"), value="get_audience_display", sort="audience")
SHARING = Column("sharing", _("Shared with"), value="get_sharing_display", sort="sharing")
LICENCE = Column("licence", _("Licence"))
ADOPTED = Column(
    "adopted", _("Adopted by"), sort="adopted", kind="number", value=lambda page: page.adopted
)


class LibraryTable(Table):
    """Resources of one kind that this person may see."""

    model: ClassVar[type[Page]]
    order = "title"
    per_page = 30
    empty = _("Nothing in this library fits.")

    def rows(self) -> QuerySet[Any]:
        copies = Adoption.objects.in_use().filter(original=OuterRef("pk")).order_by()
        counted = copies.values("original").annotate(n=Count("pk")).values("n")
        return (
            self.model.objects.visible_to(self.user)  # type: ignore[attr-defined]
            .select_related("owner_organisation")
            .annotate(adopted=Coalesce(Subquery(counted, output_field=IntegerField()), 0))
        )


class CourseTable(LibraryTable):
    key, title, model, filters = "library-courses", _("Course library"), CoursePage, CourseFilter
    columns = (
        TITLE,
        Column(
            "lessons", _("Number of lessons"), value=lambda page: page.lesson_count, kind="number"
        ),
        Column(
            "minutes", _("Minutes"), value=lambda page: page.lesson_seconds // 60, kind="number"
        ),
        Column("teacher", _("Teacher"), value="teacher.title"),
        OWNER, DIMENSION, AUDIENCE, SHARING, ADOPTED,
    )  # fmt: skip

    def rows(self) -> QuerySet[Any]:
        live = LessonPage.objects.live().filter(course=OuterRef("pk")).order_by().values("course")
        count = live.annotate(n=Count("pk")).values("n")
        seconds = live.annotate(n=Sum("nominal_seconds")).values("n")
        number = IntegerField()
        return (
            super()
            .rows()
            .select_related("teacher")
            .annotate(
                lesson_count=Coalesce(Subquery(count, output_field=number), 0),
                lesson_seconds=Coalesce(Subquery(seconds, output_field=number), 0),
            )
        )


class MaterialTable(LibraryTable):
    key, title, model = "library-materials", _("Material library"), MaterialPage
    filters = MaterialFilter
    columns = (
        TITLE, Column("kind", _("Kind"), value="get_kind_display", sort="kind"),
        Column("author", _("Author"), sort="author"), Column("year", _("Year"), sort="year"),
        OWNER, DIMENSION, AUDIENCE, LICENCE, ADOPTED,
    )  # fmt: skip


class PlanTable(LibraryTable):
    key, title, model, filters = "library-plans", _("Plan library"), PlanTemplate, PlanFilter
    columns = (
        TITLE, Column("whom", _("For whom"), value="said_for_whom", kind="long"),
        Column("hours", _("Credit hours a month"), value="target_hours", kind="number"),
        OWNER, DIMENSION, SHARING, ADOPTED,
    )  # fmt: skip


class ToolTable(LibraryTable):
    key, title, model, filters = "library-tools", _("Toolkit"), ToolPage, ToolFilter
    columns = (
        TITLE, Column("kind", _("Kind"), value="get_kind_display", sort="kind"),
        OWNER, DIMENSION, AUDIENCE, SHARING, ADOPTED,
    )  # fmt: skip


def _validity(page: TeacherPage) -> Any:
    if not page.accreditation:
        return _("none")
    if not page.is_accredited(today()):
        return _("expired on %(day)s") % {"day": page.accredited_until}
    return page.accredited_until or _("without end")


class TeacherTable(LibraryTable):
    key, title, model, filters = "library-teachers", _("Teacher pool"), TeacherPage, TeacherFilter
    columns = (
        Column("title", _("Name"), sort="title", link=address),
        Column("post", _("Post")), Column("unit", _("Unit"), sort="unit"),
        Column(
            "specialities", _("Specialities"), kind="long",
            value=lambda page: "、".join(one.name for one in page.specialities.all()),
        ),
        Column("until", _("Accredited until"), value=_validity, sort="accredited_until"),
        OWNER, SHARING,
    )  # fmt: skip

    def rows(self) -> QuerySet[Any]:
        return super().rows().prefetch_related("specialities")

    def may_export(self) -> bool:
        """A list of persons: for those who assign teachers."""
        return bool(self.user.can(Permission.VIEW_USAGE))


TABLES: dict[str, type[LibraryTable]] = {
    "courses": CourseTable,
    "teachers": TeacherTable,
    "materials": MaterialTable,
    "plans": PlanTable,
    "tools": ToolTable,
}
KIND_OF: dict[type[Page], str] = {table.model: kind for kind, table in TABLES.items()}
OWN_FACE: dict[str, str] = {}
"""Kinds whose resources have a page of their own, by the name of its address."""


def register(kind: str, table: type[LibraryTable], *, face: str) -> None:
    """A library of an app above content. ``face`` names the address of one resource: its page
    shows what `resource` shows of others."""
    TABLES[kind], KIND_OF[table.model], OWN_FACE[kind] = table, kind, face
