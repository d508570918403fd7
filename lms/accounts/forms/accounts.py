"""Forms of the security administrator: accounts, roles, deputies."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from lms.accounts import policies
from lms.accounts.forms.base import ActionForm, DateInput
from lms.accounts.models import Organisation, StaffMember, User
from lms.accounts.permissions import Permission
from lms.accounts.roles import Role

GRANTED = [(role.value, role.label) for role in Role if role != Role.OFFENDER]
"""Offenders come from the register."""


def places_of(user: User) -> Any:
    """Organisations in use in which ``user`` administers accounts."""
    return policies.organisations(user, Permission.MANAGE_ACCOUNTS).filter(is_active=True)


class PlaceField(forms.ModelChoiceField):
    """Organisations, indented as the tree is."""

    def label_from_instance(self, obj: Any) -> str:
        return f"{obj.indent}{obj.name}"


class AccountForm(ActionForm):
    name = forms.CharField(label=_("person's name"), max_length=60)
    username = forms.CharField(label=_("user name"), max_length=150)
    phone = forms.CharField(label=_("telephone"), max_length=20, required=False)
    post = forms.CharField(label=_("post in the unit"), max_length=60, required=False)
    hired_on = forms.DateField(label=_("hired on"), required=False, widget=DateInput())


class NewAccountForm(AccountForm):
    role = forms.ChoiceField(label=_("role"), choices=GRANTED)
    organisation = PlaceField(Organisation.objects.none(), label=_("organisation"))
    ends_on = forms.DateField(label=_("until"), required=False, widget=DateInput())
    post = forms.CharField(
        label=_("post in the unit"), max_length=60, required=False,
        help_text=_("For staff; not for guardians and machine accounts."),
    )  # fmt: skip

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["organisation"].queryset = places_of(user)  # type: ignore[attr-defined]


class EditAccountForm(AccountForm):
    left_on = forms.DateField(label=_("left on"), required=False, widget=DateInput())

    def __init__(self, *args: Any, account: User, profile: StaffMember | None, **kwargs: Any):
        first = {name: getattr(account, name) for name in ("name", "username", "phone")}
        self.about_profile = ("post", "hired_on", "left_on")
        if profile is not None:
            first |= {name: getattr(profile, name) for name in self.about_profile}
        kwargs["initial"] = first
        super().__init__(*args, **kwargs)
        if profile is None:
            for name in self.about_profile:
                del self.fields[name]


class GrantForm(ActionForm):
    role = forms.ChoiceField(label=_("role"), choices=GRANTED)
    organisation = PlaceField(Organisation.objects.none(), label=_("organisation"))
    starts_on = forms.DateField(label=_("from"), required=False, widget=DateInput())
    ends_on = forms.DateField(label=_("until"), required=False, widget=DateInput())

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["organisation"].queryset = places_of(user)  # type: ignore[attr-defined]


class EndForm(ActionForm):
    on = forms.DateField(label=_("until"), required=False, widget=DateInput())


class DeputyForm(ActionForm):
    deputy = forms.ModelChoiceField(User.objects.none(), label=_("deputy"))
    starts_on = forms.DateField(label=_("from"), widget=DateInput())
    ends_on = forms.DateField(label=_("until"), widget=DateInput())

    def __init__(self, *args: Any, user: User, holder: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        visible = User.objects.visible_to(user).exclude(pk__in=[holder.pk, user.pk])
        staff = visible.exclude(role=Role.OFFENDER).filter(is_active=True).order_by("name")
        self.fields["deputy"].queryset = staff  # type: ignore[attr-defined]
