"""What learners and staff fill in about activities; each form hands its values to an action."""

from __future__ import annotations

from datetime import date, datetime, time
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from lms.accounts.forms.base import ActionForm, DateInput, TimeInput
from lms.accounts.models import Level, Organisation, Stage, User
from lms.core.months import LOCAL
from lms.learning.forms import ReasonForm

LATE = _("Its month is locked already: let it count in the month that is open.")
PICTURES = "image/jpeg,image/png,image/webp"
CHOOSE = _("please choose")


class ManyFilesInput(forms.ClearableFileInput):
    allow_multiple_selected = True


class ManyFilesField(forms.FileField):
    """Some files at once; cleans to a list. Whether they are what they should be the action
    says."""

    widget = ManyFilesInput

    def clean(self, data: Any, initial: Any = None) -> list[Any]:
        given = data if isinstance(data, list | tuple) else [data]
        cleaned = super().clean
        return [one for one in (cleaned(file, initial) for file in given) if one]


def _files(label: Any, *, required: bool = True, **attrs: Any) -> ManyFilesField:
    return ManyFilesField(
        label=label, required=required, allow_empty_file=True, widget=ManyFilesInput(attrs=attrs)
    )


class TypedReportForm(ActionForm):
    text = forms.CharField(
        label=_("What I want to say"), max_length=20_000,
        widget=forms.Textarea(attrs={"rows": 12, "maxlength": 20_000}),
        help_text=_(
            "How was this month? What did you do, what did you think about, what do you plan?"
            " At least 50 characters."
        ),
    )  # fmt: skip


class SpokenReportForm(ActionForm):
    """The page has a second field of the same name, for a recording that was made before."""

    files: Any = _files(
        _("Record now, five minutes at most"), accept="audio/*", capture="user", multiple=False
    )


class PaperReportForm(ActionForm):
    files: Any = _files(_("Photographs of the pages, one to six"), accept=PICTURES)


class HelpForm(ActionForm):
    text = forms.CharField(
        label=_("What it is about"), max_length=4000,
        widget=forms.Textarea(attrs={"rows": 5, "maxlength": 4000}),
    )  # fmt: skip
    files: Any = _files(_("Photographs"), required=False, accept=PICTURES)


class IllnessForm(HelpForm):
    starts_on = forms.DateField(label=_("First day"), widget=DateInput())
    ends_on = forms.DateField(label=_("Last day"), widget=DateInput())
    files: Any = _files(_("Photograph of the doctor's paper"), accept=PICTURES)
    field_order = ["files", "starts_on", "ends_on", "text"]


