"""Regrades of the questions of one's organisations."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from exams.models import Regrade
from lms.accounts import policies
from lms.accounts.permissions import Permission
from lms.core.tables import Column, Table

BRIEF = 60


def regrades_for(user: Any) -> QuerySet[Regrade]:
    """Those that ``user`` may order or has proposed: of questions that their organisations own."""
    owners = policies.organisations(user, Permission.REGRADE_EXAMS)
    rows = Regrade.objects.filter(version__question__owner_organisation__in=owners)
    return rows.select_related("version__question__owner_organisation", "made_by", "run_by")


class RegradeTable(Table):
    key = "exam_regrades"
    title = _("Corrections of questions")
    order = "-made_at"
    empty = _(
        "No question has been corrected. You find the way on the page of a question's figures."
    )
    columns = (
        Column("question", pgettext_lazy("exam", "Question"), kind="long",
               value=lambda one: one.version.question.summary[:BRIEF],
               link=lambda one: reverse("exams:regrade", args=[one.pk])),
        Column("how", _("What is done"), value="get_how_display"),
        Column("state", pgettext_lazy("list", "State"), value="get_state_display", sort="state"),
        Column("changed", _("Results changed"), sort="changed", kind="number"),
        Column("made_at", _("Proposed on"), sort="made_at"),
        Column("made_by", _("Proposed by"), value="made_by.name"),
        Column("run_by", _("Ordered by"), value="run_by.name"),
        Column("done_at", _("Done on"), sort="done_at"),
    )  # fmt: skip

    def rows(self) -> QuerySet[Regrade]:
        return regrades_for(self.user)
