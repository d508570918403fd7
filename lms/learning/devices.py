"""Which browser a learner studies on: a random cookie, of which only the hash is kept."""

from __future__ import annotations

import hashlib
import secrets
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from lms.accounts import policies
from lms.accounts.models import Organisation
from lms.accounts.permissions import Permission
from lms.core import audit, context
from lms.core.clock import now
from lms.core.errors import Invalid
from lms.learning.models import Device

COOKIE = "xinlu_device"
YEAR = 365 * 24 * 3600
SEEN_EVERY = timedelta(hours=1)


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def remember(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    """Give a browser that has none its cookie. Pages with a player call this."""
    if COOKIE not in request.COOKIES:
        response.set_cookie(
            COOKIE,
            secrets.token_urlsafe(24),
            max_age=YEAR,
            httponly=True,
            samesite="Lax",
            secure=settings.SESSION_COOKIE_SECURE,
        )
    return response


def device_of(request: HttpRequest) -> Device | None:
    """The device behind a request; None for a client that keeps no cookie."""
    token = request.COOKIES.get(COOKIE, "")
    if len(token) < 20:
        return None
    device, made = Device.objects.get_or_create(
        token_hash=_hash(token), defaults={"agent": context.info().agent}
    )
    if not made and now() - device.last_seen_at > SEEN_EVERY:
        device.last_seen_at, device.agent = now(), context.info().agent
        device.save(update_fields=["last_seen_at", "agent"])
    return device


def register_kiosk(*, by: Any, organisation: Organisation, label: str, device: Device) -> Device:
    """Make the browser in front of ``by`` a kiosk of an office: shared by design, it raises no
    signal. Raises `Denied`, `Invalid` (no label)."""
    policies.require(by, Permission.MANAGE_KIOSKS, organisation)
    if not label.strip():
        sentence = _("Please say where the device stands.")
        raise Invalid(sentence, code="label", fields={"label": [sentence]})
    with transaction.atomic():
        device.kiosk_of, device.kiosk_label, device.registered_by = organisation, label.strip(), by
        device.save(update_fields=["kiosk_of", "kiosk_label", "registered_by"])
        audit.record(
            "learning.kiosk_registered", actor=by, target=device,
            after={"organisation": organisation.pk, "label": device.kiosk_label},
        )  # fmt: skip
    return device


def end_kiosk(*, by: Any, device: Device) -> Device:
    """The device is an ordinary one again."""
    policies.require(by, Permission.MANAGE_KIOSKS, device.kiosk_of)
    with transaction.atomic():
        before = {"organisation": device.kiosk_of_id, "label": device.kiosk_label}
        device.kiosk_of, device.kiosk_label, device.registered_by = None, "", by
        device.save(update_fields=["kiosk_of", "kiosk_label", "registered_by"])
        audit.record("learning.kiosk_ended", actor=by, target=device, before=before)
    return device
