"""``export_questions FILE --format …``: released questions as a file, for who runs the platform."""

from __future__ import annotations

import json
import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from content.models import KnowledgePoint
from content.models.taxonomy import Audience
from exams import formats
from exams.bank import exporting, operators, work
from exams.bank.exporting import Line, Selection
from exams.models.bank import Kind
from lms.core.errors import DomainError


class Command(BaseCommand):
    help = (
        "Export released questions. Prints a JSON line per question: line, name, kind, status"
        " (created, refused) and problems, which say what the format cannot carry; exits with 1 if"
        " any was left out. Without --organisation those of all."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--format", choices=formats.WRITTEN, required=True)
        parser.add_argument("--json", action="store_true", help="nothing but the JSON lines")
        parser.add_argument("--organisation", default="", metavar="CODE")
        parser.add_argument("--knowledge", default="", metavar="CODE", help="with all below it")
        parser.add_argument("--kind", default="", choices=Kind.values)
        parser.add_argument("--audience", default="", choices=Audience.values)
        parser.add_argument("--tag", default="")

    def handle(self, *args: Any, **options: Any) -> None:
        path: Path = options["file"]
        try:
            selection = _selection(options)
            found = exporting.write(selection.questions(), options["format"])
            path.write_bytes(found.content)
        except OSError as error:
            raise CommandError(f"{path}: {error.strerror}") from error
        except DomainError as error:
            raise CommandError(f"{path}: {error}") from error
        work.record_export(None, selection.organisation, options["format"], found)
        for number, row in enumerate(found.lines, start=1):
            self.stdout.write(json.dumps(line(number, row), ensure_ascii=False))
        if not options["json"]:
            self.stderr.write(f"{found.written} / {len(found.lines)}")
        if found.written < len(found.lines):
            sys.exit(1)


def _selection(options: dict[str, Any]) -> Selection:
    code, organisation, knowledge = options["knowledge"], None, None
    if options["organisation"]:
        organisation = operators.organisation_of(options["organisation"])
    if code:
        knowledge = KnowledgePoint.objects.filter(code=code).first()
        if knowledge is None:
            raise CommandError(f"There is no knowledge point {code!r}.")
    return Selection(organisation, knowledge, options["kind"], options["audience"], options["tag"])


def line(number: int, row: Line) -> dict[str, Any]:
    """``line``: the place among what was chosen."""
    status = "refused" if row.left_out else "created"
    return {"line": number, "name": row.name, "kind": row.kind, "status": status,
            "problems": list(row.says)}  # fmt: skip
