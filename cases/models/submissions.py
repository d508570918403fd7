"""A case on its way: originals, what was found in them, what is to be published, who did what."""

from __future__ import annotations

import uuid
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from cases.models.library import CaseKind
from cases.querysets import SourceFileQuerySet, SubmissionQuerySet
from cases.way import State as Way
from cases.way import Step
from lms.core.clock import now
from lms.core.crypto import EncryptedTextField


class Submission(models.Model):
    """One case from upload to publication (cases/way.py). ``draft`` is what is to be published, as
    `cases.draft.CaseDraft`; it is encrypted, since until the last check it may name somebody."""

    class State(models.TextChoices):
        DRAFT = Way.DRAFT.value, pgettext_lazy("case", "being prepared")
        LEGAL_REVIEW = Way.LEGAL_REVIEW.value, pgettext_lazy("case", "legal review")
        COUNTY_REVIEW = Way.COUNTY_REVIEW.value, pgettext_lazy("case", "county review")
        PUBLISHED = Way.PUBLISHED.value, pgettext_lazy("case", "published")
        WITHDRAWN = Way.WITHDRAWN.value, pgettext_lazy("case", "withdrawn")
        HANDED_OVER = Way.HANDED_OVER.value, pgettext_lazy("case", "draft in the library")
        DISCARDED = Way.DISCARDED.value, pgettext_lazy("case", "discarded")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    organisation = models.ForeignKey(
        "accounts.Organisation", models.PROTECT, related_name="+", verbose_name=_("handed in by")
    )
    county = models.ForeignKey("accounts.Organisation", models.PROTECT, related_name="+")
    """The agency whose reviewer decides; that of the organisation's jurisdiction."""
    kind = models.CharField(
        _("kind of case"), max_length=24, choices=CaseKind, default=CaseKind.WARNING
    )
    state = models.CharField(max_length=16, choices=State, default=State.DRAFT)
    due_on = models.DateField(_("due on"), null=True, blank=True)
    draft = EncryptedTextField(default="", blank=True)
    case_number = EncryptedTextField(_("case number"), default="", blank=True)
    proposed: models.JSONField[Any, Any] = models.JSONField(default=list)
    """Names of the fields that were filled from the files: a person confirms each (``seen``)."""
    version = models.PositiveIntegerField(default=0)
    """Counts saves: whoever saves says which one they had read."""
    edition = models.PositiveIntegerField(default=1)
    """Counts rounds: a published case that is revised begins the next."""
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    made_at = models.DateTimeField(default=now)
    changed_at = models.DateTimeField(default=now)
    legal_reviewer = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    county_reviewer = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    sent_to_county_at = models.DateTimeField(null=True, blank=True)
    case = models.OneToOneField(
        "cases.CasePage", models.SET_NULL, null=True, blank=True, related_name="submission"
    )
    """A draft that was handed over to the CMS may be deleted there; what was published never is."""
    published_at = models.DateTimeField(null=True, blank=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    withdrawn_reason = models.CharField(max_length=200, blank=True)
    publish_text = models.BooleanField(default=False)
    """Whether the masked full text goes along as a PDF that is made anew."""

    objects = SubmissionQuerySet.as_manager()

    class Meta:
        verbose_name = _("case handed in")
        verbose_name_plural = _("cases handed in")
        ordering = ["-changed_at"]
        indexes = [
            models.Index(fields=["organisation", "state"]),
            models.Index(fields=["county", "state"]),
            models.Index(fields=["state", "due_on"]),
        ]
        constraints = [
            models.CheckConstraint(
                name="case_published_with_page",
                condition=~Q(state="published") | Q(case__isnull=False),
            ),
            models.CheckConstraint(
                name="case_withdrawn_with_reason",
                condition=~Q(state="withdrawn") | ~Q(withdrawn_reason=""),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.pk}"

    @property
    def way(self) -> Way:
        return Way(self.state)

    @property
    def is_warning(self) -> bool:
        return self.kind == CaseKind.WARNING

    @property
    def audit_organisation_id(self) -> int:
        return self.organisation_id


class SubmissionStep(models.Model):
    """One line of a case's history. Append-only."""

    submission = models.ForeignKey(Submission, models.PROTECT, related_name="steps")
    at = models.DateTimeField(default=now)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    step = models.CharField(max_length=20)
    state = models.CharField(max_length=16, choices=Submission.State)
    """The state it led to."""
    edition = models.PositiveIntegerField(default=1)
    comment = EncryptedTextField(blank=True, default="")
    """Encrypted: a reviewer may have to name what must not be published."""

    class Meta:
        ordering = ["at", "pk"]
        indexes = [models.Index(fields=["submission", "at"])]

    def __str__(self) -> str:
        return f"{self.submission_id} {self.step}"

    @property
    def kind(self) -> Step:
        return Step(self.step)


class SourceFile(models.Model):
    """An original. Its content lies encrypted under the data folder (cases/originals.py); name and
    text are encrypted here. ``received`` bytes have been acknowledged and are never lost."""

    class State(models.TextChoices):
        UPLOADING = "uploading", pgettext_lazy("original", "being uploaded")
        WAITING = "waiting", pgettext_lazy("original", "waiting to be read")
        READ = "read", pgettext_lazy("original", "read")
        REFUSED = "refused", pgettext_lazy("original", "refused")
        DESTROYED = "destroyed", pgettext_lazy("original", "destroyed")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    submission = models.ForeignKey(Submission, models.PROTECT, related_name="files")
    name = EncryptedTextField(_("file name"))
    size = models.PositiveBigIntegerField()
    received = models.PositiveBigIntegerField(default=0)
    sha256 = models.CharField(max_length=64, blank=True)
    media_type = models.CharField(max_length=100, blank=True)
    state = models.CharField(max_length=12, choices=State, default=State.UPLOADING)
    problem = models.CharField(max_length=300, blank=True)
    """Why it was refused, for who handed it in."""
    pages = models.PositiveIntegerField(default=0)
    is_picture = models.BooleanField(default=False)
    incomplete = models.BooleanField(default=False)
    """Pages are pictures that nothing could read: a person has to."""
    seen_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    """Who has read with their own eyes what was ``incomplete``."""
    published = models.BooleanField(default=False)
    """A picture that goes along, rebuilt from its pixels."""
    alt = models.CharField(_("what the picture shows"), max_length=200, blank=True)
    document = EncryptedTextField(blank=True, default="")
    """What was read, as `cases.reading.Document` in JSON; empty once destroyed."""
    uploaded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    uploaded_at = models.DateTimeField(default=now)
    destroy_after = models.DateTimeField(null=True, blank=True)
    destroyed_at = models.DateTimeField(null=True, blank=True)

    objects = SourceFileQuerySet.as_manager()

    class Meta:
        verbose_name = _("original")
        verbose_name_plural = _("originals")
        ordering = ["uploaded_at", "pk"]
        indexes = [models.Index(fields=["destroy_after"])]

    def __str__(self) -> str:
        return str(self.pk)

    @property
    def is_whole(self) -> bool:
        return self.received == self.size


class Finding(models.Model):
    """Something in an original that may name somebody, and what a person decided about it.

    ``number`` names it within the file. What it covers stands only in the
    encrypted text, between ``start`` and ``end`` (code points).
    """

    class Decision(models.TextChoices):
        OPEN = "open", pgettext_lazy("finding", "to be decided")
        ACCEPTED = "accepted", pgettext_lazy("finding", "replaced")
        CHANGED = "changed", pgettext_lazy("finding", "replaced by other words")
        REJECTED = "rejected", pgettext_lazy("finding", "stays")

    file = models.ForeignKey(SourceFile, models.CASCADE, related_name="findings")
    number = models.PositiveIntegerField()
    start = models.PositiveIntegerField()
    end = models.PositiveIntegerField()
    kind = models.CharField(max_length=20)
    replacement = models.CharField(max_length=100)
    confidence = models.FloatField()
    reason = models.CharField(max_length=40)
    entity = models.PositiveIntegerField(default=0)
    decision = models.CharField(max_length=10, choices=Decision, default=Decision.OPEN)
    by_hand = models.BooleanField(default=False)
    """Marked by a person; the finder had missed it."""
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    decided_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["file", "start"]
        constraints = [
            models.UniqueConstraint(fields=["file", "number"], name="finding_once"),
            models.CheckConstraint(name="finding_forward", condition=Q(end__gt=models.F("start"))),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.start}–{self.end}"

    @property
    def is_replaced(self) -> bool:
        return self.decision in (self.Decision.ACCEPTED, self.Decision.CHANGED)


class Allowance(models.Model):
    """A second person's written reason to publish although something likely remains."""

    submission = models.ForeignKey(Submission, models.PROTECT, related_name="allowances")
    edition = models.PositiveIntegerField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField(default=now)
    digest = models.CharField(max_length=64)
    """Of what was left then (cases/residue.py): another text needs another reason."""
    reason = EncryptedTextField(_("reason"))

    class Meta:
        ordering = ["at"]

    def __str__(self) -> str:
        return f"{self.submission_id} {self.at:%Y-%m-%d}"

    def covers(self, other: Any) -> bool:
        return self.digest == other
