"""Courses and their lessons."""

from __future__ import annotations

import uuid
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.forms import CheckboxSelectMultiple
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from modelcluster.fields import ParentalKey, ParentalManyToManyField
from wagtail.admin.panels import FieldPanel, InlinePanel, MultiFieldPanel, PageChooserPanel
from wagtail.fields import StreamField
from wagtail.models import Orderable
from wagtailmedia.edit_handlers import MediaChooserPanel

from content import nominal, requirements
from content.blocks import Body, SelfChecks
from content.cms.page_forms import CourseForm
from content.cms.panels import MediaStatePanel
from content.cms.requirement_forms import TargetChoice
from content.models.pages import BasePage
from content.models.resources import Resource
from content.models.taxonomy import KnowledgePoint
from content.querysets import LessonManager, ResourceManager
from content.study import SelfCheck, checks_in


class Cover(models.TextChoices):
    """Built-in cover pictures, drawn by the front end."""

    LAW = "law", _("Law")
    FAMILY = "family", _("Family")
    FRAUD = "fraud", _("Fraud")
    TRAFFIC = "traffic", _("Traffic")
    MIND = "mind", _("Mind")
    JOB = "job", _("Job")
    MONEY = "money", _("Money")
    HEALTH = "health", _("Health")
    WORK = "work", _("Work")
    LIFE = "life", _("Life")


