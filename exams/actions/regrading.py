"""A question turned out faulty: one manager proposes what is done about it, another one orders it,
and a job makes it good for everybody who had it."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _
from django.utils.translation import override

from exams import corrections
from exams.actions.grading import has_passed, tell, total_of
from exams.frozen import questions_of, versions
from exams.models import Mark, QuestionVersion, Regrade, Sitting
from exams.regrading import holders
from exams.saved import latest_answers
from lms.accounts import policies
from lms.accounts.actions.checks import reason_given
from lms.accounts.models import User
from lms.accounts.permissions import Permission
from lms.core import audit, jobs
from lms.core.clock import now
from lms.core.errors import Conflict, Denied
from lms.core.models.jobs import Job
from lms.messaging.actions import send

JOB = "exams.regrade"
State = Regrade.State
STOPPED = (Job.State.FAILED, Job.State.CANCELLED)


def propose_regrade(
    *, by: User, version: QuestionVersion, how: str, accepts: Any = None, reason: str
) -> Regrade:
    """Keep what should be done about a wording; nothing changes before a second person orders it.

    Raises `Denied` (no right over the organisation that owns the question, or had it in a test of
    their own), `Invalid` (no reason, no further answer), `Conflict` (full marks are given already).
    """
    _require(by, version)
    reason = reason_given(reason)
    question = versions([version.pk])[version.pk]
    accepts = corrections.checked(question, how, accepts)
    if any(one.how == Regrade.How.VOID for one in corrections.standing([version.pk])):
        raise Conflict(_("Everybody has full marks for this question already."), code="void")
    with transaction.atomic():
        made = Regrade.objects.create(
            version=version, how=how, accepts=accepts, reason=reason, made_by=by
        )
        audit.record(
            "exams.regrade_proposed", actor=by, target=made, reason=reason,
            after={"version": str(version.pk), "how": how, "accepts": accepts},
        )  # fmt: skip
    return made


def run_regrade(*, by: User, regrade: Regrade) -> Regrade:
    """Order a regrade that somebody else has proposed; the work is a job. One that was stopped on
    the way goes on. Raises `Denied`, `Conflict` (ordered already)."""
    with transaction.atomic():
        row = Regrade.objects.select_for_update().get(pk=regrade.pk)
        _require(by, row.version)
        if row.made_by_id == by.pk:
            raise Denied(_("A second person has to order this."), code="second_person")
        stopped = job_of(row)
        if row.state == State.RUNNING and stopped and stopped.state in STOPPED:
            jobs.retry(stopped)
            return row
        if row.state != State.PREVIEW:
            raise Conflict(_("This was ordered already."), code="ordered")
        row.state, row.run_by = State.RUNNING, by
        row.save(update_fields=["state", "run_by"])
        audit.record("exams.regrade_ordered", actor=by, target=row, reason=row.reason)
        jobs.enqueue(JOB, key=key_of(row), payload={"regrade": str(row.pk)}, by=by)
    return row


def key_of(regrade: Regrade) -> str:
    return f"{JOB}:{regrade.pk}"


def job_of(regrade: Regrade) -> Job | None:
    return Job.objects.filter(key=key_of(regrade)).first()


def regrade_sitting(*, regrade: Regrade, sitting_id: UUID) -> bool:
    """Make it good in one sitting; whether its result changed. Done once, however often it is
    called. What is not final yet is left to `exams.actions.grading.finish`; the lock on the row
    keeps the two apart. The queries do not depend on how many places there are."""
    with transaction.atomic():
        rows = Sitting.objects.select_for_update(of=("self",))
        sitting = rows.select_related("paper", "candidate").get(pk=sitting_id)
        if sitting.state != Sitting.State.FINAL or not _write_marks(regrade, sitting):
            return False
        before = {"points": str(sitting.points), "passed": sitting.passed}
        sitting.grading_version += 1
        sitting.points = total_of(sitting, sitting.grading_version)
        sitting.passed = has_passed(sitting)
        sitting.final_at = now()
        sitting.save(update_fields=["points", "passed", "grading_version", "final_at"])
        Regrade.objects.filter(pk=regrade.pk).update(changed=F("changed") + 1)
        after = {"points": str(sitting.points), "passed": sitting.passed}
        audit.record(
            "exams.result_regraded", actor=regrade.run_by, target=sitting, before=before,
            after={**after, "regrade": str(regrade.pk)}, on_whom=sitting.candidate,
        )  # fmt: skip
        tell(sitting)
        _notify(regrade, sitting)
    return True


def close_regrade(*, regrade: Regrade) -> None:
    """Everybody has it."""
    with transaction.atomic():
        row = Regrade.objects.select_for_update().get(pk=regrade.pk)
        if row.state != State.DONE:
            row.state, row.done_at = State.DONE, now()
            row.save(update_fields=["state", "done_at"])
            audit.record(
                "exams.regrade_done", actor=row.run_by, target=row, after={"changed": row.changed}
            )


def _write_marks(regrade: Regrade, sitting: Sitting) -> bool:
    """The next grading: a copy of all marks in which those of the faulty question have risen. The
    marks of before stay. False, and nothing written, when none rises."""
    marks = list(Mark.objects.filter(sitting=sitting, version=sitting.grading_version))
    held = corrections.held_marks(marks)
    answers = latest_answers(sitting)
    rose = False
    for placed in questions_of(sitting):
        mark = held.get(placed.place)
        if mark and corrections.raise_mark(mark, regrade, placed, answers.get(placed.place)):
            rose, mark.at = True, now()
    if rose:
        for mark in marks:
            mark.pk, mark.version = None, sitting.grading_version + 1
        Mark.objects.bulk_create(marks)
    return rose


def _notify(regrade: Regrade, sitting: Sitting) -> None:
    candidate = sitting.candidate
    with override(candidate.language or settings.LANGUAGE_CODE):
        send(
            to=candidate, subject=_("Your test result has changed"),
            body=_("A question in the test “%(title)s” was faulty. We have corrected this. You got"
                   " more points. You need not do anything.") % {"title": sitting.paper.title},
            link=f"/sittings/{sitting.pk}/result/", key=f"regrade:{regrade.pk}:{sitting.pk}",
        )  # fmt: skip


def _require(by: User, version: QuestionVersion) -> None:
    policies.require(by, Permission.REGRADE_EXAMS, version.question.owner_organisation)
    if holders(version).filter(candidate=by.pk).exists():
        raise Denied(_("You had this question in a test of your own."), code="own_test")
