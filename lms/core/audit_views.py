"""The audit log, for those who watch: what of their organisations was done, by whom, on whom."""

from __future__ import annotations

import json
from typing import Any

import django_filters
from django.contrib.auth import get_user_model
from django.contrib.auth.decorators import login_required
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponseBase
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from lms.core import audit, lists, verbs
from lms.core.errors import Denied
from lms.core.filters import FromDay, UntilDay
from lms.core.models import AuditEntry
from lms.core.tables import Column, Table


class AuditFilter(django_filters.FilterSet):
    actor = django_filters.CharFilter(label=gettext_lazy("Who"), method="by_actor", max_length=150)
    whom = django_filters.CharFilter(
        label=gettext_lazy("On whom (code)"), method="on_whom_code", max_length=150
    )
    verb = django_filters.ChoiceFilter(
        label=gettext_lazy("What was done"),
        choices=verbs.choices,
        empty_label=pgettext_lazy("list", "all"),
    )
    since = FromDay("at", label=pgettext_lazy("day", "From"))
    until = UntilDay("at", label=pgettext_lazy("day", "Until"))

    class Meta:
        model = AuditEntry
        fields: list[str] = []

    def by_actor(self, rows: QuerySet[Any], _name: str, text: str) -> QuerySet[Any]:
        return rows.filter(Q(actor_name__icontains=text) | Q(actor__username=text))

    def on_whom_code(self, rows: QuerySet[Any], _name: str, text: str) -> QuerySet[Any]:
        return rows.filter(on_whom__in=people_with(text))


def people_with(code: str) -> QuerySet[Any]:
    """Accounts by an offender's code or by user name."""
    people: Any = get_user_model()._default_manager
    return people.filter(Q(username=code) | Q(offender__code=code)).values("pk")


def code_of(person: Any) -> str:
    """How the log names a person: an offender by the code, others by user name."""
    if person is None:
        return ""
    profile = getattr(person, "offender", None)
    return str(profile.code if profile else person.username)


def _facts(entry: AuditEntry) -> str:
    """Before and after as one line of JSON."""
    sides = [
        json.dumps(side, ensure_ascii=False, sort_keys=True) if side is not None else ""
        for side in (entry.before, entry.after)
    ]
    return " → ".join(sides) if sides[0] else sides[1]


class AuditTable(Table):
    key = "audit"
    title = gettext_lazy("Audit log")
    filters = AuditFilter
    order = "-at"
    formats = ("xlsx", "csv")
    background_over = -1
    most_counted = 10_000
    columns = (
        Column("at", gettext_lazy("When"), sort="at"),
        Column("actor_name", gettext_lazy("Who")),
        Column("address", gettext_lazy("From where")),
        Column("verb", gettext_lazy("What was done"), value=lambda entry: verbs.label(entry.verb)),
        Column("on_whom", gettext_lazy("On whom"), value=lambda entry: code_of(entry.on_whom)),
        Column("target", gettext_lazy("Thing"), value=lambda e: f"{e.target_type} {e.target_id}"),
        Column("success", gettext_lazy("Worked")),
        Column("reason", pgettext_lazy("list", "Reason"), kind="long"),
        Column("facts", gettext_lazy("Before → after"), value=_facts, kind="long"),
        Column("request_id", gettext_lazy("Request")),
    )

    def rows(self) -> QuerySet[AuditEntry]:
        seen = AuditEntry.objects.visible_to(self.user)
        return seen.select_related("on_whom", "on_whom__offender")

    def may_export(self) -> bool:
        return bool(self.user.can("view_audit"))


@login_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def listing(request: HttpRequest) -> HttpResponseBase:
    """Reading what was done to one person is a look-up of that person, and logged as one."""
    user: Any = request.user
    if not user.can("view_audit"):
        raise Denied(_("You do not have the right to do this."))
    response = lists.show(request, AuditTable)
    if code := request.GET.get("whom", "").strip():
        people: Any = get_user_model()._default_manager
        for person in people.filter(pk__in=people_with(code))[:5]:
            audit.look_up(person, what="audit log")
    return response
