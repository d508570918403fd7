"""Rules for passwords beyond Django's own (domain.md §5)."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _


def kind_of(character: str) -> str:
    """capital, small, digit or other; a Chinese character is "other"."""
    tests = {"digit": str.isdigit, "capital": str.isupper, "small": str.islower}
    return next((name for name, test in tests.items() if test(character)), "other")


class ThreeClasses:
    """Characters of at least three kinds."""

    def validate(self, password: str, user: Any = None) -> None:
        if len({kind_of(character) for character in password}) < 3:
            raise ValidationError(self.get_help_text(), code="password_too_simple")

    def get_help_text(self) -> str:
        return _(
            "Please mix at least three of these: capital letters, small letters, digits, signs"
            " such as # or %."
        )
