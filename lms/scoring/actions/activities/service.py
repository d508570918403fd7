"""Public-benefit activities (公益活动): offered, signed up for, and the hours that were done."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from lms.accounts import policies
from lms.accounts.actions.checks import cleaned, reason_given, refused
from lms.accounts.models import Offender, Organisation, User
from lms.accounts.permissions import Permission
from lms.core import audit
from lms.core.clock import now
from lms.core.errors import Conflict, NotVisible
from lms.core.months import local, local_day
from lms.scoring.actions.activities.checks import own_file, refuse_strangers, said, within
from lms.scoring.actions.activities.counting import count
from lms.scoring.actions.activities.telling import tell
from lms.scoring.models import ServiceEvent, ServiceSignup

MOST_HOURS, QUARTER = Decimal(12), Decimal("0.25")
AHEAD = timedelta(days=185)


def offer_event(
    *, by: User, organisation: Organisation, title: str, place: str, starts_at: datetime,
    hours: Decimal, places: int,
) -> ServiceEvent:  # fmt: skip
    """Offer an activity to the people of an office or county. Raises `Denied`, `Invalid`."""
    policies.require(by, Permission.RECORD_CONDUCT, organisation)
    if starts_at <= now():
        raise refused("starts_at", _("Please choose a time that is still to come."), code="past")
    within("starts_at", starts_at, now(), now() + AHEAD)
    if hours <= 0:
        raise refused("hours", _("Please say how many hours it takes."), code="hours")
    if not 1 <= places <= 500:
        raise refused("places", _("Please give 1 to 500 places."), code="places")
    event = ServiceEvent(
        organisation=organisation, title=said("title", title, most=80),
        place=said("place", place, most=80), starts_at=starts_at, hours=hours, places=places,
        created_by=by,
    )  # fmt: skip
    cleaned(event)
    with transaction.atomic():
        event.save(force_insert=True)
        audit.record("scoring.service_offered", actor=by, target=event)
    return event


def offered_to(offender: Offender) -> QuerySet[ServiceEvent]:
    """What the person's office, or one above it, offers and has not begun yet."""
    step, path = Organisation.steplen, offender.office.path
    paths = [path[:end] for end in range(step, len(path) + 1, step)]
    events = ServiceEvent.objects.open().filter(organisation__path__in=paths)
    return events.filter(starts_at__gt=now()).order_by("starts_at")


def why_not(offender: Offender) -> str:
    """Why somebody need not do public-benefit work, in kind words; empty when they may."""
    if offender.able_to_work and not offender.health_exempt:
        return ""
    return _(
        "You need not do public-benefit work: it is written in your file that you are not able to."
        " You lose no points by it. If this has changed, please tell your officer."
    )


def sign_up(*, by: User, event: Any) -> ServiceSignup:
    """Take a place; again changes nothing. Raises `NotVisible`, `Conflict` (``full``, ``begun``,
    ``not_able``)."""
    offender = own_file(by)
    if reason := why_not(offender):
        raise Conflict(reason, code="not_able")
    with transaction.atomic():
        held = _offered(offender, event)
        row = held.signups.filter(offender=offender).first()
        if row is not None and row.withdrawn_at is None:
            return row
        if held.signups.filter(withdrawn_at=None).count() >= held.places:
            raise Conflict(
                _("All places are taken. Please look for another activity."), code="full"
            )
        row = row or ServiceSignup(event=held, offender=offender)
        row.signed_up_at, row.withdrawn_at = now(), None
        row.save()
        audit.record("scoring.service_signed_up", actor=by, target=held, on_whom=by)
    return row


def withdraw(*, by: User, event: Any) -> None:
    """Give the place back, until it begins. Raises `NotVisible`, `Conflict`."""
    offender = own_file(by)
    with transaction.atomic():
        held = _offered(offender, event)
        changed = held.signups.filter(offender=offender, withdrawn_at=None)
        if not changed.update(withdrawn_at=now()):
            raise NotVisible(_("You are not signed up for this activity."), code="signup")
        audit.record("scoring.service_withdrawn", actor=by, target=held, on_whom=by)


