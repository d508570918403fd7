"""Figures of papers, and of the questions of one paper. No person is in them."""

from __future__ import annotations

from typing import Any

import django_filters
from django.db.models import QuerySet
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from exams import figures, hints
from exams.bank import plain, rich_text
from exams.models import Paper, QuestionStatistic
from lms.core.tables import Column, Table

BRIEF = 60


def rounded(value: float | None) -> float | None:
    return None if value is None else round(value, 2)


def per_cent(value: float | None) -> float | None:
    return None if value is None else round(value * 100, 1)


class PaperFilter(django_filters.FilterSet):
    title = django_filters.CharFilter(
        label=_("Title"), field_name="title", lookup_expr="icontains", max_length=60
    )
    purpose = django_filters.ChoiceFilter(
        label=_("Purpose"), choices=Paper.Purpose.choices, empty_label=_("all")
    )

    class Meta:
        model = Paper
        fields: list[str] = []


class PaperTable(Table):
    key = "exam_paper_figures"
    title = _("Figures of tests")
    filters = PaperFilter
    order = "title"
    empty = _("There is no test whose figures you may read.")
    columns = (
        Column("title", _("Test"), sort="title",
               link=lambda one: reverse("exams:paper_figures", args=[one.pk])),
        Column("purpose", _("Purpose"), value="get_purpose_display"),
        Column("mode", _("Mode"), value="get_mode_display"),
        Column("sittings", pgettext_lazy("exam", "Sittings"), value="statistic.sittings",
               kind="number", sort="statistic__sittings"),
        Column("passed", _("Passed"), value=lambda one: _told(one, "passed"), kind="number"),
        Column("mean", _("Mean in per cent"), value=lambda one: per_cent(_told(one, "mean")),
               sort="statistic__mean", kind="number"),
        Column("deviation", _("Spread in per cent"), kind="number",
               value=lambda one: per_cent(_told(one, "deviation"))),
        Column("alpha", _("Reliability"), value=lambda one: rounded(_told(one, "alpha")),
               sort="statistic__alpha", kind="number"),
        Column("at", _("Worked out on"), value=lambda one: _told(one, "at", least=0)),
    )  # fmt: skip

    def rows(self) -> QuerySet[Paper]:
        return figures.papers_for(self.user).select_related("statistic")


def _told(paper: Paper, name: str, least: int = figures.LEAST) -> Any:
    """A figure of the paper; None where there is none, or too few sat."""
    statistic = getattr(paper, "statistic", None)
    if statistic is None or statistic.sittings < least:
        return None
    return getattr(statistic, name)


def form_of(one: QuestionStatistic) -> plain.Question:
    """Kept on the row: several columns ask for it."""
    known = getattr(one, "_form", None)
    if known is None:
        known = one._form = plain.from_json(one.version.plain)  # type: ignore[attr-defined]
    return known


def brief_of(one: QuestionStatistic) -> str:
    text = plain.BLANK.sub("____", rich_text.words(form_of(one).stem))
    return text if len(text) <= BRIEF else f"{text[:BRIEF]}…"


def address(one: QuestionStatistic) -> str:
    return reverse("exams:question_figures", args=[one.paper_id, one.version_id])


def hints_of(one: QuestionStatistic) -> str:
    return "；".join(hints.question_hints(one, form_of(one)))


def hints_shown(one: QuestionStatistic) -> Any:
    found = hints.question_hints(one, form_of(one))
    return format_html_join("", '<div class="small">{}</div>', ((each,) for each in found)) or "–"


def discrimination_shown(one: QuestionStatistic) -> Any:
    if one.discrimination is None:
        return "–"
    colour = "bad" if one.discrimination < 0 else "warn" if one.discrimination < hints.WEAK else ""
    text = f"{one.discrimination:.2f}"
    return format_html('<span class="tag {}">{}</span>', colour, text) if colour else text


class QuestionTable(Table):
    key = "exam_question_figures"
    title = _("Figures of questions")
    order = "pk"
    per_page = 200
    empty = _("No figures yet.")
    columns = (
        Column("question", pgettext_lazy("exam", "Question"), value=brief_of, kind="long",
               link=address),
        Column("kind", _("Kind"), value="version.question.get_kind_display"),
        Column("shown", _("Sittings that had it"), sort="shown", kind="number"),
        Column("answered", _("Answered"), sort="answered", kind="number"),
        Column("facility", _("Facility"), value=lambda one: rounded(one.facility),
               sort="facility", kind="number"),
        Column("discrimination", _("Discrimination"), sort="discrimination", kind="number",
               value=lambda one: rounded(one.discrimination), show=discrimination_shown),
        Column("seconds", _("Median seconds"), sort="seconds", kind="number",
               value=lambda one: None if one.seconds is None else round(one.seconds)),
        Column("hints", pgettext_lazy("figures", "What to do"), value=hints_of,
               show=hints_shown, kind="long"),
    )  # fmt: skip

    def rows(self) -> QuerySet[QuestionStatistic]:
        seen = figures.papers_for(self.user).filter(pk=self.given["paper"])
        rows = QuestionStatistic.objects.filter(paper__in=seen.values("pk"))
        return rows.select_related("version__question")
