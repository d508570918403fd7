"""The forms of closing months and of working days."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from lms.accounts.forms.base import ActionForm, DateInput
from lms.scoring.models import MonthReopening

MOST_REASON = 2000


class ConfirmForm(ActionForm):
    """Nothing to fill in: sent is meant."""


class WhyForm(ActionForm):
    reason = forms.CharField(
        label=_("Reason"), max_length=MOST_REASON, widget=forms.Textarea(attrs={"rows": 3})
    )

    def __init__(self, *args: Any, why: Any = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["reason"].help_text = why


class ReopenForm(WhyForm):
    authority = forms.ChoiceField(label=_("decided by"), choices=MonthReopening.Authority.choices)
    document = forms.CharField(label=_("number of the decision"), max_length=80)
    decided_on = forms.DateField(label=_("day of the decision"), widget=DateInput())
    text = forms.CharField(
        label=_("what was decided"),
        max_length=MOST_REASON,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    field_order = ["authority", "document", "decided_on", "text", "reason"]


class WorkingDayForm(ActionForm):
    day = forms.DateField(label=_("day"), widget=DateInput())
    is_working = forms.TypedChoiceField(
        label=_("kind"),
        choices=[("0", _("day off")), ("1", _("working day"))],
        coerce=lambda value: value == "1",
    )
    note = forms.CharField(label=_("why"), max_length=120)
