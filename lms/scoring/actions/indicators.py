"""Cases of the three zeros: entered with source and date, corrected by a new row."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from lms.accounts import policies
from lms.accounts.actions.checks import reason_given, refused
from lms.accounts.models import Offender, Organisation, User
from lms.accounts.permissions import Permission
from lms.core import audit
from lms.core.errors import Conflict, Denied
from lms.core.months import today
from lms.scoring.models import IndicatorRecord

Indicator = IndicatorRecord.Indicator
ABOUT_A_PERSON = frozenset({Indicator.REOFFENCE, Indicator.ABSCONDED})
ABOUT_STAFF = frozenset({Indicator.MISCONDUCT})
MAY_END = frozenset({Indicator.ABSCONDED, Indicator.MISSED_INTAKE})
"""Somebody who was lost can be found again; the others are what they are."""
EARLIEST = date(2003, 7, 1)
"""Community correction began as a trial in this month."""
LONGEST_SOURCE, LONGEST_NOTE = 120, 2000
CHANGED = ("organisation", "offender", "on", "ended_on", "source", "note")


def record_case(
    *, by: User, indicator: str, organisation: Organisation, on: date, source: str,
    offender: Offender | None = None, ended_on: date | None = None, note: str = "",
) -> IndicatorRecord:  # fmt: skip
    """Enter one case. Raises `Denied`, `Invalid` per field, `Conflict` (entered already)."""
    case = IndicatorRecord(
        indicator=indicator, organisation=organisation, offender=offender, on=on,
        ended_on=ended_on, source=source.strip(), note=note.strip(), recorded_by=by,
    )  # fmt: skip
    _require(by, case)
    _refuse_what_is_wrong(case)
    with transaction.atomic():
        _refuse_twice(case)
        case.save(force_insert=True)
        _tell("scoring.indicator_entered", case, by)
    return case


def correct_case(
    *, by: User, case: IndicatorRecord, reason: str, void: bool = False, **changes: Any
) -> IndicatorRecord:
    """Put a new row in a case's place: with other values, with the day on which somebody was found
    (``ended_on``), or ``void`` when it was none. Raises `Denied`, `Invalid`, `Conflict` (somebody
    else corrected it, nothing changes)."""
    _require(by, case)
    reason = reason_given(reason)
    values = {name: getattr(case, name) for name in CHANGED} | changes
    new = IndicatorRecord(
        indicator=case.indicator, replaces=case, void=void, recorded_by=by, **values
    )
    new.source, new.note = new.source.strip(), new.note.strip()
    if void:
        new.note = reason
    elif all(getattr(case, name) == getattr(new, name) for name in CHANGED):
        raise Conflict(_("Nothing has been changed."), code="same")
    _require(by, new)
    _refuse_what_is_wrong(new)
    try:
        with transaction.atomic():
            if IndicatorRecord.objects.filter(replaces=case.pk).exists():
                raise Conflict(_("This row was corrected already."), code="replaced")
            if not void:
                _refuse_twice(new)
            new.save(force_insert=True)
            _tell("scoring.indicator_corrected", new, by, reason=reason)
    except IntegrityError as error:
        raise Conflict(_("This row was corrected already."), code="replaced") from error
    return new


def _require(by: User, case: IndicatorRecord) -> None:
    policies.require(by, Permission.MANAGE_INDICATORS, case.organisation)
    if case.offender_id is not None and case.offender_id == by.pk:
        raise Denied(_("Nobody works on their own file."), code="own_file")


def _refuse_what_is_wrong(case: IndicatorRecord) -> None:
    if case.indicator not in Indicator.values:
        raise refused("indicator", _("There is no such indicator."), code="indicator")
    _refuse_days(case)
    if not case.source:
        raise refused("source", _("Please say where this is known from."), code="source")
    for name, longest in (("source", LONGEST_SOURCE), ("note", LONGEST_NOTE)):
        text = getattr(case, name)
        if len(text) > longest:
            raise refused(name, _("At most %(n)d characters.") % {"n": longest}, code="long")
        if "\0" in text:
            raise refused(name, _("This text cannot be read."), code="text")
    _refuse_person(case)


def _refuse_days(case: IndicatorRecord) -> None:
    for name in ("on", "ended_on"):
        day = getattr(case, name)
        if day is not None and day > today():
            raise refused(name, _("This day is in the future."), code="future")
    if case.on < EARLIEST:
        raise refused("on", _("This day is too long ago."), code="before")
    if case.ended_on is None:
        return
    if case.indicator not in MAY_END:
        sentence = _("Only somebody who was lost is found again.")
        raise refused("ended_on", sentence, code="ended")
    if case.ended_on < case.on:
        raise refused("ended_on", _("This day is before the first one."), code="ended")


def _refuse_person(case: IndicatorRecord) -> None:
    person = case.offender
    if person is None:
        if case.indicator in ABOUT_A_PERSON:
            raise refused("offender", _("Please give the person's file code."), code="offender")
        return
    if case.indicator in ABOUT_STAFF:
        sentence = _("A breach by staff names no offender.")
        raise refused("offender", sentence, code="offender")
    before = case.replaces
    moved = before is None or (before.organisation, before.offender) != (case.organisation, person)
    if moved and not case.organisation.covers(person.office):
        sentence = _("This person's office does not belong to that organisation.")
        raise refused("offender", sentence, code="offender")


def _refuse_twice(case: IndicatorRecord) -> None:
    if case.offender is None:
        return
    Offender.objects.select_for_update().only("pk").get(pk=case.offender.pk)
    known = IndicatorRecord.objects.standing().filter(
        indicator=case.indicator, offender=case.offender, on=case.on
    )
    if case.replaces is not None:
        known = known.exclude(pk=case.replaces.pk)
    if found := known.first():
        sentence = _("This case is on record already.")
        raise Conflict(
            sentence, code="twice", fields={"on": [sentence]}, more={"record": str(found.pk)}
        )


def _tell(verb: str, case: IndicatorRecord, by: User, reason: str = "") -> None:
    audit.record(
        verb, actor=by, target=case, on_whom=case.offender, reason=reason,
        after={
            "indicator": case.indicator, "organisation": case.organisation.name,
            "on": str(case.on), "ended_on": str(case.ended_on or ""), "void": case.void,
        },
    )  # fmt: skip
