"""``manage.py deidentify FILE``: what of a file names somebody, and how it reads when masked."""

from __future__ import annotations

import json
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from cases import deidentify
from cases.deidentify import Span
from cases.reading import FileRefused, read_file

SHOWN = ("start", "end", "kind", "text", "replacement", "confidence")


class Command(BaseCommand):
    """Offsets count code points of the text that ``--extract`` prints. Writes nothing anywhere."""

    help = "Finds what names somebody in a file, and prints the text masked."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path)
        shape = parser.add_mutually_exclusive_group()
        shape.add_argument("--json", action="store_true")
        shape.add_argument("--extract", action="store_true")

    def handle(self, *args: Any, **options: Any) -> None:
        text = _text_of(options["file"])
        if options["extract"]:
            self.stdout.write(text, ending="")
            return
        spans = deidentify.find(text)
        masked = deidentify.mask(text, spans)
        if options["json"]:
            said = {"spans": [_shown(span) for span in spans], "text": masked}
            self.stdout.write(json.dumps(said, ensure_ascii=False))
            return
        for span in spans:
            self.stdout.write(
                f"{span.start}-{span.end}\t{span.kind}\t{span.confidence:.2f}\t"
                f"{_in_one_line(span.text)}\t{span.replacement}"
            )
        self.stdout.write("")
        self.stdout.write(masked)


def _text_of(path: Path) -> str:
    try:
        return read_file(path).text
    except FileRefused as refused:
        raise CommandError(str(refused)) from refused
    except OSError as error:
        reason = error.strerror or str(error)
        raise CommandError(_("The file cannot be read: %s") % reason) from error


def _shown(span: Span) -> dict[str, Any]:
    return {name: getattr(span, name) for name in SHOWN} | {"confidence": round(span.confidence, 3)}


def _in_one_line(text: str) -> str:
    return " ".join(text.split())
