"""``manage.py restore FILE``: an archive into an empty platform, checked before and after."""

from __future__ import annotations

import getpass
import os
import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import Error as AnyDatabaseError

from lms.config.backup import restoring
from lms.config.backup.archive import Archive, Refused
from lms.config.env import Unset, env
from lms.config.run import in_one_line, only_one
from lms.core import crypto
from lms.credits.verify import verify

MOST_NAMED = 20


class Command(BaseCommand):
    help = "Read an archive of `backup` into an empty, migrated platform."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument(
            "--field-key-file",
            type=Path,
            help="the field encryption key of the platform that was backed up",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        say = self.stdout.write if options["verbosity"] > 1 else lambda line: None
        try:
            with only_one(env.var):
                self._restore(options["file"], options["field_key_file"], say)
        except (Refused, crypto.BadKey, AnyDatabaseError) as error:
            raise CommandError(str(error).strip()) from error
        except OSError as error:
            raise CommandError(in_one_line(error)) from error

    def _restore(self, path: Path, key_file: Path | None, say: Any) -> None:
        archive = Archive(path)
        try:
            restoring.require_empty()
            restoring.require_same_version(archive)
            keys = self._keys(archive, key_file)
            archive.check(keys)
            restoring.restore(archive, keys, say, before_commit=lambda: keep(keys))
        finally:
            archive.close()
        settings.FIELD_ENCRYPTION_KEY = keys
        restoring.finish()
        self._verify()

    def _keys(self, archive: Archive, key_file: Path | None) -> str:
        """The key that reads the archive: given, set already, or asked for."""
        if key_file:
            keys = key_file.read_text(encoding="utf-8").strip()
        elif archive.fits(settings.FIELD_ENCRYPTION_KEY):
            return str(settings.FIELD_ENCRYPTION_KEY)
        elif sys.stdin.isatty():
            keys = getpass.getpass("FIELD_ENCRYPTION_KEY of the backup: ").strip()
        else:
            raise Refused(
                f"The backup needs the field encryption key {archive.keys}: --field-key-file FILE."
            )
        if not archive.fits(keys):
            raise Refused(
                f"This is not the field encryption key of the backup: it needs {archive.keys},"
                f" this is {crypto.fingerprint(keys)}."
            )
        if keys != settings.FIELD_ENCRYPTION_KEY and is_set_from_outside():
            raise Refused("FIELD_ENCRYPTION_KEY of this platform is another one: set it first.")
        return keys

    def _verify(self) -> None:
        """Exit 1 when the ledger has faults: the rows are those of the backup, and so are these."""
        for name in restoring.missing_files()[:MOST_NAMED]:
            self.stdout.write(f"missing since before the backup: media/{name}")
        faults = list(verify())
        for fault in faults[:MOST_NAMED]:
            number = fault.number or "-"
            self.stdout.write(f"{fault.learner} #{number} {fault.problem}")
        if faults:
            raise CommandError(f"Restored, but the ledger has {len(faults)} faults.")
        self.stdout.write("Restored. The ledger is whole. Everybody signs in anew.")


def is_set_from_outside() -> bool:
    """Whether the environment, and not a file of ours, says what the key is."""
    names = ("FIELD_ENCRYPTION_KEY", "FIELD_ENCRYPTION_KEY_FILE")
    return env.production or any(os.environ.get(name) for name in names)


def keep(keys: str) -> None:
    """Where the platform keeps its own key, it keeps the backup's from now on."""
    if keys == settings.FIELD_ENCRYPTION_KEY:
        return
    path = env.var / "field_encryption_key"
    draft = path.with_name(".field_encryption_key.new")
    try:
        draft.touch(mode=0o600)
        draft.write_text(keys, encoding="utf-8")
        draft.rename(path)
    except OSError as error:
        raise Unset(f"XINLU_VAR: {path} cannot be written to ({error.strerror}).") from error
