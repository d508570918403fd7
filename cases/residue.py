"""What may still name somebody in what is to be published (最高法 2016 规定; domain.md §5).

Certain: nothing is published. Likely: a second person's written reason. The check goes over every
text of the draft, and over the masked full text where that goes along.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.utils.translation import gettext as _

from cases import deidentify, masked
from cases.deidentify.spans import Kind, Span
from cases.draft import CaseDraft, from_json, texts
from cases.models import Submission
from lms.core.errors import Conflict

FULL_TEXT = "full_text"
"""The name under which remains of the masked full text are told."""


@dataclass(frozen=True)
class Rest:
    """Something that remains: in which field, what around it, why it was found."""

    field: str
    span: Span
    around: str


@dataclass(frozen=True)
class Residue:
    certain: tuple[Rest, ...] = ()
    likely: tuple[Rest, ...] = ()

    @property
    def is_clean(self) -> bool:
        return not self.certain and not self.likely

    @property
    def digest(self) -> str:
        """Names what is likely: a written reason holds for exactly this."""
        parts = sorted(f"{one.field}\0{one.span.kind}\0{one.span.text}" for one in self.likely)
        return hashlib.sha256("\n".join(parts).encode()).hexdigest()


def of(submission: Submission) -> Residue:
    """What remains in a submission as it stands now."""
    draft = from_json(submission.draft)
    named = [*texts(draft)]
    if submission.publish_text:
        named += [(FULL_TEXT, text) for text in masked.full_texts(submission)]
    return of_texts(named, known=masked.surfaces(submission), kept=masked.kept(submission))


def of_draft(draft: CaseDraft) -> Residue:
    """What remains in a draft that belongs to no file."""
    return of_texts([*texts(draft)])


def of_texts(
    named: Iterable[tuple[str, str]],
    *,
    known: Iterable[str] | Mapping[str, Kind] = (),
    kept: Iterable[str] = (),
) -> Residue:
    """``named``: texts with the name of their field. ``known``: what was replaced in the originals,
    certain wherever it stands; ``kept``: what a person decided to name nobody."""
    pairs = list(named)
    found = deidentify.residual([text for _field, text in pairs], known=known)
    left_alone = set(kept)
    rests = [
        Rest(name, span, _around(text, span))
        for (name, text), spans in zip(pairs, found, strict=True)
        for span in spans
        if span.text not in left_alone
    ]
    return Residue(
        certain=tuple(one for one in rests if one.span.is_certain),
        likely=tuple(one for one in rests if one.span.is_likely),
    )


def _around(text: str, span: Span) -> str:
    return text[max(0, span.start - 12) : span.end + 12].replace("\n", " ")


def require_nothing_certain(residue: Residue) -> None:
    """Raises `Conflict` ``remains`` while anything certain would be published."""
    if residue.certain:
        fields = {one.field: [] for one in residue.certain}  # type: dict[str, list[str]]
        for one in residue.certain:
            fields[one.field].append(_("Still names somebody: …%(around)s…") % {
                "around": one.around
            })  # fmt: skip
        raise Conflict(
            _("The text still names somebody. Nothing is published while it does."),
            code="remains", fields=fields,
        )  # fmt: skip
