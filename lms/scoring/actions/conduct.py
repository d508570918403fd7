"""Conduct records: what officers, files, other systems and activities say that happened.

A record never slips into a month that is being frozen: `record_conduct` and `close_month` lock the
county's row first, and a month is locked when it, or a later one, has a `CountyMonth`.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from lms.accounts import policies
from lms.accounts.actions.checks import reason_given
from lms.accounts.models import Offender, Organisation, User
from lms.accounts.permissions import Permission
from lms.core import audit
from lms.core.errors import Conflict, Denied, Invalid
from lms.core.months import Month
from lms.scoring.conduct import rules
from lms.scoring.models import ConductDecision, ConductRecord, CountyMonth
from lms.scoring.schemes.in_force import scheme_for

Origin = ConductRecord.Origin
BROUGHT = frozenset({Origin.IMPORT, Origin.API})
"""From another system, which has its own keys."""
NEEDS = {Origin.API: Permission.SEND_CONDUCT, Origin.OBJECTION: Permission.DECIDE_OBJECTION}
SAID = ("kind", "on", "hours", "stage", "note", "same_as_id", "same_item")
"""What a record says; a second one with the same key must say the same."""


@dataclass(frozen=True)
class Place:
    """Where a record counts."""

    month: Month
    is_late: bool = False


def record_conduct(
    *, by: User, offender: Offender, kind: str, on: date, hours: Any = None, stage: str = "",
    note: str = "", same_as: ConductRecord | None = None, same_item: str = "",
    origin: str = Origin.OFFICER, outside_key: str = "", late: bool = False,
    counts_in: Month | None = None,
) -> ConductRecord:  # fmt: skip
    """Write down one fact. A heavy one counts when a second person has confirmed it.

    ``late``: when its month is locked already, let it count in the open one. ``counts_in``: a month
    that an accepted objection puts right. From outside, the same ``outside_key`` with the same
    content gives the record there is. Raises `Denied`, `Invalid` per field, `Conflict` (``frozen``,
    ``twice``, ``key``).
    """
    return record_or_known(
        by=by, offender=offender, kind=kind, on=on, hours=hours, stage=stage, note=note,
        same_as=same_as, same_item=same_item, origin=origin, outside_key=outside_key, late=late,
        counts_in=counts_in,
    )[0]  # fmt: skip


def record_or_known(
    *, by: User, offender: Offender, kind: str, on: date, hours: Any = None, stage: str = "",
    note: str = "", same_as: ConductRecord | None = None, same_item: str = "",
    origin: str = Origin.OFFICER, outside_key: str = "", late: bool = False,
    counts_in: Month | None = None,
) -> tuple[ConductRecord, bool]:  # fmt: skip
    """As `record_conduct`; with whether the record is new."""
    require_recorder(by, offender, origin)
    if counts_in is not None and origin != Origin.OBJECTION:
        raise Invalid(_("Only an objection puts a locked month right."), code="counts_in")
    record = ConductRecord(
        offender=offender, kind=kind, on=on, hours=rules.exact_hours(hours), stage=stage,
        note=note.strip(), same_as=same_as, same_item=same_item, origin=origin,
        outside_key=outside_key.strip(), recorded_by=by,
    )  # fmt: skip
    rules.refuse_shape(record)
    with transaction.atomic():
        record.county = lock_county(offender)
        if record.outside_key and (known := known_by_key(record)):
            return known, False
        rules.refuse_day(record)
        place = Place(counts_in) if counts_in else _place_of(record, late)
        scheme = scheme_for(record.county, place.month).rules
        rules.refuse_misfit(record, scheme)
        _refuse_twice(record)
        record.counts_in, record.is_late = str(place.month), place.is_late
        record.needs_second = origin != Origin.OBJECTION and rules.is_heavy(scheme, kind)
        record.save(force_insert=True)
        _tell("scoring.conduct_recorded", record, by)
    return record, True


def decide_conduct(
    *, by: User, record: ConductRecord, accepted: bool, reason: str
) -> ConductDecision:
    """Confirm or refuse a heavy record as the second person; a refusal needs a reason.

    When its month was locked in the meantime, what is confirmed is carried into the open month as a
    record of its own, confirmed with it, and this one stays without effect. Raises `Denied` (one's
    own entry or file), `Invalid`, `Conflict` (nothing to decide, decided or withdrawn already).
    """
    policies.require(by, Permission.CONFIRM_CONDUCT, record.offender)
    refuse_own(by, record.offender)
    if by.pk == record.recorded_by_id:
        raise Denied(_("A second person decides, not who entered it."), code="own_entry")
    reason = reason.strip() if accepted else reason_given(reason)
    with transaction.atomic():
        county = lock_county(record.offender, record.county_id)
        if not ConductRecord.objects.waiting().filter(pk=record.pk).exists():
            raise Conflict(_("There is nothing to decide here any more."), code="decided")
        if accepted and is_locked(county, Month.parse(record.counts_in)):
            return _carry(record, by, open_month_for(county), reason)
        return _decide(record, by, accepted, reason)


def cancel_conduct(
    *, by: User, record: ConductRecord, reason: str, counts_in: Month | None = None
) -> ConductRecord:
    """Cancel a record by a new one; both stay to be read. A heavy record's cancellation counts when
    a second person has confirmed it; one that was never confirmed is simply withdrawn.

    When the record's month is locked, the cancellation counts in the open one, or in ``counts_in``
    when an accepted objection puts that month right. Raises `Denied`, `Invalid`, `Conflict`.
    """
    origin = Origin.OFFICER if counts_in is None else Origin.OBJECTION
    require_recorder(by, record.offender, origin)
    reason = reason_given(reason)
    with transaction.atomic():
        county = lock_county(record.offender, record.county_id)
        _refuse_cancelling(record)
        month = Month.parse(record.counts_in)
        late = counts_in is None and is_locked(county, month)
        confirmed = ConductDecision.objects.filter(record=record.pk).exists()
        cancelling = ConductRecord.objects.create(
            offender=record.offender, county=county, kind=record.kind, on=record.on,
            hours=record.hours, stage=record.stage, note=reason, origin=origin, cancels=record,
            needs_second=record.needs_second and confirmed and counts_in is None,
            counts_in=str(counts_in or (open_month_for(county) if late else month)),
            is_late=late, recorded_by=by,
        )  # fmt: skip
        _tell("scoring.conduct_cancelled", cancelling, by, reason=reason)
    return cancelling


def open_month_for(county: Organisation) -> Month:
    """The month that late facts count in: the one after the last that was locked; before the first
    lock the running one."""
    last = last_locked(county)
    return last.next() if last else Month.current()


def is_locked(county: Organisation, month: Month) -> bool:
    """Whether ``month`` takes no more facts: it, or a later one, was frozen."""
    last = last_locked(county)
    return last is not None and month <= last


def lock_county(offender: Offender, county_id: int | None = None) -> Organisation:
    """The county's row, locked until the transaction ends: no month is frozen meanwhile."""
    if county_id is None:
        county = offender.office.county()
        if county is None:
            raise Invalid(_("This justice office stands under no county."), code="county")
        county_id = county.pk
    return Organisation.objects.select_for_update(no_key=True).get(pk=county_id)


