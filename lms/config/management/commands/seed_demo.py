"""``manage.py seed_demo [--offenders N] [--staff N] [--months M] [--seed S]``: demo data."""

from __future__ import annotations

import time
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from lms.accounts.models import User
from lms.config.demo import first_start
from lms.config.demo.films import Studio
from lms.config.demo.seeding import MOST_OFFENDERS, Size, seed
from lms.config.env import env


class Command(BaseCommand):
    help = "Fill an empty platform with demo data; the same for the same seed."

    def add_arguments(self, parser: ArgumentParser) -> None:
        usual = Size()
        parser.add_argument("--offenders", type=int, default=usual.offenders)
        parser.add_argument("--staff", type=int, default=usual.staff)
        parser.add_argument("--months", type=int, default=usual.months, help="months of study")
        parser.add_argument("--seed", type=int, default=usual.seed)

    def handle(self, *args: Any, **options: Any) -> None:
        size = Size(**{name: options[name] for name in ("offenders", "staff", "months", "seed")})
        self._refuse(size)
        begun = time.monotonic()
        with Studio() as studio:
            seed(size, cinema=studio, say=self.stdout.write)
        first_start.announce(self.stdout.write)
        self.stdout.write(f"Done in {time.monotonic() - begun:.0f} s.")

    def _refuse(self, size: Size) -> None:
        if env.production:
            raise CommandError("There is no demo data in production (XINLU_ENV).")
        if not 5 <= size.offenders <= MOST_OFFENDERS:
            raise CommandError(f"--offenders: a number from 5 to {MOST_OFFENDERS}.")
        if not 0 <= size.staff <= MOST_OFFENDERS or not 0 <= size.months <= 24:
            raise CommandError("--staff: 0 or more; --months: 0 to 24.")
        if User.objects.exists():
            raise CommandError("There are people already: demo data needs an empty platform.")