def _offered(offender: Offender, pk: Any) -> ServiceEvent:
    """The activity, its row locked, as long as it has not begun."""
    step, path = Organisation.steplen, offender.office.path
    paths = [path[:end] for end in range(step, len(path) + 1, step)]
    rows = ServiceEvent.objects.select_for_update(of=("self",)).filter(pk=pk)
    held = rows.filter(organisation__path__in=paths).first()
    if held is None:
        raise NotVisible(_("There is no such activity."), code="event")
    if held.cancelled_at:
        raise Conflict(_("This activity was cancelled."), code="cancelled")
    if held.starts_at <= now() or held.closed_at:
        raise Conflict(_("This activity has begun already."), code="begun")
    return held


def note_hours(
    *, by: User, event: ServiceEvent, hours: Mapping[UUID, Decimal], late: bool = False
) -> ServiceEvent:
    """Close an activity with the hours that each person did; 0 for who did not come. They count on
    its day.

    ``hours`` names everybody who is signed up. Raises `Invalid` (a person missing, hours out of
    bounds), `Conflict` (not begun, closed, its month is locked and not ``late``).
    """
    with transaction.atomic():
        held = _open_event(by, event)
        if held.starts_at > now():
            raise Conflict(_("This activity has not begun yet."), code="early")
        rows = _taken(held)
        if {row.offender_id for row in rows} != set(hours):
            raise refused("hours", _("Please give the hours of every person."), code="people")
        refuse_strangers(by, held.signups.filter(withdrawn_at=None))
        for row in sorted(rows, key=lambda one: str(one.offender.office.path)):
            row.hours = _good_hours(hours[row.offender_id])
            row.save(update_fields=["hours"])
            if row.hours:
                _count(row, held, by, late)
        held.closed_at = now()
        held.save(update_fields=["closed_at"])
        done = {str(row.offender_id): str(row.hours) for row in rows}
        audit.record("scoring.service_closed", actor=by, target=held, after=done)
    return held


def cancel_event(*, by: User, event: ServiceEvent, reason: str) -> ServiceEvent:
    """It does not take place; who signed up is told. Raises `Invalid`, `Conflict`."""
    reason = reason_given(reason)
    with transaction.atomic():
        held = _open_event(by, event)
        held.cancelled_at = now()
        held.save(update_fields=["cancelled_at"])
        audit.record("scoring.service_cancelled", actor=by, target=held, reason=reason)

        def words() -> tuple[str, str]:
            values = {"title": held.title, "when": f"{local(held.starts_at):%Y-%m-%d %H:%M}"}
            body = _("“%(title)s” (%(when)s) does not take place.")
            return _("An activity is cancelled"), body % values

        tell(
            [row.offender.user for row in _taken(held)], words, key=f"service-off:{held.pk}",
            link=reverse("scoring:my_service"),
        )  # fmt: skip
    return held


def _open_event(by: User, event: ServiceEvent) -> ServiceEvent:
    rows = ServiceEvent.objects.visible_to(by).select_for_update(of=("self",))
    held = rows.filter(pk=event.pk).first()
    if held is None:
        raise NotVisible(_("There is no such activity."), code="event")
    if held.cancelled_at:
        raise Conflict(_("This activity was cancelled."), code="cancelled")
    if held.closed_at:
        raise Conflict(
            _("The hours are noted already. A mistake is put right in the conduct records."),
            code="closed",
        )
    return held


def _taken(held: ServiceEvent) -> list[ServiceSignup]:
    rows = held.signups.filter(withdrawn_at=None).order_by("offender__code")
    return list(rows.select_related("offender__user", "offender__office"))


def _good_hours(value: Decimal) -> Decimal:
    if not 0 <= value <= MOST_HOURS or value % QUARTER:
        sentence = _("Hours are quarters of an hour from 0 to 12, for example 2.5.")
        raise refused("hours", sentence, code="hours")
    return value


def _count(row: ServiceSignup, held: ServiceEvent, by: User, late: bool) -> None:
    count(
        by=by, offender=row.offender, kind="public_service", on=local_day(held.starts_at),
        hours=row.hours, key=f"service:{held.pk.hex}:{row.offender_id}", late=late,
    )  # fmt: skip
