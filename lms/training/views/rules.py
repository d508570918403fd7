"""Reading rules, for who manages training: list, change with a preview of the people, retire."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.db.models import Prefetch
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from content.models import Post, RiskPoint
from lms.accounts import policies
from lms.accounts.models import Organisation, StaffMember
from lms.accounts.models.organisations import Kind
from lms.accounts.permissions import Permission
from lms.accounts.views.frame import needs, person, posted, show
from lms.training import matching, reach
from lms.training.actions.assigning import recent_cases
from lms.training.actions.rules import save_rule, set_active, take_defaults
from lms.training.forms import RuleForm
from lms.training.models import ReadingRule
from lms.training.posts import PostBook

MOST_NAMES = 60


@dataclass(frozen=True)
class Preview:
    """Whom a rule would ask: how many, and the first by unit and name; and how many ``cases`` of
    the last months it would ask them to read next night."""

    count: int
    people: list[StaffMember]
    cases: int

    @property
    def more(self) -> int:
        return self.count - len(self.people)


def preview(user: Any, organisation: Organisation, posts: Any, risks: Any) -> Preview:
    people = reach.staff_at(organisation.path)
    people = people.filter(pk__in=StaffMember.objects.visible_to(user).values("pk"))
    found = PostBook().holding(people, [post.pk for post in posts])
    rows = found.select_related("user", "unit").order_by("unit__path", "user__name", "pk")
    cases = matching.fitting(recent_cases(), organisation, {risk.pk for risk in risks})
    return Preview(found.count(), list(rows[:MOST_NAMES]), cases)


@never_cache
@needs(Permission.MANAGE_TRAINING)
@require_safe
def rules(request: HttpRequest) -> HttpResponse:
    user = person(request)
    rows = ReadingRule.objects.visible_to(user).select_related("organisation")
    rows = rows.prefetch_related(
        Prefetch("risk_points", RiskPoint.objects.order_by("code")),
        Prefetch("posts", Post.objects.order_by("code")),
    )
    found = list(rows.order_by("-is_active", "organisation__path", "name"))
    counties = policies.organisations(user, Permission.MANAGE_TRAINING).filter(kind=Kind.COUNTY)
    known = {one.organisation_id for one in found}
    context = {"rules": found, "bare": [one for one in counties if one.pk not in known]}
    return render(request, "training/rules.html", context)


@never_cache
@needs(Permission.MANAGE_TRAINING)
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    return _edit(request, None)


@never_cache
@needs(Permission.MANAGE_TRAINING)
@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: HttpRequest, pk: UUID) -> HttpResponse:
    return _edit(request, _rule(request, pk))


def _edit(request: HttpRequest, rule: ReadingRule | None) -> HttpResponse:
    """Asked for a preview, nothing is saved."""
    user = person(request)
    form = RuleForm(posted(request), user=user, rule=rule)
    shown = None
    if "preview" in request.POST:
        if form.is_valid():
            wanted = form.cleaned_data
            shown = preview(user, wanted["organisation"], wanted["posts"], wanted["risk_points"])
    elif form.carries_out(lambda: save_rule(by=user, rule=rule, **form.cleaned_data)):
        messages.success(request, _("The rule is saved. It holds from the next night on."))
        return redirect("training:rules")
    return show(request, "training/rule.html", form, rule=rule, preview=shown)


@needs(Permission.MANAGE_TRAINING)
@require_POST
def switch(request: HttpRequest, pk: UUID) -> HttpResponse:
    rule = _rule(request, pk)
    changed = set_active(by=person(request), rule=rule, active="on" in request.POST)
    said = _("The rule is in use again.") if changed.is_active else _("The rule is retired.")
    messages.success(request, said)
    return redirect("training:rules")


@needs(Permission.MANAGE_TRAINING)
@require_POST
def defaults(request: HttpRequest) -> HttpResponse:
    user = person(request)
    places = policies.organisations(user, Permission.MANAGE_TRAINING)
    wanted = request.POST.get("organisation", "")
    number = int(wanted) if wanted.isascii() and wanted.isdigit() and len(wanted) < 10 else 0
    county = get_object_or_404(places, pk=number, kind=Kind.COUNTY)
    made = take_defaults(by=user, organisation=county)
    messages.success(request, _("%(n)d rules are in use now.") % {"n": len(made)})
    return redirect("training:rules")


def _rule(request: HttpRequest, pk: UUID) -> ReadingRule:
    found = ReadingRule.objects.visible_to(person(request)).filter(pk=pk).first()
    if found is None:
        raise Http404
    return found
