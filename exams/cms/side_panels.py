"""What stands beside the form of a question."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from wagtail.admin.ui.side_panels import BaseSidePanel

from exams.bank import keeping
from exams.models import Paper, PaperItem, PaperQuestion, Question, Sitting
from exams.reviewing import question_problems
from lms.accounts import policies
from lms.accounts.permissions import Permission

MOST = 8


class Standing(BaseSidePanel):
    """What is missing before it can be released, its versions, and where they are used."""

    class SidePanelToggle(BaseSidePanel.SidePanelToggle):
        aria_label = _("Problems, versions and use")
        icon_name = "tasks"
        counter_classname = "w-bg-critical-200"

        def get_context_data(self, parent_context: Any) -> dict[str, Any]:
            found: dict[str, Any] = super().get_context_data(parent_context)
            return {**found, "count": len(self.panel.problems())}

    name = "standing"
    title = _("Problems, versions and use")
    template_name = "exams/cms/standing.html"
    order = 150

    def problems(self) -> list[str]:
        if not hasattr(self, "_problems"):
            self._problems = [] if self.is_new else question_problems(self.object)
        return self._problems

    @property
    def is_new(self) -> bool:
        """Not saved yet; the panel is filled as soon as it is."""
        return bool(self.object._state.adding)

    def facts(self) -> dict[str, Any]:
        question: Question = self.object
        versions = list(question.versions.select_related("released_by").order_by("-number"))
        papers = papers_with(question, self.request.user)
        return {
            "problems": self.problems(),
            "versions": versions,
            "current": question.current_id,
            "papers": papers[:MOST],
            "more_papers": max(0, len(papers) - MOST),
            "sittings": sittings_with(question),
        }

    def get_context_data(self, parent_context: Any) -> dict[str, Any]:
        facts = {"is_new": True} if self.is_new else self.facts()
        return {**super().get_context_data(parent_context), **facts}


def papers_with(question: Question, user: Any) -> list[Paper]:
    """Papers that hold the question, published or not, as far as ``user`` may see them."""
    published = PaperQuestion.objects.filter(version__question=question.pk).values("paper")
    chosen = PaperItem.objects.filter(question=question.pk).values("paper")
    seen = Paper.objects.of_authors(user)
    return list((seen.filter(pk__in=published) | seen.filter(pk__in=chosen)).order_by("-made_at"))


def sittings_with(question: Question) -> int:
    """How many sittings of fixed papers have had it. Those of papers drawn anew are not counted:
    what they froze is not searched."""
    papers = PaperQuestion.objects.filter(version__question=question.pk).values("paper")
    return Sitting.objects.filter(paper__in=papers).count()


class SameQuestions(BaseSidePanel):
    """Questions that ask the same, or nearly: of the own organisations, and released ones that
    others share."""

    class SidePanelToggle(BaseSidePanel.SidePanelToggle):
        aria_label = _("Same or similar questions")
        icon_name = "copy"
        counter_classname = "w-bg-critical-200"

        def get_context_data(self, parent_context: Any) -> dict[str, Any]:
            found: dict[str, Any] = super().get_context_data(parent_context)
            same, near = self.panel.found()
            return {**found, "count": len(same) + len(near)}

    name = "same"
    title = _("Same or similar questions")
    template_name = "exams/cms/same.html"
    order = 160

    def found(self) -> tuple[list[Any], list[Any]]:
        if self.object._state.adding:
            return [], []
        if not hasattr(self, "_found"):
            user = self.request.user
            same = list(keeping.duplicates_of(self.object, by=user)[:MOST])
            near = keeping.near_duplicates_of(self.object, by=user)
            paths = policies.roots(user, Permission.AUTHOR_CONTENT)
            paths += policies.roots(user, Permission.REVIEW_CONTENT)
            self._found = (
                [_row(one, 1.0, paths) for one in same],
                [_row(one, share, paths) for one, share in near],
            )
        return self._found

    def get_context_data(self, parent_context: Any) -> dict[str, Any]:
        same, near = self.found()
        return {**super().get_context_data(parent_context), "same": same, "near": near}


def _row(question: Question, share: float, paths: list[str]) -> dict[str, Any]:
    """``link`` only where its reader may go."""
    mine = any(question.owner_organisation.path.startswith(path) for path in paths)
    name = Question.snippet_viewset.get_url_name("inspect")
    link = reverse(name, args=[question.pk]) if mine else ""
    return {"question": question, "percent": round(share * 100), "link": link}
