"""The question bank in the CMS."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel, ObjectList

from exams.cms import question_views as views
from exams.cms import read_views
from exams.cms.chooser import QuestionChooser
from exams.cms.forms import QuestionForm
from exams.cms.guard import OwnedViewSet
from exams.cms.listing import QuestionIndex
from exams.cms.panels import WordingPanel
from exams.models import Question

PANELS = [
    WordingPanel("body", heading=pgettext_lazy("exam", "Question")),
    MultiFieldPanel(
        [
            FieldRowPanel([FieldPanel("score"), FieldPanel("difficulty")]),
            FieldPanel("knowledge"),
            FieldPanel("law"),
            FieldPanel("risk_point"),
            FieldRowPanel([FieldPanel("audience"), FieldPanel("language")]),
            FieldPanel("tags"),
        ],
        heading=_("Where it belongs"),
    ),
    MultiFieldPanel(
        [
            FieldPanel("owner_organisation"),
            FieldPanel("sharing"),
            FieldPanel("source"),
            FieldPanel("key"),
        ],
        heading=_("Origin and sharing"),
    ),
]


class Questions(OwnedViewSet):
    model = Question
    icon = "help"
    menu_label = _("Question bank")
    menu_name = "questions"
    menu_order = 200
    add_to_admin_menu = True
    inspect_view_enabled = True
    list_per_page = 50
    index_view_class = QuestionIndex
    add_view_class = views.CreateQuestion
    edit_view_class = views.EditQuestion
    inspect_view_class = views.InspectQuestion
    history_view_class = read_views.History
    usage_view_class = read_views.Usage
    preview_on_add_view_class = views.PreviewOnCreate
    preview_on_edit_view_class = read_views.PreviewOnEdit
    revisions_view_class = read_views.PreviewRevision
    revisions_compare_view_class = read_views.Compare
    workflow_history_view_class = read_views.WorkflowHistory
    workflow_history_detail_view_class = read_views.WorkflowHistoryDetail
    chooser_viewset_class = QuestionChooser
    edit_handler = ObjectList(PANELS, base_form_class=QuestionForm)
