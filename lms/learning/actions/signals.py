"""Review signals: raised by the rules of `lms.learning.watching`, decided by a named person.

Nothing follows by itself. Where somebody decides that study was not the person's own, the hours
they name are proposed to be voided, and a second person decides about that.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta
from itertools import groupby
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from lms.accounts import policies
from lms.accounts.actions.checks import reason_given, refused
from lms.accounts.models import Offender, User
from lms.accounts.permissions import Permission
from lms.core import audit
from lms.core.clock import now
from lms.core.errors import Conflict, Denied
from lms.credits.actions import propose_correction
from lms.credits.models import CreditEntry
from lms.learning import watching
from lms.learning.models import PresenceChallenge, ReviewSignal, StudySession, UncountedInterval
from lms.learning.watching import VERY_LONG_RUN, WINDOW_DAYS, Answer, Finding, Sitting

State, Kind = ReviewSignal.State, ReviewSignal.Kind
DEVICE_WINDOW = timedelta(days=30)
"""Who used a device within so many days shares it."""
SAY_NOTHING = (PresenceChallenge.Outcome.OPEN, PresenceChallenge.Outcome.DROPPED)


def watch(learners: Iterable[UUID]) -> list[ReviewSignal]:
    """Look at the last week of some offenders (a hundred or so at a time) and raise what the rules
    find and nobody has raised before. Queries grow with the devices they used, not with history."""
    ids = set(Offender.objects.filter(pk__in=list(learners)).values_list("pk", flat=True))
    since = now() - timedelta(days=WINDOW_DAYS)
    sittings = _sittings(StudySession.objects.filter(learner__in=ids, opened_at__gte=since))
    answers = _answers(_judged(learner__in=ids, asked_at__gte=since))
    findings = list(_by_device({one.device for one in sittings if one.device}, ids))
    for learner in sorted(ids):
        own = [one for one in sittings if one.learner == learner]
        given = [one for one in answers if one.learner == learner]
        findings += watching.machine_timing(own, given)
        findings += watching.fast_answers(given)
        findings += watching.two_places(own)
        if given and all(one.right for one in given if one.first_attempt):
            findings += watching.always_right(_long_run(learner))
    return raise_signals(findings)


def _sittings(sessions: Any) -> list[Sitting]:
    found = sessions.select_related("device").defer("closing", "agent", "lesson_title")
    rows = list(found.order_by("learner", "opened_at"))
    overtaken = set(
        UncountedInterval.objects.filter(
            session__in=[row.pk for row in rows if row.state == StudySession.State.SUPERSEDED],
            reason="superseded",
        ).values_list("session", flat=True)
    )
    return [
        Sitting(
            id=row.pk,
            learner=row.learner_id,
            opened_at=row.opened_at,
            device=None if _is_kiosk(row) else row.device_id,
            kiosk=_is_kiosk(row),
            address=row.address or "",
            beats=row.rhythm.get("beats", 0),
            mean_ms=row.rhythm.get("mean_ms", 0),
            spread_ms=row.rhythm.get("spread_ms", 0),
            taken_over=row.pk in overtaken,
        )
        for row in rows
    ]


def _is_kiosk(session: StudySession) -> bool:
    return session.device is not None and session.device.kiosk_of_id is not None


def _judged(**wanted: Any) -> Any:
    """Questions that were answered or ran out; those that were dropped say nothing."""
    return PresenceChallenge.objects.filter(**wanted).exclude(outcome__in=SAY_NOTHING)


def _answers(challenges: Iterable[PresenceChallenge]) -> list[Answer]:
    return [
        Answer(
            id=row.pk,
            learner=row.learner_id,
            session=row.session_id,
            asked_at=row.asked_at,
            seconds=(row.answered_at - row.asked_at).total_seconds() if row.answered_at else None,
            characters=len(row.prompt) + sum(len(one["label"]) for one in row.options) // 2,
            right=row.outcome == PresenceChallenge.Outcome.PASSED,
            first_attempt=row.attempt == 1,
        )
        for row in challenges
    ]


def _by_device(devices: set[UUID], of: set[UUID]) -> Iterable[Finding]:
    """Everybody (offenders alone) on these devices within the month; findings about ``of``."""
    users = StudySession.objects.filter(
        device__in=devices,
        opened_at__gte=now() - DEVICE_WINDOW,
        learner__offender__isnull=False,
    )
    rows = sorted(_sittings(users), key=lambda one: str(one.device))
    for device, group in groupby(rows, key=lambda one: one.device):
        if device is not None:
            found = watching.shared_device(device, list(group))
            yield from (one for one in found if one.learner in of)


def _long_run(learner: UUID) -> list[Answer]:
    return _answers(_judged(learner=learner, attempt=1).order_by("-asked_at")[:VERY_LONG_RUN])


def raise_signals(findings: Iterable[Finding]) -> list[ReviewSignal]:
    """Write down what is new. A device that an officer has found to be shared harmlessly (one phone
    in a family) is not raised again for that person."""
    found = {one.key: one for one in findings}
    known = set(
        ReviewSignal.objects.filter(key__in=list(found)).values_list("key", flat=True)
    ) | set(_judged_harmless(found.values()))
    raised = []
    for key, finding in found.items():
        if key not in known and (signal := _raise(finding)):
            raised.append(signal)
    return raised


def _judged_harmless(findings: Iterable[Finding]) -> Iterable[str]:
    shared = [one for one in findings if one.kind == Kind.SHARED_DEVICE]
    if not shared:
        return
    settled = {
        (learner, evidence.get("device"))
        for learner, evidence in ReviewSignal.objects.filter(
            kind=Kind.SHARED_DEVICE,
            state=State.HARMLESS,
            learner__in={one.learner for one in shared},
        ).values_list("learner", "evidence")
    }
    yield from (one.key for one in shared if (one.learner, one.evidence["device"]) in settled)


def _raise(finding: Finding) -> ReviewSignal | None:
    """None when another worker was quicker."""
    try:
        with transaction.atomic():
            signal = ReviewSignal.objects.create(
                key=finding.key,
                learner_id=finding.learner,
                kind=finding.kind,
                evidence=finding.evidence,
            )
            audit.record(
                "learning.signal_raised", target=signal, on_whom=signal.learner.offender,
                after={"kind": finding.kind},
            )  # fmt: skip
    except IntegrityError:
        return None
    return signal


def decide_signal(
    *, by: User, signal: ReviewSignal, state: str, reason: str, entries: Iterable[CreditEntry] = ()
) -> ReviewSignal:
    """Say what a signal came to. With ``fraud`` each of ``entries`` is proposed to be voided; they
    stand until a second person approves.

    Raises `Denied` (no right over this person, or oneself), `Invalid` (no reason, no such outcome,
    no hours named where there are some, hours named without fraud), `Conflict` (decided already, an
    entry that is corrected or waiting already).
    """
    policies.require(by, Permission.REVIEW_SIGNALS, signal.learner)
    if by.pk == signal.learner_id:
        raise Denied(_("Nobody decides about their own study."), code="own_study")
    reason, named = reason_given(reason), list(entries)
    if state not in State.values or state == State.OPEN:
        raise refused("state", _("Please choose an outcome."), code="state")
    _check_entries(signal, state, named)
    with transaction.atomic():
        row = ReviewSignal.objects.select_for_update().get(pk=signal.pk)
        if row.state != State.OPEN:
            raise Conflict(_("Somebody has decided about this already."), code="decided")
        for entry in named:
            propose_correction(by=by, learner=row.learner, entry=entry, seconds=0, reason=reason)
        row.state, row.outcome_reason = state, reason
        row.decided_by, row.decided_at = by, now()
        row.save(update_fields=["state", "outcome_reason", "decided_by", "decided_at"])
        audit.record(
            "learning.signal_decided", actor=by, target=row, on_whom=row.learner.offender,
            before={"state": str(State.OPEN)},
            after={"state": str(state), "entries": [str(entry.pk) for entry in named]},
            reason=reason,
        )  # fmt: skip
    return row


def _check_entries(signal: ReviewSignal, state: str, named: list[CreditEntry]) -> None:
    if state != State.FRAUD and named:
        raise refused(
            "entries", _("Hours are voided only when the study was not the person's own.")
        )
    if state == State.FRAUD and not named and voidable_entries(signal).exists():
        raise refused("entries", _("Please name the hours that are to be voided."))


def voidable_entries(signal: ReviewSignal) -> Any:
    """Standing hours that came from the sittings of the signal's evidence; where it names none that
    still stand, the person's study of the month before it was raised."""
    standing = CreditEntry.objects.of(signal.learner_id).standing().filter(kind="study")
    sessions = signal.evidence.get("sessions", [])
    named = standing.filter(study_intervals__session__in=sessions)
    if not sessions or not named.exists():
        named = standing.filter(
            started_at__gte=signal.raised_at - DEVICE_WINDOW, started_at__lte=signal.raised_at
        )
    return CreditEntry.objects.filter(pk__in=named.values("pk")).order_by("-started_at")
