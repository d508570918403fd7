"""The question bank: what is edited, and the versions that papers use and nobody changes."""

from __future__ import annotations

import uuid
from typing import Any

from django.conf import settings
from django.contrib.contenttypes.fields import GenericRelation
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _
from modelcluster.contrib.taggit import ClusterTaggableManager
from modelcluster.fields import ParentalKey
from modelcluster.models import ClusterableModel
from taggit.models import TaggedItemBase
from wagtail.models import (
    DraftStateMixin,
    LockableMixin,
    PreviewableMixin,
    RevisionMixin,
    WorkflowMixin,
)

from content.models.taxonomy import Audience, Sharing
from exams import querysets
from lms.core.clock import now


class Kind(models.TextChoices):
    SINGLE = "single", _("single choice")
    MULTIPLE = "multiple", _("multiple choice")
    TRUE_FALSE = "true_false", _("true or false")
    FILL = "fill", _("fill in")
    MATCHING = "matching", _("matching")
    ORDERING = "ordering", _("ordering")
    SHORT = "short", _("short answer")
    CASE = "case", _("case analysis")


KEPT = (
    "owner_organisation_id", "current_id", "retired_at", "made_by_id", "made_at", "changed_at",
)  # fmt: skip
"""What a draft never brings back: it belongs to the row, not to the wording."""


class QuestionTag(TaggedItemBase):
    """A tag of a question."""

    content_object = ParentalKey(
        "exams.Question", on_delete=models.CASCADE, related_name="tagged_items"
    )


class Question(
    WorkflowMixin,
    DraftStateMixin,
    LockableMixin,
    RevisionMixin,
    PreviewableMixin,
    ClusterableModel,
):
    """One question of an organisation's bank, drafted and reviewed as everything in the CMS.

    ``plain`` is its plain form (exams/bank/plain.py) and the truth; the columns beside it are taken
    from it (exams/bank/keeping.py) so that lists and draws can filter. ``current`` is the version
    that papers take: publishing a draft makes the next one.

    ``text_hash`` is the hash of the normalised text: two questions with the same one are the same
    question.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    owner_organisation = models.ForeignKey(
        "accounts.Organisation", models.PROTECT, related_name="questions",
        verbose_name=_("owner"),
    )  # fmt: skip
    key = models.CharField(_("outside key"), max_length=120)
    kind = models.CharField(_("kind"), max_length=12, choices=Kind)
    plain = models.JSONField()
    summary = models.CharField(_("question"), max_length=200)
    """The beginning of the text, for lists."""
    text_hash = models.CharField(max_length=64, db_index=True)
    normal_text = models.TextField(default="", editable=False)
    """What near duplicates are found by (exams/bank/text.py)."""
    knowledge = models.ForeignKey(
        "content.KnowledgePoint", models.PROTECT, null=True, blank=True, related_name="questions",
        verbose_name=_("knowledge point"),
    )  # fmt: skip
    risk_point = models.ForeignKey(
        "content.RiskPoint", models.PROTECT, null=True, blank=True, related_name="questions",
        verbose_name=_("risk point"),
    )  # fmt: skip
    difficulty = models.PositiveSmallIntegerField(
        _("difficulty"), default=3, validators=[MinValueValidator(1), MaxValueValidator(5)]
    )
    audience = models.CharField(
        _("for whom"), max_length=16, choices=Audience, default=Audience.BOTH
    )
    language = models.CharField(_("language"), max_length=10, default="zh-hans")
    source = models.CharField(_("source"), max_length=200, blank=True)
    sharing = models.CharField(
        _("shared with"), max_length=16, choices=Sharing, default=Sharing.COUNTY
    )
    tags = ClusterTaggableManager(through=QuestionTag, blank=True, verbose_name=_("tags"))
    current = models.ForeignKey(
        "exams.QuestionVersion", models.PROTECT, null=True, blank=True, related_name="+",
        editable=False,
    )  # fmt: skip
    """Empty until a reviewer has approved one."""
    retired_at = models.DateTimeField(null=True, blank=True, editable=False)
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", editable=False
    )
    made_at = models.DateTimeField(default=now, editable=False)
    changed_at = models.DateTimeField(default=now, db_index=True, editable=False)
    """When anything that a draw depends on changed last; pools (exams/papers) hold by it."""

    _revisions = GenericRelation(
        "wagtailcore.Revision", content_type_field="base_content_type",
        object_id_field="object_id", related_query_name="question", for_concrete_model=False,
    )  # fmt: skip
    workflow_states = GenericRelation(
        "wagtailcore.WorkflowState", content_type_field="base_content_type",
        object_id_field="object_id", related_query_name="question", for_concrete_model=False,
    )  # fmt: skip

    objects = querysets.QuestionQuerySet.as_manager()

    class Meta:
        verbose_name = _("question")
        verbose_name_plural = _("questions")
        ordering = ["-made_at"]
        indexes = [models.Index(fields=["knowledge", "kind", "difficulty"])]
        constraints = [
            models.UniqueConstraint(fields=["owner_organisation", "key"], name="question_key_once")
        ]

    def __str__(self) -> str:
        return self.summary

    @property
    def revisions(self) -> Any:
        return self._revisions

    @property
    def title(self) -> str:
        """What messages about reviews call it."""
        return self.summary

    def with_content_json(self, content: dict[str, Any]) -> Question:
        """A draft says nothing about what happened to the question meanwhile."""
        found: Question = super().with_content_json(content)
        for name in KEPT:
            setattr(found, name, getattr(self, name))
        return found

    @property
    def is_retired(self) -> bool:
        return self.retired_at is not None

    def get_preview_template(self, request: Any, mode_name: str) -> str:
        return "exams/cms/question_preview.html"

    def get_preview_context(self, request: Any, mode_name: str) -> dict[str, Any]:
        from exams.cms.preview import preview_of

        context: dict[str, Any] = super().get_preview_context(request, mode_name)
        return {**context, "question": self, **preview_of(self)}


class QuestionVersion(models.Model):
    """A released wording. Append-only: a question that was used is succeeded, never changed."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    question = models.ForeignKey(Question, models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField()
    plain = models.JSONField()
    digest = models.CharField(max_length=64)
    """`exams.bank.plain.fingerprint` of ``plain``: equal content makes no new version."""
    released_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    released_at = models.DateTimeField(default=now)

    class Meta:
        ordering = ["question", "number"]
        constraints = [
            models.UniqueConstraint(fields=["question", "number"], name="question_version_once")
        ]

    def __str__(self) -> str:
        return f"{self.question_id} v{self.number}"


class QuestionPicture(models.Model):
    """A picture that the text of a question names. ``name`` is made of the picture's digest, so
    that what a version shows stays what it was."""

    question = models.ForeignKey(Question, models.PROTECT, related_name="pictures")
    name = models.CharField(max_length=120)
    image = models.ForeignKey("content.Image", models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["question", "name"], name="question_picture_once")
        ]

    def __str__(self) -> str:
        return self.name
