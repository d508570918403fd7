"""What an author does to several hundred questions at once: tag, move, retire."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from wagtail.admin.forms.tags import TagField
from wagtail.snippets.bulk_actions.snippet_bulk_action import SnippetBulkAction

from content.models import KnowledgePoint
from exams.bank import filing
from exams.cms.knowledge import KnowledgeField
from exams.cms.listing import QuestionFilters, searched
from exams.models import Question, QuestionTag
from lms.accounts import policies
from lms.accounts.permissions import Permission


class _OwnQuestions(SnippetBulkAction):
    """Acts on questions that the author writes for. Of others only the number is told, and what
    nobody may see is not there."""

    models = [Question]
    template_name = "exams/cms/bulk.html"

    def get_actionable_objects(self) -> tuple[list[Any], dict[str, Any]]:
        if not hasattr(self, "_found"):
            self._found = self._find()
        return self._found

    def _find(self) -> tuple[list[Any], dict[str, Any]]:
        user = self.request.user
        ids = self.request.GET.getlist("id")
        seen = Question.objects.of_authors(user).select_related(
            "owner_organisation", "knowledge", "latest_revision"
        )
        chosen = self._listed(seen) if "all" in ids else seen.filter(pk__in=filing.ids(ids))
        roots = policies.roots(user, Permission.AUTHOR_CONTENT)
        mine: list[Question] = []
        others: list[Question] = []
        for one in chosen:
            path = one.owner_organisation.path
            writes = any(path.startswith(root) for root in roots)
            (mine if writes else others).append(one)
        return mine, {"items_with_no_access": others}

    def _listed(self, seen: Any) -> Any:
        """All questions of the list as it was filtered."""
        asked = QueryDict(urlsplit(self.next_url).query)
        filters = QuestionFilters(asked, queryset=seen, request=self.request)
        found = filters.qs if filters.is_valid() else seen.none()
        if not asked.get("state") and not asked.get("q"):
            found = found.filter(retired_at=None)
        return searched(found, asked["q"]) if asked.get("q") else found

    def object_context(self, snippet: Any) -> dict[str, Any]:
        return {"item": snippet}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(**kwargs)
        return {**context, "action": self}

    def get_success_message(self, done: int, _children: int) -> str:
        return ngettext("%(count)d question changed.", "%(count)d questions changed.", done) % {
            "count": done
        }

    def get_execution_context(self) -> dict[str, Any]:
        given = self.cleaned_form.cleaned_data if self.cleaned_form else {}
        return {"by": self.request.user, **given}


class TagForm(forms.Form):
    add = TagField(label=_("Add these tags"), required=False, tag_model=QuestionTag.tag_model())
    remove = TagField(
        label=_("Take these tags away"), required=False, tag_model=QuestionTag.tag_model()
    )

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        if not cleaned.get("add") and not cleaned.get("remove"):
            raise forms.ValidationError(_("Name at least one tag."))
        return cleaned


class TagQuestions(_OwnQuestions):
    display_name = _("Add or take away tags")
    action_type = "tag"
    aria_label = _("Tag the chosen questions")
    action_priority = 10
    form_class = TagForm

    @classmethod
    def execute_action(cls, objects: list[Any], **given: Any) -> tuple[int, int]:
        done = filing.tag(
            by=given["by"], questions=objects, add=given["add"], remove=given["remove"]
        )
        return len(done), 0


class MoveForm(forms.Form):
    to = KnowledgeField(label=_("To this knowledge point"))


class MoveQuestions(_OwnQuestions):
    display_name = _("Move to a knowledge point")
    action_type = "move"
    aria_label = _("Move the chosen questions to a knowledge point")
    action_priority = 20
    form_class = MoveForm

    @classmethod
    def execute_action(cls, objects: list[Any], **given: Any) -> tuple[int, int]:
        to: KnowledgePoint = given["to"]
        return len(filing.move(by=given["by"], questions=objects, to=to)), 0


class RetireForm(forms.Form):
    reason = forms.CharField(
        label=_("Reason"), max_length=200, widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("No new paper takes them. Papers and sittings that have them keep them."),
    )  # fmt: skip


class RetireQuestions(_OwnQuestions):
    """Takes the place of deleting, which questions do not know."""

    display_name = _("Retire")
    action_type = "delete"
    aria_label = _("Retire the chosen questions")
    action_priority = 30
    classes = {"serious"}
    form_class = RetireForm

    @classmethod
    def execute_action(cls, objects: list[Any], **given: Any) -> tuple[int, int]:
        done = filing.retire_all(by=given["by"], questions=objects, reason=given["reason"])
        return len(done), 0
