"""Choosing questions for a paper: released ones, own and shared."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms.choosers import BaseFilterForm
from wagtail.admin.ui.tables import Column
from wagtail.snippets.views import chooser

from exams.cms.listing import searched
from exams.models import Question


def choosable(user: Any) -> Any:
    """Released questions that ``user`` may put into a paper; drafts of nobody."""
    return Question.objects.released().shared_with(user)


class _Search(BaseFilterForm):
    """Words anywhere in the text."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        from django import forms

        self.fields["q"] = forms.CharField(label=_("Words in the question"), required=False)

    def filter(self, objects: Any) -> Any:
        words = self.cleaned_data.get("q")
        self.is_searching, self.search_query = bool(words), words
        return searched(objects, words) if words else objects


class _Choose:
    """What both views of the list have in common."""

    filter_form_class = _Search
    request: Any

    def get_object_list(self) -> Any:
        found = choosable(self.request.user)
        return found.select_related("knowledge", "owner_organisation")

    @property
    def columns(self) -> list[Column]:
        return [
            *super().columns[:2],  # type: ignore[misc]
            Column("kind", label=_("Kind"), accessor="get_kind_display"),
            Column("knowledge", label=_("Knowledge point")),
            Column("difficulty", label=_("Difficulty")),
            Column("owner", label=_("Owner"), accessor="owner_organisation"),
        ]


class ChooseQuestion(_Choose, chooser.ChooseView):
    pass


class ChooseQuestionResults(_Choose, chooser.ChooseResultsView):
    pass


class ChosenQuestion(chooser.SnippetChosenView):
    def get_object(self, pk: Any) -> Any:
        return choosable(self.request.user).get(pk=pk)


class ChosenQuestions(chooser.SnippetChosenMultipleView):
    def get_objects(self, pks: Any) -> Any:
        return choosable(self.request.user).filter(pk__in=pks)


class QuestionChooser(chooser.SnippetChooserViewSet):
    choose_view_class = ChooseQuestion
    choose_results_view_class = ChooseQuestionResults
    chosen_view_class = ChosenQuestion
    chosen_multiple_view_class = ChosenQuestions
    choose_one_text = _("Choose a question")
    choose_another_text = _("Choose another question")
    edit_item_text = _("Edit this question")
