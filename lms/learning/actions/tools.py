"""Filling in a tool, and what its officer does with the result.

Answers are health data: stored encrypted with the words that were asked, so that they stay readable
when the tool changes; each look of an officer is logged.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from content import scales
from content.models import ToolPage
from lms.accounts import policies
from lms.accounts.models import Offender, RoleGrant, User
from lms.accounts.permissions import Permission
from lms.accounts.roles import Role
from lms.core import audit
from lms.core.clock import now
from lms.core.errors import Conflict, Invalid, NotVisible
from lms.core.months import local_day, today
from lms.learning import signals
from lms.learning.models import ToolAssignment, ToolResult


def assign_tool(*, by: User, offender: Offender, tool: ToolPage) -> ToolAssignment:
    """Ask a person to fill in a tool (again, when they have). Raises `Denied`, `Invalid` when the
    tool is not meant for this person or nothing that is filled in."""
    policies.require(by, Permission.PRESCRIBE, offender)
    if not _fillable(offender.user).filter(pk=tool.pk).exists():
        sentence = _("This tool is not meant for this person.")
        raise Invalid(sentence, code="tool", fields={"tool": [sentence]})
    with transaction.atomic():
        row, _made = ToolAssignment.objects.update_or_create(
            learner=offender.user, tool=tool, defaults={"assigned_by": by, "done_at": None}
        )
        audit.record(
            "learning.tool_assigned", actor=by, target=row, on_whom=offender,
            after={"tool": tool.pk},
        )  # fmt: skip
    return row


def fill_in(*, by: User, tool: ToolPage, answers: Mapping[str, str]) -> ToolResult:
    """Hand in the answers to a questionnaire or scale (question id → answer id, or text).

    An alarm is news that goes out in the same transaction (`signals.tool_alarmed`).
    Raises `NotVisible` (not for this person, or nothing to fill in), `Invalid` with a sentence per
    question, `Conflict` ``repeat`` before ``repeat_days`` are over.
    """
    if not by.is_offender or not _fillable(by).filter(pk=tool.pk).exists():
        raise NotVisible(_("This tool does not exist or is not meant for you."), code="tool")
    scale = tool.scale()
    try:
        score = scales.score(scale, answers)
    except scales.Unanswered as error:
        fields = {name: [text] for name, text in error.problems.items()}
        sentence = _("Some questions are not answered yet.")
        raise Invalid(sentence, code="answers", fields=fields) from error
    with transaction.atomic():
        assignment = _locked_assignment(by, tool)
        if (day := may_repeat_on(by, tool)) and day > today():
            sentence = _("You can fill this in again from %(day)s on.") % {"day": day}
            raise Conflict(sentence, code="repeat")
        result = ToolResult.objects.create(
            learner=by,
            tool_id=tool.pk,
            tool_title=tool.title,
            answers=_kept(scale, answers),
            total=score.total if any(item.choices for item in scale.items) else None,
            band=score.band.label if score.band else "",
            alarm=score.is_alarm,
        )
        assignment.done_at = result.submitted_at
        assignment.save(update_fields=["done_at"])
        audit.record(
            "learning.tool_filled_in", actor=by, target=result, on_whom=by,
            after={"tool": tool.pk, "alarm": score.is_alarm},
        )  # fmt: skip
        if score.is_alarm:
            signals.tool_alarmed.send(sender=ToolResult, result=result)
    return result


def _fillable(user: User) -> Any:
    return ToolPage.objects.visible_to(user).exclude(kind=ToolPage.Kind.WORKSHEET)


def _locked_assignment(learner: User, tool: ToolPage) -> ToolAssignment:
    """The row that a second sending of the same form waits for; made when nobody asked for it."""
    ToolAssignment.objects.get_or_create(learner=learner, tool=tool)
    return ToolAssignment.objects.select_for_update().get(learner=learner, tool=tool)


def may_repeat_on(learner: User, tool: ToolPage) -> date | None:
    """From which day on the tool may be filled in again; None when it never was."""
    last = ToolResult.objects.filter(learner=learner, tool=tool.pk).first()
    if last is None:
        return None
    asked_anew = ToolAssignment.objects.open().filter(
        learner=learner, tool=tool, assigned_by__isnull=False
    )
    if asked_anew.exists():
        return today()
    return local_day(last.submitted_at) + timedelta(days=tool.repeat_days)


def _kept(scale: scales.Scale, answers: Mapping[str, str]) -> str:
    """Questions and answers in the words that were shown, as JSON."""
    rows = []
    for item in scale.items:
        given = answers.get(item.id, "")
        chosen = next((one for one in item.choices if one.id == given), None)
        rows.append(
            {
                "prompt": item.prompt,
                "answer": chosen.label if chosen else given,
                "points": item.points_of(chosen) if chosen else None,
            }
        )
    return json.dumps(rows, ensure_ascii=False)


def people_on_duty(offender: Offender) -> list[User]:
    """The person's officer and everybody who is an officer of the office today, as far as they may
    see results; where the office has nobody, the managers of the nearest level above."""
    grants = RoleGrant.objects.active()
    here = grants.filter(role=Role.OFFICER, organisation=offender.office_id)
    wanted = Q(pk__in=here.values("user")) | Q(pk=offender.officer_id)
    found = [
        one
        for one in User.objects.filter(wanted, is_active=True)
        if policies.can(one, Permission.VIEW_TOOL_RESULTS, offender)
    ]
    return found or _managers_over(offender)


def _managers_over(offender: Offender) -> list[User]:
    grants = RoleGrant.objects.active().at_or_above(offender.office)
    managers = grants.filter(role=Role.MANAGER, user__is_active=True)
    rows = list(managers.select_related("user", "organisation"))
    nearest = max((len(row.organisation.path) for row in rows), default=0)
    return [row.user for row in rows if len(row.organisation.path) == nearest]


@dataclass(frozen=True)
class OpenedResult:
    """A result with its answers: ``[{"prompt", "answer", "points"}, …]``."""

    result: ToolResult
    answers: list[dict[str, Any]]


def open_result(*, by: User, result_id: UUID) -> OpenedResult:
    """Read a result. An officer's look is logged and, the first time, noted on the result; people
    read their own freely where the tool shows it. Raises `NotVisible`."""
    with transaction.atomic():
        rows = ToolResult.objects.visible_to(by).select_related("learner", "seen_by")
        result = rows.filter(pk=result_id).first()
        if result is None or (result.learner_id == by.pk and not _shows_result(result)):
            raise NotVisible(_("This result does not exist or is not meant for you."))
        if result.learner_id != by.pk:
            _note_look(result, by)
    return OpenedResult(result, json.loads(result.answers))


def _note_look(result: ToolResult, by: User) -> None:
    audit.look_up(result.learner, what="tool_result", actor=by)
    if result.seen_at is None:
        result.seen_by, result.seen_at = by, now()
        result.save(update_fields=["seen_by", "seen_at"])


def _shows_result(result: ToolResult) -> bool:
    shown = ToolPage.objects.filter(shows_result=True)
    return result.tool_id is not None and shown.filter(pk=result.tool_id).exists()
