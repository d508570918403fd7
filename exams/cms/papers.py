"""Papers in the CMS: what is asked, of whom, when, and what is shown afterwards."""

from __future__ import annotations

from typing import Any

import django_filters
from django import forms
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.panels import (
    FieldPanel,
    FieldRowPanel,
    HelpPanel,
    InlinePanel,
    MultiFieldPanel,
    ObjectList,
    TabbedInterface,
)
from wagtail.admin.ui.side_panels import BaseSidePanel
from wagtail.admin.ui.tables import Column
from wagtail.snippets.views import snippets

from exams.cms.guard import OwnedViewSet
from exams.cms.owning import ReviewedEdit
from exams.cms.paper_forms import PaperForm
from exams.cms.row_forms import AccessForm, BlueprintForm
from exams.models import Paper
from exams.papers import blueprint
from exams.papers.problems import problems


class Rows(InlinePanel):
    """Rows with a form of their own."""

    def __init__(self, *args: Any, row_form: Any = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.row_form = row_form

    def clone_kwargs(self) -> dict[str, Any]:
        return {**super().clone_kwargs(), "row_form": self.row_form}

    def get_form_options(self) -> dict[str, Any]:
        options: dict[str, Any] = super().get_form_options()
        options["formsets"][self.relation_name]["form"] = self.row_form
        return options


WHAT = [
    FieldPanel("title", classname="title"),
    FieldPanel("intro"),
    FieldRowPanel([FieldPanel("purpose"), FieldPanel("mode"), FieldPanel("audience")]),
    FieldRowPanel([FieldPanel("owner_organisation"), FieldPanel("sharing")]),
    MultiFieldPanel(
        [
            FieldRowPanel([FieldPanel("minutes"), FieldPanel("pass_percent")]),
            FieldRowPanel([FieldPanel("opens_at"), FieldPanel("closes_at")]),
            FieldRowPanel([FieldPanel("attempts"), FieldPanel("counts")]),
            FieldPanel("readers"),
        ],
        heading=_("Time, attempts, pass mark"),
    ),
    MultiFieldPanel(
        [
            FieldRowPanel([FieldPanel("show_score"), FieldPanel("show_answers"),
                           FieldPanel("show_explanations")]),
        ],
        heading=_("What candidates see afterwards"),
    ),
]  # fmt: skip
QUESTIONS = [
    FieldRowPanel([FieldPanel("draw"), FieldPanel("forms")]),
    FieldRowPanel([FieldPanel("shuffle_questions"), FieldPanel("shuffle_options")]),
    HelpPanel(
        content=_(
            "The same questions for everybody: choose them below. Drawn by a blueprint: say in rows"
            " how many of which kind; what there is in the bank is said beside the form."
        )
    ),
    InlinePanel(
        "items",
        [FieldPanel("question"), FieldPanel("score")],
        label=pgettext_lazy("exam", "Question"),
        heading=_("Chosen questions"),
    ),
    Rows(
        "blueprint",
        [
            FieldPanel("knowledge"),
            FieldRowPanel([FieldPanel("kind"), FieldPanel("number"), FieldPanel("score")]),
            FieldPanel("difficulties"),
        ],
        label=_("Row"),
        heading=_("Blueprint"),
        row_form=BlueprintForm,
    ),
]
WHO = [
    HelpPanel(content=_("Whoever one of these rows names may sit, if the paper is for them.")),
    Rows(
        "access",
        [
            FieldRowPanel([FieldPanel("organisation"), FieldPanel("role")]),
            FieldPanel("course"),
            FieldPanel("plan"),
        ],
        label=_("Row"),
        heading=_("Who may sit"),
        row_form=AccessForm,
    ),
]


class PaperStanding(BaseSidePanel):
    """What is missing, and what the bank holds for each row of the blueprint."""

    class SidePanelToggle(BaseSidePanel.SidePanelToggle):
        aria_label = _("Problems and questions in the bank")
        icon_name = "tasks"
        counter_classname = "w-bg-critical-200"

        def get_context_data(self, parent_context: Any) -> dict[str, Any]:
            found: dict[str, Any] = super().get_context_data(parent_context)
            return {**found, "count": len(self.panel.problems())}

    name = "standing"
    title = _("Problems and questions in the bank")
    template_name = "exams/cms/paper_standing.html"
    order = 150

    def problems(self) -> list[str]:
        if not hasattr(self, "_problems"):
            self._problems = [] if self.is_new else problems(self.object)
        return self._problems

    @property
    def is_new(self) -> bool:
        return bool(self.object._state.adding)

    def get_context_data(self, parent_context: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(parent_context)
        if self.is_new:
            return {**context, "is_new": True}
        rows = list(self.object.blueprint.all())
        found = blueprint.rows_of(self.object, rows) if rows else []
        return {
            **context,
            "problems": self.problems(),
            "rows": [
                {"row": row, "there": len(one.versions), "lacks": len(one.versions) < row.number}
                for row, one in zip(rows, found, strict=True)
            ],
            "total": sum(row.number for row in rows),
            "points": sum(row.number * row.score for row in rows),
        }


def _with_standing(panels: Any, paper: Paper, request: HttpRequest) -> Any:
    return type(panels)([*panels, PaperStanding(paper, request)])


class CreatePaper(snippets.CreateView):
    def get_side_panels(self) -> Any:
        return _with_standing(super().get_side_panels(), self.form.instance, self.request)


class EditPaper(ReviewedEdit):
    def get_side_panels(self) -> Any:
        return _with_standing(super().get_side_panels(), self.object, self.request)


class PreviewOnEdit(snippets.PreviewOnEditView):
    """For reviewers as well."""

    permission_required = "view"


class PreviewRevision(snippets.PreviewRevisionView):
    permission_required = "view"


class Compare(snippets.RevisionsCompareView):
    permission_required = "view"


class History(snippets.HistoryView):
    any_permission_required = ["add", "change", "view"]


class WorkflowHistory(snippets.WorkflowHistoryView):
    permission_required = "view"


class WorkflowHistoryDetail(snippets.WorkflowHistoryDetailView):
    permission_required = "view"


class PaperFilters(WagtailFilterSet):
    purpose = django_filters.ChoiceFilter(label=_("Purpose"), choices=Paper.Purpose.choices)
    mode = django_filters.ChoiceFilter(label=_("Mode"), choices=Paper.Mode.choices)
    live = django_filters.BooleanFilter(
        label=_("Published"),
        widget=forms.Select(choices=[("", "—"), ("true", _("Yes")), ("false", _("No"))]),
    )

    class Meta:
        model = Paper
        fields: list[str] = []


class PaperIndex(snippets.IndexView):
    """Papers of the organisations that one writes or reviews for."""

    filterset_class = PaperFilters
    default_ordering = "-made_at"

    def search_queryset(self, queryset: Any) -> Any:
        """Anywhere in the title: a database's own word search knows no Chinese."""
        return (
            queryset.filter(title__icontains=self.search_query) if self.is_searching else queryset
        )

    def get_base_queryset(self) -> Any:
        return super().get_base_queryset().select_related("owner_organisation")


class Papers(OwnedViewSet):
    model = Paper
    icon = "form"
    menu_label = pgettext_lazy("exam", "Papers")
    menu_name = "papers"
    menu_order = 210
    add_to_admin_menu = True
    list_per_page = 50
    index_view_class = PaperIndex
    add_view_class = CreatePaper
    edit_view_class = EditPaper
    history_view_class = History
    preview_on_edit_view_class = PreviewOnEdit
    revisions_view_class = PreviewRevision
    revisions_compare_view_class = Compare
    workflow_history_view_class = WorkflowHistory
    workflow_history_detail_view_class = WorkflowHistoryDetail
    search_fields = ["title"]
    list_display = [
        "title",
        Column("purpose", label=_("Purpose"), accessor="get_purpose_display"),
        Column("mode", label=_("Mode"), accessor="get_mode_display"),
        Column("audience", label=_("For whom"), accessor="get_audience_display"),
        Column("owner", label=_("Owner"), accessor="owner_organisation"),
        Column("live", label=_("Published"), accessor="live"),
    ]
    edit_handler = TabbedInterface(
        [
            ObjectList(WHAT, heading=_("What and when")),
            ObjectList(QUESTIONS, heading=_("Questions")),
            ObjectList(WHO, heading=_("Who")),
        ],
        base_form_class=PaperForm,
    )
