"""``manage.py witness``: what a procuratorate does with its own hands, where its folder is mounted.

Without options: the heads of today of the counties it watches, and results not received yet.
"""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from lms.accounts.models import Kind, Organisation
from lms.core.errors import DomainError
from lms.scoring.models import WitnessKey
from lms.scoring.proofs import witness


class Command(BaseCommand):
    help = "Receive and receipt ledger heads and results; needs XINLU_WITNESS_DIR."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--procuratorate", help="uid of one (default: all)")
        wanted = parser.add_mutually_exclusive_group()
        wanted.add_argument("--new-key", action="store_true", help="receipt with a new key")
        wanted.add_argument("--adopt", action="store_true", help="copies of the file to the table")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            for one in _asked(options["procuratorate"]):
                self._of(one, options)
        except DomainError as error:
            raise CommandError(str(error)) from error

    def _of(self, one: Organisation, options: dict[str, Any]) -> None:
        if options["new_key"]:
            witness.rotate_witness_key(procuratorate=one)
        elif options["adopt"]:
            self.stdout.write(f"{one.name}: {witness.adopt(one)} copies taken back")
        else:
            watched = [place for place in witness.counties() if witness.witness_of(place) == one]
            heads = sum(witness.send_heads(county=place) for place in watched)
            results = witness.send_pending(watched)
            self.stdout.write(f"{one.name}: {heads} copies of heads, {results} of results")
        for key in WitnessKey.objects.filter(procuratorate=one, retired_at=None):
            self.stdout.write(f"{one.name}: key {key.pk} {key.public}")


def _asked(uid: str | None) -> list[Organisation]:
    rows = Organisation.objects.filter(kind=Kind.PROCURATORATE, is_active=True)
    found = [one for one in rows if uid in (None, str(one.uid))]
    if not found:
        raise CommandError("there is no such procuratorate")
    return found
