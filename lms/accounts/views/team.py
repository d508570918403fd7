"""The correction team of an offender; and, for helpers and guardians, the persons they look
after."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from lms.accounts import actions, policies
from lms.accounts.forms.people import TeamFormSet
from lms.accounts.models import Offender, RoleGrant, TeamMember, User
from lms.accounts.permissions import Permission, roles_with
from lms.accounts.roles import Role
from lms.accounts.views.frame import person, posted, show
from lms.accounts.views.person import PAGE, back_to, file_of
from lms.core import audit
from lms.core.errors import DomainError

FIELDS = ("name", "sex", "kind", "task")


def accounts_for(offender: Offender) -> Any:
    """Accounts that can be given a place: helpers and guardians of the county, and who carries
    files there."""
    county = offender.office.county() or offender.office
    helping = RoleGrant.objects.active().filter(
        policies.within([county.path], "organisation__path"),
        role__in=[Role.HELPER, Role.GUARDIAN, *roles_with(Permission.EDIT_PEOPLE)],
    )
    placed = offender.team.active().exclude(member=None)
    chosen = Q(pk__in=helping.values("user")) | Q(pk__in=placed.values("member"))
    return User.objects.filter(chosen, is_active=True).order_by("name")


@never_cache
@login_required
@require_http_methods(PAGE)
def team(request: HttpRequest, pk: UUID) -> HttpResponse:
    user = person(request)
    offender = file_of(request, pk, Permission.EDIT_PEOPLE, "team")
    members = list(offender.team.active().select_related("member"))
    first = [
        {field: getattr(one, field) for field in FIELDS} | {"member": str(one.member_id or "")}
        for one in members
    ]
    accounts = list(accounts_for(offender))
    formset = TeamFormSet(
        posted(request), initial=first, form_kwargs={"accounts": accounts}, prefix="m"
    )
    refusal: DomainError | None = None
    if request.method == "POST" and formset.is_valid():
        try:
            given = [_member(form.cleaned_data) for form in formset if _is_there(form)]
            actions.set_team(by=user, offender=offender, members=given)
        except DomainError as error:
            if error.status not in (409, 422):
                raise
            refusal = error
        else:
            messages.success(request, _("The team is saved."))
            return back_to(offender)
    context: dict[str, Any] = {"offender": offender, "formset": formset, "refusal": refusal}
    response = show(request, "accounts/person_team.html", **context)
    response.status_code = 200 if request.method != "POST" else 422
    return response


def _is_there(form: Any) -> bool:
    given = form.cleaned_data
    return bool(given) and bool(given.get("name") or given.get("member"))


def _member(given: dict[str, Any]) -> dict[str, Any]:
    account = given.get("member")
    return {**given, "name": given["name"] or (account.name if account else "")}


@never_cache
@login_required
@require_safe
def my_people(request: HttpRequest) -> HttpResponse:
    """Persons in whose team one has a task: by name and task, no more. A guardian sees how the
    juvenile studies, too (the place ``ward_summary``)."""
    tasks = list(
        TeamMember.objects.tasks_of(request.user)
        .select_related("offender__user", "offender__office")
        .order_by("offender__code")
    )
    for task in tasks:
        audit.look_up(task.offender, what="my_people", actor=request.user)
    guards = any(
        task.kind == TeamMember.Kind.GUARDIAN and task.offender.juvenile_regime for task in tasks
    )
    return show(request, "accounts/my_people.html", tasks=tasks, guards=guards)
