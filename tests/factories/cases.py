"""Cases of the library, and cases on their way into it."""

from __future__ import annotations

from typing import Any

from cases.draft import CaseDraft, to_json
from cases.models import CasePage, SourceFile, Submission
from cases.reading import Document
from content.tree import index_of
from tests.factories import people
from tests.factories.content import place, text


def submission(*, by: Any = None, organisation: Any = None, **fields: Any) -> Submission:
    """A warning case that a prosecutor of the land's procuratorate has begun; ``draft`` may be a
    `CaseDraft`."""
    organisation = organisation or people.land().procuratorate
    by = by or people.user_with_role("prosecutor", organisation)
    fields.setdefault("county", organisation.jurisdiction())
    if isinstance(draft := fields.get("draft"), CaseDraft):
        fields["draft"] = to_json(draft)
    return Submission.objects.create(organisation=organisation, made_by=by, **fields)


def source_file(of: Submission, **fields: Any) -> SourceFile:
    """The row of an original alone; ``document`` may be a `cases.reading.Document`."""
    fields.setdefault("name", "起诉书.txt")
    fields.setdefault("size", 1000)
    fields.setdefault("uploaded_by", of.made_by)
    if isinstance(document := fields.get("document"), Document):
        fields["document"] = document.to_json()
        fields.setdefault("state", SourceFile.State.READ)
        fields.setdefault("received", fields["size"])
    return SourceFile.objects.create(submission=of, **fields)


def case(organisation: Any, *, live: bool = True, **fields: Any) -> CasePage:
    """A case for staff in the library of ``organisation``."""
    fields.setdefault("title", "一次没有批准的外出")
    fields.setdefault("kind", "warning")
    fields.setdefault("body", [text()])
    return place(CasePage(**fields), index_of(organisation, CasePage), live=live)
