"""The results of the people one looks after, and what they have not sat."""

from __future__ import annotations

from functools import cached_property
from typing import Any
from uuid import UUID

import django_filters
from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext_lazy, pgettext, pgettext_lazy

from exams import rates
from exams.actions.grading import percent_of
from exams.models import Offer, Paper, Sitting
from lms.accounts import policies
from lms.accounts.models import Organisation
from lms.accounts.permissions import Permission
from lms.core.months import Month, today
from lms.core.tables import Column, Table

ALL = "all"
LONG_AGO = 24
"""Months to choose from."""


def months() -> list[tuple[str, Any]]:
    found, month = [], Month.current()
    for _n in range(LONG_AGO):
        found.append((str(month), str(month)))
        month = month.previous()
    return [*found, (ALL, gettext_lazy("all months"))]


def papers(request: HttpRequest) -> list[tuple[str, str]]:
    return [
        (str(pk), title) for pk, title in rates.papers_of(request.user).values_list("pk", "title")
    ]


def offices(request: HttpRequest) -> list[tuple[int, str]]:
    paths = policies.roots(request.user, Permission.VIEW_EVIDENCE)  # type: ignore[arg-type]
    rows = Organisation.objects.filter(policies.within(paths)).order_by("path")
    return list(rows.values_list("pk", "name"))


def below(office: str, prefix: str) -> Q:
    """People of that office or unit, and of those below it."""
    paths = list(Organisation.objects.filter(pk=office).values_list("path", flat=True))
    return policies.within(paths, f"{prefix}__offender__office__path") | policies.within(
        paths, f"{prefix}__staff_member__unit__path"
    )


