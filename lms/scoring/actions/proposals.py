"""An officer accepts or declines what a score proposed, with a reason (PIPL §24)."""

from __future__ import annotations

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import override

from lms.accounts import policies
from lms.accounts.actions.checks import reason_given
from lms.accounts.actions.people import change_level
from lms.accounts.models import Offender, User
from lms.accounts.permissions import Permission
from lms.core import audit
from lms.core.clock import now
from lms.core.errors import Conflict, Denied
from lms.messaging.actions import send
from lms.scoring import signals
from lms.scoring.models import CountyMonth, Proposal

NEEDS = {
    Proposal.Kind.LEVEL: Permission.CHANGE_LEVEL,
    Proposal.Kind.COMMENDATION: Permission.APPROVE_SCORES,
    Proposal.Kind.TALK: Permission.DECIDE_PROPOSAL,
}
STANDING = (CountyMonth.State.APPROVED, CountyMonth.State.POSTED, CountyMonth.State.FINAL)


def may_decide(by: User, proposal: Proposal) -> bool:
    """Whether ``by`` holds the right for this kind over this person; nobody over their own file."""
    right = NEEDS[Proposal.Kind(proposal.kind)]
    return by.pk != proposal.offender_id and policies.can(by, right, proposal.offender)


def accept(*, by: User, proposal: Proposal, reason: str) -> Proposal:
    """Decide for it. A change of level is carried out at once, and the study plan follows; the
    person is told. Raises `Denied`, `Invalid` without a reason, `Conflict` when it was decided, its
    month is being worked on again, or the level is another one by now."""
    with transaction.atomic():
        decided = _decide(by, proposal, Proposal.State.ACCEPTED, reason)
        if decided.kind == Proposal.Kind.LEVEL:
            _change_level(by, decided)
        _tell(decided)
    return decided


def decline(*, by: User, proposal: Proposal, reason: str) -> Proposal:
    """Decide against it: nothing changes. Raises as `accept` does."""
    with transaction.atomic():
        return _decide(by, proposal, Proposal.State.DECLINED, reason)


def _decide(by: User, proposal: Proposal, state: Proposal.State, reason: str) -> Proposal:
    if by.pk == proposal.offender_id:
        raise Denied(_("Nobody decides about their own file."), code="own_file")
    policies.require(by, NEEDS[Proposal.Kind(proposal.kind)], proposal.offender)
    reason = reason_given(reason)
    row = Proposal.objects.select_for_update().get(pk=proposal.pk)
    if row.state != Proposal.State.OPEN:
        words = _("This has been decided already: %(state)s.")
        raise Conflict(words % {"state": row.get_state_display()}, code="decided")
    if row.county_month.state not in STANDING:
        raise Conflict(_("The month of this proposal is being worked on again."), code="month")
    row.state, row.decided_by, row.decided_at, row.reason = state, by, now(), reason
    row.save(update_fields=["state", "decided_by", "decided_at", "reason"])
    audit.record(
        f"scoring.proposal_{state}", actor=by, target=row, on_whom=row.offender, reason=reason,
        after={"rule": row.rule, "kind": row.kind, "to": row.to, "month": row.county_month.month},
    )  # fmt: skip
    return row


def _change_level(by: User, proposal: Proposal) -> None:
    """The score that proposed it saw a level; another one by now is another matter."""
    files = Offender.objects.select_for_update(of=("self",)).select_related("user", "office")
    current = files.get(pk=proposal.offender_id)
    if current.treatment_level != proposal.score.facts["level"]:
        raise Conflict(
            _("The level has been changed since the score. Decline this proposal."), code="stale"
        )
    words = _("%(rule)s, proposed by the score of %(month)s. %(reason)s")
    told = {
        "rule": proposal.name, "month": proposal.county_month.month, "reason": proposal.reason,
    }  # fmt: skip
    change = change_level(by=by, offender=current, level=proposal.to, reason=words % told)
    signals.level_decided.send(sender=Proposal, proposal=proposal, change=change)


def _tell(proposal: Proposal) -> None:
    """The person reads it in their own language, in plain words."""
    user = proposal.offender.user
    with override(user.language or settings.LANGUAGE_CODE):
        subject, body = _words(proposal)
        send(
            to=user, subject=subject, body=body, key=f"proposal:{proposal.pk}:accepted",
            link=reverse("messaging:inbox"),
        )  # fmt: skip


def _words(proposal: Proposal) -> tuple[str, str]:
    month = proposal.county_month.month
    if proposal.kind == Proposal.Kind.LEVEL:
        level = proposal.offender._meta.get_field("treatment_level")
        name = dict(level.flatchoices)[proposal.to]
        return _("Your level of treatment has changed"), _(
            "From today on your level is “%(level)s”. It was decided after your score of"
            " %(month)s. Your hours and courses may change with it: look at your home page. If you"
            " have questions, ask your officer."
        ) % {"level": name, "month": month}
    if proposal.kind == Proposal.Kind.COMMENDATION:
        return _("You are commended"), _(
            "After your score of %(month)s it was decided to commend you. Keep it up!"
        ) % {"month": month}
    return _("Your officer will talk with you"), _(
        "After your score of %(month)s your officer will talk with you about how next month can go"
        " better. You will be told when."
    ) % {"month": month}
