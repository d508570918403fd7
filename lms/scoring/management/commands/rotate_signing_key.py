"""``manage.py rotate_signing_key``: sign with a new key from now on."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand

from lms.scoring.proofs.signing import rotate_key


class Command(BaseCommand):
    help = "Make a new key for signing months; the old one verifies for ever and signs no more."

    def handle(self, *args: Any, **options: Any) -> None:
        key = rotate_key()
        self.stdout.write(f"{key.pk} {key.public}")