class CoursePage(Resource, BasePage):
    """A course: lessons in the order of the tree, a teacher, what has to be done before it."""

    class CreditRule(models.TextChoices):
        COUNTED = "counted", _("Studied time counts as credit")
        NOT_COUNTED = "not_counted", _("Voluntary: studied time does not count")

    summary = models.CharField(_("summary"), max_length=300, blank=True)
    cover = models.CharField(_("cover"), max_length=16, choices=Cover, default=Cover.LAW)
    cover_image = models.ForeignKey(
        "content.Image",
        verbose_name=_("own cover picture"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    teacher = models.ForeignKey(
        "content.TeacherPage",
        verbose_name=_("teacher"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="courses",
    )
    prerequisites = ParentalManyToManyField(
        "self",
        verbose_name=_("courses to finish first"),
        symmetrical=False,
        blank=True,
        related_name="opens",
    )
    credit_rule = models.CharField(
        _("credit rule"), max_length=16, choices=CreditRule, default=CreditRule.COUNTED
    )
    knowledge_points = ParentalManyToManyField(
        KnowledgePoint, verbose_name=_("knowledge points"), blank=True, related_name="courses"
    )

    objects = ResourceManager()

    content_panels = [
        *BasePage.content_panels,
        FieldPanel("summary"),
        MultiFieldPanel([FieldPanel("cover"), FieldPanel("cover_image")], heading=_("Cover")),
        PageChooserPanel("teacher"),
        FieldPanel("prerequisites"),
        FieldPanel("credit_rule"),
        FieldPanel("knowledge_points", widget=CheckboxSelectMultiple),
        InlinePanel(
            "requirements", label=_("Requirement"), heading=_("What completing the course takes")
        ),
        *Resource.resource_panels,
    ]
    base_form_class = CourseForm
    parent_page_types = ["content.CourseIndexPage"]
    subpage_types = ["content.LessonPage"]
    template = "content/course_page.html"

    class Meta:
        verbose_name = _("course")
        verbose_name_plural = _("courses")

    @property
    def counts(self) -> bool:
        """Whether time studied in this course is credited."""
        return self.credit_rule == self.CreditRule.COUNTED

    def clean(self) -> None:
        super().clean()
        if self.pk and (way := self.way_back_to_itself()):
            raise ValidationError(
                {
                    "prerequisites": _("These courses would wait for each other: %(way)s.")
                    % {"way": " → ".join(course.title for course in way)}
                }
            )

    def way_back_to_itself(self) -> list[CoursePage]:
        """A chain of prerequisites that leads from this course back to it; empty when none does."""
        seen: set[int] = set()
        ways = [[course] for course in self.prerequisites.all()]
        while ways:
            way = ways.pop()
            if way[-1].pk == self.pk:
                return [self, *way]
            if way[-1].pk not in seen:
                seen.add(way[-1].pk)
                ways += [[*way, course] for course in CoursePage.objects.filter(opens=way[-1].pk)]
        return []

    @property
    def address(self) -> str:
        return f"/courses/{self.pk}/"


class CourseRequirement(Orderable):
    """Something besides the lessons that completing a course takes (content/requirements.py)."""

    course = ParentalKey(CoursePage, on_delete=models.CASCADE, related_name="requirements")
    kind = models.CharField(_("kind"), max_length=64, choices=requirements.choices)
    target = models.CharField(
        _("of what"),
        max_length=64,
        blank=True,
        help_text=_("The number of the paper, case or other thing that is required."),
    )

    panels = [
        FieldPanel("kind"),
        FieldPanel("target", widget=TargetChoice, help_text=_("What exactly is required.")),
    ]

    class Meta(Orderable.Meta):
        verbose_name = _("requirement")
        verbose_name_plural = _("requirements")

    def __str__(self) -> str:
        return str(requirements.label_of(self.kind))

    def clean(self) -> None:
        super().clean()
        course = getattr(self, "course", None)
        if problem := requirements.problem_with(self.kind, self.target, course):
            raise ValidationError({"target": problem})


def shown_words(transcript: str, media: Any) -> str:
    """What stands under the player: the transcript, or else what the subtitles say."""
    return transcript if transcript.strip() or media is None else media.words()


class LessonPage(BasePage):
    """One lesson; keeps the promise of ``content.study``. Sharing and audience are its course's."""

    class Kind(models.TextChoices):
        VIDEO = "video", _("Video")
        AUDIO = "audio", _("Audio")
        ARTICLE = "article", pgettext_lazy("kind of lesson", "Article")
        DOCUMENT = "document", _("Document")

    course = models.ForeignKey(
        CoursePage,
        null=True,
        blank=True,
        editable=False,
        on_delete=models.SET_NULL,
        related_name="lessons",
    )
    kind = models.CharField(_("kind"), max_length=16, choices=Kind, default=Kind.ARTICLE)
    summary = models.CharField(_("summary"), max_length=300, blank=True)
    media = models.ForeignKey(
        "content.Media",
        verbose_name=_("video or audio"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="lessons",
    )
    document = models.ForeignKey(
        "content.Document",
        verbose_name=_("document"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="lessons",
    )
    body = StreamField(Body(), verbose_name=_("body"), blank=True)
    transcript = models.TextField(
        _("transcript"),
        blank=True,
        help_text=_("Shown under the player. Left empty, the words of the subtitles are shown."),
    )
    checks = StreamField(SelfChecks(), verbose_name=_("self-check questions"), blank=True)
    change_note = models.CharField(
        _("what is new"),
        max_length=200,
        blank=True,
        help_text=_("One sentence for those who have studied the lesson before."),
    )
    origin = models.UUIDField(_("origin"), default=uuid.uuid4, db_index=True, editable=False)
    characters = models.PositiveIntegerField(_("characters"), default=0, editable=False)
    fixed_seconds = models.PositiveIntegerField(_("fixed seconds"), default=0, editable=False)
    nominal_seconds = models.PositiveIntegerField(_("nominal seconds"), default=60, editable=False)
    study_version = models.PositiveIntegerField(_("study version"), default=0, editable=False)
    fingerprint = models.CharField(max_length=64, blank=True, editable=False)

    objects = LessonManager()

    content_panels = [
        *BasePage.content_panels,
        FieldPanel("kind"),
        FieldPanel("summary"),
        MediaChooserPanel("media"),
        MediaStatePanel(),
        FieldPanel("document"),
        FieldPanel("body"),
        FieldPanel("transcript"),
        FieldPanel("checks"),
        FieldPanel("change_note"),
    ]
    parent_page_types = ["content.CoursePage"]
    subpage_types: list[str] = []
    template = "content/lesson_page.html"
    kept_by_the_row = ("course_id", "origin", "study_version", "fingerprint")
    exclude_fields_in_copy = ["origin", "study_version", "fingerprint", "change_note"]

    class Meta:
        verbose_name = _("lesson")
        verbose_name_plural = _("lessons")

    def with_content_json(self, content: Any) -> Any:
        page = super().with_content_json(content)
        for name in self.kept_by_the_row:
            setattr(page, name, getattr(self, name))
        return page

    def save(self, *args: Any, **kwargs: Any) -> None:
        """The tree says which course it belongs to; the content says how long it takes."""
        parent = self.get_parent() if self.path else None
        self.course_id = parent.pk if parent else None
        self.measure()
        super().save(*args, **kwargs)

    def measure(self) -> None:
        """Work out the nominal time of what stands in this object now (contract.md, Articles)."""
        reading = nominal.of_lesson(self)
        self.characters, self.fixed_seconds = reading.characters, reading.fixed_seconds
        self.nominal_seconds = reading.seconds_at(nominal.RATE)

    def shown_transcript(self) -> str:
        return shown_words(self.transcript, self.media)

    @property
    def nominal_minutes(self) -> int:
        """For reading: whole minutes, at least one."""
        return max(1, round(self.nominal_seconds / 60))

    # The promise of content.study
    @property
    def study_id(self) -> int:
        return self.pk

    @property
    def study_kind(self) -> str:
        return str(self.kind)

    @property
    def study_seconds(self) -> int:
        return self.nominal_seconds

    def study_seconds_at(self, rate: int) -> int:
        """Nominal seconds for someone who reads ``rate`` characters a minute."""
        if self.kind in (self.Kind.VIDEO, self.Kind.AUDIO):
            return self.nominal_seconds
        return nominal.Reading(self.characters, self.fixed_seconds).seconds_at(rate)

    @property
    def study_counts(self) -> bool:
        return self.course is not None and self.course.counts

    @property
    def audience(self) -> str:
        return self.course.audience if self.course else ""

    def self_checks(self) -> list[SelfCheck]:
        return [*checks_in(self.body), *checks_in(self.checks)]

    @property
    def address(self) -> str:
        return f"/lessons/{self.pk}/"


class LessonVersion(models.Model):
    """One row per published change of what is studied: what learners are told is new."""

    lesson = models.ForeignKey(LessonPage, on_delete=models.CASCADE, related_name="versions")
    version = models.PositiveIntegerField()
    nominal_seconds = models.PositiveIntegerField()
    note = models.CharField(max_length=200, blank=True)
    published_at = models.DateTimeField()

    class Meta:
        ordering = ["version"]
        constraints = [
            models.UniqueConstraint(
                fields=["lesson", "version"], name="content_lesson_version_unique"
            )
        ]

    def __str__(self) -> str:
        return f"{self.lesson_id} v{self.version}"
