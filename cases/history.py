"""Moving a case along its way: the state, whose turn it is until when, and a line of history."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from cases import way
from cases.models import Submission, SubmissionStep
from cases.way import Step
from lms.core import audit
from lms.core.clock import now
from lms.core.errors import Conflict, NotVisible
from lms.core.months import today


def locked(submission: Submission, by: Any) -> Submission:
    """The row, locked, when ``by`` may see it. For use within a transaction.

    Raises `NotVisible`: whoever may not see a case is not told that there is one.
    """
    rows: QuerySet[Submission] = Submission.objects.select_for_update(of=("self",))
    found = rows.filter(pk=submission.pk).first()
    if found is None or not Submission.objects.visible_to(by).filter(pk=found.pk).exists():
        raise NotVisible(_("There is no such case."), code="case")
    return found


def move(submission: Submission, step: Step, *, by: Any, comment: str = "", **values: Any) -> None:
    """Take ``step``: write the row with ``values``, append the line, log it.

    Raises `Conflict` ``state`` when the case is where the step cannot be taken: two people who
    decide at once decide once.
    """
    if not way.may(step, submission.way):
        raise Conflict(
            _("This cannot be done now: the case is “%(state)s”.")
            % {"state": submission.get_state_display()},
            code="state",
        )
    before = submission.state
    turn = way.MOVES.get(step)
    if turn is not None:
        submission.state = turn.target.value
        submission.due_on = way.due_on(turn.target, today())
    submission.changed_at = now()
    for name, value in values.items():
        setattr(submission, name, value)
    submission.save()
    note(submission, step, by=by, comment=comment, before=before)


def wrote(submission: Submission, by: Any) -> None:
    """Remember that ``by`` has a part in the text, unless that is known."""
    if by.pk == submission.made_by_id:
        return
    if not submission.steps.filter(by=by, step__in=way.WORKED).exists():
        note(submission, Step.WRITTEN, by=by)


def note(
    submission: Submission, step: Step, *, by: Any, comment: str = "", before: str = ""
) -> SubmissionStep:
    """A line of history without another state; in the audit log as well, without the words."""
    audit.record(
        f"cases.{step.value}", actor=by, target=submission,
        before={"state": before} if before else None,
        after={"state": submission.state, "edition": submission.edition},
    )  # fmt: skip
    return SubmissionStep.objects.create(
        submission=submission, at=now(), by=by, step=step.value, state=submission.state,
        edition=submission.edition, comment=comment.strip()[:2000],
    )  # fmt: skip
