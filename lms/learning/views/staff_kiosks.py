"""Kiosks: devices of an office that are shared by design and raise no signal."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from lms.accounts import policies
from lms.accounts.permissions import Permission
from lms.accounts.views.frame import needs, person, show
from lms.core.errors import Conflict
from lms.learning import devices
from lms.learning.forms import KioskForm
from lms.learning.models import Device
from lms.learning.views.staff_frame import PAGE, row_of


@never_cache
@needs(Permission.MANAGE_KIOSKS)
@require_http_methods(PAGE)
def kiosks(request: HttpRequest) -> HttpResponse:
    """The kiosks of one's organisations; the browser in front of the reader can be made one."""
    user = person(request)
    places = policies.organisations(user, Permission.MANAGE_KIOSKS)
    here = devices.device_of(request)
    form = KioskForm(request.POST or None, offices=places)

    def act() -> Device:
        if here is None:
            raise Conflict(_("This browser keeps no cookies: it cannot be a kiosk."))
        return devices.register_kiosk(by=user, device=here, **form.cleaned_data)

    if form.carries_out(act):
        messages.success(request, _("This browser is a kiosk now."))
        return redirect("learning:kiosks")
    known = Device.objects.filter(kiosk_of__in=places).select_related("kiosk_of", "registered_by")
    context = {"kiosks": known.order_by("kiosk_of__path", "kiosk_label"), "here": here}
    return devices.remember(request, show(request, "learning/staff/kiosks.html", form, **context))


@needs(Permission.MANAGE_KIOSKS)
@require_POST
def end(request: HttpRequest, pk: UUID) -> HttpResponse:
    user = person(request)
    places = policies.organisations(user, Permission.MANAGE_KIOSKS)
    device = row_of(Device.objects.filter(kiosk_of__in=places).select_related("kiosk_of"), pk)
    devices.end_kiosk(by=user, device=device)
    messages.success(request, _("The device is an ordinary one again."))
    return redirect("learning:kiosks")
