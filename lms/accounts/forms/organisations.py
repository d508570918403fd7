"""Forms for the tree of organisations."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from lms.accounts.actions.organisations import BELOW
from lms.accounts.forms.base import ActionForm, TimeInput
from lms.accounts.models import Kind, Organisation
from lms.accounts.models.organisations import DEFAULTS


class NameForm(ActionForm):
    name = forms.CharField(label=_("name"), max_length=80)
    code = forms.CharField(
        label=_("administrative division code"), max_length=12, required=False,
        help_text=_("6, 9 or 12 digits."),
    )  # fmt: skip
    phone = forms.CharField(label=_("telephone of the office"), max_length=20, required=False)


class NewOrganisationForm(NameForm):
    kind = forms.ChoiceField(label=_("kind"))
    field_order = ("kind", "name", "code", "phone")

    def __init__(self, *args: Any, parent: Organisation, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        allowed = BELOW.get(parent.kind, set())
        self.fields["kind"].choices = [c for c in Kind.choices if c[0] in allowed]  # type: ignore[attr-defined]


class RulesForm(ActionForm):
    """Empty means "as above"; what holds now stands beside each field."""

    study_opens = forms.TimeField(label=_("study opens"), required=False, widget=TimeInput())
    study_closes = forms.TimeField(label=_("study closes"), required=False, widget=TimeInput())
    daily_cap_hours = forms.DecimalField(
        label=_("credit hours a day at most"), required=False, min_value=0, max_value=24,
        max_digits=4, decimal_places=2,
    )  # fmt: skip
    monthly_target_hours = forms.DecimalField(
        label=_("credit hours a month"), required=False, min_value=0, max_value=200, max_digits=5,
        decimal_places=2,
    )  # fmt: skip
    intake_days = forms.IntegerField(
        label=_("days of intake"), required=False, min_value=0, max_value=3660
    )
    release_days = forms.IntegerField(
        label=_("days of release"), required=False, min_value=0, max_value=3660
    )

    def __init__(self, *args: Any, organisation: Organisation, **kwargs: Any) -> None:
        first = {name: getattr(organisation, name) for name in DEFAULTS}
        kwargs["initial"] = first
        super().__init__(*args, **kwargs)
        for name, value in organisation.settings().items():
            said = value.strftime("%H:%M") if hasattr(value, "strftime") else f"{value:g}"
            self.fields[name].help_text = _("Holds now: %(value)s") % {"value": said}
