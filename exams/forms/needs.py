"""The form by which an officer says what a person needs in tests."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy

from exams.actions.needs import MOST_REASON
from exams.models import ExamNeeds
from lms.accounts.forms.base import ActionForm

MOST_PERCENT = 300


class NeedsForm(ActionForm):
    extra_percent = forms.IntegerField(
        label=gettext_lazy("extra time in per cent"), min_value=0, max_value=MOST_PERCENT,
        initial=0,
        help_text=gettext_lazy("50: one and a half times the time. 0: no extra time."),
    )  # fmt: skip
    large_type = forms.BooleanField(label=gettext_lazy("large type"), required=False)
    reason = forms.CharField(
        label=gettext_lazy("Reason"), max_length=MOST_REASON,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy("It is kept in the file. The person's results never show it."),
    )  # fmt: skip

    def __init__(self, *args: Any, now: ExamNeeds | None, **kwargs: Any) -> None:
        if now is not None:
            kwargs["initial"] = {
                "extra_percent": now.extra_percent,
                "large_type": now.large_type,
            }
        super().__init__(*args, **kwargs)
