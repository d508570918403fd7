"""What is wrong with a record before it is written: dates, hours, stage, the same fact. The same
rules hold for the form, the file and the API."""

from __future__ import annotations

from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from django.utils.translation import gettext as _

from lms.accounts.actions.checks import refused
from lms.accounts.models.offenders import Offender, Stage
from lms.core.months import today
from lms.scoring.models import ConductRecord
from lms.scoring.rules.kinds import KINDS, RECORDED, Unit
from lms.scoring.rules.scheme import ItemKind, Scheme

HEAVY = 10
STAGES = (Stage.INTAKE, Stage.ACTIVE, Stage.RELEASE)
"""Those that end with a certificate."""
MOST_HOURS = 24
LONGEST_NOTE = 2000
LONGEST_KEY = 80


def is_heavy(scheme: Scheme, kind: str) -> bool:
    """Whether one fact of ``kind`` moves the score by ten points or more, makes it the minimum or
    freezes it: then a second person confirms it."""
    drastic = (ItemKind.ZERO, ItemKind.FREEZE)
    if any(item.kind in drastic for item in scheme.items if kind in item.facts):
        return True
    return abs(scheme.heaviest(kind)) >= HEAVY


def replaced_by(scheme: Scheme, kind: str) -> frozenset[str]:
    """The codes of the items that a fact of ``kind`` stands in for (one fact counts once)."""
    items = (item for item in scheme.items if kind in item.facts)
    return frozenset(code for item in items for code in item.replaces)


def exact_hours(value: Any) -> Any:
    """Hours as a `Decimal`, however they came; what is no number stays, to be refused."""
    if value is None or value == "":
        return None
    if isinstance(value, float):
        value = repr(value)
    try:
        found = Decimal(value)
    except (InvalidOperation, TypeError, ValueError):
        return value
    return found


def refuse_shape(record: ConductRecord) -> None:
    """What can be told from the record alone. Raises `Invalid` naming the field."""
    if record.kind not in RECORDED:
        raise refused("kind", _("There is no such kind of record."), code="kind")
    if type(record.on) is not date:
        raise refused("on", _("Please give the day."), code="day")
    _refuse_hours(record)
    _refuse_stage(record)
    _refuse_text("note", record.note, LONGEST_NOTE)
    _refuse_text("key", record.outside_key, LONGEST_KEY)
    if record.same_as is not None and record.same_item:
        raise refused("same_as", _("One fact, please: a record or an item."), code="same_as")


def refuse_day(record: ConductRecord) -> None:
    """In the future, or outside the time of correction. Raises `Invalid`."""
    first, last = term_of(record.offender)
    if record.on > today():
        raise refused("on", _("This day is in the future."), code="future")
    if record.on < first:
        raise refused("on", _("On that day correction had not begun."), code="before")
    if record.on > last:
        raise refused("on", _("On that day correction had ended already."), code="after")


def refuse_misfit(record: ConductRecord, scheme: Scheme) -> None:
    """What other records and the scheme say against it. Raises `Invalid`."""
    if record.stage:
        _refuse_stage_twice(record)
    if record.same_as is not None or record.same_item:
        _refuse_same_fact(record, scheme)


def term_of(offender: Offender) -> tuple[date, date]:
    """First and last day in correction; an early end is the last one."""
    last = offender.ends_on
    return offender.starts_on, min(last, offender.closed_on) if offender.closed_on else last


def _refuse_hours(record: ConductRecord) -> None:
    if KINDS[record.kind].unit != Unit.HOURS:
        if record.hours is not None:
            raise refused("hours", _("Hours are not given for this kind."), code="hours")
        return
    hours = record.hours
    if hours is None:
        raise refused("hours", _("Please give the hours."), code="hours")
    if not isinstance(hours, Decimal) or not hours.is_finite():
        raise refused("hours", _("This is not a number of hours."), code="hours")
    if not 0 < hours <= MOST_HOURS:
        raise refused("hours", _("Hours are more than 0 and at most 24."), code="hours")
    if hours != round(hours, 2):
        raise refused("hours", _("Hours have at most two decimals."), code="hours")


def _refuse_stage(record: ConductRecord) -> None:
    if KINDS[record.kind].unit != Unit.STAGE:
        if record.stage:
            raise refused("stage", _("A stage is not given for this kind."), code="stage")
        return
    if record.stage not in STAGES:
        raise refused("stage", _("Please say which stage the certificate is for."), code="stage")


def _refuse_stage_twice(record: ConductRecord) -> None:
    earlier = ConductRecord.objects.standing().filter(
        offender=record.offender, kind=record.kind, stage=record.stage
    )
    if earlier.exists():
        raise refused(
            "stage", _("The certificate of this stage is on record already."), code="stage_twice"
        )


def _refuse_text(field: str, text: str, longest: int) -> None:
    if len(text) > longest:
        raise refused(field, _("At most %(n)d characters.") % {"n": longest}, code="long")
    if "\0" in text:
        raise refused(field, _("This text cannot be read."), code="text")


def _refuse_same_fact(record: ConductRecord, scheme: Scheme) -> None:
    """Only a penalty stands beside another record, of the same person, that its item replaces."""
    replaces = replaced_by(scheme, record.kind)
    if not replaces:
        sentence = _("Only a penalty is given for a fact that is on record.")
        raise refused("same_as" if record.same_as else "same_item", sentence, code="same_as")
    if record.same_item and record.same_item not in replaces:
        sentence = _("This penalty does not take the place of that item.")
        raise refused("same_item", sentence, code="same_item")
    if (other := record.same_as) is None:
        return
    if other.offender_id != record.offender.pk:
        raise refused("same_as", _("That record is another person's."), code="same_as")
    if not ConductRecord.objects.standing().filter(pk=other.pk).exists():
        raise refused("same_as", _("That record has no effect any more."), code="same_as")
    if not any(other.kind in item.facts for item in scheme.items if item.code in replaces):
        sentence = _("This penalty does not take the place of that record.")
        raise refused("same_as", sentence, code="same_as")
