"""The months behind us, closed by the calendar and by people, each step on its day.

The home county's are final (the last one is posted still, if its days have not gone by); the second
county waits for its manager to approve the newest, the third for its offices to review it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date, timedelta

from lms.accounts.actions import grant_role
from lms.accounts.models import Organisation, User
from lms.accounts.roles import Role
from lms.config.demo.accounts import again
from lms.config.demo.people import Seat
from lms.config.demo.places import Land
from lms.config.demo.when import as_of
from lms.core import jobs
from lms.core.models import Job
from lms.core.months import Month
from lms.scoring import closing
from lms.scoring.models import CountyMonth, OfficeMonth
from lms.scoring.proofs import witness

State = CountyMonth.State
Between = Callable[[CountyMonth], None]


class Closer:
    """Closes ``months`` of all counties as far as ``today`` allows."""

    def __init__(self, land: Land, seats: list[Seat], today: date, opened: date) -> None:
        self.land, self.today = land, today
        self.seats = {seat.office.pk: seat for seat in seats}
        self.reviewers = {pk: self._reviewer(seat, opened) for pk, seat in self.seats.items()}

    def _reviewer(self, seat: Seat, opened: date) -> User | None:
        """An officer of the office; where nobody sits yet, a deputy from a neighbouring one of the
        county. Nobody where the county has no officer at all: its months stay drafts."""
        if seat.officers:
            return seat.officers[0]
        county = seat.office.path[: -seat.office.steplen]
        near = [one for one in self.seats.values() if one.office.path.startswith(county)]
        deputy = next((officer for other in near for officer in other.officers), None)
        if deputy is not None:
            grant_role(
                by=None, to=deputy, role=Role.OFFICER, organisation=seat.office, starts_on=opened
            )
        return deputy

    def close(self, months: list[Month], posted: Between) -> Iterator[str]:
        """County by county and month by month; ``posted`` is called while a month of the home
        county can be objected to."""
        for place, county in enumerate(self.land.counties):
            for month in months:
                last = month == months[-1]
                row = self._freeze(county.agency, month)
                if row is None:
                    continue
                yield f"{county.agency.name} {month}"
                if place == 2 and last:
                    continue
                self._review(row)
                if place == 1 and last:
                    continue
                self._to_the_end(row, posted if place == 0 else None)

    def _freeze(self, county: Organisation, month: Month) -> CountyMonth | None:
        day = month.next().first + timedelta(days=2)
        if day > self.today or not closing.people_of(county, month).exists():
            return None
        with as_of(day, 3, 50):
            row = closing.close_month(by=None, county=county, month=month)
            jobs.run_now(Job.objects.get(key=f"scoring.freeze:{row.pk}"))
        return row

    def _review(self, row: CountyMonth) -> None:
        """By every office that has somebody to do it."""
        for office in OfficeMonth.objects.filter(county_month=row).select_related(
            "office", "county_month__county"
        ):
            officer = self.reviewers[office.office_id]
            if officer is not None and row.review_due <= self.today:
                with as_of(row.review_due, 15):
                    closing.review(by=again(officer), office_month=office)

    def _to_the_end(self, row: CountyMonth, posted: Between | None) -> None:
        row.refresh_from_db()
        if row.state != State.REVIEWED or row.approve_due > self.today:
            return
        manager = again(next(s.manager for s in self.seats.values() if self._in(s, row)))
        with as_of(row.approve_due, 10):
            closing.approve(by=manager, county_month=row)
        if row.post_due > self.today:
            return
        with as_of(row.post_due, 4):
            row = closing.post(county_month=row)
        if posted is not None:
            posted(row)
        row.refresh_from_db()
        if row.posted_until is not None and row.posted_until < self.today:
            with as_of(row.posted_until + timedelta(days=1), 4):
                signature = closing.finish(county_month=row).signatures.latest("number")
                witness.send_results(signature)

    def _in(self, seat: Seat, row: CountyMonth) -> bool:
        return seat.office.path.startswith(row.county.path)
