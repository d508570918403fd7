"""What readers make of the library: saved lists, seminars, questions to the procuratorate."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from lms.core.clock import now


class CaseListQuerySet(QuerySet):
    def visible_to(self, user: object) -> CaseListQuerySet:
        """One's own, and seminars that were shared with one's own unit."""
        if not getattr(user, "is_authenticated", False):
            return self.none()
        unit = getattr(user, "organisation_id", None)
        shared = Q(is_shared=True, organisation_id=unit) if unit else Q(pk__in=[])
        return self.filter(Q(owner=user) | shared)


class CaseList(models.Model):
    """A saved list of cases; with ``minutes`` for each it is a seminar (研讨)."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="case_lists")
    organisation = models.ForeignKey("accounts.Organisation", models.PROTECT, related_name="+")
    title = models.CharField(_("title"), max_length=100)
    note = models.TextField(_("note"), blank=True, max_length=2000)
    is_seminar = models.BooleanField(default=False)
    is_shared = models.BooleanField(_("shared with my unit"), default=False)
    goal = models.TextField(_("what the seminar is for"), blank=True, max_length=2000)
    made_at = models.DateTimeField(default=now)
    changed_at = models.DateTimeField(default=now)

    objects = CaseListQuerySet.as_manager()

    class Meta:
        verbose_name = _("list of cases")
        verbose_name_plural = _("lists of cases")
        ordering = ["-changed_at"]

    def __str__(self) -> str:
        return self.title


class CaseListItem(models.Model):
    """A case in a list. The case itself is asked each time: what is withdrawn is gone here too."""

    list = models.ForeignKey(CaseList, models.CASCADE, related_name="items")
    case = models.ForeignKey("cases.CasePage", models.CASCADE, related_name="+")
    position = models.PositiveSmallIntegerField(default=0)
    minutes = models.PositiveSmallIntegerField(_("minutes"), default=20)
    questions = models.TextField(_("questions to discuss"), blank=True, max_length=2000)
    """One per line; empty: those of the case."""

    class Meta:
        ordering = ["position", "pk"]
        constraints = [models.UniqueConstraint(fields=["list", "case"], name="case_listed_once")]

    def __str__(self) -> str:
        return f"{self.list_id} {self.case_id}"


class CaseQuestionQuerySet(QuerySet):
    def visible_to(self, user: object) -> CaseQuestionQuerySet:
        """One's own; all of a case for the people of the organisation that handed it in."""
        from cases.querysets import handed_in_by

        if not getattr(user, "is_authenticated", False):
            return self.none()
        return self.filter(Q(asked_by=user) | handed_in_by(user, "case__submission__"))

    def unanswered(self) -> CaseQuestionQuerySet:
        return self.filter(answered_at=None)


class CaseQuestion(models.Model):
    """A comment or question of an officer about a case, and the procuratorate's answer."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    case = models.ForeignKey("cases.CasePage", models.PROTECT, related_name="questions")
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    asked_at = models.DateTimeField(default=now)
    text = models.TextField(_("question or comment"), max_length=1000)
    answer = models.TextField(_("answer"), blank=True, max_length=2000)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    answered_at = models.DateTimeField(null=True, blank=True)

    objects = CaseQuestionQuerySet.as_manager()

    class Meta:
        ordering = ["-asked_at"]
        indexes = [models.Index(fields=["case", "answered_at"])]

    def __str__(self) -> str:
        return f"{self.case_id} {self.asked_at:%Y-%m-%d}"
