"""Marks, corrections of faulty questions, and the figures of questions and papers."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from lms.core.clock import now


class Mark(models.Model):
    """Points for one place of one sitting. ``reader`` 0: the platform; 1 and 2: the first and the
    second grader. ``version``: the grading it belongs to; a regrade writes new rows."""

    sitting = models.ForeignKey("exams.Sitting", models.PROTECT, related_name="marks")
    place = models.PositiveSmallIntegerField()
    reader = models.PositiveSmallIntegerField(default=0)
    version = models.PositiveSmallIntegerField(default=1)
    points = models.DecimalField(max_digits=6, decimal_places=2)
    detail = models.JSONField(default=dict)
    """What grading.py said, or the rubric's points."""
    comment = models.TextField(blank=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    at = models.DateTimeField(default=now)

    class Meta:
        ordering = ["sitting", "place", "version", "reader"]
        constraints = [
            models.UniqueConstraint(
                fields=["sitting", "place", "reader", "version"], name="mark_once"
            ),
            models.CheckConstraint(
                name="mark_by_somebody", condition=Q(reader=0) | Q(by__isnull=False)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.sitting_id} {self.place}: {self.points}"


class Regrade(models.Model):
    """A question turned out faulty: what is done about it, for whom, by whom."""

    class How(models.TextChoices):
        VOID = "void", _("full marks for everybody")
        ACCEPT = "accept", _("another answer is right as well")

    class State(models.TextChoices):
        PREVIEW = "preview", pgettext_lazy("regrade", "previewed")
        RUNNING = "running", pgettext_lazy("regrade", "under way")
        DONE = "done", pgettext_lazy("regrade", "done")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    version = models.ForeignKey("exams.QuestionVersion", models.PROTECT, related_name="regrades")
    how = models.CharField(_("what is done"), max_length=8, choices=How)
    accepts = models.JSONField(null=True, blank=True)
    reason = models.TextField(_("reason"))
    state = models.CharField(max_length=8, choices=State, default=State.PREVIEW)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    made_at = models.DateTimeField(default=now)
    run_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    done_at = models.DateTimeField(null=True, blank=True)
    changed = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ["-made_at"]
        constraints = [
            models.CheckConstraint(
                name="regrade_accepts",
                condition=Q(how="void") | Q(accepts__isnull=False),
            ),
            models.CheckConstraint(
                name="regrade_second_person",
                condition=Q(run_by__isnull=True) | ~Q(run_by=F("made_by")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.version_id}: {self.how}"


class QuestionStatistic(models.Model):
    """The figures of one version in one paper, worked out by a job over final sittings."""

    version = models.ForeignKey("exams.QuestionVersion", models.PROTECT, related_name="statistics")
    paper = models.ForeignKey("exams.Paper", models.CASCADE, related_name="question_statistics")
    shown = models.PositiveIntegerField()
    """Exposure: sittings that had it."""
    answered = models.PositiveIntegerField()
    facility = models.FloatField(null=True)
    """Mean share of the points."""
    discrimination = models.FloatField(null=True)
    """Point-biserial: correlation of its points with the rest of the paper's."""
    seconds = models.FloatField(null=True)
    """Median time between the answer before and this one's last save."""
    choices = models.JSONField(default=dict)
    """How often each option was chosen, overall and by the lower, middle and upper third."""
    at = models.DateTimeField(default=now)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["version", "paper"], name="question_statistic_once")
        ]

    def __str__(self) -> str:
        return f"{self.paper_id} {self.version_id}"


class PaperStatistic(models.Model):
    """The figures of a paper: how many, mean, spread, reliability (Cronbach's alpha; KR-20 where
    all questions are right or wrong)."""

    paper = models.OneToOneField(
        "exams.Paper", models.CASCADE, primary_key=True, related_name="statistic"
    )
    sittings = models.PositiveIntegerField()
    mean = models.FloatField(null=True)
    deviation = models.FloatField(null=True)
    passed = models.PositiveIntegerField(default=0)
    alpha = models.FloatField(null=True)
    is_kr20 = models.BooleanField(default=False)
    distribution = models.JSONField(default=list)
    at = models.DateTimeField(default=now)

    def __str__(self) -> str:
        return f"{self.paper_id}: {self.sittings}"
