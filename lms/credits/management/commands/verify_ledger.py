"""``manage.py verify_ledger [--learner ID] [--json]``: exit 1 and a line per fault."""

from __future__ import annotations

import json
from argparse import ArgumentParser
from typing import Any
from uuid import UUID

from django.core.management.base import BaseCommand, CommandError

from lms.credits.models import CreditEntry
from lms.credits.verify import verify


class Command(BaseCommand):
    help = "Recompute every chain and total of the ledger."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--learner", help="only this learner (id)")
        parser.add_argument("--json", action="store_true", help="one JSON document")

    def handle(self, *args: Any, **options: Any) -> None:
        learner = self._learner(options["learner"])
        entries = CreditEntry.objects.filter(learner=learner) if learner else CreditEntry.objects
        counted = entries.count()
        faults = list(verify(learner))
        if options["json"]:
            document = {"entries": counted, "faults": [fault.as_dict() for fault in faults]}
            self.stdout.write(json.dumps(document, ensure_ascii=False))
        else:
            for fault in faults:
                self.stdout.write(
                    f"{fault.learner} #{fault.number or '-'} {fault.problem}:"
                    f" expected {fault.expected or '-'}, found {fault.found or '-'}"
                )
            self.stdout.write(f"{counted} entries, {len(faults)} faults")
        if faults:
            raise SystemExit(1)

    def _learner(self, raw: str | None) -> UUID | None:
        try:
            return UUID(raw) if raw else None
        except ValueError as error:
            raise CommandError(f"not an id: {raw}") from error
