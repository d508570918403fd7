"""Group classes (集中教育): who is called, and that they are told."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from lms.accounts import policies
from lms.accounts.actions.checks import reason_given, refused
from lms.accounts.models import Offender, Organisation, User
from lms.accounts.permissions import Permission
from lms.core import audit
from lms.core.clock import now
from lms.core.errors import Conflict, NotVisible
from lms.core.months import local, local_day
from lms.scoring.actions.activities.checks import people_of, said, within
from lms.scoring.actions.activities.telling import tell
from lms.scoring.activities import door_codes
from lms.scoring.models import ClassAttendance, GroupClass

State = ClassAttendance.State
MOST_PEOPLE = 600
LONGEST = timedelta(hours=12)
BACK, AHEAD = timedelta(days=31), timedelta(days=185)


def make_class(
    *, by: User, organisation: Organisation, title: str, place: str, starts_at: datetime,
    ends_at: datetime, offenders: Iterable[UUID],
) -> GroupClass:  # fmt: skip
    """Call people to a class and tell them. One that is over already may be written down as well.

    Raises `Denied` (not one's organisation), `Invalid` per field; somebody outside ``by``'s part of
    the tree is `NotVisible`.
    """
    policies.require(by, Permission.RECORD_CONDUCT, organisation)
    title, place = said("title", title, most=80), said("place", place, most=80)
    _refuse_times(starts_at, ends_at)
    called = _called(by, set(offenders), starts_at)
    with transaction.atomic():
        made = GroupClass.objects.create(
            organisation=organisation, title=title, place=place, starts_at=starts_at,
            ends_at=ends_at, door_key=door_codes.new_key(), created_by=by,
        )  # fmt: skip
        ClassAttendance.objects.bulk_create(
            ClassAttendance(group_class=made, offender=one) for one in called
        )
        audit.record("scoring.class_made", actor=by, target=made, after={"people": len(called)})
        _invite(made, called)
    return made


def add_person(*, by: User, group_class: GroupClass, offender: Offender) -> ClassAttendance:
    """One more on the roster. Twice changes nothing. Raises `Conflict` when it is closed."""
    with transaction.atomic():
        held = open_class(by, group_class.pk)
        (called,) = _called(by, {offender.pk}, held.starts_at)
        if held.roster.count() >= MOST_PEOPLE:
            raise Conflict(_("The roster is full."), code="full")
        place, added = ClassAttendance.objects.get_or_create(group_class=held, offender=called)
        if added:
            audit.record("scoring.class_person_added", actor=by, target=held, on_whom=called)
            _invite(held, [called])
    return place


def take_off(*, by: User, group_class: GroupClass, offender: UUID) -> None:
    """Take somebody off the roster about whom nothing is noted yet. Raises `Conflict`,
    `NotVisible`."""
    with transaction.atomic():
        held = open_class(by, group_class.pk)
        place = held.roster.select_related("offender__user").filter(offender=offender).first()
        if place is None:
            raise NotVisible(_("This person is not on the roster."), code="roster")
        if place.state != State.INVITED:
            raise Conflict(
                _("Something is noted about this person already. Note them as excused."),
                code="noted",
            )
        place.delete()
        audit.record("scoring.class_person_removed", actor=by, target=held, on_whom=place.offender)
        _uninvite(held, [place.offender.user])


def cancel_class(*, by: User, group_class: GroupClass, reason: str) -> GroupClass:
    """Nobody needs to come. Everybody who was called is told. Raises `Conflict`, `Invalid`."""
    reason = reason_given(reason)
    with transaction.atomic():
        held = open_class(by, group_class.pk)
        held.cancelled_at = now()
        held.save(update_fields=["cancelled_at"])
        audit.record("scoring.class_cancelled", actor=by, target=held, reason=reason)
        places = held.roster.select_related("offender__user")
        _uninvite(held, [place.offender.user for place in places])
    return held


def open_class(by: User, pk: Any) -> GroupClass:
    """The class, its row locked. Raises `NotVisible`, `Conflict` when it is closed or cancelled."""
    held = GroupClass.objects.visible_to(by).select_for_update(of=("self",)).filter(pk=pk).first()
    if held is None:
        raise NotVisible(_("There is no such class."), code="class")
    if held.cancelled_at:
        raise Conflict(_("This class was cancelled."), code="cancelled")
    if held.closed_at:
        raise Conflict(
            _("This roster is closed. A mistake is put right in the conduct records."),
            code="closed",
        )
    return held


def when(held: Any) -> str:
    """Day and hours of a class as people read it."""
    return f"{local(held.starts_at):%Y-%m-%d %H:%M}–{local(held.ends_at):%H:%M}"


def _refuse_times(starts_at: datetime, ends_at: datetime) -> None:
    if ends_at <= starts_at:
        raise refused("ends_at", _("The end must come after the beginning."), code="order")
    if ends_at - starts_at > LONGEST:
        raise refused("ends_at", _("A class lasts twelve hours at most."), code="long")
    within("starts_at", starts_at, now() - BACK, now() + AHEAD)


def _called(by: User, wanted: set[UUID], starts_at: datetime) -> list[Offender]:
    if not wanted:
        raise refused("offenders", _("Please choose who is to come."), code="nobody")
    if len(wanted) > MOST_PEOPLE:
        sentence = _("At most %(n)d people can be called to one class.")
        raise refused("offenders", sentence % {"n": MOST_PEOPLE}, code="many")
    people = people_of(by, local_day(starts_at)).select_related("user").defer("id_number")
    called = list(people.filter(pk__in=wanted))
    if len(called) < len(wanted):
        raise NotVisible(
            _("Somebody of these is not under correction with you on that day."), code="people"
        )
    return called


def _invite(held: GroupClass, called: Iterable[Offender]) -> None:
    if held.starts_at <= now():
        return

    def words() -> tuple[str, str]:
        values = {"title": held.title, "place": held.place, "when": when(held)}
        body = _("“%(title)s”: %(when)s, %(place)s. Please be on time and sign in at the door.")
        return _("You are called to a group class"), body % values

    tell([one.user for one in called], words, key=f"class:{held.pk}", link=_link())


def _uninvite(held: GroupClass, users: Iterable[Any]) -> None:
    if held.starts_at <= now():
        return

    def words() -> tuple[str, str]:
        values = {"title": held.title, "when": when(held)}
        body = _("You need not come to “%(title)s” (%(when)s).")
        return _("A group class is cancelled for you"), body % values

    tell(users, words, key=f"class-off:{held.pk}", link=_link())


def _link() -> str:
    return reverse("scoring:my_activities")
