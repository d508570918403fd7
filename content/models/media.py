"""Pictures, documents, video and audio: own models from the first migration."""

from __future__ import annotations

import uuid
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from taggit.managers import TaggableManager
from wagtail.documents.models import AbstractDocument
from wagtail.documents.models import Document as WagtailDocument
from wagtail.images.models import AbstractImage, AbstractRendition
from wagtailmedia.models import AbstractMedia

from content import documents, scan
from content.media.probe import check_upload
from content.media.refusals import Refusal
from content.models.taxonomy import Audience


class Sourced(models.Model):
    """Where a file comes from, what may be done with it, and who may fetch it.

    ``uploaded_by_user`` and ``tags`` are declared anew in our models because Wagtail's own models
    of the same names take the default reverse names."""

    uploaded_by_user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("uploaded by"),
        null=True,
        blank=True,
        editable=False,
        on_delete=models.SET_NULL,
        related_name="content_%(class)s_set",
    )
    uploaded_by_user.wagtail_reference_index_ignore = True  # type: ignore[attr-defined]
    audience = models.CharField(
        _("for whom"), max_length=16, choices=Audience, default=Audience.BOTH
    )
    juveniles_allowed = models.BooleanField(_("juveniles may see it"), default=True)
    source = models.CharField(_("source"), max_length=200, blank=True)
    licence = models.CharField(_("licence"), max_length=100, blank=True)

    class Meta:
        abstract = True


def _tags(name: str) -> TaggableManager:
    return TaggableManager(help_text=None, blank=True, verbose_name=_("tags"), related_name=name)


class Image(Sourced, AbstractImage):
    """A picture. ``description`` is its text for those who cannot see it, and is required."""

    tags = _tags("content_images")
    description = models.CharField(
        _("alternative text"),
        max_length=255,
        help_text=_("What the picture shows, for people who cannot see it."),
    )

    admin_form_fields = (
        "title",
        "file",
        "description",
        "collection",
        "audience",
        "juveniles_allowed",
        "source",
        "licence",
        "tags",
        "focal_point_x",
        "focal_point_y",
        "focal_point_width",
        "focal_point_height",
    )

    class Meta(AbstractImage.Meta):
        verbose_name = _("picture")
        verbose_name_plural = _("pictures")
        permissions = [("choose_image", "Can choose image")]

    @property
    def alt(self) -> str:
        return self.description

    @alt.setter
    def alt(self, text: str) -> None:
        self.description = text

    def clean(self) -> None:
        super().clean()
        if self.file and not self.file._committed:
            _require_clean(self.file.file)


def _require_clean(file: Any) -> None:
    """Raises `ValidationError` with what the virus scanner says, where there is one."""
    try:
        scan.require_clean(file)
    except (Refusal, scan.ScannerAway) as refused:
        raise ValidationError({"file": getattr(refused, "sentence", str(refused))}) from refused


class Rendition(AbstractRendition):
    """A resized copy of a picture."""

    image = models.ForeignKey(Image, on_delete=models.CASCADE, related_name="renditions")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["image", "filter_spec", "focal_point_key"], name="content_rendition_unique"
            )
        ]


class Document(Sourced, AbstractDocument):
    """A file to read or download. What nominal time needs is measured when the file is saved."""

    tags = _tags("content_documents")
    pages = models.PositiveIntegerField(_("pages"), default=0, editable=False)
    pages_without_text = models.PositiveIntegerField(
        _("pages without text"), default=0, editable=False
    )
    characters = models.PositiveIntegerField(_("characters"), default=0, editable=False)
    measured_file = models.CharField(max_length=255, blank=True, editable=False)
    reviewed_seconds = models.PositiveIntegerField(
        _("reviewed time for pages without text, in seconds"),
        null=True,
        blank=True,
        help_text=_("All such pages together. Left empty, each counts 20 seconds."),
    )

    admin_form_fields = (
        "title",
        "file",
        "collection",
        "audience",
        "juveniles_allowed",
        "source",
        "licence",
        "reviewed_seconds",
        "tags",
    )

    class Meta(AbstractDocument.Meta):
        verbose_name = _("document")
        verbose_name_plural = _("documents")
        permissions = WagtailDocument._meta.permissions

    def save(self, *args: Any, **kwargs: Any) -> None:
        """A new file is measured once, when it is stored."""
        if self.file and not self.file._committed:
            self.file.save(self.file.name, self.file.file, save=False)
        if self.file and self.file.name != self.measured_file:
            self.file_size = self.file.size  # Wagtail's forms write it; files made here have none
            with self.file.open("rb") as file:
                found = documents.measure(file, self.file.name)
            self.pages, self.pages_without_text = found.pages, found.pages_without_text
            self.characters, self.measured_file = found.characters, self.file.name
        super().save(*args, **kwargs)

    def clean(self) -> None:
        """Refuse what is broken, empty, too large or disguised before it is stored."""
        super().clean()
        if self.file and not self.file._committed:
            try:
                documents.check(self.file.file, self.file.name, self.file.size)
            except ValidationError as error:
                raise ValidationError({"file": error.messages}) from error
            _require_clean(self.file.file)


