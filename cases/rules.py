"""What a case of the library needs before it is published, and what its reviewer has to answer for
(content/rules.py). Warning cases have a way of their own (cases/way.py)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.utils.translation import gettext as _

from cases import masked, residue
from cases.models import CaseKind, CasePage, Submission
from cases.texts import texts_of
from content import nominal
from content.models import Audience

LEAST_FACTS = 100
MOST_TOLD = 5
"""So many places are named in one sentence each; the rest is found when these are mended."""


def problems(page: CasePage) -> Iterator[str]:
    """Every reason, as a sentence, why it may not be published. A warning case was checked on its
    way, against its originals, which knows more than its words tell."""
    if not page.is_warning:
        yield from _missing(page)
        yield from _remains(page)


def _missing(page: CasePage) -> Iterator[str]:
    if not page.summary.strip():
        yield _("The summary is missing.")
    if nominal.of_stream(page.body).characters < LEAST_FACTS:
        yield _("Tell the facts in at least %(number)d characters.") % {"number": LEAST_FACTS}
    if not page.source_authority.strip():
        yield _("Say which authority it comes from.")
    if not page.lessons.strip():
        yield _("Say what is to be learnt from it.")
    if page.kind == CaseKind.LEGAL_EDUCATION and not len(page.statutes):
        yield _("A legal-education case quotes the law.")
    if page.kind == CaseKind.CORRECTIVE_EDUCATION and not page.measures.strip():
        yield _("A corrective-education case says what was done (measures).")
    if page.juveniles_allowed and page.audience == Audience.STAFF:
        yield _("What juveniles may see is meant for learners.")


def _remains(page: CasePage) -> Iterator[str]:
    for one in _residue(page).certain[:MOST_TOLD]:
        yield _("%(field)s still names somebody: …%(around)s…") % _place(page, one)


def doubts(page: CasePage) -> Iterator[str]:
    """What may name somebody: it is published only with the reviewer's written comment."""
    found = () if page.is_warning else _residue(page).likely
    for one in found[:MOST_TOLD]:
        yield _("%(field)s may name somebody: …%(around)s…") % _place(page, one)


def _residue(page: CasePage) -> residue.Residue:
    """With what was decided about the originals where it came by the upload room: what was replaced
    there is certain, what was left there names nobody."""
    row = Submission.objects.filter(case=page.pk).first() if page.pk else None
    if row is None:
        return residue.of_texts(texts_of(page))
    return residue.of_texts(texts_of(page), known=masked.surfaces(row), kept=masked.kept(row))


def _place(page: CasePage, rest: Any) -> dict[str, Any]:
    field = page._meta.get_field(rest.field)
    return {"field": getattr(field, "verbose_name", rest.field), "around": rest.around}