class _Filter(django_filters.FilterSet):
    """``person``: the way from a row to its person."""

    person = ""
    month = django_filters.ChoiceFilter(
        label=gettext_lazy("Month"), choices=months, empty_label=None, method="of_month"
    )
    paper = django_filters.ChoiceFilter(
        label=gettext_lazy("Test"), empty_label=gettext_lazy("all"), field_name="paper"
    )
    office = django_filters.ChoiceFilter(
        label=gettext_lazy("Office"), empty_label=gettext_lazy("all"), method="of_office"
    )
    q = django_filters.CharFilter(
        label=gettext_lazy("Code or name"), method="look_for", max_length=60
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.filters["paper"].extra["choices"] = papers(self.request)
        self.filters["office"].extra["choices"] = offices(self.request)

    def of_office(self, rows: QuerySet[Any], _name: str, value: str) -> QuerySet[Any]:
        return rows.filter(below(value, self.person))

    def look_for(self, rows: QuerySet[Any], _name: str, value: str) -> QuerySet[Any]:
        text = value.strip()
        return rows.filter(
            Q(**{f"{self.person}__name__icontains": text})
            | Q(**{f"{self.person}__offender__code__icontains": text})
        )

    def of_month(self, rows: QuerySet[Any], _name: str, value: str) -> QuerySet[Any]:
        return rows if value == ALL else rows.filter(month=value)


class ResultFilter(_Filter):
    person = "candidate"
    passed = django_filters.ChoiceFilter(
        label=gettext_lazy("Result"), empty_label=gettext_lazy("all"),
        choices=[
            ("yes", pgettext_lazy("test", "passed")), ("no", pgettext_lazy("test", "not passed")),
        ],
        method="of_outcome",
    )  # fmt: skip

    class Meta:
        model = Sitting
        fields: list[str] = []

    def of_outcome(self, rows: QuerySet[Sitting], _name: str, value: str) -> QuerySet[Sitting]:
        return rows.filter(passed=value == "yes")


class MissingFilter(_Filter):
    person = "person"
    overdue = django_filters.ChoiceFilter(
        label=gettext_lazy("Overdue"), empty_label=gettext_lazy("all"),
        choices=[("yes", gettext_lazy("yes")), ("no", gettext_lazy("no"))],
        method="that_are_overdue",
    )  # fmt: skip

    class Meta:
        model = Offer
        fields: list[str] = []

    def of_month(self, rows: QuerySet[Offer], _name: str, value: str) -> QuerySet[Offer]:
        if value == ALL:
            return rows
        return rows.filter(Q(month=value) | rates.due_in(Month.parse(value)))

    def that_are_overdue(self, rows: QuerySet[Offer], _name: str, value: str) -> QuerySet[Offer]:
        late = Q(due_on__lt=today())
        return rows.filter(late if value == "yes" else ~late)


class _MonthTable(Table):
    """A list that shows this month unless another one is asked for."""

    def __init__(self, request: HttpRequest, **given: Any) -> None:
        super().__init__(request, **given)
        self.data = self.data.copy()
        if not self.data.get("month"):
            self.data["month"] = str(Month.current())

    @cached_property
    def month(self) -> Month | None:
        """None: all of them."""
        known = dict(months())
        asked = self.data["month"]
        return Month.parse(asked) if asked in known and asked != ALL else None

    @cached_property
    def paper(self) -> Paper | None:
        try:
            key = UUID(self.data.get("paper", ""))
        except ValueError:
            return None
        return rates.papers_of(self.user).filter(pk=key).first()

    def may_export(self) -> bool:
        """Only who may export everybody that the list shows."""
        seen = policies.roots(self.user, Permission.VIEW_EVIDENCE)
        allowed = policies.roots(self.user, Permission.EXPORT_PEOPLE)
        return bool(seen) and all(any(path.startswith(a) for a in allowed) for path in seen)


def place_of(person: Any) -> str:
    """An offender's office, a staff member's unit."""
    if person.is_offender:
        return str(person.offender.office.name)
    member = getattr(person, "staff_member", None)
    return str(member.unit.name) if member else ""


def code_of(person: Any) -> str:
    return str(person.offender.code) if person.is_offender else ""


def outcome_of(sitting: Sitting) -> str:
    if sitting.passed:
        return pgettext("test", "passed")
    return pgettext("test", "not passed")


def outcome_tag(sitting: Sitting) -> Any:
    colour = "good" if sitting.passed else "bad"
    return format_html('<span class="tag {}">{}</span>', colour, outcome_of(sitting))


def record_of(sitting: Sitting) -> str:
    return reverse("exams:sitting_record", args=[sitting.pk])


class ResultTable(_MonthTable):
    key = "exam_results"
    title = gettext_lazy("Results of tests")
    filters = ResultFilter
    order = "-submitted_at"
    empty = gettext_lazy("Nobody fits these filters.")
    columns = (
        Column(
            "name", gettext_lazy("Full name"), value="candidate.name", sort="candidate__name",
            link=record_of,
        ),
        Column("code", gettext_lazy("Case code"), value=lambda one: code_of(one.candidate),
               sort="candidate__offender__code"),
        Column("office", gettext_lazy("Office"), value=lambda one: place_of(one.candidate)),
        Column("paper", gettext_lazy("Test"), value="paper.title", sort="paper__title"),
        Column("month", gettext_lazy("Month"), sort="month"),
        Column("points", pgettext_lazy("result", "Points"), sort="points", kind="number"),
        Column("most", gettext_lazy("Most points"), value="most_points", kind="number"),
        Column("percent", gettext_lazy("Per cent"), value=percent_of, kind="number"),
        Column("passed", gettext_lazy("Result"), value=outcome_of, show=outcome_tag,
               sort="passed"),
        Column("attempt", gettext_lazy("Attempt"), sort="attempt", kind="number"),
        Column("submitted_at", gettext_lazy("Handed in on"), sort="submitted_at"),
    )  # fmt: skip

    def rows(self) -> QuerySet[Sitting]:
        return (
            rates.results_of(self.user)
            .select_related("paper", "candidate__offender__office", "candidate__staff_member__unit")
            .defer("frozen", "candidate__phone", "candidate__offender__id_number")
        )


class MissingTable(_MonthTable):
    key = "exam_missing"
    title = gettext_lazy("Who has not sat")
    filters = MissingFilter
    order = "due_on"
    empty = gettext_lazy("Everybody has sat.")
    columns = (
        Column("name", gettext_lazy("Full name"), value="person.name", sort="person__name"),
        Column("code", gettext_lazy("Case code"), value=lambda one: code_of(one.person),
               sort="person__offender__code"),
        Column("office", gettext_lazy("Office"), value=lambda one: place_of(one.person)),
        Column("paper", gettext_lazy("Test"), value="paper.title", sort="paper__title"),
        Column("month", gettext_lazy("Month"), sort="month"),
        Column("due_on", gettext_lazy("Due on"), sort="due_on"),
        Column("overdue", gettext_lazy("Overdue"),
               value=lambda one: one.due_on is not None and one.due_on < today()),
    )  # fmt: skip

    def rows(self) -> QuerySet[Offer]:
        return (
            rates.missing_of(self.user)
            .select_related("paper", "person__offender__office", "person__staff_member__unit")
            .defer("person__phone", "person__offender__id_number")
        )
