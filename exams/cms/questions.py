"""The question bank in the CMS."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from exams.cms.guard import OwnedViewSet
from exams.models import Question


class Questions(OwnedViewSet):
    model = Question
    icon = "help"
    menu_label = _("Question bank")
    menu_name = "questions"
    menu_order = 200
    add_to_admin_menu = True
    list_per_page = 50
