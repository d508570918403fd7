"""Other systems: machine accounts with their tokens, and addresses that are told of news."""

from __future__ import annotations

from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from lms.accounts.actions.machines import (
    LONGEST_DAYS,
    create_machine,
    end_machine_token,
    issue_machine_token,
)
from lms.accounts.forms.accounts import PlaceField, places_of
from lms.accounts.forms.base import ActionForm
from lms.accounts.models import Organisation, User
from lms.accounts.permissions import Permission
from lms.accounts.roles import Role
from lms.accounts.views.frame import needs, person, posted, show
from lms.core import lists, webhooks
from lms.core.clock import now
from lms.core.models import WebhookEndpoint
from lms.core.months import Month
from lms.scoring.actions import endpoints
from lms.scoring.tables.machines import DeliveryTable, MachineTable

PAGE = ["GET", "HEAD", "POST"]
KEEPS = needs(*endpoints.KEEPERS)


class TokenForm(ActionForm):
    label = forms.CharField(label=gettext_lazy("For which system"), max_length=60, required=False)
    days = forms.IntegerField(
        label=gettext_lazy("Valid for days"), min_value=1, max_value=LONGEST_DAYS, initial=365
    )


class MachineForm(TokenForm):
    name = forms.CharField(label=gettext_lazy("Name of the system"), max_length=60)
    username = forms.CharField(label=gettext_lazy("user name"), max_length=150)
    organisation = PlaceField(
        Organisation.objects.none(), label=gettext_lazy("organisation"),
        help_text=gettext_lazy("It sees the people of this organisation and of those below it."),
    )  # fmt: skip
    field_order = ["name", "username", "organisation", "label", "days"]

    def __init__(self, *args: object, user: User, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        self.fields["organisation"].queryset = places_of(user)  # type: ignore[attr-defined]


class EndpointForm(ActionForm):
    owner = forms.ModelChoiceField(
        User.objects.none(), label=gettext_lazy("machine account"),
        help_text=gettext_lazy("News of the people whom this account may see is sent."),
    )  # fmt: skip
    url = forms.CharField(label=gettext_lazy("address"), max_length=300)
    events = forms.MultipleChoiceField(
        label=gettext_lazy("news"), widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, *args: object, user: User, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        self.fields["owner"].queryset = endpoints.machines_of(user)  # type: ignore[attr-defined]
        kinds = [(kind.name, kind.label) for kind in webhooks.kinds()]
        self.fields["events"].choices = kinds  # type: ignore[attr-defined]


# machine accounts


@never_cache
@needs(Permission.MANAGE_ACCOUNTS)
@require_http_methods(PAGE)
def machines(request: HttpRequest) -> HttpResponseBase:
    return lists.show(request, MachineTable, "scoring/machines_list.html")


@never_cache
@needs(Permission.MANAGE_ACCOUNTS)
@require_http_methods(PAGE)
def machine_new(request: HttpRequest) -> HttpResponse:
    """A new account; its first token is shown at once, and only then."""
    user = person(request)
    form = MachineForm(posted(request), user=user)
    if not form.carries_out(lambda: create_machine(by=user, **form.cleaned_data)):
        return show(request, "scoring/machines_new.html", form)
    account, secret = form.result
    return _shown_once(request, account, secret)


def _shown_once(request: HttpRequest, account: User, secret: str) -> HttpResponse:
    back = reverse("scoring:machine", args=[account.pk])
    context = {"subject": account.name, "secret": secret, "back": back, "token": True}
    return render(request, "scoring/machines_secret.html", context)


def _machine(request: HttpRequest, pk: UUID) -> User:
    visible = User.objects.visible_to(person(request)).filter(role=Role.MACHINE)
    found: User | None = visible.select_related("organisation").filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


@never_cache
@needs(Permission.MANAGE_ACCOUNTS)
@require_http_methods(PAGE)
def machine(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Its tokens; one more is shown once."""
    account, user = _machine(request, pk), person(request)
    form = TokenForm(posted(request))
    if form.carries_out(lambda: issue_machine_token(by=user, account=account, **form.cleaned_data)):
        return _shown_once(request, account, form.result[0])
    tokens = account.api_tokens.order_by("-created_at")
    context = {"account": account, "tokens": list(tokens), "now": now()}
    return show(request, "scoring/machines_account.html", form, **context)


@needs(Permission.MANAGE_ACCOUNTS)
@require_POST
def token_end(request: HttpRequest, pk: UUID, token: UUID) -> HttpResponse:
    account = _machine(request, pk)
    row = account.api_tokens.filter(pk=token).first()
    if row is None:
        raise Http404
    end_machine_token(by=person(request), token=row)
    messages.success(request, _("The token is ended."))
    return redirect("scoring:machine", pk)


# addresses that are told of news


@never_cache
@KEEPS
@require_http_methods(["GET", "HEAD"])
def endpoint_list(request: HttpRequest) -> HttpResponse:
    labels = {kind.name: kind.label for kind in webhooks.kinds()}
    rows = list(endpoints.endpoints_of(person(request)).order_by("-is_active", "created_at"))
    shown = [(one, [labels.get(name, name) for name in one.events]) for one in rows]
    context = {
        "endpoints": shown,
        "may_scores": person(request).can(Permission.VIEW_SCORES_API),
        "last_month": str(Month.current().previous()),
    }
    return render(request, "scoring/machines_endpoints.html", context)


@never_cache
@KEEPS
@require_http_methods(PAGE)
def endpoint_new(request: HttpRequest) -> HttpResponse:
    user = person(request)
    form = EndpointForm(posted(request), user=user)
    if not form.carries_out(lambda: endpoints.add_endpoint(by=user, **form.cleaned_data)):
        return show(request, "scoring/machines_endpoint_new.html", form)
    made, secret = form.result
    back = reverse("scoring:endpoint", args=[made.pk])
    context = {"subject": made.url, "secret": secret, "back": back, "token": False}
    return render(request, "scoring/machines_secret.html", context)


def _endpoint(request: HttpRequest, pk: UUID) -> WebhookEndpoint:
    found = endpoints.endpoints_of(person(request)).filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


@never_cache
@KEEPS
@require_http_methods(PAGE)
def endpoint(request: HttpRequest, pk: UUID) -> HttpResponseBase:
    """What was sent there and what became of it; on POST what the list offers."""
    found = _endpoint(request, pk)
    given = {"endpoint": str(found.pk)}
    return lists.show(
        request, DeliveryTable, "scoring/machines_endpoint.html", given=given, endpoint=found
    )


@KEEPS
@require_POST
def endpoint_end(request: HttpRequest, pk: UUID) -> HttpResponse:
    endpoints.end_endpoint(by=person(request), endpoint=_endpoint(request, pk))
    messages.success(request, _("Nothing more is sent to this address."))
    return redirect("scoring:endpoints")


@KEEPS
@require_POST
def delivery_again(request: HttpRequest, pk: UUID) -> HttpResponse:
    user = person(request)
    found = endpoints.deliveries_of(user).filter(pk=pk).first()
    if found is None:
        raise Http404
    endpoints.send_once_more(by=user, delivery=found)
    messages.success(request, _("It is sent once more."))
    return redirect("scoring:endpoint", found.endpoint_id)
