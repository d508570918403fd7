"""``manage.py verify_month YYYY-MM [--county CODE] [--json]``: exit 1 and a line per difference."""

from __future__ import annotations

import json
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from lms.accounts.models import Kind, Organisation
from lms.core.months import Month
from lms.scoring.models import MonthScore
from lms.scoring.proofs.verify import months_of, verify


class Command(BaseCommand):
    help = "Recompute every score of a month and check signatures, ledger and the witness's copy."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("month", help="2026-10")
        parser.add_argument("--county", help="administrative division code of one county")
        parser.add_argument("--json", action="store_true", help="one JSON document")

    def handle(self, *args: Any, **options: Any) -> None:
        month, county = _month(options["month"]), _county(options["county"])
        months = months_of(month, county)
        scores = MonthScore.objects.filter(county_month__in=months).count()
        found = list(verify(month, county))
        if not months and not found:
            raise CommandError(f"no county has closed {month}")
        if options["json"]:
            document = {
                "month": str(month),
                "months": len(months),
                "scores": scores,
                "differences": [one.as_dict() for one in found],
            }
            self.stdout.write(json.dumps(document, ensure_ascii=False))
        else:
            for one in found:
                self.stdout.write(str(one))
            counted = f"{len(months)} county months, {scores} scores"
            self.stdout.write(f"{counted}, {len(found)} differences")
        if found:
            raise SystemExit(1)


def _month(text: str) -> Month:
    try:
        return Month.parse(text)
    except ValueError as error:
        raise CommandError(f"not a month: {text}") from error


def _county(code: str | None) -> Organisation | None:
    if code is None:
        return None
    found = Organisation.objects.filter(kind=Kind.COUNTY, code=code).first()
    if found is None:
        raise CommandError(f"no county has the code {code}")
    return found
