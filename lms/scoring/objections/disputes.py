"""What an objection is about, until when it may be made, and who may work on it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import QuerySet

from lms.accounts import policies
from lms.accounts.models import RoleGrant, User
from lms.accounts.permissions import Permission, roles_with
from lms.core.months import Month, today
from lms.credits.models import Correction
from lms.learning.evidence import uncounted
from lms.scoring.models import ConductRecord, MonthScore, Objection, ObjectionStep

OPEN = (Objection.State.SENT, Objection.State.ANSWERED)


def is_open_to_objections(score: MonthScore) -> bool:
    """The current version of a posted month, until the last day of its posting has ended."""
    month = score.county_month
    until = month.posted_until
    posted = month.state in (month.State.POSTED, month.State.FINAL)
    return bool(score.is_current and posted and until is not None and today() <= until)


@dataclass(frozen=True, slots=True)
class Stretch:
    """An uncounted stretch of study that one may object to. ``key`` names it in a form."""

    started_at: datetime
    ended_at: datetime
    seconds: int
    reason: str
    sentence: str

    @property
    def key(self) -> str:
        return self.started_at.isoformat()

    @property
    def plain(self) -> dict[str, Any]:
        return {
            "started_at": self.started_at.isoformat(),
            "ended_at": self.ended_at.isoformat(),
            "seconds": self.seconds,
            "reason": self.reason,
        }


def stretches(learner: Any, month: str) -> list[Stretch]:
    """What was not counted in a month, the longest first. Two queries."""
    found = [
        Stretch(one.started_at, one.ended_at, one.milliseconds // 1000, one.reason, one.sentence)
        for one in uncounted(learner, Month.parse(month))
        if one.milliseconds >= 1000
    ]
    return sorted(found, key=lambda one: (-one.seconds, one.started_at))


def disputed_records(objection: Objection) -> list[ConductRecord]:
    """The conduct records behind what is objected to: those of the line, or all of the score."""
    score = objection.score
    if objection.study is not None:
        return []
    ids = [
        one
        for line in score.lines
        if not objection.line or line["code"] == objection.line
        for one in line["facts"]
    ]
    known = {one["id"] for one in score.facts.get("records", ())}
    for late in score.facts.get("late", ()):
        known |= {one["id"] for one in late["after"].get("records", ())}
    wanted = [one for one in ids if one in known]
    found = ConductRecord.objects.filter(pk__in=wanted, offender=objection.offender_id)
    return list(found.select_related("recorded_by", "decision").order_by("on", "recorded_at"))


def who_entered(records: Iterable[ConductRecord]) -> set[Any]:
    """Who recorded or confirmed what is in dispute: none of them answers or decides."""
    found = set()
    for record in records:
        found.add(record.recorded_by_id)
        if (decision := getattr(record, "decision", None)) is not None:
            found.add(decision.by_id)
    return found


def answered_by(objection: Objection) -> Any:
    step = objection.steps.filter(kind=ObjectionStep.Kind.ANSWERED).first()
    return step.by_id if step else None


def may_answer(user: Any, objection: Objection, records: list[ConductRecord]) -> bool:
    """For pages: whether the button is shown. `actions.objections.answer` says why not."""
    return (
        objection.state == Objection.State.SENT
        and policies.can(user, Permission.ANSWER_OBJECTION, objection.offender)
        and user.pk != objection.offender_id
        and user.pk not in who_entered(records)
    )


def may_decide(user: Any, objection: Objection, records: list[ConductRecord]) -> bool:
    """The county decides what the office has answered, or has not answered in time."""
    ripe = objection.state == Objection.State.ANSWERED or (
        objection.state == Objection.State.SENT and objection.answer_due < today()
    )
    return (
        ripe
        and policies.can(user, Permission.DECIDE_OBJECTION, objection.offender)
        and user.pk not in {objection.offender_id, answered_by(objection)}
        and user.pk not in who_entered(records)
    )


def proposed_hours(objection: Objection) -> Correction | None:
    """The correction of hours that somebody has proposed for the stretch in dispute."""
    if objection.study is None:
        return None
    start, end = interval_of(objection)
    waiting = Correction.objects.filter(
        learner=objection.offender_id, entry=None, state=Correction.State.PROPOSED,
        started_at__lt=end, ended_at__gt=start,
    )  # fmt: skip
    return waiting.order_by("proposed_at").first()


def interval_of(objection: Objection) -> tuple[datetime, datetime]:
    study: Any = objection.study
    return (
        datetime.fromisoformat(study["started_at"]),
        datetime.fromisoformat(study["ended_at"]),
    )


def holders(permission: Permission, place: Any, *, below_county: bool) -> QuerySet[User]:
    """Who holds ``permission`` at ``place`` itself, or with ``below_county`` False at the county
    above it: whom to tell."""
    grants = RoleGrant.objects.active().filter(role__in=roles_with(permission))
    here = place if below_county else place.county()
    found = grants.filter(organisation=here)
    return User.objects.filter(is_active=True, pk__in=found.values("user"))


def of_score(score: MonthScore) -> list[Objection]:
    """All objections to this version, the newest first."""
    return list(Objection.objects.filter(score=score).order_by("-sent_at"))