def require_recorder(by: User, offender: Offender, origin: str = Origin.OFFICER) -> None:
    """Raises `Denied` for one's own file or without the right over this person."""
    policies.require(by, NEEDS.get(Origin(origin), Permission.RECORD_CONDUCT), offender)
    refuse_own(by, offender)


def refuse_own(by: User, offender: Offender) -> None:
    if by.pk == offender.pk:
        raise Denied(_("Nobody works on their own file."), code="own_file")


def known_by_key(record: ConductRecord) -> ConductRecord | None:
    """The record that has this outside key already, if it says the same. Raises `Conflict`."""
    known = ConductRecord.objects.filter(
        county=record.county, outside_key=record.outside_key
    ).first()
    if known is None:
        return None
    same = all(getattr(known, name) == getattr(record, name) for name in SAID)
    if not same or known.offender_id != record.offender_id:
        raise Conflict(
            _("The key %(key)s belongs to a record with other content.")
            % {"key": record.outside_key},
            code="key", fields={"key": [_("This key belongs to another record.")]},
        )  # fmt: skip
    return known


def last_locked(county: Organisation) -> Month | None:
    last = CountyMonth.objects.filter(county=county).aggregate(last=Max("month"))["last"]
    return Month.parse(last) if last else None


def _place_of(record: ConductRecord, late: bool) -> Place:
    month = Month.of(record.on)
    if not is_locked(record.county, month):
        return Place(month)
    opened = open_month_for(record.county)
    if not late:
        sentence = _(
            "%(month)s is locked. Tick that this is recorded late, and it counts in %(open)s."
        ) % {"month": named(month), "open": named(opened)}
        raise Conflict(sentence, code="frozen", fields={"on": [sentence]})
    return Place(opened, is_late=True)


