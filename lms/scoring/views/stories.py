"""Exemplary stories: the officer's question, the person's answer, the author's list."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from lms.accounts import policies
from lms.accounts.forms.base import ActionForm
from lms.accounts.models import Offender
from lms.accounts.permissions import Permission
from lms.accounts.views.frame import needs, person
from lms.scoring.actions import stories
from lms.scoring.models import StoryConsent


class AskForm(ActionForm):
    why = forms.CharField(
        label=gettext_lazy("Why this person"), max_length=300, widget=forms.Textarea({"rows": 3}),
        help_text=gettext_lazy("The person does not read this."),
    )  # fmt: skip


@never_cache
@needs(Permission.RECORD_CONDUCT)
@require_http_methods(["GET", "HEAD", "POST"])
def ask(request: HttpRequest, pk: UUID) -> HttpResponse:
    offender = get_object_or_404(
        Offender.objects.visible_to(request.user).exclude(pk=request.user.pk).with_people(), pk=pk
    )
    form = AskForm(request.POST or None)
    user = person(request)
    if request.method == "POST" and form.carries_out(
        lambda: stories.ask_consent(by=user, offender=offender, **form.cleaned_data)
    ):
        messages.success(request, _("The person has been asked."))
        return redirect("learning:person", pk)
    context = {"form": form, "offender": offender}
    return render(request, "scoring/stories_ask.html", context, status=form.status)


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def story(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The person's own page: yes, no, and later: take it back."""
    consent = get_object_or_404(StoryConsent, pk=pk, offender=request.user.pk)
    if request.method == "POST":
        answer, user = request.POST.get("answer", ""), person(request)
        if answer == "withdraw":
            stories.withdraw_consent(by=user, consent=consent)
        elif answer in ("yes", "no"):
            stories.answer_consent(by=user, consent=consent, agreed=answer == "yes")
        messages.success(request, _("Thank you. We have noted your answer."))
        return redirect("scoring:story", pk)
    return render(request, "scoring/stories_answer.html", {"consent": consent})


@never_cache
@needs(Permission.AUTHOR_CONTENT)
@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """What may be written, for authors: never whose story it is."""
    paths = policies.roots(request.user, Permission.AUTHOR_CONTENT)
    found: Any = StoryConsent.objects.filter(policies.within(paths, "county__path"))
    found = found.filter(state__in=["agreed", "withdrawn"]).select_related("page", "county")
    return render(request, "scoring/stories.html", {"consents": found[:200]})


@needs(Permission.AUTHOR_CONTENT)
@require_POST
def write(request: HttpRequest, pk: UUID) -> HttpResponse:
    paths = policies.roots(request.user, Permission.AUTHOR_CONTENT)
    consents = StoryConsent.objects.filter(policies.within(paths, "county__path"))
    consent = get_object_or_404(consents.filter(state__in=["agreed", "withdrawn"]), pk=pk)
    page = stories.write_story(by=person(request), consent=consent)
    return redirect(reverse("wagtailadmin_pages:edit", args=[page.pk]))
