"""Courses of a learner beside the plans: chosen, begun, added, postponed, waived.

Officers act over the people of their part of the tree, with a reason that the learner can read.
What an officer decided is never changed by a plan afterwards (actions/prescribe.py).
"""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from content.models import Audience, CoursePage
from lms.accounts import policies
from lms.accounts.actions.checks import reason_given, refused
from lms.accounts.models import Offender, User
from lms.accounts.permissions import Permission
from lms.core import audit
from lms.core.clock import now
from lms.core.errors import Conflict, Denied, NotVisible
from lms.core.months import today
from lms.learning.models import Enrolment

Source, State = Enrolment.Source, Enrolment.State
FOR_STAFF = (Audience.STAFF, Audience.BOTH)


def courses_open_to(user: Any) -> Any:
    """Published courses that ``user`` may choose: in reach, and made for people like them.
    Guardians and machines study nothing."""
    courses = CoursePage.objects.visible_to(user)
    if user.is_offender:
        return courses
    return courses.filter(audience__in=FOR_STAFF) if user.is_desk else courses.none()


def choose_course(*, by: User, course: CoursePage) -> Enrolment:
    """Take a course of one's own will; one that is theirs already stays as it is. Prerequisites are
    asked for when a lesson is opened. Raises `NotVisible`."""
    if not courses_open_to(by).filter(pk=course.pk).exists():
        raise NotVisible(_("This course does not exist or is not meant for you."), code="course")
    with transaction.atomic():
        enrolment, made = Enrolment.objects.get_or_create(
            learner=by, course=course, defaults={"source": Source.SELF}
        )
        if made:
            audit.record("learning.course_chosen", actor=by, target=enrolment, on_whom=by)
    return enrolment


def begin(*, learner: Any, course: CoursePage) -> Enrolment:
    """Note that a course has been begun: from now on no plan takes it away. A course that was not
    theirs becomes their own choice. The caller has checked that they may see it."""
    enrolment, _made = Enrolment.objects.get_or_create(
        learner=learner, course=course, defaults={"source": Source.SELF, "begun_at": now()}
    )
    if enrolment.begun_at is None:
        enrolment.begun_at = now()
        enrolment.save(update_fields=["begun_at"])
    return enrolment


def add_course(
    *, by: User, offender: Offender, course: CoursePage, reason: str, due_on: date | None = None
) -> Enrolment:
    """Give a person a course that no plan calls for, or make a chosen one binding.

    Raises `Denied`, `Invalid` (no reason, a day that has passed, a course that is not meant for
    this person), `Conflict` (an officer or a plan has given it already, or it is completed)."""
    _require(by, offender)
    reason = reason_given(reason)
    if due_on and due_on < today():
        raise refused("due_on", _("This day has passed."), code="day")
    if not CoursePage.objects.visible_to(offender.user).filter(pk=course.pk).exists():
        raise refused("course", _("This course is not meant for this person."), code="course")
    with transaction.atomic():
        enrolment, made = Enrolment.objects.select_for_update().get_or_create(
            learner=offender.user, course=course, defaults={"source": Source.OFFICER}
        )
        before = None if made else _said(enrolment)
        if not made and (enrolment.state == State.COMPLETED or _is_binding(enrolment)):
            raise Conflict(_("The person has this course already."), code="enrolled")
        enrolment.source, enrolment.state = Source.OFFICER, State.OPEN
        enrolment.due_on, enrolment.postponed_until = due_on, None
        _keep(enrolment, by, reason, "learning.course_added", before)
    return enrolment


def postpone(*, by: User, enrolment: Enrolment, until: date, reason: str) -> Enrolment:
    """Give a person more time for an open course: it is due on ``until``.

    Raises `Denied`, `Invalid` (no reason, not later than today and than the present day, after the
    end of correction), `Conflict` (completed or waived)."""
    _require(by, enrolment.learner)
    reason = reason_given(reason)
    if until <= today():
        raise refused("until", _("Please give a day later than today."), code="day")
    offender = getattr(enrolment.learner, "offender", None)
    if offender is not None and until > offender.ends_on:
        raise refused("until", _("Correction ends before that day."), code="day")
    with transaction.atomic():
        row = _locked(enrolment)
        if row.state != State.OPEN:
            raise Conflict(_("Only an open course can be postponed."), code="state")
        if row.due_on and until <= row.due_on:
            raise refused("until", _("The course is due later than that already."), code="day")
        before, row.postponed_until = _said(row), until
        _keep(row, by, reason, "learning.course_postponed", before)
    return row


def waive(*, by: User, enrolment: Enrolment, reason: str) -> Enrolment:
    """Free a person from an open course. Raises `Denied`, `Invalid` (no reason), `Conflict`."""
    _require(by, enrolment.learner)
    reason = reason_given(reason)
    with transaction.atomic():
        row = _locked(enrolment)
        if row.state != State.OPEN:
            raise Conflict(_("Only an open course can be waived."), code="state")
        before, row.state = _said(row), State.WAIVED
        _keep(row, by, reason, "learning.course_waived", before)
    return row


def take_back_waiver(
    *, by: User, enrolment: Enrolment, reason: str, due_on: date | None = None
) -> Enrolment:
    """Let a waived course be due again, on ``due_on`` when given. Raises `Denied`, `Invalid`,
    `Conflict` (not waived)."""
    _require(by, enrolment.learner)
    reason = reason_given(reason)
    if due_on and due_on < today():
        raise refused("due_on", _("This day has passed."), code="day")
    with transaction.atomic():
        row = _locked(enrolment)
        if row.state != State.WAIVED:
            raise Conflict(_("This course has not been waived."), code="state")
        before, row.state = _said(row), State.OPEN
        if due_on:
            row.due_on, row.postponed_until = due_on, None
        _keep(row, by, reason, "learning.waiver_taken_back", before)
    return row


def _require(by: User, target: Any) -> None:
    """The right to prescribe over this person; never over oneself."""
    policies.require(by, Permission.PRESCRIBE, target)
    if by.pk == target.pk:
        raise Denied(_("Nobody decides about their own study."), code="own_study")


def _is_binding(enrolment: Enrolment) -> bool:
    return enrolment.state == State.OPEN and enrolment.source != Source.SELF


def _locked(enrolment: Enrolment) -> Enrolment:
    return Enrolment.objects.select_for_update().get(pk=enrolment.pk)


def _said(enrolment: Enrolment) -> dict[str, Any]:
    """What the log keeps of a state."""
    return {
        "state": str(enrolment.state),
        "source": str(enrolment.source),
        "due_on": str(enrolment.due_on or ""),
        "postponed_until": str(enrolment.postponed_until or ""),
    }


def _keep(
    enrolment: Enrolment, by: User, reason: str, verb: str, before: dict[str, Any] | None
) -> None:
    """Save what an officer decided, with the reason, and log it."""
    enrolment.reason, enrolment.decided_by = reason, by
    enrolment.save()
    after = {**_said(enrolment), "course": enrolment.course_id}
    audit.record(
        verb, actor=by, target=enrolment, on_whom=enrolment.learner,
        before=before, after=after, reason=reason,
    )  # fmt: skip
