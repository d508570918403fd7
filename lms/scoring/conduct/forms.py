"""What officers fill in about conduct, and the files that go with it."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lms.accounts.forms.base import ActionForm, DateInput
from lms.accounts.models import Offender
from lms.core.errors import DomainError
from lms.core.months import today
from lms.scoring.conduct import rules
from lms.scoring.evidence.attaching import MOST_FILES
from lms.scoring.evidence.picturing import MOST_BYTES
from lms.scoring.models import ConductRecord
from lms.scoring.rules.kinds import KINDS, Unit
from lms.scoring.rules.scheme import Per, Scheme

ACCEPTED = "image/jpeg,image/png,image/webp,application/pdf"
LOOK_BACK = timedelta(days=120)
MOST_SAME = 30


class FilesInput(forms.ClearableFileInput):
    allow_multiple_selected = True


class FilesField(forms.FileField):
    """Several files, or none. What is wrong with one is said by `picturing.kept`."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("widget", FilesInput(attrs={"accept": ACCEPTED}))
        super().__init__(allow_empty_file=True, **kwargs)

    def clean(self, data: Any, initial: Any = None) -> list[Any]:
        given = data if isinstance(data, list | tuple) else [data] if data else []
        if self.required and not given:
            raise forms.ValidationError(self.error_messages["required"], code="required")
        if len(given) > MOST_FILES:
            raise forms.ValidationError(_("At most %(n)d files can be added.") % {"n": MOST_FILES})
        return list(given)


def files_field(**kwargs: Any) -> FilesField:
    return FilesField(
        label=gettext_lazy("Supporting files"),
        help_text=_("Photographs or PDF, at most %(n)d MB each.") % {"n": MOST_BYTES // 1024**2},
        **kwargs,
    )


class ConductForm(ActionForm):
    """One record of one kind, with only the fields that this kind has. ``known``: the record that
    stands already, when that is why it was refused."""

    on = forms.DateField(label=gettext_lazy("Day"), widget=DateInput())
    hours = forms.DecimalField(
        label=gettext_lazy("Hours"), max_digits=5, decimal_places=2, min_value=0, max_value=24,
        widget=forms.NumberInput(attrs={"inputmode": "decimal", "step": "0.5"}),
    )  # fmt: skip
    stage = forms.ChoiceField(
        label=gettext_lazy("Stage"), choices=[(one.value, one.label) for one in rules.STAGES]
    )
    same_as = forms.ChoiceField(
        label=gettext_lazy("For a fact that is on record already?"), required=False
    )
    note = forms.CharField(
        label=gettext_lazy("What is known"), required=False, max_length=rules.LONGEST_NOTE,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=gettext_lazy("Facts only: when, where, who saw it. The person may read this."),
    )  # fmt: skip
    late = forms.BooleanField(label=gettext_lazy("Record it late"), required=False)

    def __init__(
        self, *args: Any, offender: Offender, kind: str, scheme: Scheme, opened: Any = None,
        **kwargs: Any,
    ) -> None:  # fmt: skip
        kwargs.setdefault("initial", {"on": today()})
        super().__init__(*args, **kwargs)
        self.known = ""
        self._offender, self._kind = offender, kind
        self.fields["files"] = files_field(required=False)
        first, last = rules.term_of(offender)
        self.fields["on"].widget.attrs |= {
            "min": first.isoformat(),
            "max": min(last, today()).isoformat(),
        }
        unit = KINDS[kind].unit
        self._drop(hours=unit == Unit.HOURS, stage=unit == Unit.STAGE, late=opened is not None)
        if opened is not None:
            self.fields["late"].help_text = _(
                "Only when its month is locked already: it then counts in %(month)s."
            ) % {"month": opened}
        same = self._same_facts(scheme)
        self._drop(same_as=len(same) > 1)
        if len(same) > 1:
            self.fields["same_as"].choices = same  # type: ignore[attr-defined]
            self.fields["same_as"].help_text = _("One fact counts once: the heavier one stays.")

    def _drop(self, **wanted: bool) -> None:
        for name, keep in wanted.items():
            if not keep:
                del self.fields[name]

    def _same_facts(self, scheme: Scheme) -> list[tuple[str, Any]]:
        """Nothing, the records that this penalty takes the place of, and study or tests."""
        replaces = rules.replaced_by(scheme, self._kind)
        items = [item for item in scheme.items if item.code in replaces]
        kinds = {fact for item in items for fact in item.facts if fact in KINDS}
        records = ConductRecord.objects.standing().filter(
            offender=self._offender, kind__in=kinds, on__gte=today() - LOOK_BACK
        )[:MOST_SAME] if kinds else []  # fmt: skip
        without = [one for one in items if one.per in (Per.CREDIT_HOUR, Per.FAILED)]
        return [
            ("", _("No, for another fact")),
            *((str(one.pk), f"{one.on:%Y-%m-%d} {one.get_kind_display()}") for one in records),
            *((f"item:{one.code}", f"{one.code} {one.name}") for one in without),
        ]

    def said(self) -> dict[str, Any]:
        """What `record_conduct` takes."""
        given = dict(self.cleaned_data)
        given.pop("files", None)
        same = given.pop("same_as", "")
        if same.startswith("item:"):
            given["same_item"] = same.removeprefix("item:")
        elif same:
            given["same_as"] = ConductRecord.objects.get(pk=UUID(same))
        return given

    def take(self, error: DomainError) -> None:
        super().take(error)
        self.known = error.more.get("record", "")


class ReasonForm(ActionForm):
    reason = forms.CharField(
        label=gettext_lazy("Reason"), max_length=1000, widget=forms.Textarea(attrs={"rows": 3})
    )


class DecisionForm(ActionForm):
    """What the second person says."""

    accepted = forms.TypedChoiceField(
        label=gettext_lazy("Is it right?"), coerce=lambda said: said == "yes",
        choices=[("yes", gettext_lazy("Yes, it is proven: let it count")),
                 ("no", gettext_lazy("No: it must not count"))],
        widget=forms.RadioSelect,
    )  # fmt: skip
    reason = forms.CharField(
        label=gettext_lazy("Reason"), max_length=1000, required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy("Needed for a refusal."),
    )  # fmt: skip


class EvidenceForm(ActionForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["files"] = files_field(required=True)
