"""What waits for somebody in scoring, as numbers for the menu: they stand on every page of the
desk, so all of them are one query, kept for a while."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.core.cache import cache
from django.db.models import Count, QuerySet, Value

from lms.accounts.permissions import Permission as P  # noqa: N817 - as in the menus of accounts
from lms.scoring.models import ConductRecord, CrisisAlert, Objection

KEPT = 60
"""Seconds. Who works on something sees at once that it is done (`forget`)."""
ALERTS, UNFINISHED, OBJECTIONS, CONDUCT = "alerts", "unfinished", "objections", "conduct"


def count(user: Any, what: str) -> int:
    """How many of ``what`` wait for ``user``: ``alerts`` at which nobody is, those ``unfinished``,
    ``objections`` to answer or decide, heavy ``conduct`` records to confirm."""
    known: dict[str, int] | None = cache.get(_key(user))
    if known is None:
        known = _ask(user)
        cache.set(_key(user), known, KEPT)
    return known.get(what, 0)


def forget(user: Any) -> None:
    """After ``user`` has worked on something: the next page counts anew."""
    cache.delete(_key(user))


def _key(user: Any) -> str:
    return f"scoring:waiting:{user.pk}"


def _ask(user: Any) -> dict[str, int]:
    parts = [
        rows.order_by()
        .annotate(what=Value(what))
        .values("what")
        .annotate(n=Count("pk"))
        .values_list("what", "n")
        for what, rows in _queues(user)
    ]
    return dict(parts[0].union(*parts[1:], all=True)) if parts else {}


def _queues(user: Any) -> Iterator[tuple[str, QuerySet[Any]]]:
    if user.can(P.VIEW_TOOL_RESULTS):
        alerts = CrisisAlert.objects.looked_after_by(user, P.VIEW_TOOL_RESULTS)
        yield ALERTS, alerts.filter(acknowledged_at=None)
        yield UNFINISHED, alerts.filter(outcome="")
    if user.can(P.DECIDE_OBJECTION):
        decide = Objection.objects.looked_after_by(user, P.DECIDE_OBJECTION)
        yield OBJECTIONS, decide.filter(state=Objection.State.ANSWERED)
    elif user.can(P.ANSWER_OBJECTION):
        answer = Objection.objects.looked_after_by(user, P.ANSWER_OBJECTION)
        yield OBJECTIONS, answer.filter(state=Objection.State.SENT)
    if user.can(P.CONFIRM_CONDUCT):
        yield CONDUCT, records_for(user)


def records_for(user: Any) -> Any:
    """Heavy records that ``user`` may decide: not their own entries, not their own file."""
    rows: Any = ConductRecord.objects.looked_after_by(user, P.CONFIRM_CONDUCT)
    return rows.waiting().exclude(recorded_by=user.pk)
