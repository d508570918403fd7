"""The form by which an officer prescribes a test."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy

from exams import offers
from exams.models import Paper
from lms.accounts.forms.base import ActionForm, DateInput
from lms.accounts.models import Offender


class OfferForm(ActionForm):
    paper: Any = forms.ModelChoiceField(
        Paper.objects.none(),
        label=gettext_lazy("Test"),
        empty_label=gettext_lazy("please choose"),
    )
    due_on = forms.DateField(
        label=gettext_lazy("Due on"), required=False, widget=DateInput(),
        help_text=gettext_lazy("Empty: a monthly test by the end of the month, others at any"
                               " time."),
    )  # fmt: skip

    def __init__(self, *args: Any, offender: Offender, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        papers = offers.papers_open_to(offender).order_by("title")
        self.fields["paper"].queryset = papers  # type: ignore[attr-defined]
