"""What stands beside the form of a paper."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _
from wagtail.admin.ui.side_panels import BaseSidePanel

from exams.papers import blueprint
from exams.papers.problems import problems


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
