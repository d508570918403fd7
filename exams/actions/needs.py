"""What a person needs to be examined fairly: extra time and large type, set by an officer."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from exams.actions.sitting import deadline, is_over
from exams.models import ExamNeeds, Sitting
from lms.accounts import policies
from lms.accounts.actions.checks import cleaned, reason_given, refused
from lms.accounts.models import Offender, User
from lms.accounts.permissions import Permission
from lms.core import audit
from lms.core.errors import Denied

MOST_REASON = 500


def set_needs(
    *, by: User, offender: Offender, extra_percent: int, large_type: bool, reason: str
) -> ExamNeeds:
    """From now on ``offender`` sits tests with so much extra time and, if wished, large type. What
    held before stays in the history. A test that is under way gets the extra time as well; time
    that was given is never taken back in the middle of a test.

    Raises `Denied` (no right over this person, or oneself), `Invalid` (no reason, more than 300 per
    cent, nothing changes).
    """
    policies.require(by, Permission.EDIT_PEOPLE, offender)
    if by.pk == offender.pk:
        raise Denied(_("Nobody decides about their own tests."), code="own_needs")
    reason = reason_given(reason)[:MOST_REASON]
    row = ExamNeeds(
        person_id=offender.pk, extra_percent=extra_percent, large_type=large_type, reason=reason,
        set_by=by,
    )  # fmt: skip
    cleaned(row)
    with transaction.atomic():
        Offender.objects.select_for_update().only("pk").get(pk=offender.pk)
        before = ExamNeeds.objects.filter(person=offender.pk).first()
        if _said(before) == _said(row):
            raise refused("extra_percent", _("This holds already."), code="same")
        row.save()
        longer = _lengthen(offender.pk, extra_percent)
        after = {**_said(row), "sittings": longer} if longer else _said(row)
        audit.record(
            "exams.needs_set", actor=by, target=row, on_whom=offender, before=_said(before),
            after=after, reason=reason,
        )  # fmt: skip
    return row


def _said(row: ExamNeeds | None) -> dict[str, Any]:
    if row is None:
        return {"extra_percent": 0, "large_type": False}
    return {"extra_percent": row.extra_percent, "large_type": row.large_type}


def _lengthen(person: UUID, extra_percent: int) -> list[str]:
    """Give the extra time to what this person is sitting just now; which sittings got longer."""
    running = Sitting.objects.select_for_update(of=("self",)).select_related("paper")
    longer = []
    for one in running.filter(candidate=person, state=Sitting.State.OPEN).defer("frozen"):
        ends = deadline(one.paper, one.started_at, extra_percent)
        if is_over(one) or ends is None or one.deadline_at is None or ends <= one.deadline_at:
            continue
        one.deadline_at, one.extra_percent = ends, extra_percent
        one.save(update_fields=["deadline_at", "extra_percent"])
        longer.append(str(one.pk))
    return longer
