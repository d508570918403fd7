"""Papers: fixed ones, or blueprints from which each sitting is drawn.

What the CMS edits (`PaperItem`, `BlueprintRow`, `PaperAccess`) is kept in revisions; what is sat
(`PaperQuestion`) is written when a reviewer publishes the paper.
"""

from __future__ import annotations

import uuid
from typing import Any

from django.conf import settings
from django.contrib.contenttypes.fields import GenericRelation
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from modelcluster.models import ClusterableModel
from wagtail.models import (
    DraftStateMixin,
    LockableMixin,
    Orderable,
    PreviewableMixin,
    RevisionMixin,
    WorkflowMixin,
)

from content.models.plans import CodesField
from content.models.taxonomy import Audience, Sharing
from exams import querysets
from exams.models.bank import Kind
from lms.core.clock import now

KEPT = ("owner_organisation_id", "retired_at", "made_by_id", "made_at", "edition")
"""What a draft never brings back: it belongs to the paper, not to what its author wrote."""
DIFFICULTIES = [(str(number), str(number)) for number in range(1, 6)]


class Paper(
    WorkflowMixin,
    DraftStateMixin,
    LockableMixin,
    RevisionMixin,
    PreviewableMixin,
    ClusterableModel,
):
    """What is sat, when, how often, and what is shown afterwards. ``live``: it can be sat."""

    class Draw(models.TextChoices):
        FIXED = "fixed", _("the same questions for everybody")
        BLUEPRINT = "blueprint", _("drawn by a blueprint")

    class Purpose(models.TextChoices):
        MONTHLY = "monthly", _("monthly test")
        INTAKE = "intake", _("intake test")
        RELEASE = "release", _("release test")
        TRAINING = "training", _("training exam")
        OTHER = "other", _("other test")

    class Mode(models.TextChoices):
        EXAM = "exam", _("exam")
        MOCK = "mock", _("mock exam")
        PRACTICE = "practice", _("practice, without limits")

    class Counts(models.TextChoices):
        BEST = "best", _("the best attempt")
        LAST = "last", _("the last attempt")
        FIRST = "first", _("the first attempt")

    class Shown(models.TextChoices):
        AT_ONCE = "at_once", _("at once")
        AFTER = "after", _("when the window has closed")
        NEVER = "never", _("never")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    owner_organisation = models.ForeignKey(
        "accounts.Organisation", models.PROTECT, related_name="papers", verbose_name=_("owner")
    )
    title = models.CharField(_("title"), max_length=100)
    intro = models.TextField(_("what to know before"), blank=True)
    purpose = models.CharField(_("purpose"), max_length=10, choices=Purpose, default=Purpose.OTHER)
    mode = models.CharField(_("mode"), max_length=10, choices=Mode, default=Mode.EXAM)
    draw = models.CharField(_("questions"), max_length=10, choices=Draw, default=Draw.FIXED)
    audience = models.CharField(
        _("for whom"), max_length=16, choices=Audience, default=Audience.OFFENDERS
    )
    sharing = models.CharField(
        _("shared with"), max_length=16, choices=Sharing, default=Sharing.OWN
    )
    minutes = models.PositiveSmallIntegerField(
        _("minutes"), null=True, blank=True,
        validators=[MinValueValidator(1), MaxValueValidator(600)],
    )  # fmt: skip
    opens_at = models.DateTimeField(_("opens"), null=True, blank=True)
    closes_at = models.DateTimeField(_("closes"), null=True, blank=True)
    attempts = models.PositiveSmallIntegerField(
        _("attempts"), null=True, blank=True, default=1, validators=[MinValueValidator(1)]
    )
    """In all; of a monthly test: in each month. Empty: without limit."""
    counts = models.CharField(
        _("which attempt counts"), max_length=8, choices=Counts, default=Counts.BEST
    )
    pass_percent = models.PositiveSmallIntegerField(
        _("pass mark in per cent"), default=60, validators=[MaxValueValidator(100)]
    )
    shuffle_questions = models.BooleanField(_("questions in any order"), default=True)
    shuffle_options = models.BooleanField(_("options in any order"), default=True)
    forms = models.PositiveSmallIntegerField(
        _("equivalent versions"), default=0, validators=[MaxValueValidator(26)]
    )
    """Drawn when the paper is published and dealt out in turn; 0: each sitting draws its own."""
    readers = models.PositiveSmallIntegerField(
        _("graders of what is graded by hand"), default=1,
        validators=[MinValueValidator(1), MaxValueValidator(2)],
    )  # fmt: skip
    show_score = models.CharField(
        _("score is shown"), max_length=8, choices=Shown, default=Shown.AT_ONCE
    )
    show_answers = models.CharField(
        _("right answers are shown"), max_length=8, choices=Shown, default=Shown.AFTER
    )
    show_explanations = models.CharField(
        _("explanations are shown"), max_length=8, choices=Shown, default=Shown.AFTER
    )
    retired_at = models.DateTimeField(null=True, blank=True, editable=False)
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", editable=False
    )
    made_at = models.DateTimeField(default=now, editable=False)
    edition = models.PositiveIntegerField(default=0, editable=False)
    """How often it was published; exams/papers/pools.py keeps pools by it."""

    _revisions = GenericRelation(
        "wagtailcore.Revision", content_type_field="base_content_type",
        object_id_field="object_id", related_query_name="paper", for_concrete_model=False,
    )  # fmt: skip
    workflow_states = GenericRelation(
        "wagtailcore.WorkflowState", content_type_field="base_content_type",
        object_id_field="object_id", related_query_name="paper", for_concrete_model=False,
    )  # fmt: skip

    objects = querysets.PaperQuerySet.as_manager()

    class Meta:
        verbose_name = _("paper")
        verbose_name_plural = _("papers")
        ordering = ["-made_at"]
        indexes = [models.Index(fields=["live", "purpose"])]
        constraints = [
            models.CheckConstraint(
                name="paper_window",
                condition=Q(opens_at=None) | Q(closes_at=None) | Q(closes_at__gt=F("opens_at")),
            )
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def revisions(self) -> Any:
        return self._revisions

    def with_content_json(self, content: dict[str, Any]) -> Paper:
        """A draft says nothing about what happened to the paper meanwhile."""
        found: Paper = super().with_content_json(content)
        for name in KEPT:
            setattr(found, name, getattr(self, name))
        return found

    def get_preview_template(self, request: Any, mode_name: str) -> str:
        return "exams/cms/paper_preview.html"

    def get_preview_context(self, request: Any, mode_name: str) -> dict[str, Any]:
        from exams.cms.preview import example_of

        context: dict[str, Any] = super().get_preview_context(request, mode_name)
        return {**context, "paper": self, **example_of(self)}

    @property
    def is_monthly(self) -> bool:
        """Attempts and results are counted month by month."""
        return self.purpose == self.Purpose.MONTHLY

    @property
    def is_practice(self) -> bool:
        """Without limits of time and number; its results count for nothing."""
        return self.mode == self.Mode.PRACTICE

    @property
    def counts_for_something(self) -> bool:
        """A mock exam and practice never reach the barometer, a course or a statement."""
        return self.mode == self.Mode.EXAM


class PaperItem(Orderable):
    """One question of a fixed paper as its author chose it."""

    paper = ParentalKey(Paper, on_delete=models.CASCADE, related_name="items")
    question = models.ForeignKey(
        "exams.Question", models.PROTECT, related_name="+", verbose_name=_("question")
    )
    score = models.DecimalField(
        _("score"), max_digits=6, decimal_places=2, null=True, blank=True,
        validators=[MinValueValidator(0)],
        help_text=_("Left empty, the question's own score holds."),
    )  # fmt: skip

    class Meta(Orderable.Meta):
        verbose_name = _("question of a paper")
        verbose_name_plural = _("questions of a paper")

    def __str__(self) -> str:
        return f"{self.paper_id} {self.question_id}"


class BlueprintRow(Orderable):
    """So many questions of a knowledge point (and those below it), kind and difficulty; an empty
    one takes any."""

    paper = ParentalKey(Paper, on_delete=models.CASCADE, related_name="blueprint")
    knowledge = models.ForeignKey(
        "content.KnowledgePoint", models.PROTECT, null=True, blank=True, related_name="+",
        verbose_name=_("knowledge point"),
    )  # fmt: skip
    kind = models.CharField(_("kind"), max_length=12, choices=Kind, blank=True)
    difficulties = CodesField(_("difficulty"), options=lambda: [*DIFFICULTIES])
    number = models.PositiveSmallIntegerField(
        _("number of questions"), validators=[MinValueValidator(1), MaxValueValidator(200)]
    )
    score = models.DecimalField(
        _("score of each"), max_digits=6, decimal_places=2, validators=[MinValueValidator(0)]
    )

    class Meta(Orderable.Meta):
        verbose_name = _("row of a blueprint")
        verbose_name_plural = _("rows of a blueprint")

    def __str__(self) -> str:
        return f"{self.paper_id}: {self.number}"


class PaperAccess(models.Model):
    """Who may sit, among the audience: everybody below an organisation, there those with one role,
    those who are enrolled in a course, those with a plan, or those whom another app names (``kind``
    and ``target``; exams/access.py). A paper without a row is for nobody."""

    paper = ParentalKey(Paper, on_delete=models.CASCADE, related_name="access")
    organisation = models.ForeignKey(
        "accounts.Organisation", models.PROTECT, null=True, blank=True, related_name="+",
        verbose_name=_("organisation"),
    )  # fmt: skip
    role = models.CharField(_("role"), max_length=16, blank=True)
    course = models.ForeignKey(
        "content.CoursePage", models.PROTECT, null=True, blank=True, related_name="+",
        verbose_name=_("course"),
    )  # fmt: skip
    plan = models.ForeignKey(
        "content.PlanTemplate", models.PROTECT, null=True, blank=True, related_name="+",
        verbose_name=_("plan"),
    )  # fmt: skip
    kind = models.CharField(_("other kind"), max_length=40, blank=True)
    target = models.CharField(_("of which"), max_length=120, blank=True)

    class Meta:
        verbose_name = _("who may sit")
        verbose_name_plural = _("who may sit")
        constraints = [
            models.CheckConstraint(
                name="paper_access_somebody",
                condition=Q(organisation__isnull=False)
                | Q(course__isnull=False)
                | Q(plan__isnull=False)
                | ~Q(kind=""),
            )
        ]

    def __str__(self) -> str:
        return f"{self.paper_id}: {self.organisation_id or self.course_id or self.plan_id}"


class PaperQuestion(models.Model):
    """One question of the published paper (``form`` 0), or of one of its equivalent versions
    (``form`` from 1). A paper that draws anew for each sitting has none."""

    paper = models.ForeignKey(Paper, models.CASCADE, related_name="questions")
    form = models.PositiveSmallIntegerField(default=0)
    place = models.PositiveSmallIntegerField()
    version = models.ForeignKey("exams.QuestionVersion", models.PROTECT, related_name="+")
    score = models.DecimalField(max_digits=6, decimal_places=2)

    class Meta:
        ordering = ["paper", "form", "place"]
        constraints = [
            models.UniqueConstraint(fields=["paper", "form", "place"], name="paper_place_once"),
            models.UniqueConstraint(fields=["paper", "form", "version"], name="paper_version_once"),
        ]

    def __str__(self) -> str:
        return f"{self.paper_id} {self.form}/{self.place}"
