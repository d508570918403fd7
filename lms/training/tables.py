"""Warning cases with their figures; the people of one case."""

from __future__ import annotations

from typing import Any

import django_filters
from django.db.models import Count, IntegerField, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext, pgettext_lazy

from cases.models import CasePage
from content.models import Post, RiskPoint
from lms.accounts import policies
from lms.accounts.models import Organisation
from lms.accounts.permissions import Permission
from lms.core.months import today
from lms.core.tables import Column, Table
from lms.learning.models import LessonProgress
from lms.training.figures import OFFICES, counted
from lms.training.models import RequiredReading

PREFIX = "required_readings__"


class CaseFilter(django_filters.FilterSet):
    q = django_filters.CharFilter(label=_("Title"), field_name="title", lookup_expr="icontains")
    risk = django_filters.ModelChoiceFilter(
        label=_("Risk point"), field_name="risk_points", queryset=RiskPoint.objects.all(),
        empty_label=pgettext_lazy("list", "all"),
    )  # fmt: skip

    class Meta:
        model = CasePage
        fields: list[str] = []


class CaseTable(Table):
    """Published warning cases that a person may see, counted over the people they watch."""

    key = "training_cases"
    title = _("Cases and who read them")
    filters = CaseFilter
    order = "-since"
    columns = (
        Column(
            "title", _("Case"), kind="long", sort="title",
            link=lambda one: reverse("training:figures", args=[one.pk]),
        ),
        Column("since", _("Published on"), value="since", sort="since"),
        Column("reached", pgettext_lazy("figure", "Reached"), kind="number", sort="reached"),
        Column("read", pgettext_lazy("figure", "Read"), kind="number", sort="read"),
        Column("passed", pgettext_lazy("figure", "Passed"), kind="number", sort="passed"),
        Column("signed", pgettext_lazy("figure", "Signed"), kind="number", sort="signed"),
        Column("overdue", pgettext_lazy("figure", "Overdue"), kind="number", sort="overdue"),
    )  # fmt: skip

    def rows(self) -> QuerySet[Any]:
        found = CasePage.objects.visible_to(self.user).warnings()
        since = Coalesce("released_at", "first_published_at")
        return found.defer("body", "timeline", "statutes", "checks").annotate(
            since=since, **{name: self._sub(name) for name in counted(today())}
        )

    def _sub(self, name: str) -> Any:
        """Counted apart, so that filters on cases multiply nothing."""
        rows = RequiredReading.objects.watched_by(self.user).filter(case=OuterRef("pk"))
        counts = rows.order_by().values("case").annotate(n=counted(today())[name]).values("n")
        return Coalesce(Subquery(counts, output_field=IntegerField()), Value(0))


STEPS = (
    ("read", pgettext_lazy("reading", "to read")),
    ("answer", _("read; questions to answer")),
    ("sign", _("passed; to sign")),
    ("done", pgettext_lazy("reading", "signed")),
    ("overdue", pgettext_lazy("reading", "overdue")),
)
CONDITIONS = {
    "read": Q(state="open", read_at=None),
    "answer": Q(state="open", read_at__isnull=False, passed_at=None),
    "sign": Q(state="open", read_at__isnull=False, passed_at__isnull=False),
    "done": Q(state="done"),
}


def step_of(reading: RequiredReading) -> str:
    words = str(dict(STEPS)[reading.step])
    if reading.is_overdue(today()):
        return f"{words} · {pgettext('reading', 'overdue')}"
    return words


def places(request: Any) -> list[tuple[int, str]]:
    paths = policies.roots(request.user, Permission.VIEW_TRAINING)
    rows = Organisation.objects.filter(policies.within(paths), kind__in=OFFICES)
    return list(rows.values_list("pk", "name"))


def posts() -> list[tuple[str, str]]:
    rows = Post.objects.values_list("pk", "name")
    return [*((str(pk), name) for pk, name in rows), ("none", str(_("no post recognised")))]


class ReaderFilter(django_filters.FilterSet):
    place = django_filters.ChoiceFilter(
        label=_("Office"), method="at", empty_label=pgettext_lazy("list", "all")
    )
    post = django_filters.ChoiceFilter(
        label=pgettext_lazy("staff", "Post"),
        method="holding",
        empty_label=pgettext_lazy("list", "all"),
    )
    state = django_filters.ChoiceFilter(
        label=pgettext_lazy("reading", "State"), method="standing", choices=STEPS,
        empty_label=pgettext_lazy("list", "all"),
    )  # fmt: skip

    class Meta:
        model = RequiredReading
        fields: list[str] = []

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.filters["place"].extra["choices"] = places(self.request)
        self.filters["post"].extra["choices"] = posts()

    def at(self, rows: QuerySet[Any], _name: str, value: str) -> QuerySet[Any]:
        """A county with all below it; an office with its villages and grids."""
        paths = list(Organisation.objects.filter(pk=value).values_list("path", flat=True))
        return rows.filter(policies.within(paths, "person__staff_member__unit__path"))

    def holding(self, rows: QuerySet[Any], _name: str, value: str) -> QuerySet[Any]:
        return rows.filter(post=None if value == "none" else value)

    def standing(self, rows: QuerySet[Any], _name: str, value: str) -> QuerySet[Any]:
        if value == "overdue":
            return rows.filter(state="open", due_on__lt=today())
        return rows.filter(CONDITIONS[value])


class ReaderTable(Table):
    """The people of one case by name; whoever looks is logged (lms/training/views/figures.py)."""

    key = "training_readers"
    title = _("Who has read the case")
    filters = ReaderFilter
    order = "person__staff_member__unit__path"
    empty = _("Nobody fits these filters.")
    columns = (
        Column("name", _("Full name"), value="person.name", sort="person__name"),
        Column(
            "unit", _("Unit"), value="person.staff_member.unit.name",
            sort="person__staff_member__unit__path",
        ),
        Column("said", _("Post in the unit"), value="person.staff_member.post"),
        Column("post", pgettext_lazy("staff", "Post"), value="post.name", sort="post__code"),
        Column("state", pgettext_lazy("reading", "State"), value=step_of, sort=("state", "due_on")),
        Column("due_on", _("Due on"), sort="due_on"),
        Column(
            "minutes", _("Verified minutes"), value=lambda one: round(one.seconds / 60, 1),
            sort="seconds", kind="number",
        ),
        Column("read_at", _("Read on"), sort="read_at"),
        Column("tries", _("Answers given"), kind="number"),
        Column("acknowledged_at", _("Signed on"), sort="acknowledged_at"),
    )  # fmt: skip

    def rows(self) -> QuerySet[RequiredReading]:
        case = self.given["case"]
        progress = LessonProgress.objects.filter(lesson=case, learner=OuterRef("person"))
        found: QuerySet[RequiredReading] = (
            RequiredReading.objects.standing().readable().watched_by(self.user).filter(case=case)
        )
        return found.select_related("person__staff_member__unit", "post").defer(
            "person__phone"
        ).annotate(
            seconds=Coalesce(Subquery(progress.values("credited_seconds")[:1]), Value(0)),
            tries=Count("answers"),
        )  # fmt: skip

    def may_export(self) -> bool:
        """Only who may export everybody that the list shows."""
        seen = policies.roots(self.user, Permission.VIEW_TRAINING)
        allowed = policies.roots(self.user, Permission.EXPORT_PEOPLE)
        return bool(seen) and all(any(path.startswith(a) for a in allowed) for path in seen)
