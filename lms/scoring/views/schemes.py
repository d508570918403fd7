"""The scheme that holds somewhere, as a table to read and print; its versions; as a file."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from lms.accounts.models import Organisation
from lms.accounts.permissions import Permission
from lms.accounts.views.frame import needs, person
from lms.core import audit
from lms.core.errors import Invalid
from lms.core.months import Month
from lms.scoring.models import Scheme, SchemeDraft
from lms.scoring.rules import toml
from lms.scoring.rules.scheme import Scheme as Rules
from lms.scoring.schemes import places as scheme_places
from lms.scoring.schemes import words as scheme_words
from lms.scoring.schemes.in_force import InForce, scheme_for

READ = Permission.VIEW_SCORES


@never_cache
@needs(READ)
@require_safe
def listing(request: HttpRequest) -> HttpResponse:
    """Where which scheme holds; whoever looks after one county alone goes straight to its."""
    user = person(request)
    places = scheme_places.places_of(user)
    home = scheme_places.home_of(places, user)
    if home is not None and "all" not in request.GET:
        return redirect("scoring:scheme", home.uid)
    return render(request, "scoring/schemes_list.html", {"places": places})


def in_words(rules: Rules) -> dict[str, Any]:
    """What the table of a scheme shows."""
    return {
        "scheme": rules,
        "items": scheme_words.item_rows(rules),
        "exemptions": scheme_words.exemption_words(rules),
        "calendar": scheme_words.calendar_rows(rules),
        "proposals": [(rule, scheme_words.proposal_sentence(rule)) for rule in rules.proposals],
    }


@never_cache
@needs(READ)
@require_safe
def scheme(request: HttpRequest, uid: UUID) -> HttpResponse:
    """The scheme that holds in this month, or in ``?month=2026-12``."""
    user = person(request)
    organisation = scheme_places.one_of(user, uid)
    month = _month_asked(request)
    found = scheme_for(organisation, month)
    own = Scheme.objects.filter(organisation=organisation).select_related("enforced_by")
    manages = scheme_places.may_manage(user, organisation)
    context = {
        "organisation": organisation,
        "month": month,
        "found": found,
        "source": _source(found, organisation),
        "history": list(own.order_by("-version").defer("plain")),
        "coming": str(Month.current()),
        "may_manage": manages,
        "draft": SchemeDraft.objects.filter(pk=organisation.pk).first() if manages else None,
        **in_words(found.rules),
    }
    return render(request, "scoring/schemes_scheme.html", context)


def _month_asked(request: HttpRequest) -> Month:
    text = request.GET.get("month", "")
    if not text:
        return Month.current()
    try:
        return Month.parse(text)
    except ValueError as error:
        raise Invalid(_("Please give the month as in 2026-09."), code="month") from error


def _source(found: InForce, organisation: Organisation) -> str:
    if found.scheme is None:
        return _("The scheme that comes with the platform: nobody above has set another one.")
    if found.scheme.organisation_id == organisation.pk:
        return _("A scheme of its own.")
    return _("Inherited from %(place)s.") % {"place": found.scheme.organisation.name}


@never_cache
@needs(READ)
@require_safe
def version(request: HttpRequest, uid: UUID, version: int) -> HttpResponse:
    """One version as it was put in force."""
    user = person(request)
    organisation = scheme_places.one_of(user, uid)
    row = _version_of(organisation, version)
    context = {
        "organisation": organisation,
        "row": row,
        "before": version - 1 if version > 1 else None,
        "after": _next_of(row),
        **in_words(row.rules),
    }
    return render(request, "scoring/schemes_version.html", context)


def _version_of(organisation: Organisation, number: int) -> Scheme:
    found = Scheme.objects.filter(organisation=organisation, version=number)
    row = found.select_related("enforced_by").first()
    if row is None:
        raise Http404
    return row


def _next_of(row: Scheme) -> Scheme | None:
    later = Scheme.objects.filter(organisation=row.organisation_id, version=row.version + 1)
    return later.defer("plain").first()


@never_cache
@needs(READ)
@require_safe
def file(request: HttpRequest, uid: UUID) -> HttpResponse:
    """The scheme in force as a TOML file; ``?version=3`` an own version, ``?draft=1`` the draft of
    who may edit it."""
    user = person(request)
    organisation = scheme_places.one_of(user, uid)
    plain, name = _asked_for(request, organisation)
    audit.record(
        "scoring.scheme_taken", actor=user, after={"organisation": organisation.pk, "which": name}
    )
    response = HttpResponse(toml.write(plain), content_type="application/toml; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="scheme-{name}.toml"'
    return response


def _asked_for(request: HttpRequest, organisation: Organisation) -> tuple[dict[str, Any], str]:
    code = organisation.code or organisation.pk
    wanted = request.GET.get("version", "")
    if wanted.isascii() and wanted.isdigit() and len(wanted) < 6:
        return _version_of(organisation, int(wanted)).plain, f"{code}-v{wanted}"
    if request.GET.get("draft"):
        draft = SchemeDraft.objects.filter(pk=organisation.pk).first()
        if draft is None or not scheme_places.may_manage(person(request), organisation):
            raise Http404
        return draft.plain, f"{code}-draft"
    return scheme_for(organisation, Month.current()).plain, str(code)
