"""From scores to proposals that wait for a person. Nothing is decided here."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from lms.core.months import today
from lms.scoring.models import CountyMonth, MonthScore, Proposal

BATCH = 500
State = Proposal.State


def make_proposals(*, county_month: CountyMonth, offenders: Iterable[Any] | None = None) -> int:
    """A row for each proposal of the month's current scores; how many were made or opened anew.

    Idempotent. An open one that an amended score no longer speaks for lapses; one that it speaks
    for again is opened again; a decided one stays as it was decided. ``offenders``: only theirs.
    """
    scores = county_month.scores.filter(is_current=True)
    known = county_month.all_proposals.all()
    if offenders is not None:
        wanted = [getattr(one, "pk", one) for one in offenders]
        scores, known = scores.filter(offender__in=wanted), known.filter(offender__in=wanted)
    names = {rule.code: rule.name for rule in county_month.rules.proposals}
    made = 0
    with transaction.atomic():
        held = {(one.offender_id, one.rule): one for one in known.select_for_update()}
        batch: list[MonthScore] = []
        for score in scores.exclude(proposals=[]).select_related("offender").iterator(BATCH):
            batch.append(score)
            if len(batch) == BATCH:
                made += _write(batch, held, names)
                batch = []
        made += _write(batch, held, names)
        _lapse(held)
    return made


def _write(
    scores: list[MonthScore], held: dict[tuple[Any, str], Proposal], names: dict[str, str]
) -> int:
    """New rows, and open or lapsed ones brought to the current score. What was met is taken out of
    ``held``."""
    fresh, changed, opened = [], [], 0
    for score in scores:
        for one in score.proposals:
            known = held.pop((score.offender_id, one["code"]), None)
            if known is None:
                if not _is_void(score, one):
                    fresh.append(_row(score, one, names))
            elif known.state in (State.OPEN, State.LAPSED) and known.score_id != score.pk:
                opened += known.state == State.LAPSED
                known.state, known.score, known.seen = State.OPEN, score, one["facts"]
                known.to, known.reason = one["to"], ""
                changed.append(known)
    Proposal.objects.bulk_create(fresh)
    Proposal.objects.bulk_update(changed, ["state", "score", "seen", "to", "reason"])
    return len(fresh) + opened


def _is_void(score: MonthScore, one: dict[str, Any]) -> bool:
    """The file is closed, or the person is at that level by now: there is nothing to decide."""
    offender = score.offender
    last = offender.closed_on or offender.ends_on
    return last < today() or (one["kind"] == "level" and one["to"] == offender.treatment_level)


def _row(score: MonthScore, one: dict[str, Any], names: dict[str, str]) -> Proposal:
    return Proposal(
        offender_id=score.offender_id,
        county_month_id=score.county_month_id,
        score=score,
        rule=one["code"],
        name=names.get(one["code"], one["code"]),
        kind=one["kind"],
        to=one["to"],
        seen=one["facts"],
    )


def _lapse(left: dict[tuple[Any, str], Proposal]) -> None:
    """Open ones that no current score speaks for."""
    gone = [one for one in left.values() if one.state == State.OPEN]
    for one in gone:
        one.state, one.reason = State.LAPSED, _("The amended score no longer speaks for it.")
    Proposal.objects.bulk_update(gone, ["state", "reason"])
