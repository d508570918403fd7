"""Activities of offenders: where most plus and minus points come from. What is decided about one
becomes a `ConductRecord` (origin ``activity``), which is what a score counts."""

from __future__ import annotations

import uuid
from datetime import timedelta

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from lms.core.clock import now
from lms.core.crypto import EncryptedTextField
from lms.scoring import querysets


class GroupClass(models.Model):
    """A group class (集中教育) of an office or county. ``door_key`` is in the QR code at the
    door."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    organisation = models.ForeignKey(
        "accounts.Organisation", models.PROTECT, related_name="group_classes",
        verbose_name=_("held by"),
    )  # fmt: skip
    title = models.CharField(_("subject"), max_length=80)
    place = models.CharField(_("place"), max_length=80)
    starts_at = models.DateTimeField(_("begins"))
    ends_at = models.DateTimeField(_("ends"))
    door_key = models.CharField(max_length=43, unique=True)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    closed_at = models.DateTimeField(null=True, blank=True)
    """When the roster was closed: attendance has become conduct records."""
    closed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    cancelled_at = models.DateTimeField(null=True, blank=True)

    objects = querysets.GroupClassQuerySet.as_manager()

    class Meta:
        ordering = ["-starts_at"]
        indexes = [models.Index(fields=["organisation", "-starts_at"])]
        constraints = [
            models.CheckConstraint(name="class_forward", condition=Q(ends_at__gt=F("starts_at")))
        ]

    def __str__(self) -> str:
        return self.title


class ClassAttendance(models.Model):
    """One person's place on the roster of a class."""

    class State(models.TextChoices):
        INVITED = "invited", _("invited")
        PRESENT = "present", _("present")
        ABSENT = "absent", _("absent")
        EXCUSED = "excused", _("excused")

    class How(models.TextChoices):
        CODE = "code", _("code at the door")
        ROSTER = "roster", _("ticked by staff")

    group_class = models.ForeignKey(GroupClass, models.PROTECT, related_name="roster")
    offender = models.ForeignKey("accounts.Offender", models.PROTECT, related_name="classes")
    state = models.CharField(max_length=8, choices=State, default=State.INVITED)
    how = models.CharField(max_length=8, choices=How, blank=True)
    noted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    noted_at = models.DateTimeField(null=True, blank=True)
    reason = models.CharField(_("reason"), max_length=120, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["group_class", "offender"], name="class_place_once")
        ]

    def __str__(self) -> str:
        return f"{self.offender_id}: {self.state}"


class Talk(models.Model):
    """An individual talk (个别谈话), written down by who held it. Append-only."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    offender = models.ForeignKey("accounts.Offender", models.PROTECT, related_name="talks")
    on = models.DateField(_("day"))
    minutes = models.PositiveSmallIntegerField(
        _("minutes"), validators=[MinValueValidator(5), MaxValueValidator(480)]
    )
    about = models.CharField(_("about"), max_length=120)
    summary = EncryptedTextField(_("what was said"))
    next_step = models.CharField(_("agreed"), max_length=200, blank=True)
    held_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField(default=now)

    class Meta:
        ordering = ["-on", "-recorded_at"]
        indexes = [models.Index(fields=["offender", "-on"])]

    def __str__(self) -> str:
        return f"{self.offender_id} {self.on}"


class Reflection(models.Model):
    """A reflection report (思想汇报): typed, spoken, or a photograph of paper (attachments)."""

    class Form(models.TextChoices):
        TYPED = "typed", _("typed")
        SPOKEN = "spoken", _("spoken")
        PAPER = "paper", _("on paper")

    class State(models.TextChoices):
        SENT = "sent", _("waiting to be read")
        ACCEPTED = "accepted", _("accepted")
        RETURNED = "returned", _("returned")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    offender = models.ForeignKey("accounts.Offender", models.PROTECT, related_name="reflections")
    form = models.CharField(max_length=8, choices=Form)
    text = EncryptedTextField(_("report"), blank=True, default="")
    sent_at = models.DateTimeField(default=now)
    state = models.CharField(max_length=8, choices=State, default=State.SENT)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    decided_at = models.DateTimeField(null=True, blank=True)
    reason = models.TextField(_("reason"), blank=True)
    follows = models.OneToOneField(
        "self", models.PROTECT, null=True, blank=True, related_name="followed_by"
    )
    """The returned report that this one answers."""

    objects = querysets.OfOffenders.as_manager()

    class Meta:
        ordering = ["-sent_at"]
        indexes = [models.Index(fields=["state", "sent_at"])]
        constraints = [
            models.CheckConstraint(
                name="reflection_returned_with_reason",
                condition=~Q(state="returned") | ~Q(reason=""),
            )
        ]

    def __str__(self) -> str:
        return f"{self.offender_id}: {self.state}"


class ServiceEvent(models.Model):
    """A public-benefit activity (公益活动) that people sign up for."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    organisation = models.ForeignKey(
        "accounts.Organisation", models.PROTECT, related_name="service_events",
        verbose_name=_("held by"),
    )  # fmt: skip
    title = models.CharField(_("activity"), max_length=80)
    place = models.CharField(_("place"), max_length=80)
    starts_at = models.DateTimeField(_("begins"))
    hours = models.DecimalField(
        _("hours"), max_digits=4, decimal_places=2,
        validators=[MinValueValidator(0), MaxValueValidator(12)],
    )  # fmt: skip
    places = models.PositiveSmallIntegerField(_("places"), default=20)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    closed_at = models.DateTimeField(null=True, blank=True)
    cancelled_at = models.DateTimeField(null=True, blank=True)

    objects = querysets.GroupClassQuerySet.as_manager()

    class Meta:
        ordering = ["-starts_at"]
        indexes = [models.Index(fields=["organisation", "-starts_at"])]

    def __str__(self) -> str:
        return self.title


