"""Which courses and tools are a learner's, and why."""

from __future__ import annotations

import uuid
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from lms.core.clock import now
from lms.learning import querysets


class Enrolment(models.Model):
    """A learner's course. Made by a plan, an officer or the learner; waived or postponed with a
    reason, never deleted once begun."""

    class Source(models.TextChoices):
        PLAN = "plan", _("by plan")
        OFFICER = "officer", _("by an officer")
        SELF = "self", _("chosen by the learner")

    class State(models.TextChoices):
        OPEN = "open", _("open")
        COMPLETED = "completed", _("completed")
        WAIVED = "waived", _("waived")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    learner = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="enrolments")
    course = models.ForeignKey(
        "content.CoursePage", models.CASCADE, related_name="enrolments", verbose_name=_("course")
    )
    source = models.CharField(max_length=8, choices=Source)
    plan = models.ForeignKey(
        "content.PlanTemplate", models.SET_NULL, null=True, blank=True, related_name="+"
    )
    because: models.JSONField[Any, Any] = models.JSONField(default=list)
    """Words that explain it: the plan's title, "intake", "theft", …"""
    state = models.CharField(max_length=12, choices=State, default=State.OPEN)
    due_on = models.DateField(_("due on"), null=True, blank=True)
    postponed_until = models.DateField(_("postponed until"), null=True, blank=True)
    reason = models.TextField(_("reason"), blank=True)
    """Why an officer added, postponed or waived it; the history is in the audit log."""
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    created_at = models.DateTimeField(default=now)
    begun_at = models.DateTimeField(null=True, blank=True)
    completed_at = models.DateTimeField(null=True, blank=True)

    objects = querysets.EnrolmentQuerySet.as_manager()

    class Meta:
        ordering = ["due_on", "created_at"]
        constraints = [
            models.UniqueConstraint(fields=["learner", "course"], name="enrolment_once"),
            models.CheckConstraint(
                name="enrolment_waived_with_reason",
                condition=~Q(state="waived") | ~Q(reason=""),
            ),
        ]
        indexes = [
            models.Index(fields=["course", "state"]),
            models.Index(fields=["state", "due_on"]),
        ]

    def __str__(self) -> str:
        return f"{self.learner_id} {self.course_id} {self.state}"


class ToolAssignment(models.Model):
    """A tool that a plan or an officer asks a learner to fill in."""

    learner = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="tool_assignments"
    )
    tool = models.ForeignKey("content.ToolPage", models.CASCADE, related_name="assignments")
    because: models.JSONField[Any, Any] = models.JSONField(default=list)
    assigned_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    created_at = models.DateTimeField(default=now)
    done_at = models.DateTimeField(null=True, blank=True)

    objects = querysets.ToolAssignmentQuerySet.as_manager()

    class Meta:
        ordering = ["done_at", "created_at"]
        constraints = [
            models.UniqueConstraint(fields=["learner", "tool"], name="tool_assignment_once")
        ]

    def __str__(self) -> str:
        return f"{self.learner_id} {self.tool_id}"


class StudyGoal(models.Model):
    """Credit hours a month that a learner's plans call for; without a row the organisation's."""

    learner = models.OneToOneField(
        settings.AUTH_USER_MODEL, models.CASCADE, primary_key=True, related_name="study_goal"
    )
    hours = models.DecimalField(_("credit hours a month"), max_digits=5, decimal_places=2)
    plans: models.JSONField[Any, Any] = models.JSONField(default=list)
    set_at = models.DateTimeField(default=now)

    def __str__(self) -> str:
        return f"{self.learner_id}: {self.hours}"