class MediaState(models.TextChoices):
    NEW = "new", _("Waiting")
    PROCESSING = "processing", _("Being processed")
    READY = "ready", _("Ready")
    REFUSED = "refused", _("Refused")


class Media(Sourced, AbstractMedia):
    """Video or audio. ``ready`` means: probed, playable, with a poster where it is a video.

    ``intake`` is another one for each uploaded file; what was made from the last good file stays in
    use until the next one is ready.
    """

    tags = _tags("content_medias")
    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    intake = models.UUIDField(default=uuid.uuid4, editable=False)
    state = models.CharField(
        _("state"), max_length=16, choices=MediaState, default=MediaState.NEW, editable=False
    )
    problem = models.CharField(_("problem"), max_length=500, blank=True, editable=False)
    size = models.PositiveBigIntegerField(_("size in bytes"), default=0, editable=False)
    probe: models.JSONField[Any, Any] = models.JSONField(
        _("what the probe found"), default=dict, blank=True, editable=False
    )
    renditions: models.JSONField[Any, Any] = models.JSONField(
        _("renditions"), default=dict, blank=True, editable=False
    )
    poster = models.FileField(_("poster"), upload_to="posters", blank=True, editable=False)
    subtitles_waived_reason = models.CharField(
        _("why it needs no subtitles"),
        max_length=200,
        blank=True,
        help_text=_(
            "For example: music only, nobody speaks. Without subtitles or a reason"
            " a lesson with this file cannot be published."
        ),
    )

    admin_form_fields = (
        "title",
        "file",
        "collection",
        "audience",
        "juveniles_allowed",
        "subtitles_waived_reason",
        "source",
        "licence",
        "tags",
    )

    class Meta(AbstractMedia.Meta):
        abstract = False
        verbose_name = _("video or audio")
        verbose_name_plural = _("video and audio")

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Another file begins anew: it waits until the worker has examined it."""
        if self.file and not self.file._committed:
            self.intake, self.state, self.problem = uuid.uuid4(), MediaState.NEW, ""
        super().save(*args, **kwargs)

    @property
    def is_ready(self) -> bool:
        """Whether it can be played now: also while a newer file is being processed."""
        return self.state == MediaState.READY or bool(self.renditions)

    @property
    def is_busy(self) -> bool:
        return self.state in (MediaState.NEW, MediaState.PROCESSING)

    @property
    def url(self) -> str:
        """Where those who may see it can look at it; the file itself has signed addresses only."""
        return reverse("content:media:open", args=[self.uid])

    def clean(self) -> None:
        """Refuse at once what can be told without opening it; the worker looks inside."""
        if self.file and not self.file._committed:
            try:
                check_upload(self.file.file, self.file.name)
            except Refusal as refusal:
                raise ValidationError({"file": refusal.sentence}) from refusal
        super().clean()

    def has_subtitles(self) -> bool:
        """Whether a Chinese subtitle track is there, or someone has said why none is needed."""
        return bool(self.subtitles_waived_reason.strip()) or any(
            track.is_words for track in self.tracks.all()
        )

    def words(self) -> str:
        """What is said in it, taken from the first track of subtitles; empty without any."""
        return next((track.words for track in self.tracks.all() if track.is_words), "")


class Track(models.Model):
    """A WebVTT file that belongs to a video or audio."""

    class Kind(models.TextChoices):
        SUBTITLES = "subtitles", _("Subtitles")
        CAPTIONS = "captions", _("Captions")
        CHAPTERS = "chapters", _("Chapters")

    media = models.ForeignKey(
        Media, verbose_name=_("video or audio"), on_delete=models.CASCADE, related_name="tracks"
    )
    kind = models.CharField(_("kind"), max_length=16, choices=Kind, default=Kind.SUBTITLES)
    language = models.CharField(_("language"), max_length=16, default="zh-Hans")
    label = models.CharField(_("label"), max_length=50, default="中文")
    file = models.FileField(_("WebVTT file"), upload_to="tracks")
    words = models.TextField(_("what is said"), blank=True, editable=False)

    class Meta:
        verbose_name = _("subtitle track")
        verbose_name_plural = _("subtitle tracks")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["media", "kind", "language"], name="content_track_unique"
            )
        ]

    def __str__(self) -> str:
        return f"{self.label} ({self.get_kind_display()})"

    @property
    def is_words(self) -> bool:
        """Whether it says what is spoken; chapters do not."""
        return self.kind in (self.Kind.SUBTITLES, self.Kind.CAPTIONS)
