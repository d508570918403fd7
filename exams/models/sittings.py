"""Sittings: a paper frozen at its start, every answer as it was saved, what was noticed."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.core.validators import MaxValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from exams import querysets
from lms.core.clock import now


class Sitting(models.Model):
    """One attempt of one person. ``frozen`` is the paper as it was drawn, a list of {"version",
    "score", "order"} (exams/presenting.py says what an order is); it never changes.

    ``tab`` is the page that may save, the last one that asked for it: another one is told so and
    never writes over it.
    """

    class State(models.TextChoices):
        OPEN = "open", _("under way")
        SUBMITTED = "submitted", _("handed in, being graded")
        FINAL = "final", _("final")
        VOID = "void", _("void")

    class Closed(models.TextChoices):
        BY_CANDIDATE = "candidate", _("handed in")
        BY_DEADLINE = "deadline", _("time was up")
        BY_STAFF = "staff", _("ended by staff")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    paper = models.ForeignKey("exams.Paper", models.PROTECT, related_name="sittings")
    candidate = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="sittings")
    attempt = models.PositiveSmallIntegerField()
    form = models.PositiveSmallIntegerField(default=0)
    month = models.CharField(max_length=7)
    """The month in which it began."""
    frozen = models.JSONField()
    started_at = models.DateTimeField(default=now)
    deadline_at = models.DateTimeField(null=True, blank=True)
    """Empty: without a limit (practice)."""
    state = models.CharField(max_length=10, choices=State, default=State.OPEN)
    submitted_at = models.DateTimeField(null=True, blank=True)
    closed_how = models.CharField(max_length=10, choices=Closed, blank=True)
    tab = models.CharField(max_length=32, blank=True)
    device = models.ForeignKey(
        "learning.Device", models.SET_NULL, null=True, blank=True, related_name="+"
    )
    """The last device that went on with it."""
    extra_percent = models.PositiveSmallIntegerField(default=0)
    """The extra time that was given (`ExamNeeds`), already in ``deadline_at``."""
    pass_percent = models.PositiveSmallIntegerField()
    """Frozen from the paper."""
    points = models.DecimalField(max_digits=7, decimal_places=2, null=True, blank=True)
    most_points = models.DecimalField(max_digits=7, decimal_places=2)
    passed = models.BooleanField(null=True, blank=True)
    final_at = models.DateTimeField(null=True, blank=True)
    grading_version = models.PositiveSmallIntegerField(default=0)
    """How often it was graded; a regrade makes the next."""

    objects = querysets.SittingQuerySet.as_manager()

    class Meta:
        ordering = ["-started_at"]
        indexes = [
            models.Index(fields=["candidate", "-started_at"]),
            models.Index(fields=["paper", "state"]),
            models.Index(fields=["state", "deadline_at"]),
            models.Index(fields=["month", "paper"]),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["paper", "candidate", "attempt"], name="sitting_attempt_once"
            ),
            models.UniqueConstraint(
                fields=["paper", "candidate"], condition=Q(state="open"), name="sitting_one_open"
            ),
            models.CheckConstraint(
                name="sitting_final_has_points",
                condition=~Q(state="final") | Q(points__isnull=False, passed__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.candidate_id} {self.paper_id} #{self.attempt}"


class AnswerSave(models.Model):
    """One answer as it came, in the form of exams/grading.py; the highest ``seq`` of a place
    counts. Append-only evidence.

    ``seq`` is the client's own count within the sitting; the same one again changes nothing.
    """

    sitting = models.ForeignKey(Sitting, models.PROTECT, related_name="saves", db_index=False)
    place = models.PositiveSmallIntegerField()
    seq = models.PositiveIntegerField()
    answer = models.JSONField(null=True)
    tab = models.CharField(max_length=32, blank=True)
    saved_at = models.DateTimeField(default=now)

    class Meta:
        ordering = ["sitting", "place", "seq"]
        constraints = [
            models.UniqueConstraint(fields=["sitting", "place", "seq"], name="answer_once")
        ]

    def __str__(self) -> str:
        return f"{self.sitting_id} {self.place}.{self.seq}"


class SittingEvent(models.Model):
    """Something noticed while it was sat: for whoever grades, never punished by itself."""

    class Kind(models.TextChoices):
        LEFT = "left", _("left the page")
        CAME_BACK = "came_back", _("came back")
        PASTED = "pasted", _("pasted text")
        OFFLINE = "offline", _("was without a network")
        DEVICE = "device", _("went on with another device")
        TAB = "tab", _("opened it a second time")

    sitting = models.ForeignKey(Sitting, models.PROTECT, related_name="events")
    kind = models.CharField(max_length=10, choices=Kind)
    place = models.PositiveSmallIntegerField(null=True, blank=True)
    seconds = models.PositiveIntegerField(null=True, blank=True)
    at = models.DateTimeField(default=now)

    class Meta:
        ordering = ["at", "pk"]

    def __str__(self) -> str:
        return f"{self.sitting_id} {self.kind}"


class ExamNeeds(models.Model):
    """What a person needs to be examined fairly; the newest row holds. Append-only."""

    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="exam_needs")
    extra_percent = models.PositiveSmallIntegerField(
        _("extra time in per cent"), default=0, validators=[MaxValueValidator(300)]
    )
    large_type = models.BooleanField(_("large type"), default=False)
    reason = models.TextField(_("reason"))
    set_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    set_at = models.DateTimeField(default=now)

    class Meta:
        ordering = ["-set_at", "-pk"]

    def __str__(self) -> str:
        return f"{self.person_id}: {self.extra_percent} %"
