"""The pages of one question in the CMS."""

from __future__ import annotations

from typing import Any

from django.contrib.admin.utils import quote
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from wagtail.admin.ui.components import MediaContainer
from wagtail.admin.widgets.button import HeaderButton
from wagtail.snippets.views import snippets

from exams.bank import plain
from exams.cms.blocks import KIND_LABELS
from exams.cms.owning import ReviewedEdit
from exams.cms.preview import preview_of
from exams.cms.side_panels import SameQuestions, Standing
from exams.models import Question

ICONS = {
    plain.SINGLE: "radio-full",
    plain.MULTIPLE: "check",
    plain.TRUE_FALSE: "tick-inverse",
    plain.FILL: "edit",
    plain.MATCHING: "link",
    plain.ORDERING: "list-ol",
    plain.SHORT: "pilcrow",
    plain.CASE: "doc-full",
}


def with_ours(panels: MediaContainer, question: Question, request: HttpRequest) -> MediaContainer:
    """Beside the form: what is still wrong, versions and use, and the same questions."""
    ours = [Standing(question, request), SameQuestions(question, request)]
    return MediaContainer([*panels, *ours])


class CreateQuestion(snippets.CreateView):
    """First the kind, then the form of that kind."""

    @property
    def kind(self) -> str:
        given = self.request.POST.get("kind") or self.request.GET.get("kind") or ""
        return given if given in plain.KINDS else ""

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if self.kind:
            answer: HttpResponse = super().get(request, *args, **kwargs)
            return answer
        kinds = [(kind, label, ICONS[kind]) for kind, label in KIND_LABELS.items()]
        context = {
            "kinds": kinds,
            "breadcrumbs_items": self.get_breadcrumbs_items(),
            "page_title": _("New question"),
        }
        return TemplateResponse(request, "exams/cms/choose_kind.html", context)

    def get_initial_form_instance(self) -> Question:
        question = Question(kind=self.kind)
        question.edited_as_markup = "markup" in self.request.GET
        return question

    def get_page_subtitle(self) -> str:
        return str(KIND_LABELS.get(self.kind, pgettext("exam", "Question")))

    def get_add_url(self) -> str:
        return f"{super().get_add_url()}?kind={self.kind}"

    def get_preview_url(self) -> str:
        return f"{super().get_preview_url()}?kind={self.kind}"

    def save_instance(self) -> Any:
        made = super().save_instance()
        self.form.keep_pictures()
        return made

    def get_side_panels(self) -> MediaContainer:
        """The same as beside the form of a saved one, which this page becomes by itself."""
        return with_ours(super().get_side_panels(), self.form.instance, self.request)


class EditQuestion(ReviewedEdit):
    """The form of its kind; the text of a question is edited as markup on wish."""

    def get_object(self, queryset: Any = None) -> Any:
        found = super().get_object(queryset)
        found.edited_as_markup = "markup" in self.request.GET
        return found

    def keep_more(self) -> None:
        self.form.keep_pictures()

    def get_side_panels(self) -> MediaContainer:
        return with_ours(super().get_side_panels(), self.object, self.request)


class InspectQuestion(snippets.InspectView):
    """A question to read: as candidates see it, with its answers, versions and use."""

    template_name = "exams/cms/question_inspect.html"
    fields = ["key"]

    def get_page_title(self) -> str:
        return pgettext("exam", "Question")

    def get_edit_url(self) -> str | None:
        policy = self.permission_policy
        if policy.user_has_permission_for_instance(self.request.user, "change", self.object):
            return reverse(self.edit_url_name, args=[quote(self.object.pk)])
        return None

    @cached_property
    def header_buttons(self) -> list[HeaderButton]:
        address = self.get_edit_url()
        return [HeaderButton(_("Edit"), url=address, icon_name="edit")] if address else []

    def get_delete_url(self) -> None:
        return None

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        latest = self.object.get_latest_revision_as_object()
        panel = Standing(latest, self.request)
        context: dict[str, Any] = super().get_context_data(**kwargs)
        return {**context, "question": latest, **preview_of(latest), **panel.facts()}


class PreviewOnCreate(snippets.PreviewOnCreateView):
    def get_object(self) -> Question:
        kind = self.request.GET.get("kind", "")
        return Question(kind=kind if kind in plain.KINDS else plain.SINGLE)
