"""``import_people FILE.xlsx [--dry-run]``: the roster import for who runs the platform."""

from __future__ import annotations

import sys
from argparse import ArgumentParser
from itertools import groupby
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from lms.accounts.models import User
from lms.accounts.roster import importing
from lms.accounts.roster.opening import open_roster
from lms.core.errors import DomainError


class Command(BaseCommand):
    help = (
        "Import offenders from a roster in xlsx. Prints a line per row that was refused and exits"
        " with 1 if any was. --dry-run writes nothing; --as NAME imports with that person's rights"
        " and in their name."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--dry-run", action="store_true")
        parser.add_argument("--as", dest="by", default="", metavar="NAME")

    def handle(self, *args: Any, **options: Any) -> None:
        path: Path = options["file"]
        by = None
        if options["by"] and (by := User.objects.by_name_or_phone(options["by"])) is None:
            raise CommandError(f"There is no account {options['by']!r}.")
        act = importing.check if options["dry_run"] else importing.carry_out
        try:
            outcome = act(open_roster(path.name, path.read_bytes()), by=by)
        except OSError as error:
            raise CommandError(f"{path}: {error.strerror}") from error
        except DomainError as error:
            said = [text for texts in error.fields.values() for text in texts] or [str(error)]
            raise CommandError(f"{path}: {' '.join(said)}") from error
        for line, faults in groupby(outcome.faults, key=lambda fault: fault.line):
            said = [f"{f.column or '-'} | {f.value or '-'} | {f.problem}" for f in faults]
            self.stdout.write(" | ".join([_("line %(n)d") % {"n": line}, *said]))
        names = {"new": _("new"), "changed": _("changed"), "same": _("unchanged"),
                 "refused": _("refused")}  # fmt: skip
        self.stdout.write(
            ", ".join(f"{name}: {outcome.counts[key]}" for key, name in names.items())
        )
        if outcome.counts["refused"]:
            sys.exit(1)
