"""Forms for the file of an offender."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from lms.accounts import identity, policies
from lms.accounts.forms.base import ActionForm, DateInput, TimeInput
from lms.accounts.models import (
    CorrectionType,
    Level,
    Need,
    OffenceCategory,
    Offender,
    Organisation,
    RestrictedFlag,
    RiskClass,
    Sex,
    StudySettings,
    TeamMember,
    User,
)
from lms.accounts.permissions import Permission

FROM_NUMBER = _("Empty: taken from the ID number.")


def reason_field() -> forms.CharField:
    widget = forms.Textarea(attrs={"rows": 3})
    return forms.CharField(label=_("reason"), max_length=1000, widget=widget)


def optional(choices: type[Any]) -> list[tuple[str, Any]]:
    return [("", "—"), *choices.choices]


class ProfileForm(ActionForm):
    """What both the new file and its later change ask."""

    name = forms.CharField(label=_("person's name"), max_length=60)
    id_number = forms.CharField(label=_("ID number"), max_length=20)
    sex = forms.ChoiceField(
        label=_("sex"), choices=optional(Sex), required=False, help_text=FROM_NUMBER
    )
    born_on = forms.DateField(
        label=_("date of birth"), required=False, widget=DateInput(), help_text=FROM_NUMBER
    )
    phone = forms.CharField(label=_("telephone"), max_length=20, required=False)
    correction_type = forms.ChoiceField(label=_("correction type"), choices=CorrectionType.choices)
    starts_on = forms.DateField(label=_("correction begins"), widget=DateInput())
    ends_on = forms.DateField(label=_("correction ends"), widget=DateInput())
    offence_category = forms.ChoiceField(
        label=_("offence category"), choices=OffenceCategory.choices, initial="other"
    )
    risk_class = forms.ChoiceField(
        label=_("risk class"), choices=RiskClass.choices, initial="medium"
    )
    able_to_work = forms.BooleanField(label=_("able to work"), required=False, initial=True)
    health_exempt = forms.BooleanField(label=_("exempt for health"), required=False)
    juvenile_regime = forms.BooleanField(
        label=_("juvenile regime"),
        required=False,
        help_text=_("Set at intake for who was a minor; it stays until the end of correction."),
    )
    needs = forms.MultipleChoiceField(
        label=_("needs"),
        choices=Need.choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    officer = forms.ModelChoiceField(
        User.objects.none(), label=_("officer"), required=False, empty_label="—"
    )

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["officer"].queryset = User.objects.caseworkers_of(user)  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """Sex and date of birth stand in the ID number: whoever leaves them empty means those."""
        given: dict[str, Any] = super().clean() or self.cleaned_data
        number = identity.normal(given.get("id_number") or "")
        given["id_number"] = number
        if number and (problem := identity.problem(number)):
            self.add_error("id_number", problem)
        elif number:
            given["sex"] = given.get("sex") or identity.sex_of(number)
            given["born_on"] = given.get("born_on") or identity.birth_date(number)
        return given


class NewOffenderForm(ProfileForm):
    code = forms.CharField(label=_("file code"), max_length=32)
    office = forms.ModelChoiceField(Organisation.objects.none(), label=_("justice office"))
    treatment_level = forms.ChoiceField(label=_("treatment level"), choices=Level.choices)
    field_order = ("code", "name", "id_number", "sex", "born_on", "phone", "office", "officer")

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, user=user, **kwargs)
        offices = policies.organisations(user, Permission.EDIT_PEOPLE).offices()  # type: ignore[attr-defined]
        self.fields["office"].queryset = offices  # type: ignore[attr-defined]


class EditOffenderForm(ProfileForm):
    """The ID number is asked for only when it must be corrected: it is not shown here."""

    closed_on = forms.DateField(
        label=_("closed on"),
        required=False,
        widget=DateInput(),
        help_text=_("When correction ended before its day: recommitment, death, a new judgment."),
    )
    reason = forms.CharField(label=_("reason"), max_length=1000, required=False)

    def __init__(self, *args: Any, user: User, offender: Offender, **kwargs: Any) -> None:
        first = {name: getattr(offender, name) for name in self.base_fields if name != "reason"
                 and hasattr(offender, name)}  # fmt: skip
        first |= {"name": offender.user.name, "phone": offender.user.phone, "id_number": ""}
        kwargs["initial"] = first
        super().__init__(*args, user=user, **kwargs)
        self.offender = offender
        self.fields["id_number"].required = False
        self.fields["id_number"].help_text = _("Now: %(number)s. Type a new one to correct it.") % {
            "number": offender.masked_id_number
        }

    def changes(self) -> dict[str, Any]:
        """What the action is asked to change. What was left empty beside the ID number stays."""
        given = {n: v for n, v in self.cleaned_data.items() if n not in ("officer", "reason")}
        if not given["id_number"]:
            given.pop("id_number")
            for name in ("sex", "born_on"):
                given[name] = given[name] or getattr(self.offender, name)
        return given


class MoveForm(ActionForm):
    office = forms.ModelChoiceField(Organisation.objects.none(), label=_("new justice office"))
    on = forms.DateField(label=_("on"), required=False, widget=DateInput())
    reason = reason_field()

    def __init__(self, *args: Any, user: User, offender: Offender, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offices = policies.organisations(user, Permission.EDIT_PEOPLE).offices()  # type: ignore[attr-defined]
        self.fields["office"].queryset = offices.exclude(pk=offender.office_id)  # type: ignore[attr-defined]


class LevelForm(ActionForm):
    level = forms.ChoiceField(label=_("new treatment level"), choices=Level.choices)
    reason = reason_field()


class SettingsForm(ActionForm):
    """Personal study settings; what is empty is as the county has it."""

    reading_rate = forms.TypedChoiceField(
        label=_("reading rate"), choices=StudySettings.RATES, coerce=int
    )
    answer_seconds = forms.IntegerField(
        label=_("seconds to answer"), min_value=60, max_value=600, initial=60
    )
    opens = forms.TimeField(label=_("study opens"), required=False, widget=TimeInput())
    closes = forms.TimeField(label=_("study closes"), required=False, widget=TimeInput())
    daily_cap_hours = forms.DecimalField(
        label=_("credit hours a day at most"), required=False, min_value=0, max_value=24,
        decimal_places=2, max_digits=4,
    )  # fmt: skip
    large_type = forms.BooleanField(label=_("large type"), required=False)
    reason = reason_field()

    def __init__(self, *args: Any, now: StudySettings | None, **kwargs: Any) -> None:
        if now is not None:
            kept = [name for name in self.base_fields if name != "reason"]
            kwargs["initial"] = {name: getattr(now, name) for name in kept}
        super().__init__(*args, **kwargs)


class FlagForm(ActionForm):
    kind = forms.ChoiceField(label=_("kind"), choices=RestrictedFlag.Kind.choices)
    detail = forms.CharField(
        label=_("detail"), max_length=2000, required=False, widget=forms.Textarea
    )


class ReasonForm(ActionForm):
    reason = reason_field()


class CodeForm(ActionForm):
    seen = forms.BooleanField(
        label=_("The person is here and I have compared the ID card."),
    )
    resets_second_factor = forms.BooleanField(
        label=_("The phone with the second factor is lost as well."), required=False
    )


class MemberForm(ActionForm):
    """One place in a correction team; an empty name is no member."""

    name = forms.CharField(label=_("person's name"), max_length=60, required=False)
    sex = forms.ChoiceField(label=_("sex"), choices=Sex.choices)
    kind = forms.ChoiceField(label=_("task in the team"), choices=TeamMember.Kind.choices)
    task = forms.CharField(label=_("what they do"), max_length=200, required=False)
    member = forms.TypedChoiceField(label=_("account"), required=False, empty_value=None)

    def __init__(self, *args: Any, accounts: list[User], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        known = {str(account.pk): account for account in accounts}
        field: Any = self.fields["member"]
        # Looked up once for all members of the team, not by each of their forms.
        field.choices = [("", "—"), *((key, account.name) for key, account in known.items())]
        field.coerce = known.get


TeamFormSet = forms.formset_factory(MemberForm, extra=2, max_num=30, validate_max=True)


class HandOverForm(ActionForm):
    giver = forms.ModelChoiceField(User.objects.none(), label=_("files of"))
    taker = forms.ModelChoiceField(User.objects.none(), label=_("go to"))
    reason = reason_field()

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["taker"].queryset = User.objects.caseworkers_of(user)  # type: ignore[attr-defined]
        carried = Offender.objects.visible_to(user).in_correction().exclude(officer=None)
        self.fields["giver"].queryset = User.objects.filter(  # type: ignore[attr-defined]
            pk__in=carried.values("officer")
        ).order_by("name")
