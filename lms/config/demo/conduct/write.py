"""Writing down in bulk what people did: records, classes with their rosters, second persons."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django.db import transaction

from lms.accounts.models import Offender
from lms.config.demo.conduct import deeds
from lms.config.demo.crowd import own_luck
from lms.config.demo.people import Seat
from lms.config.demo.when import at
from lms.config.demo.words import named
from lms.core.months import Month
from lms.learning.models import Exemption
from lms.scoring.models import ClassAttendance, ConductDecision, ConductRecord, GroupClass

COLUMNS = ("office_id", "officer_id", "starts_on", "ends_on", "closed_on", "able_to_work")
TITLE = "守法与规矩"
CARELESS = {0: False, 1: False, 2: True, 3: False, 4: False}
"""Of the five who sign in, learner3 is behind with everything."""


@dataclass
class Rows:
    records: list[ConductRecord] = field(default_factory=list)
    decisions: list[ConductDecision] = field(default_factory=list)
    roster: list[ClassAttendance] = field(default_factory=list)

    def write(self) -> None:
        """A penalty's record comes after the one that it stands beside."""
        ConductRecord.objects.bulk_create([one for one in self.records if not one.same_as_id])
        ConductRecord.objects.bulk_create([one for one in self.records if one.same_as_id])
        ConductDecision.objects.bulk_create(self.decisions)
        ClassAttendance.objects.bulk_create(self.roster)


class Chronicler:
    """Writes what the people of all offices did in ``months``, up to ``last``."""

    def __init__(self, seats: list[Seat], months: list[Month], last: date, seed: int) -> None:
        self.seats = {seat.office.pk: seat for seat in seats}
        self.counties = {seat.office.pk: seat.office.county() for seat in seats}
        self.first_officer = next(officer for seat in seats for officer in seat.officers)
        self.months, self.last, self.seed = months, last, seed
        self.classes = self._classes()

    def _classes(self) -> dict[tuple[int, str], UUID]:
        """A class of each office in each month whose day has come; closed the same evening."""
        made: dict[tuple[int, str], GroupClass] = {}
        for month in self.months:
            day = month.first.replace(day=deeds.CLASS_DAY)
            if day > self.last:
                continue
            for pk, seat in self.seats.items():
                begins = at(day, 9)
                made[pk, str(month)] = GroupClass(
                    pk=named("class", seat.office.code or pk, str(month)), organisation_id=pk,
                    title=TITLE, place="司法所教育室", starts_at=begins,
                    ends_at=begins + timedelta(hours=2), created_by=seat.manager,
                    door_key=named("door", seat.office.code or pk, str(month)).hex,
                    closed_at=at(day, 17), closed_by=seat.manager,
                )  # fmt: skip
        GroupClass.objects.bulk_create(made.values())
        return {place: one.pk for place, one in made.items()}

    def write(self, people: Iterable[tuple[UUID, int]]) -> None:
        """Some hundred people: (id, serial number)."""
        serials = dict(people)
        found = Offender.objects.filter(pk__in=serials).only(*COLUMNS)
        excused = self._excused(list(serials))
        rows = Rows()
        for offender in sorted(found, key=lambda one: serials[one.pk]):
            self._person(rows, offender, serials[offender.pk], excused)
        with transaction.atomic():
            rows.write()

    def _excused(self, ids: list[UUID]) -> set[tuple[UUID, str]]:
        found = Exemption.objects.filter(offender__in=ids, cancelled_at=None)
        return {
            (pk, str(month))
            for pk, first, last in found.values_list("offender", "starts_on", "ends_on")
            for month in self.months
            if first <= month.last and last >= month.first
        }

    def _person(
        self, rows: Rows, offender: Offender, serial: int, excused: set[tuple[UUID, str]]
    ) -> None:
        rng = own_luck(self.seed, serial, "conduct")
        careless = CARELESS.get(serial, deeds.is_careless(rng))
        last = min(self.last, offender.closed_on or offender.ends_on)
        term = deeds.Term(offender.starts_on, last)
        for month in self.months:
            found = deeds.of_month(
                rng, month.first, term, careless=careless, able_to_work=offender.able_to_work,
                excused=(offender.pk, str(month)) in excused,
            )  # fmt: skip
            made: list[ConductRecord] = []
            for number, deed in enumerate(found):
                pk = named(self.seed, "conduct", serial, str(month), number)
                made.append(self._record(pk, offender, month, deed, made))
                self._beside(rows, offender, month, deed, made[-1])
            rows.records += made

    def _record(
        self, pk: UUID, offender: Offender, month: Month, deed: deeds.Deed,
        made: list[ConductRecord],
    ) -> ConductRecord:  # fmt: skip
        seat = self.seats[offender.office_id]
        return ConductRecord(
            pk=pk,
            offender_id=offender.pk,
            county=self.counties[offender.office_id],
            kind=deed.kind,
            on=deed.on,
            hours=deed.hours,
            note=deed.note,
            same_as=made[deed.for_deed] if deed.for_deed is not None else None,
            origin=ConductRecord.Origin.OFFICER,
            needs_second=deed.second,
            counts_in=str(month),
            recorded_by_id=offender.officer_id or seat.manager.pk,
            recorded_at=at(deed.on, 17, 10),
        )

    def _beside(
        self, rows: Rows, offender: Offender, month: Month, deed: deeds.Deed, record: ConductRecord
    ) -> None:
        """The second person of a heavy record; the place on the roster of a class."""
        seat = self.seats[offender.office_id]
        if deed.second:
            rows.decisions.append(
                ConductDecision(
                    record=record, accepted=True, by=self._second(record, seat),
                    recorded_by_id=record.recorded_by_id, at=at(deed.on, 17, 40),
                )
            )  # fmt: skip
        held = self.classes.get((offender.office_id, str(month)))
        if held and deed.kind in ("class_attended", "class_missed"):
            record.origin, record.outside_key = "activity", f"class:{held}:{offender.pk}"
            state = "present" if deed.kind == "class_attended" else "absent"
            rows.roster.append(
                ClassAttendance(
                    group_class_id=held, offender_id=offender.pk, state=state, how="roster",
                    noted_by_id=record.recorded_by_id, noted_at=at(deed.on, 11),
                )
            )  # fmt: skip

    def _second(self, record: ConductRecord, seat: Seat) -> Any:
        """The manager; an officer where the manager wrote it down."""
        if record.recorded_by_id != seat.manager.pk:
            return seat.manager
        return next(iter(seat.officers), self.first_officer)
