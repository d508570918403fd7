"""The roster of a group class: who was there, by the code at the door or ticked by staff, and what
that counts once it is closed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from lms.accounts.actions.checks import refused
from lms.accounts.models import User
from lms.core import audit
from lms.core.clock import now
from lms.core.errors import Conflict, NotVisible
from lms.core.months import local_day
from lms.learning.models import Exemption
from lms.scoring.actions.activities.checks import own_file, refuse_strangers
from lms.scoring.actions.activities.classes import open_class
from lms.scoring.actions.activities.counting import count
from lms.scoring.models import ClassAttendance, GroupClass

State, How = ClassAttendance.State, ClassAttendance.How
DOOR_OPENS = timedelta(minutes=30)
"""So long before it begins people may sign in."""
COUNTED = {State.PRESENT: "class_attended", State.ABSENT: "class_missed"}


@dataclass(frozen=True)
class Tick:
    """What staff say about one person; ``reason`` stands with an excuse."""

    offender: UUID
    state: str
    reason: str = ""


def check_in(*, by: User, group_class: Any, scanned_at: datetime) -> ClassAttendance:
    """Sign in at the door by the code, for oneself, once; again gives what there is.

    Raises `NotVisible` (not on the roster), `Conflict` (``early``, ``over``, closed, cancelled, or
    noted as absent by staff).
    """
    own_file(by)
    with transaction.atomic():
        places = ClassAttendance.objects.select_for_update(of=("self",))
        place = (
            places.select_related("group_class").filter(group_class=group_class, offender=by.pk)
        ).first()
        if place is None:
            sentence = _("You are not on the list of this class. Please speak to the officer.")
            raise NotVisible(sentence, code="roster")
        if place.state == State.PRESENT:
            return place
        _refuse_door(place, scanned_at)
        place.state, place.how, place.reason = State.PRESENT, How.CODE, ""
        place.noted_by, place.noted_at = by, now()
        place.save(update_fields=["state", "how", "reason", "noted_by", "noted_at"])
        audit.record("scoring.class_signed_in", actor=by, target=place.group_class, on_whom=by)
    return place


def _refuse_door(place: ClassAttendance, at: datetime) -> None:
    held = place.group_class
    if held.cancelled_at:
        raise Conflict(_("This class was cancelled."), code="cancelled")
    if held.closed_at:
        raise Conflict(_("This class is over."), code="over")
    if at < held.starts_at - DOOR_OPENS:
        raise Conflict(
            _("It is too early: signing in begins 30 minutes before the class."), code="early"
        )
    if at > held.ends_at:
        raise Conflict(_("This class is over."), code="over")
    if place.state == State.ABSENT:
        raise Conflict(
            _("You are noted as absent. Please speak to the officer."), code="noted_absent"
        )


def note(*, by: User, group_class: GroupClass, ticks: Iterable[Tick]) -> list[ClassAttendance]:
    """Tick people on the roster; returns the places that changed. Whoever signed in at the door
    stays so unless staff say otherwise. Raises `Invalid` (unknown state, excuse without reason),
    `NotVisible`, `Conflict`."""
    wanted = {tick.offender: _good(tick) for tick in ticks}
    with transaction.atomic():
        held = open_class(by, group_class.pk)
        _refuse_before(held)
        places = {one.offender_id: one for one in held.roster.filter(offender__in=wanted)}
        if len(places) < len(wanted):
            raise NotVisible(_("This person is not on the roster."), code="roster")
        changed = [
            place for pk, place in places.items()
            if (place.state, place.reason) != (wanted[pk].state, wanted[pk].reason)
        ]  # fmt: skip
        for place in changed:
            _set(place, wanted[place.offender_id], by)
        ClassAttendance.objects.bulk_update(changed, CHANGED)
        if changed:
            tally = {str(one.offender_id): one.state for one in changed}
            audit.record("scoring.class_noted", actor=by, target=held, after=tally)
    return changed


CHANGED = ["state", "how", "reason", "noted_by", "noted_at"]


def rest_absent(*, by: User, group_class: GroupClass) -> int:
    """Everybody about whom nothing is noted was absent; who is exempt on that day is excused.
    Returns how many."""
    with transaction.atomic():
        held = open_class(by, group_class.pk)
        _refuse_before(held)
        excused = excuse_exempt(by=by, group_class=held)
        rest = list(held.roster.filter(state=State.INVITED))
        for place in rest:
            _set(place, Tick(place.offender_id, State.ABSENT), by)
        ClassAttendance.objects.bulk_update(rest, CHANGED)
        audit.record("scoring.class_rest_absent", actor=by, target=held, after={"n": len(rest)})
    return len(rest) + excused


def excuse_exempt(*, by: User, group_class: GroupClass) -> int:
    """Excuse those who are exempt on the day of the class and about whom nothing is noted; returns
    how many."""
    with transaction.atomic():
        held = open_class(by, group_class.pk)
        excuses = exempt_on(held)
        exempt = list(held.roster.filter(state=State.INVITED, offender__in=list(excuses)))
        for place in exempt:
            _set(place, Tick(place.offender_id, State.EXCUSED, excuses[place.offender_id]), by)
        ClassAttendance.objects.bulk_update(exempt, CHANGED)
    return len(exempt)


def close_class(*, by: User, group_class: GroupClass, late: bool = False) -> GroupClass:
    """Close the roster: who came and who stayed away becomes conduct records; an excuse counts
    nothing. ``late``: its month is locked, let it count in the open one.

    Raises `Conflict` (before it began, somebody not noted, the month is locked).
    """
    with transaction.atomic():
        held = open_class(by, group_class.pk)
        if held.starts_at > now():
            raise Conflict(_("The class has not begun yet."), code="early")
        open_places = held.roster.filter(state=State.INVITED).count()
        if open_places:
            sentence = ngettext(
                "Nothing is noted about %(n)d person yet.",
                "Nothing is noted about %(n)d people yet.",
                open_places,
            )
            raise Conflict(sentence % {"n": open_places}, code="open_places")
        refuse_strangers(by, held.roster.filter(state__in=COUNTED))
        for place in _counted(held):
            count(
                by=by, offender=place.offender, kind=COUNTED[State(place.state)],
                on=local_day(held.starts_at), key=f"class:{held.pk}:{place.offender_id}", late=late,
            )  # fmt: skip
        held.closed_at, held.closed_by = now(), by
        held.save(update_fields=["closed_at", "closed_by"])
        audit.record("scoring.class_closed", actor=by, target=held)
    return held


def exempt_on(held: GroupClass) -> Mapping[Any, str]:
    """Who on the roster is exempt on the day of the class, and why. One query."""
    day = local_day(held.starts_at)
    exempt = Exemption.objects.touching(day, day)
    exempt = exempt.filter(offender__classes__group_class=held.pk)
    labels = dict(Exemption.Kind.choices)
    return {pk: str(labels[kind]) for pk, kind in exempt.values_list("offender", "kind")}


def _counted(held: GroupClass) -> QuerySet[ClassAttendance]:
    """County by county: each is locked while its people are counted."""
    places = held.roster.filter(state__in=COUNTED).order_by("offender__office__path", "offender")
    return places.select_related("offender__user", "offender__office")


def _good(tick: Tick) -> Tick:
    if tick.state not in (State.PRESENT, State.ABSENT, State.EXCUSED):
        raise refused("state", _("Please choose: there, absent or excused."), code="state")
    reason = tick.reason.replace("\0", "").strip()[:120] if tick.state == State.EXCUSED else ""
    if tick.state == State.EXCUSED and not reason:
        raise refused("reason", _("Please say why the person is excused."), code="reason")
    return Tick(tick.offender, tick.state, reason)


def _set(place: ClassAttendance, tick: Tick, by: User) -> None:
    place.state, place.reason = tick.state, tick.reason
    place.how, place.noted_by, place.noted_at = How.ROSTER, by, now()


def _refuse_before(held: GroupClass) -> None:
    if now() < held.starts_at - DOOR_OPENS:
        raise Conflict(_("The roster opens 30 minutes before the class begins."), code="early")
