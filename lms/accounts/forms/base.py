"""A form that hands its values to an action and shows beside its fields what the action refuses."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django import forms
from django.core.exceptions import NON_FIELD_ERRORS

from lms.core.errors import DomainError


class ActionForm(forms.Form):
    """``if form.carries_out(lambda: action(**form.cleaned_data)): …`` then ``form.result``."""

    result: Any = None

    def carries_out(self, act: Callable[[], Any]) -> bool:
        """Valid, and the action did it. What it refuses as wrong input or because of the state that
        things are in becomes errors of the form; other refusals go on their way."""
        if not self.is_valid():
            return False
        try:
            self.result = act()
        except DomainError as error:
            if error.status not in (401, 409, 422):
                raise
            self.take(error)
            return False
        return True

    def take(self, error: DomainError) -> None:
        known = {name: texts for name, texts in error.fields.items() if name in self.fields}
        for name, texts in known.items():
            self.add_error(name, texts)
        for name, texts in error.fields.items():
            if name not in known:
                self.add_error(None, texts)
        if not error.fields:
            self.add_error(None, str(error))

    @property
    def status(self) -> int:
        """422 once something was refused, so that programs notice, too."""
        return 422 if self.is_bound and self.errors else 200

    def refuse(self, sentence: str) -> None:
        self.add_error(NON_FIELD_ERRORS, sentence)


class DateInput(forms.DateInput):
    """The browser's own calendar."""

    input_type = "date"

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(format="%Y-%m-%d", **kwargs)


class TimeInput(forms.TimeInput):
    input_type = "time"

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(format="%H:%M", **kwargs)
