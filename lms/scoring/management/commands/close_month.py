"""``manage.py close_month YYYY-MM [--county CODE]``: lock, freeze and score, here and now.

A line per county; exit 1 when one was refused. A county whose closing was interrupted goes on.
"""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from lms.accounts.models import Kind, Organisation
from lms.core import jobs
from lms.core.errors import DomainError
from lms.core.months import Month
from lms.scoring.closing import close_month, people_of
from lms.scoring.closing.locking import start_freezing
from lms.scoring.models import CountyMonth


class Command(BaseCommand):
    help = "Close a month: freeze everybody's facts and score them."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("month", help="YYYY-MM")
        parser.add_argument("--county", help="only the county with this division code")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            month = Month.parse(options["month"])
        except ValueError as error:
            raise CommandError(f"not a month: {options['month']}") from error
        refused = 0
        for county in self._counties(options["county"], month):
            try:
                self.stdout.write(
                    f"{county.code} {county.name} {month}: {self._close(county, month)}"
                )
            except DomainError as error:
                refused += 1
                self.stdout.write(f"{county.code} {county.name} {month}: refused: {error}")
        if refused:
            raise SystemExit(1)

    def _counties(self, code: str | None, month: Month) -> list[Organisation]:
        """The one that is named; else all in which somebody was in correction that month."""
        counties = Organisation.objects.filter(kind=Kind.COUNTY, is_active=True)
        if code:
            named = list(counties.filter(code=code))
            if not named:
                raise CommandError(f"no county with the code {code}")
            return named
        found = [one for one in counties if people_of(one, month).exists()]
        if not found:
            raise CommandError(f"nobody was in correction in {month}")
        return found

    def _close(self, county: Organisation, month: Month) -> str:
        begun = CountyMonth.objects.filter(
            county=county, month=str(month), state=CountyMonth.State.FREEZING
        ).first()
        row = begun or close_month(by=None, county=county, month=month, early=True)
        done = jobs.run_now(start_freezing(row))
        row.refresh_from_db()
        if row.state == CountyMonth.State.FREEZING:
            raise DomainError(done.note or f"the job is {done.state}")
        return f"{row.scores.filter(is_current=True).count()} scored"
