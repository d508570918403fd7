"""What officers and managers fill in about study. Each form hands its values to an action, whose
refusals stand beside the fields (lms.accounts.forms.base)."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from content.models import CoursePage, ToolPage
from lms.accounts.forms.base import ActionForm, DateInput
from lms.accounts.models import Offender
from lms.core.months import LOCAL, local
from lms.credits.models import CreditEntry
from lms.learning.models import Exemption, ReviewSignal

MOST_REASON = 1000
EXACT = "%Y-%m-%dT%H:%M:%S"


class ReasonForm(ActionForm):
    """A reason alone. ``why`` says who reads it."""

    reason = forms.CharField(
        label=gettext_lazy("Reason"),
        max_length=MOST_REASON,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def __init__(self, *args: Any, why: Any = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["reason"].help_text = why


class AddCourseForm(ReasonForm):
    course: Any = forms.ModelChoiceField(
        CoursePage.objects.none(),
        label=gettext_lazy("Course"),
        empty_label=gettext_lazy("please choose"),
    )
    due_on = forms.DateField(
        label=gettext_lazy("Due on"), required=False, widget=DateInput(),
        help_text=gettext_lazy("Empty: no day by which it must be done."),
    )  # fmt: skip
    field_order = ["course", "due_on", "reason"]

    def __init__(self, *args: Any, offender: Offender, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        courses = CoursePage.objects.visible_to(offender.user).order_by("title")
        taken = offender.user.enrolments.exclude(source="self", state="open")
        self.fields["course"].queryset = courses.exclude(  # type: ignore[attr-defined]
            pk__in=taken.values("course")
        )


class PostponeForm(ReasonForm):
    until = forms.DateField(label=gettext_lazy("Due on"), widget=DateInput())
    field_order = ["until", "reason"]


class TakeBackForm(ReasonForm):
    due_on = forms.DateField(
        label=gettext_lazy("Due on"), required=False, widget=DateInput(),
        help_text=gettext_lazy("Empty: the day that held before."),
    )  # fmt: skip
    field_order = ["due_on", "reason"]


class AskToolForm(ActionForm):
    tool: Any = forms.ModelChoiceField(
        ToolPage.objects.none(),
        label=gettext_lazy("Tool"),
        empty_label=gettext_lazy("please choose"),
    )

    def __init__(self, *args: Any, offender: Offender, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        tools = ToolPage.objects.visible_to(offender.user).order_by("title")
        self.fields["tool"].queryset = tools.exclude(  # type: ignore[attr-defined]
            kind=ToolPage.Kind.WORKSHEET
        )


class ExemptionForm(ReasonForm):
    kind = forms.ChoiceField(label=gettext_lazy("Why"), choices=Exemption.Kind.choices)
    starts_on = forms.DateField(label=gettext_lazy("First day"), widget=DateInput())
    ends_on = forms.DateField(label=gettext_lazy("Last day"), widget=DateInput())
    field_order = ["kind", "starts_on", "ends_on", "reason"]


class ExactTimeInput(forms.DateTimeInput):
    """The browser's own clock, to the second."""

    input_type = "datetime-local"

    def __init__(self) -> None:
        super().__init__(format=EXACT, attrs={"step": "1"})


class ExactTimeField(forms.DateTimeField):
    """A moment on the local clock, to the second."""

    widget = ExactTimeInput
    input_formats = [EXACT, "%Y-%m-%dT%H:%M", "%Y-%m-%d %H:%M:%S", "%Y-%m-%d %H:%M"]

    def to_python(self, value: Any) -> datetime | None:
        found = super().to_python(value)
        return found.replace(tzinfo=LOCAL) if found and found.tzinfo is None else found

    def prepare_value(self, value: Any) -> Any:
        return local(value) if isinstance(value, datetime) and value.tzinfo else value


class MinutesForm(ReasonForm):
    """Time in minutes and seconds: what people write on paper."""

    minutes = forms.IntegerField(label=gettext_lazy("Minutes"), min_value=0, max_value=24 * 60)
    rest = forms.IntegerField(
        label=gettext_lazy("and seconds"), min_value=0, max_value=59, initial=0
    )
    renamed = {"seconds": "minutes"}

    def take(self, error: Any) -> None:
        """What an action says about seconds stands beside the minutes."""
        error.fields = {self.renamed.get(name, name): t for name, t in error.fields.items()}
        super().take(error)

    @property
    def seconds(self) -> int:
        return int(self.cleaned_data["minutes"]) * 60 + int(self.cleaned_data["rest"])


class CorrectEntryForm(MinutesForm):
    """What shall stand in place of an entry; nothing at all voids it."""

    field_order = ["minutes", "rest", "reason"]


class AddTimeForm(MinutesForm):
    """Time that was studied and not counted."""

    started_at = ExactTimeField(label=gettext_lazy("Studied from"))
    ended_at = ExactTimeField(label=gettext_lazy("Studied until"))
    field_order = ["started_at", "ended_at", "minutes", "rest", "reason"]


class DecideForm(ActionForm):
    """Approve or decline; the button says which. Declining needs a reason."""

    reason = forms.CharField(
        label=gettext_lazy("Reason"), required=False, max_length=MOST_REASON,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy("Needed when you decline."),
    )  # fmt: skip


class OutcomeForm(ReasonForm):
    """What a look at a review signal came to; the entries are voided only by a second person."""

    state = forms.ChoiceField(
        label=gettext_lazy("Outcome"),
        choices=[choice for choice in ReviewSignal.State.choices if choice[0] != "open"],
        widget=forms.RadioSelect,
    )
    entries = forms.ModelMultipleChoiceField(
        CreditEntry.objects.none(), label=gettext_lazy("Hours to be voided"), required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=gettext_lazy(
            "Only when the study was not the person's own. A second person decides about it."
        ),
    )  # fmt: skip
    field_order = ["state", "entries", "reason"]

    def __init__(self, *args: Any, entries: Iterable[CreditEntry], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["entries"]
        field.queryset = entries
        field.label_from_instance = entry_words


def entry_words(entry: CreditEntry) -> str:
    """An entry in one line, for a choice."""
    return _("No. %(number)d · %(day)s %(from)s–%(until)s · %(minutes)d min · %(title)s") % {
        "number": entry.number,
        "day": f"{local(entry.started_at):%Y-%m-%d}",
        "from": f"{local(entry.started_at):%H:%M}",
        "until": f"{local(entry.ended_at):%H:%M}",
        "minutes": round(entry.seconds / 60),
        "title": entry.lesson_title or entry.get_kind_display(),
    }


class KioskForm(ActionForm):
    organisation: Any = forms.ModelChoiceField(
        None, label=gettext_lazy("Office"), empty_label=gettext_lazy("please choose")
    )
    label = forms.CharField(
        label=gettext_lazy("Where it stands"), max_length=80,
        help_text=gettext_lazy("For example: reading room, by the window"),
    )  # fmt: skip

    def __init__(self, *args: Any, offices: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["organisation"].queryset = offices  # type: ignore[attr-defined]
