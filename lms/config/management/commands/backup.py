"""``manage.py backup FILE``: database and media in one archive, read back before it counts."""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import DatabaseError

from lms.config.backup import making
from lms.config.backup.archive import Refused


class Command(BaseCommand):
    help = "Write database and media into one archive, without the field encryption key."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, help="a new file, for example xinlu-2026-11-25.zip")

    def handle(self, *args: Any, **options: Any) -> None:
        path: Path = options["file"]
        say = self.stdout.write if options["verbosity"] > 1 else lambda line: None
        try:
            made = making.make(path, say)
        except FileExistsError as error:
            raise CommandError(
                f"{path} is there already; a backup is never written over."
            ) from error
        except OSError as error:
            raise CommandError(f"{path}: {error.strerror or error}.") from error
        except (Refused, DatabaseError) as error:
            raise CommandError(str(error).strip()) from error
        size = f"{made['bytes'] / 1e6:,.1f} MB"
        self.stdout.write(
            f"{path}: {made['tables']} tables, {made['rows']:,} rows,"
            f" {made['files']:,} media files, {size}, read back and found whole."
        )
        self.stdout.write("FIELD_ENCRYPTION_KEY is not in it: keep that in another place.")