def named(month: Month) -> str:
    return date_format(month.first, "YEAR_MONTH_FORMAT")


def _refuse_twice(record: ConductRecord) -> None:
    """By hand, one kind and day of a person stands once. From outside the key tells facts apart,
    except from what an officer has entered by hand."""
    if record.origin == Origin.ACTIVITY:
        return
    standing = ConductRecord.objects.standing().filter(
        offender=record.offender, kind=record.kind, on=record.on
    )
    if record.origin in BROUGHT:
        standing = standing.filter(origin=Origin.OFFICER)
    if known := standing.first():
        sentence = _("This is on record for that day already.")
        raise Conflict(
            sentence, code="twice", fields={"on": [sentence]}, more={"record": str(known.pk)}
        )


def _refuse_cancelling(record: ConductRecord) -> None:
    if record.cancels_id is not None:
        raise Conflict(_("A cancellation is not cancelled: make a new record."), code="cancels")
    if not ConductRecord.objects.standing().filter(pk=record.pk).exists():
        raise Conflict(_("This record has no effect any more."), code="cancelled")
    if ConductRecord.objects.waiting().filter(cancels=record.pk).exists():
        raise Conflict(_("Its cancellation waits for a second person already."), code="waiting")


def _decide(record: ConductRecord, by: User, accepted: bool, reason: str) -> ConductDecision:
    decision = ConductDecision.objects.create(
        record=record, accepted=accepted, reason=reason, by=by, recorded_by_id=record.recorded_by_id
    )
    verb = "scoring.conduct_confirmed" if accepted else "scoring.conduct_refused"
    _tell(verb, record, by, reason=reason)
    return decision


def _carry(record: ConductRecord, by: User, month: Month, reason: str) -> ConductDecision:
    """The same fact in the open month, confirmed; the record itself is set aside."""
    carried = ConductRecord.objects.create(
        offender=record.offender, county=record.county, kind=record.kind, on=record.on,
        hours=record.hours, stage=record.stage, note=record.note, same_as=record.same_as,
        same_item=record.same_item, origin=record.origin, needs_second=True,
        counts_in=str(month), is_late=True, cancels=record.cancels,
        recorded_by_id=record.recorded_by_id, recorded_at=record.recorded_at,
    )  # fmt: skip
    aside = _("Confirmed after its month was locked; it counts in %(month)s.")
    _decide(record, by, False, aside % {"month": named(month)})
    return _decide(carried, by, True, reason)


def _tell(verb: str, record: ConductRecord, by: User, reason: str = "") -> None:
    told = {
        "kind": record.kind, "on": str(record.on), "counts_in": record.counts_in,
        "origin": str(record.origin),
    }  # fmt: skip
    if record.needs_second:
        told["needs_second"] = "yes"
    audit.record(verb, actor=by, target=record, on_whom=record.offender, after=told, reason=reason)
