"""What a person has practised out of their book of wrong answers."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from lms.core.clock import now


class Practised(models.Model):
    """A question that somebody answered rightly in practice, when last: it leaves their book of
    wrong answers until they get it wrong again. Counts for nothing else."""

    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    question = models.ForeignKey("exams.Question", models.CASCADE, related_name="+")
    right_at = models.DateTimeField(default=now)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["person", "question"], name="practised_once")
        ]

    def __str__(self) -> str:
        return f"{self.person_id} {self.question_id}"
