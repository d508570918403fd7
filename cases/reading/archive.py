"""Office files are archives, and archives can harm: what is let in of them. Pure."""

from __future__ import annotations

from cases.reading.refusals import Refusal
from lms.core import archives
from lms.core.archives import MB, BadArchive, Limits

MARKUP = (".xml", ".rels", ".vml")
LIMITS = Limits(
    members=2000, member=50 * MB, unpacked=200 * MB, ratio=200, grows=MARKUP, grown=20 * MB
)
"""A long document's markup seldom grows more than 40 times."""
CODES = {"many": "nested"}
"""Refusals that readers of documents call otherwise."""


class Archive(archives.Archive):
    """A zip file whose members were checked. Raises `Refusal`."""

    def __init__(self, content: bytes) -> None:
        try:
            super().__init__(content, LIMITS, folded=True)
        except BadArchive as bad:
            raise Refusal(CODES.get(bad.code, bad.code)) from bad

    def read(self, name: str) -> bytes:
        """The bytes of a member, however large it says to be. Raises `KeyError`, `Refusal`."""
        try:
            return super().read(name)
        except BadArchive as bad:
            raise Refusal(bad.code) from bad
