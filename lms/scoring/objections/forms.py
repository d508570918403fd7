"""Forms of objections: making one, answering it, deciding it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lms.accounts.forms.base import ActionForm, DateInput
from lms.accounts.models import Stage
from lms.core.months import local
from lms.learning.wording import duration
from lms.scoring.actions.objections import MOST_PHOTOS, MOST_TEXT, NewRecord, Remedy
from lms.scoring.models import ConductRecord, Objection
from lms.scoring.models.conduct import KIND_CHOICES
from lms.scoring.objections.disputes import Stretch

NONE = [("", gettext_lazy("nothing"))]


class Pictures(forms.ClearableFileInput):
    """Several at once; a phone offers its camera."""

    allow_multiple_selected = True


class PicturesField(forms.FileField):
    widget = Pictures

    def clean(self, data: Any, initial: Any = None) -> list[Any]:
        given = data if isinstance(data, list | tuple) else [data]
        return [super(PicturesField, self).clean(one, initial) for one in given if one]


class ObjectForm(ActionForm):
    study = forms.ChoiceField(
        label=gettext_lazy("Which time was not counted?"), widget=forms.RadioSelect
    )
    text = forms.CharField(
        label=gettext_lazy("What is wrong?"),
        max_length=MOST_TEXT,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text=gettext_lazy("A few words are enough. You can also say who knows about it."),
    )
    photos = PicturesField(
        label=gettext_lazy("Pictures, if you have any"),
        required=False,
        widget=Pictures(attrs={"accept": "image/jpeg,image/png,image/webp,application/pdf"}),
    )

    def __init__(self, *args: Any, stretches: list[Stretch] | None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["photos"].help_text = _("At most %(n)d.") % {"n": MOST_PHOTOS}
        if stretches is None:
            del self.fields["study"]
        else:
            choices: Any = [(one.key, _said(one)) for one in stretches]
            self.fields["study"].choices = choices  # type: ignore[attr-defined]

    def take(self, error: Any) -> None:
        """What is said of a file stands beside the pictures."""
        error.fields = {"photos" if k == "files" else k: v for k, v in error.fields.items()}
        super().take(error)


def _said(one: Stretch) -> str:
    start, end = local(one.started_at), local(one.ended_at)
    times = f"{start:%m-%d %H:%M} – {end:%H:%M}"
    return f"{times} · {duration(one.seconds)} · {one.sentence}"


class AnswerForm(ActionForm):
    text = forms.CharField(
        label=gettext_lazy("Answer of the office"),
        max_length=MOST_TEXT,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text=gettext_lazy("What you have looked at and what you found. The person reads it."),
    )

    def __init__(self, *args: Any, objection: Objection, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        study: Any = objection.study
        if study is None:
            return
        most = study["seconds"] // 60
        self.fields["minutes"] = forms.IntegerField(
            label=_("Minutes that should count"),
            required=False,
            min_value=0,
            max_value=most,
            help_text=_("At most %(n)d. They are credited only when the county accepts.")
            % {"n": most},
        )

    def take(self, error: Any) -> None:
        """What is said of seconds stands beside the minutes."""
        error.fields = {"minutes" if k == "seconds" else k: v for k, v in error.fields.items()}
        super().take(error)

    @property
    def given(self) -> dict[str, Any]:
        minutes = self.cleaned_data.get("minutes")
        return {"text": self.cleaned_data["text"], "seconds": minutes * 60 if minutes else None}


class DecideForm(ActionForm):
    outcome = forms.ChoiceField(
        label=gettext_lazy("Decision"),
        choices=[("accepted", gettext_lazy("Accept")), ("declined", gettext_lazy("Decline"))],
        widget=forms.RadioSelect,
    )
    cancel: Any = forms.ModelMultipleChoiceField(
        ConductRecord.objects.none(),
        label=gettext_lazy("Cancel these records"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    add_kind = forms.ChoiceField(
        label=gettext_lazy("Add a record"), required=False, choices=[*NONE, *KIND_CHOICES]
    )
    add_on = forms.DateField(label=gettext_lazy("on the day"), required=False, widget=DateInput())
    add_hours = forms.DecimalField(
        label=gettext_lazy("Hours"), required=False, min_value=0, max_digits=5, decimal_places=2
    )
    add_stage = forms.ChoiceField(
        label=gettext_lazy("Stage"), required=False,
        choices=[*NONE, *[(one.value, one.label) for one in (Stage.INTAKE, Stage.RELEASE)]],
    )  # fmt: skip
    reason = forms.CharField(
        label=gettext_lazy("Reason"),
        max_length=MOST_TEXT,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=gettext_lazy("The person reads it."),
    )

    def __init__(
        self, *args: Any, objection: Objection, records: Iterable[ConductRecord], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["cancel"]
        standing = ConductRecord.objects.effective().filter(pk__in=[one.pk for one in records])
        field.queryset = standing
        field.label_from_instance = said_record
        if not standing:
            del self.fields["cancel"]
        if objection.study is not None:
            for name in ("add_kind", "add_on", "add_hours", "add_stage"):
                del self.fields[name]

    def take(self, error: Any) -> None:
        """What is said of the new record's fields stands beside them."""
        new = {"kind", "on", "hours", "stage"}
        error.fields = {f"add_{k}" if k in new else k: v for k, v in error.fields.items()}
        super().take(error)

    def clean(self) -> dict[str, Any]:
        given: dict[str, Any] = super().clean() or {}
        if given.get("add_kind") and not given.get("add_on") and "add_on" not in self.errors:
            self.add_error("add_on", _("Please give the day."))
        return given

    @property
    def given(self) -> dict[str, Any]:
        values = self.cleaned_data
        add = None
        if values.get("add_kind"):
            add = NewRecord(
                kind=values["add_kind"], on=values["add_on"], hours=values.get("add_hours"),
                stage=values.get("add_stage") or "",
            )  # fmt: skip
        remedy = Remedy(cancel=list(values.get("cancel") or ()), add=add)
        accepted = values["outcome"] == "accepted"
        return {"accepted": accepted, "reason": values["reason"], "correction": remedy}


def said_record(record: ConductRecord) -> str:
    return f"{record.on:%Y-%m-%d} {record.get_kind_display()}"
