"""Forms on the way in: signing in, codes from the office, passwords, second factor."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lms.accounts.forms.base import ActionForm


def password_field(label: Any, autocomplete: str, **kwargs: Any) -> forms.CharField:
    widget = forms.PasswordInput(attrs={"autocomplete": autocomplete})
    return forms.CharField(label=label, max_length=128, strip=False, widget=widget, **kwargs)


def name_field() -> forms.CharField:
    attributes = {"autocomplete": "username", "autocapitalize": "none", "spellcheck": "false"}
    return forms.CharField(
        label=gettext_lazy("User name or telephone number"),
        max_length=150,
        widget=forms.TextInput(attrs=attributes),
    )


class SignInForm(ActionForm):
    username = name_field()
    password = password_field(gettext_lazy("Password"), "current-password")


class NewPasswordForm(ActionForm):
    """Twice the same new password; the rules of passwords.py stand at the first field."""

    password = password_field(
        gettext_lazy("New password"),
        "new-password",
        help_text=gettext_lazy(
            "At least 8 characters of three kinds: capital letters, small letters, digits, signs"
            " such as #. Not your name, user name or telephone, and none of your last five."
        ),
    )
    again = password_field(gettext_lazy("The new password once more"), "new-password")

    def clean_again(self) -> str:
        if self.cleaned_data.get("password") != self.cleaned_data["again"]:
            raise forms.ValidationError(_("The two passwords are not the same."))
        return str(self.cleaned_data["again"])


class ChangePasswordForm(NewPasswordForm):
    old = password_field(gettext_lazy("Old password"), "current-password")
    field_order = ("old", "password", "again")


class CodeForm(NewPasswordForm):
    username = name_field()
    code = forms.CharField(
        label=gettext_lazy("Code from the office"),
        max_length=20,
        help_text=gettext_lazy("Ten letters and digits; capital or small is the same."),
        widget=forms.TextInput(attrs={"autocomplete": "one-time-code", "autocapitalize": "none"}),
    )
    field_order = ("username", "code", "password", "again")


class SecondFactorForm(ActionForm):
    otp = forms.CharField(
        label=gettext_lazy("Six digits, or a backup code"),
        max_length=20,
        widget=forms.TextInput(attrs={"autocomplete": "one-time-code", "autocapitalize": "none"}),
    )


class PasswordForm(ActionForm):
    """The password once more, before something that cannot be taken back."""

    password = password_field(gettext_lazy("Password"), "current-password")
