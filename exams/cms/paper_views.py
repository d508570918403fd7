"""The pages of one paper in the CMS."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import FormView
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin
from wagtail.admin.widgets.button import Button
from wagtail.snippets.views import snippets

from exams.actions.papers import copy_paper, retire_paper
from exams.cms.owning import ReviewedEdit, homes_of
from exams.cms.paper_side import PaperStanding
from exams.models import Paper
from lms.accounts import policies
from lms.accounts.permissions import Permission


def _with_standing(panels: Any, paper: Paper, request: HttpRequest) -> Any:
    return type(panels)([*panels, PaperStanding(paper, request)])


class CreatePaper(snippets.CreateView):
    def get_side_panels(self) -> Any:
        return _with_standing(super().get_side_panels(), self.form.instance, self.request)


class EditPaper(ReviewedEdit):
    @cached_property
    def header_more_buttons(self) -> list[Any]:
        return [*super().header_more_buttons, *buttons_of(self.object, self.request.user)]

    def get_side_panels(self) -> Any:
        return _with_standing(super().get_side_panels(), self.object, self.request)


def address(name: str, paper: Paper) -> str:
    return reverse(Paper.snippet_viewset.get_url_name(name), args=[paper.pk])


def buttons_of(paper: Paper, user: Any) -> list[Button]:
    """Copy, for every author who may see it; retire, for those of its owner."""
    found = []
    if policies.can(user, Permission.AUTHOR_CONTENT):
        found.append(Button(_("Copy"), url=address("copy", paper), icon_name="copy", priority=20))
    owner = paper.owner_organisation
    if paper.retired_at is None and policies.can(user, Permission.AUTHOR_CONTENT, owner):
        found.append(
            Button(_("Retire"), url=address("retire", paper), icon_name="bin", priority=30)
        )
    return found


class _Act(WagtailAdminTemplateMixin, FormView):
    """A short form that does one thing with a paper."""

    template_name = "exams/cms/paper_act.html"
    header_icon = "form"
    _show_breadcrumbs = True
    page_title: Any
    said: Any

    def dispatch(self, request: HttpRequest, pk: UUID) -> Any:
        self.paper = self.find(request.user, pk)
        return super().dispatch(request)

    @property
    def back(self) -> str:
        return reverse(Paper.snippet_viewset.get_url_name("list"))

    def find(self, user: Any, pk: UUID) -> Paper:
        raise NotImplementedError

    def get_page_subtitle(self) -> str:
        return self.paper.title

    def get_breadcrumbs_items(self) -> list[dict[str, str]]:
        return [
            *super().get_breadcrumbs_items(),
            {"url": self.back, "label": str(Paper._meta.verbose_name_plural)},
            {"url": "", "label": self.get_page_title(), "sublabel": self.paper.title},
        ]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return {**super().get_context_data(**kwargs), "said": self.said, "back": self.back}


class CopyForm(forms.Form):
    title = forms.CharField(label=gettext_lazy("Title"), max_length=100)
    organisation: Any = forms.ModelChoiceField(
        label=gettext_lazy("Owner"), queryset=None, empty_label=None
    )

    def __init__(self, *args: Any, homes: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["organisation"]
        field.queryset = homes


class CopyPaper(_Act):
    """A new draft that is made up like one's own paper, or like one that others share."""

    form_class = CopyForm
    page_title = gettext_lazy("Copy")
    said = gettext_lazy(
        "The copy is a draft. Of a paper of another organisation those questions come along that"
        " are shared with you; who may sit it you say anew."
    )

    def find(self, user: Any, pk: UUID) -> Paper:
        policies.require(user, Permission.AUTHOR_CONTENT)
        found: Paper = get_object_or_404(Paper.objects.to_copy(user), pk=pk)
        return found

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "homes": homes_of(self.request.user)}

    def get_initial(self) -> dict[str, Any]:
        homes = homes_of(self.request.user)
        same = homes.filter(pk=self.paper.owner_organisation_id).first()
        title = _("%(title)s (copy)") % {"title": self.paper.title[:90]}
        return {"title": title, "organisation": same or homes.first()}

    def form_valid(self, form: CopyForm) -> HttpResponse:
        given = form.cleaned_data
        made = copy_paper(
            by=self.request.user, paper=self.paper, organisation=given["organisation"],
            title=given["title"],
        )  # fmt: skip
        messages.success(self.request, _("Copied: %(title)s") % {"title": made.title})
        return redirect(address("edit", made))


class RetireForm(forms.Form):
    reason = forms.CharField(
        label=gettext_lazy("Reason"), max_length=200, widget=forms.Textarea(attrs={"rows": 3})
    )


class RetirePaper(_Act):
    """Takes the place of deleting, which papers do not know."""

    form_class = RetireForm
    page_title = gettext_lazy("Retire")
    said = gettext_lazy(
        "Nobody can begin this test any more. Who is sitting it finishes it; results stay."
    )

    def find(self, user: Any, pk: UUID) -> Paper:
        found: Paper = get_object_or_404(Paper.objects.of_authors(user), pk=pk)
        policies.require(user, Permission.AUTHOR_CONTENT, found.owner_organisation)
        return found

    def form_valid(self, form: RetireForm) -> HttpResponse:
        retire_paper(by=self.request.user, paper=self.paper, reason=form.cleaned_data["reason"])
        messages.success(self.request, _("Retired: %(title)s") % {"title": self.paper.title})
        return redirect(self.back)
