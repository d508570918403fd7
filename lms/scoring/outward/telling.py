"""What other systems are told (`lms.core.webhooks`): credit posted, scores posted, levels changed.

Each only where an endpoint wants it; ids and figures, never a name (docs/interfaces.md).
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from lms.accounts.models import LevelChange, Offender
from lms.accounts.permissions import Permission
from lms.accounts.signals import level_changed
from lms.core import webhooks
from lms.credits.chain import timestamp
from lms.credits.models import CreditEntry
from lms.learning.signals import credited
from lms.scoring.models import MonthScore

CREDITED, POSTED, LEVEL = "credited", "score_posted", "level_changed"


def tell_credited(
    sender: Any, learner_id: UUID, entries: Iterable[CreditEntry], **kwargs: Any
) -> None:
    if not webhooks.wanted(CREDITED):
        return
    offender = Offender.objects.select_related("user", "office").filter(pk=learner_id).first()
    if offender is None:
        return
    said = {"offender": str(offender.pk), "code": offender.code}
    webhooks.emit(CREDITED, said | {"entries": [_entry(one) for one in entries]}, offender)


def _entry(one: CreditEntry) -> dict[str, Any]:
    return {
        "id": str(one.pk),
        "number": one.number,
        "kind": one.kind,
        "month": one.month,
        "seconds": one.seconds,
        "started_at": timestamp(one.started_at),
        "ended_at": timestamp(one.ended_at),
        "hash": one.hash,
    }


def tell_posted(scores: Iterable[MonthScore]) -> None:
    """Scores whose notices are given together. Needs ``offender__user`` and ``offender__office``
    loaded, for thousands of them."""
    webhooks.emit_many(POSTED, ((_posted(score), score.offender) for score in scores))


def _posted(score: MonthScore) -> dict[str, Any]:
    return {
        "offender": str(score.offender_id),
        "code": score.offender.code,
        "month": score.month,
        "version": score.version,
        "total": score.total,
        "band": score.band,
    }


def tell_level(sender: Any, change: LevelChange, **kwargs: Any) -> None:
    if not webhooks.wanted(LEVEL):
        return
    offender = change.offender
    said = {
        "offender": str(offender.pk),
        "code": offender.code,
        "before": change.before,
        "level": change.level,
        "on": change.on.isoformat(),
    }
    webhooks.emit(LEVEL, said, offender)


def connect() -> None:
    """Called once when the app is ready."""
    hours, scores = Permission.VIEW_CREDITS_API, Permission.VIEW_SCORES_API
    webhooks.register(CREDITED, _("Study was credited"), permission=hours)
    webhooks.register(POSTED, _("A score was posted"), permission=scores)
    webhooks.register(LEVEL, _("A treatment level was changed"), permission=scores)
    credited.connect(tell_credited, dispatch_uid="scoring.tell_credited")
    level_changed.connect(tell_level, dispatch_uid="scoring.tell_level")
