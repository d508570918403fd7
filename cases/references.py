"""The number of a case at court or procuratorate: who may see it, and that it was seen."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from cases.models import CasePage, CaseReference
from cases.querysets import hands_in, submitting_places
from lms.accounts import policies
from lms.accounts.permissions import Permission
from lms.core import audit
from lms.core.errors import Invalid, NotVisible

MOST = 60


def may_see_number(user: Any, case: CasePage) -> bool:
    """The people of the organisation that handed the case in (for a case written in the CMS: that
    owns it), and the reviewers of the owner. An adopted copy has no number."""
    submission = getattr(case, "submission", None)
    ours = (
        hands_in(user, submission)
        if submission
        else case.owner_organisation_id in submitting_places(user)
    )
    return ours or policies.can(user, Permission.REVIEW_CONTENT, case.owner_organisation)


def number_of(user: Any, case: CasePage) -> str:
    """The case number, "" where none was given. Every look is logged.

    Raises `NotVisible` for everybody else: whether there is a number is not told either.
    """
    _require(user, case)
    found = CaseReference.objects.filter(case=case).first()
    audit.record("cases.number_seen", actor=user, target=case)
    return found.number if found else ""


def set_number(*, by: Any, case: CasePage, number: str) -> CaseReference | None:
    """Keep the case number; an empty one takes it away (None). Raises `NotVisible`, `Invalid`."""
    _require(by, case)
    number = number.strip()
    if len(number) > MOST:
        raise Invalid(_("At most %(number)d characters.") % {"number": MOST}, code="long")
    with transaction.atomic():
        audit.record("cases.number_set", actor=by, target=case, after={"given": bool(number)})
        if not number:
            CaseReference.objects.filter(case=case).delete()
            return None
        made, _created = CaseReference.objects.update_or_create(
            case=case, defaults={"number": number}
        )
        return made


def _require(user: Any, case: CasePage) -> None:
    if not may_see_number(user, case):
        raise NotVisible(_("This page does not exist."), code="number")
