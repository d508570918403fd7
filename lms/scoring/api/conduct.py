"""``POST /api/v1/conduct`` and ``conduct/batch``: records from a county's management platform, by
machine accounts. The sender's key makes them idempotent: sent again, a record is the same one."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.conf import settings
from django.http import HttpRequest
from django.utils.translation import gettext as _
from ninja import Field, Router, Schema, Status
from pydantic import ConfigDict, ValidationError

from lms.accounts import policies
from lms.accounts.models import Offender, User
from lms.accounts.permissions import Permission
from lms.core import limits
from lms.core.api import OTHER_FAULT, SENTENCES, Problem
from lms.core.errors import DomainError, NotVisible
from lms.scoring.actions.conduct import Origin, record_or_known
from lms.scoring.conduct import words as conduct_words
from lms.scoring.conduct.rules import LONGEST_KEY, LONGEST_NOTE
from lms.scoring.models import ConductRecord

router = Router(tags=["conduct"])
MOST_TOGETHER = 200


class ConductIn(Schema):
    """One fact. ``offender``: the file code or the id. ``late``: when its month is locked already,
    let it count in the open one."""

    model_config = ConfigDict(extra="forbid")

    key: str = Field(min_length=1, max_length=LONGEST_KEY)
    offender: str = Field(min_length=1, max_length=36)
    kind: str = Field(max_length=24)
    on: date
    hours: Decimal | None = None
    stage: str = Field(default="", max_length=8)
    note: str = Field(default="", max_length=LONGEST_NOTE)
    late: bool = False


class ConductOut(Schema):
    """``state``: counts, waiting (for a second person), refused or cancelled. ``counts_in``: the
    month whose score it enters."""

    id: UUID
    key: str
    offender: UUID
    kind: str
    on: date
    hours: float | None
    stage: str
    note: str
    counts_in: str
    late: bool
    state: str
    recorded_at: datetime


class Batch(Schema):
    records: list[dict[str, Any]] = Field(
        min_length=1, max_length=MOST_TOGETHER, description="Each as for `POST conduct`."
    )


class Answer(Schema):
    """What one record of a batch would have been answered alone."""

    index: int
    key: str
    status: int
    record: ConductOut | None = None
    title: str = ""
    detail: str = ""
    errors: list[dict[str, Any]] = []


class Answers(Schema):
    items: list[Answer]
    total: int
    created: int
    unchanged: int
    refused: int


REFUSALS = {403: Problem, 404: Problem, 409: Problem, 422: Problem, 429: Problem}


@router.post("conduct", response={201: ConductOut, 200: ConductOut, **REFUSALS})
def send_conduct(request: HttpRequest, given: ConductIn) -> Status:
    """Send one record: 201 when it is new, 200 when it is known with the same content, 409 when its
    key is known with other content, when the month is locked, or when it is on record already."""
    user = _sender(request)
    record, is_new = _record(user, given)
    return Status(201 if is_new else 200, _told(record))


@router.post("conduct/batch", response={200: Answers, **REFUSALS})
def send_conduct_batch(request: HttpRequest, given: Batch) -> dict[str, Any]:
    """Send up to 200 records. Each is taken or refused by itself and answered in its place, with
    the status that it would have had alone."""
    user = _sender(request)
    items = [_one(user, index, plain) for index, plain in enumerate(given.records)]
    counts = [item["status"] for item in items]
    created, unchanged = counts.count(201), counts.count(200)
    return {
        "items": items, "total": len(items), "created": created, "unchanged": unchanged,
        "refused": len(items) - created - unchanged,
    }  # fmt: skip


def _sender(request: HttpRequest) -> User:
    user: Any = request.user
    policies.require(user, Permission.SEND_CONDUCT)
    limits.take(user.pk, "conduct", most=settings.API_RATE)
    return user  # type: ignore[no-any-return]


def _one(user: User, index: int, plain: dict[str, Any]) -> dict[str, Any]:
    key = plain.get("key")
    answer: dict[str, Any] = {"index": index, "key": key if isinstance(key, str) else ""}
    try:
        record, is_new = _record(user, ConductIn.model_validate(plain))
    except ValidationError as error:
        return {
            **answer, "status": 422, "title": "invalid",
            "detail": _("The input is not as it should be."),
            "errors": [_fault(dict(one)) for one in error.errors()],
        }  # fmt: skip
    except DomainError as error:
        return {
            **answer, "status": error.status, "title": error.code, "detail": str(error),
            "errors": [
                {"field": field, "message": text}
                for field, texts in error.fields.items()
                for text in texts
            ],
        }  # fmt: skip
    return {**answer, "status": 201 if is_new else 200, "record": _told(record)}


def _fault(fault: dict[str, Any]) -> dict[str, str]:
    field = ".".join(str(part) for part in fault.get("loc", ()))
    return {"field": field, "message": _(SENTENCES.get(fault.get("type", ""), OTHER_FAULT))}


def _record(user: User, given: ConductIn) -> tuple[ConductRecord, bool]:
    said = given.model_dump(exclude={"key", "offender"})
    return record_or_known(
        by=user, offender=_offender(user, given.offender), origin=Origin.API,
        outside_key=given.key, **said,
    )  # fmt: skip


def _offender(user: User, named: str) -> Offender:
    """By file code or id, of the sender's part of the tree. Raises `NotVisible`."""
    paths = policies.roots(user, Permission.SEND_CONDUCT)
    people = Offender.objects.filter(policies.within(paths, "office__path"))
    people = people.select_related("user", "office").defer("id_number", "user__phone")
    found = None if "\0" in named else people.filter(code=named.strip()).first()
    if found is None:
        try:
            found = people.filter(pk=UUID(named)).first()
        except ValueError:
            found = None
    if found is None:
        sentence = _("This person does not exist, or not for you.")
        raise NotVisible(sentence, code="offender", fields={"offender": [sentence]})
    return found


def _told(record: ConductRecord) -> dict[str, Any]:
    told = ConductRecord.objects.told().get(pk=record.pk)
    return {
        "id": told.pk,
        "key": told.outside_key,
        "offender": told.offender_id,
        "kind": told.kind,
        "on": told.on,
        "hours": None if told.hours is None else float(told.hours),
        "stage": told.stage,
        "note": told.note,
        "counts_in": told.counts_in,
        "late": told.is_late,
        "state": conduct_words.state_of(told),
        "recorded_at": told.recorded_at,
    }