class ServiceSignup(models.Model):
    """``hours`` are what staff saw done; empty until the activity is closed."""

    event = models.ForeignKey(ServiceEvent, models.PROTECT, related_name="signups")
    offender = models.ForeignKey("accounts.Offender", models.PROTECT, related_name="services")
    signed_up_at = models.DateTimeField(default=now)
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    hours = models.DecimalField(max_digits=4, decimal_places=2, null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["event", "offender"], name="service_signup_once")
        ]

    def __str__(self) -> str:
        return f"{self.offender_id} {self.event_id}"


class HelpRequest(models.Model):
    """What a person asks the office for: assistance, a counselling appointment, or, with a photo
    of the proof, an exemption for illness."""

    class Kind(models.TextChoices):
        ASSISTANCE = "assistance", _("assistance")
        COUNSELLING = "counselling", _("counselling appointment")
        ILLNESS = "illness", _("illness")

    class State(models.TextChoices):
        SENT = "sent", _("waiting")
        AGREED = "agreed", _("agreed")
        DECLINED = "declined", pgettext_lazy("request", "declined")
        DONE = "done", _("done")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    offender = models.ForeignKey("accounts.Offender", models.PROTECT, related_name="requests")
    kind = models.CharField(max_length=12, choices=Kind)
    text = EncryptedTextField(_("what it is about"))
    starts_on = models.DateField(_("from"), null=True, blank=True)
    ends_on = models.DateField(_("until"), null=True, blank=True)
    sent_at = models.DateTimeField(default=now)
    state = models.CharField(max_length=8, choices=State, default=State.SENT)
    meets_at = models.DateTimeField(_("appointment"), null=True, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    decided_at = models.DateTimeField(null=True, blank=True)
    answer = models.TextField(_("answer"), blank=True)

    objects = querysets.OfOffenders.as_manager()

    class Meta:
        ordering = ["-sent_at"]
        indexes = [models.Index(fields=["state", "sent_at"])]

    def __str__(self) -> str:
        return f"{self.offender_id}: {self.kind}"

    @property
    def state_words(self) -> str:
        """The state as people read it; what waits here waits for an answer."""
        waits = self.state == self.State.SENT
        return str(_("waits for an answer") if waits else self.State(self.state).label)


class CrisisAlert(models.Model):
    """A tool's result above its threshold: told at once, and again higher up until somebody says
    that they are at it. ``tool_result`` is the id of learning's `ToolResult`."""

    STEPS = (timedelta(0), timedelta(minutes=15), timedelta(minutes=45), timedelta(hours=2))
    """After these the officer and the person on duty, the office, the county, the county again are
    told."""

    tool_result = models.OneToOneField(
        "learning.ToolResult", models.PROTECT, primary_key=True, related_name="crisis"
    )
    offender = models.ForeignKey("accounts.Offender", models.PROTECT, related_name="crises")
    raised_at = models.DateTimeField(default=now)
    step = models.PositiveSmallIntegerField(default=0)
    told_at = models.DateTimeField(null=True, blank=True)
    acknowledged_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    acknowledged_at = models.DateTimeField(null=True, blank=True)
    outcome = models.TextField(_("what was done"), blank=True)

    objects = querysets.OfOffenders.as_manager()

    class Meta:
        ordering = ["-raised_at"]
        indexes = [models.Index(fields=["acknowledged_at", "raised_at"])]

    def __str__(self) -> str:
        return f"{self.offender_id} {self.raised_at:%Y-%m-%d %H:%M}"


class DutyTurn(models.Model):
    """Who is on duty (值班) for an organisation, day and night, from a day until a day."""

    organisation = models.ForeignKey(
        "accounts.Organisation", models.PROTECT, related_name="duty_turns",
        verbose_name=_("organisation"),
    )  # fmt: skip
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="duty_turns",
        verbose_name=_("on duty"),
    )  # fmt: skip
    starts_on = models.DateField(_("from"))
    ends_on = models.DateField(_("until"))
    set_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    objects = querysets.GroupClassQuerySet.as_manager()

    class Meta:
        ordering = ["-starts_on"]
        constraints = [
            models.CheckConstraint(name="duty_forward", condition=Q(ends_on__gte=F("starts_on")))
        ]

    def __str__(self) -> str:
        return f"{self.user_id} {self.starts_on}"
