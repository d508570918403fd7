"""``import_questions FILE``: questions into the bank, for who runs the platform."""

from __future__ import annotations

import json
import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from exams import formats
from exams.bank import importing, operators, reviews, work
from exams.bank.importing import Outcome, Row, Wish
from lms.core.clock import now
from lms.core.errors import DomainError

STATUS = {importing.NEW: "created", importing.CHANGED: "created", importing.REFUSED: "refused"}
"""What the report's words are in the contract's; a copy of what is there is left out: unchanged."""


class Command(BaseCommand):
    help = (
        "Import questions as drafts. Prints a JSON line per question: line, name, kind, status"
        " (created, unchanged, refused) and problems; exits with 1 if any was refused. --dry-run"
        " writes nothing. Without --as the drafts belong to nobody in particular; without"
        " --organisation a key means the question that has it, and new questions go to the"
        " organisation that has most."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--format", choices=formats.FORMATS)
        parser.add_argument("--dry-run", action="store_true")
        parser.add_argument("--json", action="store_true", help="nothing but the JSON lines")
        parser.add_argument("--organisation", default="", metavar="CODE")
        parser.add_argument("--as", dest="by", default="", metavar="NAME")
        parser.add_argument("--duplicates", action="store_true", help="import copies as well")
        parser.add_argument("--review", action="store_true", help="send all to review; needs --as")

    def handle(self, *args: Any, **options: Any) -> None:
        path: Path = options["file"]
        if options["review"] and not options["by"]:
            raise CommandError("--review needs --as.")
        try:
            result = formats.read(path.read_bytes(), options["format"], path.name)
            outcome = self._carried_out(result, options)
        except OSError as error:
            raise CommandError(f"{path}: {error.strerror}") from error
        except DomainError as error:
            raise CommandError(f"{path}: {error}") from error
        for row in outcome.rows:
            self.stdout.write(json.dumps(line(row), ensure_ascii=False))
        if not options["json"]:
            self._sum_up(outcome)
        if outcome.counts[importing.REFUSED]:
            sys.exit(1)

    def _carried_out(self, result: formats.Result, options: dict[str, Any]) -> Outcome:
        by, scope = operators.scope(options["by"], options["organisation"])
        wish = Wish(by, scope, duplicates=options["duplicates"], review=options["review"])
        if options["dry_run"]:
            return importing.check(result, wish)
        wish = operators.with_author(wish)
        outcome = importing.carry_out(result, wish)
        work.record_import(wish, outcome)
        if outcome.submitted:
            reviews.tell_reviewers(
                by=wish.by, organisation=scope.organisation, number=outcome.submitted,
                key=f"questions-review:{now().isoformat()}",
            )  # fmt: skip
        return outcome

    def _sum_up(self, outcome: Outcome) -> None:
        for note in outcome.notes:
            self.stderr.write(note)
        counts, words = outcome.counts, work.state_words()
        parts = [f"{words[state]}: {counts[state]}" for state in importing.STATES]
        if outcome.near:
            parts.append(_("nearly the same: %(number)d") % {"number": outcome.near})
        self.stderr.write(", ".join(parts))


def line(row: Row) -> dict[str, Any]:
    return {
        "line": row.line, "name": row.name, "kind": row.kind,
        "status": STATUS.get(row.state, "unchanged"), "problems": list(row.says),
    }  # fmt: skip