class HeldByForm(ActionForm):
    """Something that an organisation holds on a day at an hour."""

    organisation: Any = forms.ModelChoiceField(
        Organisation.objects.none(), label=_("Held by"), empty_label=CHOOSE
    )
    title = forms.CharField(label=_("What"), max_length=80)
    place = forms.CharField(label=_("Where it takes place"), max_length=80)
    day = forms.DateField(label=_("Day"), widget=DateInput())
    begins = forms.TimeField(label=_("Begins"), widget=TimeInput())
    renamed = {"starts_at": "day", "ends_at": "ends"}

    def __init__(self, *args: Any, places: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["organisation"].queryset = places  # type: ignore[attr-defined]

    def take(self, error: Any) -> None:
        error.fields = {self.renamed.get(name, name): t for name, t in error.fields.items()}
        super().take(error)

    def at(self, hour: str) -> datetime:
        return _moment(self.cleaned_data["day"], self.cleaned_data[hour])


class ClassForm(HeldByForm):
    ends = forms.TimeField(label=_("Ends"), widget=TimeInput())
    field_order = ["title", "organisation", "place", "day", "begins", "ends"]

    def values(self) -> dict[str, Any]:
        given = self.cleaned_data
        return {
            "organisation": given["organisation"], "title": given["title"],
            "place": given["place"], "starts_at": self.at("begins"), "ends_at": self.at("ends"),
        }  # fmt: skip


class CalledForm(forms.Form):
    """Whom a class is for: the filter above the list of people."""

    office: Any = forms.ModelChoiceField(
        Organisation.objects.none(), label=_("Office"), required=False, empty_label=_("all")
    )
    level = forms.ChoiceField(
        label=_("Level"), required=False, choices=[("", _("all")), *Level.choices]
    )
    stage = forms.ChoiceField(
        label=_("Stage"), required=False,
        choices=[("", _("all")), *[(one.value, one.label) for one in (
            Stage.INTAKE, Stage.ACTIVE, Stage.RELEASE)]],
    )  # fmt: skip

    def __init__(self, *args: Any, offices: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["office"].queryset = offices  # type: ignore[attr-defined]


class ServiceForm(HeldByForm):
    hours = forms.DecimalField(
        label=_("Hours"), min_value=Decimal("0.25"), max_value=12, max_digits=4, decimal_places=2
    )
    places_free = forms.IntegerField(label=_("Places"), min_value=1, max_value=500, initial=20)
    renamed = {"starts_at": "day", "places": "places_free"}
    field_order = ["title", "organisation", "place", "day", "begins", "hours", "places_free"]

    def values(self) -> dict[str, Any]:
        given = self.cleaned_data
        return {
            "organisation": given["organisation"], "title": given["title"],
            "place": given["place"], "starts_at": self.at("begins"), "hours": given["hours"],
            "places": given["places_free"],
        }  # fmt: skip


class LateForm(ActionForm):
    late = forms.BooleanField(label=LATE, required=False)


class TalkForm(LateForm):
    on = forms.DateField(label=_("Day"), widget=DateInput())
    minutes = forms.IntegerField(label=_("Minutes"), min_value=5, max_value=480)
    about = forms.CharField(label=_("About"), max_length=120)
    summary = forms.CharField(
        label=_("What was said"), max_length=10_000, widget=forms.Textarea(attrs={"rows": 7}),
        help_text=_("Kept locked. The person does not read it."),
    )  # fmt: skip
    next_step = forms.CharField(
        label=_("Agreed next step"), max_length=200, required=False,
        help_text=_("The person reads it."),
    )  # fmt: skip
    field_order = ["on", "minutes", "about", "summary", "next_step", "late"]


class ReportDecisionForm(LateForm):
    """Accept or return; the button says which. Returning needs a reason."""

    reason = forms.CharField(
        label=_("Reason"), max_length=1000, required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Needed when you return it. The person reads it."),
    )  # fmt: skip
    field_order = ["reason", "late"]


class AnswerForm(ActionForm):
    """Agree or decline; the button says which. Declining needs a reason."""

    answer = forms.CharField(
        label=_("Reply"), max_length=2000, required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("The person reads it. Needed when you decline."),
    )  # fmt: skip
    renamed = {"reason": "answer"}

    def take(self, error: Any) -> None:
        error.fields = {self.renamed.get(name, name): t for name, t in error.fields.items()}
        super().take(error)

    def values(self) -> dict[str, Any]:
        """What `agree` is given."""
        return dict(self.cleaned_data)


class AppointmentForm(AnswerForm):
    day = forms.DateField(label=_("Day"), required=False, widget=DateInput())
    hour = forms.TimeField(label=_("Hour"), required=False, widget=TimeInput())
    renamed = {"reason": "answer", "meets_at": "day"}
    field_order = ["day", "hour", "answer"]

    def values(self) -> dict[str, Any]:
        day, hour = self.cleaned_data.get("day"), self.cleaned_data.get("hour")
        meets_at = _moment(day, hour) if day and hour else None
        return {"answer": self.cleaned_data["answer"], "meets_at": meets_at}


class ExemptDaysForm(AnswerForm):
    starts_on = forms.DateField(label=_("First day"), required=False, widget=DateInput())
    ends_on = forms.DateField(label=_("Last day"), required=False, widget=DateInput())
    field_order = ["starts_on", "ends_on", "answer"]


class OutcomeForm(ActionForm):
    outcome = forms.CharField(
        label=_("What was done"), max_length=4000, widget=forms.Textarea(attrs={"rows": 4})
    )


class DutyForm(ActionForm):
    organisation: Any = forms.ModelChoiceField(
        Organisation.objects.none(), label=_("For"), empty_label=CHOOSE
    )
    user: Any = forms.ModelChoiceField(User.objects.none(), label=_("On duty"), empty_label=CHOOSE)
    starts_on = forms.DateField(label=_("First day"), widget=DateInput())
    ends_on = forms.DateField(label=_("Last day"), widget=DateInput())

    def __init__(self, *args: Any, places: Any, people: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["organisation"].queryset = places  # type: ignore[attr-defined]
        self.fields["user"].queryset = people  # type: ignore[attr-defined]


class CancelForm(ReasonForm):
    """Why something does not take place."""


def _moment(day: date, hour: time) -> datetime:
    return datetime.combine(day, hour, LOCAL)
