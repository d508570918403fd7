"""What every action on people asks of its input."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from lms.core.errors import Invalid


def cleaned(row: Any, *, exclude: Iterable[str] = ()) -> None:
    """Run the model's own checks; raise `Invalid` with one message per field."""
    try:
        row.full_clean(exclude=set(exclude))
    except ValidationError as error:
        fields = {name: [str(m) for m in texts] for name, texts in error.message_dict.items()}
        raise Invalid(
            _("Please check the marked fields."), code="invalid", fields=fields
        ) from error


def refused(field: str, sentence: str, *, code: str = "invalid") -> Invalid:
    """One field is wrong."""
    return Invalid(sentence, code=code, fields={field: [sentence]})


def reason_given(reason: str) -> str:
    if not reason.strip():
        raise refused("reason", _("Please give the reason."), code="reason")
    return reason.strip()
