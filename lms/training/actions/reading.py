"""Reading a case that one has to read: noted as read, answered, signed."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from cases.models import CasePage
from lms.core import audit, context, limits
from lms.core.clock import now
from lms.core.errors import Conflict, Invalid, NotVisible
from lms.training import asking, requirement, signing, studied
from lms.training.models import Acknowledgement, CheckAnswer, RequiredReading

State = RequiredReading.State
MOST_ANSWERS = 20
"""In a minute."""


def statement() -> str:
    """What is signed (我已学习)."""
    return _(
        "I have studied this warning case to its end and understand what it teaches. I know the "
        "risk points of my post and will keep law and discipline."
    )


def note_read(*, learner_id: UUID, case_id: int) -> bool:
    """Keep when a case that somebody has to read was read (verified study). True when it is newly
    so. Asks nothing of people and pages that have nothing to do with it."""
    reading = (
        RequiredReading.objects.open()
        .filter(person=learner_id, case=case_id, read_at=None)
        .select_related("person", "case")
        .first()
    )
    if reading is None:
        return False
    return studied.for_reading(reading, reading.person, reading.case).is_read and _mark(reading)


def _mark(reading: RequiredReading) -> bool:
    rows = RequiredReading.objects.open().filter(pk=reading.pk, read_at=None)
    return bool(rows.update(read_at=now()))


def note_all_read() -> int:
    """What was read while nobody heard it. Returns how many readings were noted."""
    noted = 0
    waiting = RequiredReading.objects.open().readable().filter(read_at=None)
    cases = CasePage.objects.filter(pk__in=waiting.order_by().values("case").distinct())
    for case in cases:
        rows = waiting.filter(case=case)
        ids = list(rows.values_list("person", flat=True))
        for start in range(0, len(ids), 500):
            for person, moment in studied.times(case, ids[start : start + 500]).items():
                noted += _note(rows, person, case, moment)
    return noted


def _note(rows: Any, person: UUID, case: CasePage, moment: datetime) -> int:
    """``person`` has earned the time; where the case was changed since, they must have read it
    again."""
    row = rows.select_related("person").get(person=person)
    if row.is_asked_anew and not studied.for_reading(row, row.person, case).is_read:
        return 0
    return int(rows.filter(pk=row.pk).update(read_at=moment))


def answer(
    *, by: Any, reading: RequiredReading, check_id: str, tries: int, place: int
) -> CheckAnswer:
    """Answer the question that comes next: the option that stood at ``place`` after ``tries``
    tries. Every try is kept.

    Raises `NotVisible`, `Conflict` ``not_read`` before the case is read and ``stale`` when another
    page has answered meanwhile, `Invalid` without a choice.
    """
    limits.take(by.pk, "training.answer", most=MOST_ANSWERS)
    with transaction.atomic():
        row, case = _mine(by, reading)
        _require_read(row, by, case)
        checks = case.self_checks()
        given = answers_of(row, case)
        question = asking.next_question(row, checks, given)
        if question is None or (question.check.id, question.tries) != (check_id, tries):
            raise Conflict(
                _("This question was answered on another page. Please go on from here."),
                code="stale",
            )
        if not (letter := question.letter_at(place)):
            sentence = _("Please choose an answer.")
            raise Invalid(sentence, code="choice", fields={"place": [sentence]})
        made = CheckAnswer.objects.create(
            reading=row, check_id=check_id, chosen=letter,
            is_right=letter == question.check.right, case_version=case.study_version,
        )  # fmt: skip
        if made.is_right and asking.is_passed(checks, [*given, made]):
            row.passed_at = made.at
            row.save(update_fields=["passed_at"])
    return made


def answers_of(reading: RequiredReading, case: CasePage) -> list[CheckAnswer]:
    """The answers to the version that is asked for, oldest first."""
    return list(reading.answers.filter(case_version=case.study_version))


def acknowledge(*, by: Any, reading: RequiredReading, name: str) -> Acknowledgement:
    """Sign that the case was studied: with one's full name, once a version.

    Raises `NotVisible`; `Conflict` ``not_read``, ``not_passed`` or ``signed``; `Invalid` when the
    name is not that of the account.
    """
    with transaction.atomic():
        row, case = _mine(by, reading)
        if not row.is_open:
            raise Conflict(_("You have signed this already."), code="signed")
        seconds = _require_read(row, by, case)
        if not asking.is_passed(case.self_checks(), answers_of(row, case)):
            raise Conflict(_("Please answer all questions first."), code="not_passed")
        if not signing.same_name(name, by.name):
            sentence = _("Please type your full name as it stands in your account: %(name)s.") % {
                "name": by.name
            }
            raise Invalid(sentence, code="name", fields={"name": [sentence]})
        made = _sign(row, case, by, name.strip(), seconds)
        row.state, row.acknowledged_at = State.DONE, made.at
        row.case_version = case.study_version
        row.passed_at = row.passed_at or made.at
        row.save(update_fields=["state", "acknowledged_at", "passed_at", "case_version"])
        audit.record(
            "training.acknowledged", actor=by, target=case, on_whom=by,
            after={"version": made.case_version, "digest": made.digest},
        )  # fmt: skip
        requirement.complete_courses(by, case)
    return made


def _mine(by: Any, reading: RequiredReading) -> tuple[RequiredReading, CasePage]:
    """The row, locked, and its case: one's own, of a case that one may see now."""
    rows = RequiredReading.objects.select_for_update(of=("self",)).of(by)
    row = rows.filter(pk=reading.pk).first()
    case = CasePage.objects.visible_to(by).filter(pk=row.case_id).first() if row else None
    if row is None or case is None:
        raise NotVisible(_("There is no such case to read."), code="reading")
    return row, case


def _require_read(row: RequiredReading, by: Any, case: CasePage) -> int:
    """Verified seconds; notes on the way that the case was read."""
    found = studied.for_reading(row, by, case)
    if not found.is_read:
        raise Conflict(
            _(
                "Please read the case to its end first: "
                "%(done)s of %(nominal)s minutes are verified."
            )
            % {"done": found.minutes, "nominal": found.nominal_minutes},
            code="not_read",
        )
    if row.read_at is None:
        row.read_at = now()
        row.save(update_fields=["read_at"])
    return found.verified


def _sign(
    row: RequiredReading, case: CasePage, by: Any, name: str, seconds: int
) -> Acknowledgement:
    request, moment = context.info(), now()
    signed = signing.Signed(
        person=by.pk, case=case.pk, case_version=case.study_version,
        fingerprint=case.fingerprint, statement=statement(), signed_name=name, at=moment,
    )  # fmt: skip
    return Acknowledgement.objects.create(
        reading=row, person=by, case=case, case_version=signed.case_version,
        fingerprint=signed.fingerprint, statement=signed.statement, signed_name=name,
        verified_seconds=seconds, at=moment, address=request.address or None,
        agent=request.agent[:200], digest=signed.digest(),
    )  # fmt: skip
