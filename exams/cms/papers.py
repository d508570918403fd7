"""Papers in the CMS: what is asked, of whom, when, and what is shown afterwards."""

from __future__ import annotations

from typing import Any

from django.urls import path
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from wagtail.admin.panels import (
    FieldPanel,
    FieldRowPanel,
    HelpPanel,
    InlinePanel,
    MultiFieldPanel,
    ObjectList,
    TabbedInterface,
)

from exams.cms import paper_views as views
from exams.cms import read_views
from exams.cms.guard import OwnedViewSet
from exams.cms.paper_forms import PaperForm
from exams.cms.paper_listing import PaperIndex
from exams.cms.row_forms import AccessForm, BlueprintForm
from exams.models import Paper


class Rows(InlinePanel):
    """Rows with a form of their own."""

    def __init__(self, *args: Any, row_form: Any = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.row_form = row_form

    def clone_kwargs(self) -> dict[str, Any]:
        return {**super().clone_kwargs(), "row_form": self.row_form}

    def get_form_options(self) -> dict[str, Any]:
        options: dict[str, Any] = super().get_form_options()
        options["formsets"][self.relation_name] |= {
            "form": self.row_form,
            "inherit_kwargs": ["for_user"],
        }
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


class Papers(OwnedViewSet):
    model = Paper
    icon = "form"
    menu_label = pgettext_lazy("exam", "Papers")
    menu_name = "papers"
    menu_order = 210
    add_to_admin_menu = True
    list_per_page = 50
    index_view_class = PaperIndex
    add_view_class = views.CreatePaper
    edit_view_class = views.EditPaper
    history_view_class = read_views.History
    preview_on_edit_view_class = read_views.PreviewOnEdit
    revisions_view_class = read_views.PreviewRevision
    revisions_compare_view_class = read_views.Compare
    workflow_history_view_class = read_views.WorkflowHistory
    workflow_history_detail_view_class = read_views.WorkflowHistoryDetail
    edit_handler = TabbedInterface(
        [
            ObjectList(WHAT, heading=_("What and when")),
            ObjectList(QUESTIONS, heading=_("Questions")),
            ObjectList(WHO, heading=_("Who may sit")),
        ],
        base_form_class=PaperForm,
    )

    def get_urlpatterns(self) -> list[Any]:
        """Copying reaches further than the door of the other pages: to what others share."""
        return [
            *super().get_urlpatterns(),
            path("copy/<uuid:pk>/", views.CopyPaper.as_view(), name="copy"),
            path("retire/<uuid:pk>/", views.RetirePaper.as_view(), name="retire"),
        ]
