"""Who is on duty (值班): set by an officer or manager, asked when an alert is raised."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from lms.accounts import policies
from lms.accounts.actions.checks import refused
from lms.accounts.models import Organisation, User
from lms.accounts.permissions import Permission
from lms.core import audit
from lms.core.errors import Conflict
from lms.core.months import today
from lms.scoring.models import DutyTurn

LONGEST = timedelta(days=92)
AHEAD = timedelta(days=366)


def set_duty(
    *, by: User, organisation: Organisation, user: User, starts_on: date, ends_on: date
) -> DutyTurn:
    """Put somebody on duty for an organisation from a day until a day, both included. Several may
    be on duty at once.

    Raises `Denied`, `Invalid` per field (days, somebody who may not read what an alert is about),
    `Conflict` (that person is on duty there on one of these days already).
    """
    policies.require(by, Permission.RECORD_CONDUCT, organisation)
    _refuse_days(starts_on, ends_on)
    if not user.is_active or not policies.can(user, Permission.VIEW_TOOL_RESULTS, organisation):
        sentence = _("This person may not open alerts of this organisation.")
        raise refused("user", sentence, code="user")
    with transaction.atomic():
        Organisation.objects.select_for_update().get(pk=organisation.pk)
        same = DutyTurn.objects.filter(
            organisation=organisation, user=user, starts_on__lte=ends_on, ends_on__gte=starts_on
        )
        if same.exists():
            raise Conflict(
                _("This person is on duty there on one of these days already."), code="twice"
            )
        turn = DutyTurn.objects.create(
            organisation=organisation, user=user, starts_on=starts_on, ends_on=ends_on, set_by=by
        )
        audit.record("scoring.duty_set", actor=by, target=turn, on_whom=user, after=_said(turn))
    return turn


def end_duty(*, by: User, turn: DutyTurn) -> None:
    """A turn that has not begun goes; one that runs ends with yesterday. Raises `Denied`,
    `Conflict` when it is over."""
    policies.require(by, Permission.RECORD_CONDUCT, turn.organisation)
    with transaction.atomic():
        row = DutyTurn.objects.select_for_update(of=("self",)).filter(pk=turn.pk).first()
        if row is None or row.ends_on < today():
            raise Conflict(_("This turn is over."), code="over")
        before = _said(row)
        audit.record("scoring.duty_ended", actor=by, target=row, on_whom=row.user, before=before)
        if row.starts_on >= today():
            row.delete()
        else:
            row.ends_on = today() - timedelta(days=1)
            row.save(update_fields=["ends_on"])


def on_duty(place: Organisation, on: date | None = None) -> list[User]:
    """Who is on duty on that day for ``place``, or for the nearest level above that has somebody.
    One query."""
    day, step, path = on or today(), Organisation.steplen, place.path
    paths = [path[:end] for end in range(step, len(path) + 1, step)]
    turns = DutyTurn.objects.filter(
        organisation__path__in=paths, starts_on__lte=day, ends_on__gte=day, user__is_active=True
    ).select_related("user", "organisation")
    found: list[Any] = list(turns)
    nearest = max((len(turn.organisation.path) for turn in found), default=0)
    return [turn.user for turn in found if len(turn.organisation.path) == nearest]


def _refuse_days(starts_on: date, ends_on: date) -> None:
    if ends_on < starts_on:
        raise refused("ends_on", _("The last day must not be before the first."), code="order")
    if ends_on < today():
        raise refused("ends_on", _("This day is over."), code="past")
    if ends_on - starts_on > LONGEST:
        raise refused("ends_on", _("At most three months at once, please."), code="long")
    if starts_on > today() + AHEAD:
        raise refused("starts_on", _("Please check the day: it is too far away."), code="far")


def _said(turn: DutyTurn) -> dict[str, str]:
    return {
        "organisation": str(turn.organisation_id),
        "from": str(turn.starts_on), "until": str(turn.ends_on),
    }  # fmt: skip
