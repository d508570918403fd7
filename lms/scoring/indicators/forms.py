"""What a county fills in about the three zeros."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lms.accounts import policies
from lms.accounts.forms.base import ActionForm, DateInput
from lms.accounts.models import Offender, Organisation, User
from lms.accounts.permissions import Permission
from lms.core.errors import DomainError
from lms.core.months import today
from lms.scoring.actions.indicators import (
    ABOUT_A_PERSON,
    ABOUT_STAFF,
    LONGEST_NOTE,
    LONGEST_SOURCE,
    MAY_END,
)
from lms.scoring.conduct.forms import files_field
from lms.scoring.indicators.figures import LISTED
from lms.scoring.models import IndicatorRecord


class CaseForm(ActionForm):
    """One case of one indicator, with only the fields that it has."""

    organisation: Any = forms.ModelChoiceField(
        Organisation.objects.none(), label=gettext_lazy("Organisation")
    )
    offender = forms.CharField(
        label=gettext_lazy("File code of the person"), max_length=32, required=False
    )
    on = forms.DateField(label=gettext_lazy("Day"), widget=DateInput())
    ended_on = forms.DateField(
        label=gettext_lazy("Found again on"), widget=DateInput(), required=False,
        help_text=gettext_lazy("Empty: not found yet."),
    )  # fmt: skip
    source = forms.CharField(
        label=gettext_lazy("Source"), max_length=LONGEST_SOURCE,
        help_text=gettext_lazy("Where this is known from: a judgment, a notice, an inspection."),
    )  # fmt: skip
    note = forms.CharField(
        label=gettext_lazy("What is known"), required=False, max_length=LONGEST_NOTE,
        widget=forms.Textarea(attrs={"rows": 3}),
    )  # fmt: skip

    def __init__(self, *args: Any, user: User, indicator: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._user = user
        self.known = ""
        places = policies.organisations(user, Permission.MANAGE_INDICATORS)
        self.fields["organisation"].queryset = places.filter(kind__in=LISTED)  # type: ignore[attr-defined]
        for name in ("on", "ended_on"):
            self.fields[name].widget.attrs["max"] = today().isoformat()
        if indicator in ABOUT_STAFF:
            del self.fields["offender"]
        if indicator in ABOUT_A_PERSON:
            del self.fields["organisation"]
            self.fields["offender"].required = True
        if indicator not in MAY_END:
            del self.fields["ended_on"]

    def clean(self) -> dict[str, Any]:
        """A case about a person is their office's."""
        given: dict[str, Any] = super().clean() or self.cleaned_data
        if "organisation" not in self.fields and given.get("offender"):
            given["organisation"] = self.place_of(given["offender"])
        return given

    def place_of(self, offender: Offender) -> Organisation:
        return offender.office

    def clean_offender(self) -> Offender | None:
        """By file code, among those whose indicators this person keeps."""
        code = self.cleaned_data["offender"].strip()
        if not code:
            return None
        return self.named(code)

    def named(self, code: str) -> Offender:
        paths = policies.roots(self._user, Permission.MANAGE_INDICATORS)
        people = Offender.objects.filter(policies.within(paths, "office__path"), code=code)
        found = people.select_related("office").defer("id_number").first()
        if found is None:
            raise forms.ValidationError(_("There is no such file in your organisations."))
        return found

    def take(self, error: DomainError) -> None:
        super().take(error)
        self.known = error.more.get("record", "")


class NewCaseForm(CaseForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["files"] = files_field(required=False)


class CorrectionForm(CaseForm):
    """The same case with other values, and why."""

    reason = forms.CharField(
        label=gettext_lazy("Why it is corrected"), max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )  # fmt: skip

    def __init__(self, *args: Any, case: IndicatorRecord, **kwargs: Any) -> None:
        first = {
            "organisation": case.organisation, "on": case.on, "ended_on": case.ended_on,
            "offender": case.offender.code if case.offender else "", "source": case.source,
            "note": case.note,
        }  # fmt: skip
        super().__init__(*args, indicator=case.indicator, initial=first, **kwargs)
        self._case = case

    def named(self, code: str) -> Offender:
        """The person of the case stays theirs, wherever the file has gone since."""
        known = self._case.offender
        return known if known is not None and known.code == code else super().named(code)

    def place_of(self, offender: Offender) -> Organisation:
        return self._case.organisation if offender == self._case.offender else offender.office
