"""``/api/v1/me/credits``, ``credits`` and ``offenders/{id}/study``: hours and their evidence
(contract.md). Times of ledger entries come as they enter the hash, so that anyone can recompute
the chain."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpRequest
from django.utils.translation import gettext as _
from ninja import Router, Schema

from lms.accounts import policies
from lms.accounts.models import Organisation
from lms.accounts.permissions import Permission
from lms.core import audit
from lms.core.api import Paged, page_of
from lms.core.errors import Invalid, NotVisible
from lms.core.months import Month
from lms.credits.chain import timestamp
from lms.credits.models import CreditEntry, MonthTotal
from lms.learning.actions.month_targets import liable_in, target_of
from lms.learning.api.evidence import Evidence, Missed, evidence_of, missed
from lms.learning.evidence import uncounted
from lms.learning.hours import people_with_hours
from lms.learning.targets import CREDIT_HOUR

router = Router(tags=["credits"])
YEARS = range(2000, 2200)


class EntryOut(Schema):
    id: UUID
    number: int
    learner: UUID
    kind: str
    seconds: int
    started_at: str
    ended_at: str
    lesson: int | None
    lesson_title: str
    source: str
    rule_version: str
    posted_at: str
    reverses: UUID | None
    prev_hash: str
    hash: str


class HoursOut(Schema):
    month: str
    seconds: int
    credit_hours: float
    target_credit_hours: float | None


class MyCredits(HoursOut):
    entries: list[EntryOut]
    uncounted: list[Missed]


class OffenderHours(Schema):
    offender: UUID
    name: str
    office: str
    office_id: UUID
    seconds: int
    credit_hours: float
    target_credit_hours: float


class StudyEvidence(Evidence, HoursOut):
    offender: UUID


def month_given(text: str | None) -> Month:
    """``YYYY-MM``, or the current month. Raises `Invalid`."""
    if text is None:
        return Month.current()
    try:
        month = Month.parse(text)
    except ValueError:
        month = None
    if month is None or month.year not in YEARS:
        sentence = _("Please give a month as 2026-11.")
        raise Invalid(sentence, code="month", fields={"month": [sentence]})
    return month


def credit_hours(seconds: int) -> float:
    """Two decimals, rounded down: nobody reads more than was proven."""
    return seconds * 100 // CREDIT_HOUR / 100


def _hours(learner: Any, month: Month) -> dict[str, Any]:
    seconds = MonthTotal.objects.seconds_of(learner, month)
    target = target_of(learner, month)
    return {
        "month": str(month),
        "seconds": seconds,
        "credit_hours": credit_hours(seconds),
        "target_credit_hours": None if target is None else credit_hours(target),
    }


@router.get("me/credits", response=MyCredits)
def my_credits(request: HttpRequest, month: str | None = None) -> dict[str, Any]:
    """My hours of a month: every ledger entry, and what was not counted and why."""
    wanted, learner = month_given(month), request.user
    entries = CreditEntry.objects.of(learner).in_month(wanted).order_by("number")
    return {
        **_hours(learner, wanted),
        "entries": [_entry(entry) for entry in entries],
        "uncounted": [missed(one) for one in uncounted(learner, wanted)],
    }


def _entry(entry: CreditEntry) -> dict[str, Any]:
    return {
        "id": entry.pk,
        "number": entry.number,
        "learner": entry.learner_id,
        "kind": entry.kind,
        "seconds": entry.seconds,
        "started_at": timestamp(entry.started_at),
        "ended_at": timestamp(entry.ended_at),
        "lesson": entry.lesson,
        "lesson_title": entry.lesson_title,
        "source": entry.source,
        "rule_version": entry.rule_version,
        "posted_at": timestamp(entry.posted_at),
        "reverses": entry.reverses_id,
        "prev_hash": entry.prev_hash,
        "hash": entry.hash,
    }


@router.get("credits", response=Paged[OffenderHours])
def credits_of_offenders(
    request: HttpRequest,
    month: str | None = None,
    organisation: UUID | None = None,
    page: int = 1,
    size: int = 50,
) -> dict[str, Any]:
    """A row per offender whom the caller looks after and who was in correction in the month; of one
    organisation and below when given. The reading is logged."""
    wanted, user = month_given(month), request.user
    policies.require(user, Permission.VIEW_CREDITS_API)
    people = people_with_hours(user, wanted, Permission.VIEW_CREDITS_API)
    if organisation is not None:
        people = people.of_office(_place(user, organisation))
    rows = people.filter(liable_in(wanted)).order_by("code").values_list(
        "pk", "user__name", "office__name", "office__uid", "seconds", "target_seconds"
    )  # fmt: skip
    found = page_of(rows, page, size, _row)
    said = {"month": str(wanted), "organisation": str(organisation or ""), "page": page}
    audit.record("credits.listed", actor=user, after={**said, "people": len(found["items"])})
    return found


def _place(user: Any, uid: UUID) -> Organisation:
    """An organisation that the caller looks after. Raises `NotVisible`."""
    places = policies.organisations(user, Permission.VIEW_CREDITS_API)
    place = places.filter(uid=uid).first()
    if place is None:
        raise NotVisible(_("This organisation does not exist, or not for you."))
    return place


def _row(values: tuple[Any, ...]) -> dict[str, Any]:
    offender, name, office, uid, seconds, target = values
    return {
        "offender": offender,
        "name": name,
        "office": office,
        "office_id": uid,
        "seconds": seconds,
        "credit_hours": credit_hours(seconds),
        "target_credit_hours": credit_hours(target),
    }


@router.get("offenders/{uuid:offender_id}/study", response=StudyEvidence)
def offender_study(
    request: HttpRequest, offender_id: UUID, month: str | None = None
) -> dict[str, Any]:
    """The evidence behind one person's hours of a month. The look-up is logged."""
    wanted, user = month_given(month), request.user
    people = people_with_hours(user, wanted, Permission.VIEW_EVIDENCE)
    offender = people.select_related("user").defer("id_number").filter(pk=offender_id).first()
    if offender is None or offender.pk == user.pk:
        raise NotVisible(_("This person does not exist, or not for you."), code="offender")
    audit.look_up(offender, what=f"study evidence {wanted}", actor=user)
    return {
        "offender": offender.pk,
        **_hours(offender.user, wanted),
        **evidence_of(offender.user, wanted),
    }
