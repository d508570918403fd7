"""``manage.py reencrypt``: bring every encrypted column and file under the first key."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from lms.core import crypto, rekeying


class Command(BaseCommand):
    help = "Encrypt anew, under the first of FIELD_ENCRYPTION_KEY, what an older key encrypted."

    def handle(self, *args: Any, **options: Any) -> None:
        for model, field in rekeying.columns():
            name = f"{model._meta.label}.{field.name}"
            try:
                done = rekeying.reencrypt(model, field)
            except crypto.Unreadable as error:
                raise CommandError(f"{name}: a value is {error}.") from error
            self.stdout.write(f"{name}: {done}")
        for name, work in rekeying.others().items():
            try:
                self.stdout.write(f"{name}: {work()}")
            except crypto.Unreadable as error:
                raise CommandError(f"{name}: one is {error}.") from error
