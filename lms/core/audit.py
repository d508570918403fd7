"""Writing the audit log. Call it inside the transaction of what it tells."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.db.models.functions import Now

from lms.core import context
from lms.core.clock import now
from lms.core.models import AuditEntry


def record(
    verb: str,
    *,
    actor: Any = None,
    target: Any = None,
    on_whom: Any = None,
    before: dict[str, Any] | None = None,
    after: dict[str, Any] | None = None,
    success: bool = True,
    reason: str = "",
) -> AuditEntry:
    """Append one line. Actor, address and request id come from the current request when not given.

    ``on_whom`` is the person concerned: a user, or a profile with a ``user``.
    """
    request = context.info()
    who = actor or context.actor()
    whom = getattr(on_whom, "user", on_whom)
    moment = now()
    return AuditEntry.objects.create(
        at=moment,
        actor=who,
        actor_name=str(who) if who else "",
        address=request.address or None,
        request_id=request.request_id,
        verb=verb,
        target_type=target._meta.label_lower if target is not None else "",
        target_id=str(target.pk) if target is not None else "",
        on_whom=whom,
        organisation_id=_organisation_of(on_whom) or _organisation_of(who),
        before=before,
        after=after,
        success=success,
        reason=reason,
        expires_at=moment + timedelta(days=settings.AUDIT_DAYS),
    )


def record_many(verb: str, told: Iterable[tuple[Any, dict[str, Any]]], *, actor: Any = None) -> int:
    """One line per person for what was done to many at once, by ``actor`` or the platform itself:
    profiles, or users, each with what it came to (``after``). Returns how many."""
    moment = now()
    request = context.info()
    lines = AuditEntry.objects.bulk_create(
        AuditEntry(
            at=moment,
            actor=actor,
            actor_name=str(actor) if actor else "",
            address=request.address or None,
            request_id=request.request_id,
            verb=verb,
            on_whom_id=person.pk,
            organisation_id=_organisation_of(person),
            after=after,
            expires_at=moment + timedelta(days=settings.AUDIT_DAYS),
        )
        for person, after in told
    )
    return len(lines)


def look_up(whom: Any, *, what: str, actor: Any = None, reason: str = "") -> AuditEntry:
    """Log that a person was looked up: ``what`` names the page or field that was seen."""
    return record(
        "person.looked_up", actor=actor, on_whom=whom, after={"what": what}, reason=reason
    )


def purge() -> int:
    """Remove lines past their time (``AUDIT_DAYS``, at least 183). The trigger lets only those
    go."""
    # By the clock of the database, which the trigger goes by as well; in one statement.
    expired = AuditEntry.objects.filter(expires_at__lt=Now())
    return int(expired._raw_delete(expired.db))


def _organisation_of(person: Any) -> int | None:
    """Persons say it themselves (``audit_organisation_id``): this layer knows no organisations."""
    return getattr(person, "audit_organisation_id", None)
