"""Bringing every encrypted column under the current key, while the platform runs."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from django.apps import apps
from django.conf import settings
from django.db import models
from django.db.models.functions import Cast

from lms.core import crypto

Column = tuple[type[models.Model], models.Field]
_others: dict[str, Callable[[], int]] = {}


def register(name: str, work: Callable[[], int]) -> None:
    """What else is encrypted with the field key (files): ``work`` brings it under the current one
    and says how much that was; it may raise `crypto.Unreadable`."""
    _others[name] = work


def others() -> dict[str, Callable[[], int]]:
    return dict(_others)


def columns() -> Iterator[Column]:
    """Every encrypted column of every app."""
    for model in apps.get_models():
        for field in model._meta.concrete_fields:
            if isinstance(field, crypto.EncryptedTextField):
                yield model, field


def tokens(model: type[models.Model], field: models.Field) -> Any:
    """(primary key, token) of the values that there are, as they are stored."""
    rows = model._default_manager.annotate(token=Cast(field.name, models.TextField()))
    return rows.exclude(token="").exclude(token=None).order_by("pk").values_list("pk", "token")


def reencrypt(model: type[models.Model], field: models.Field) -> int:
    """Encrypt anew what an older key encrypted; how many there were. A value that somebody changes
    at the same moment is left as they wrote it (with the current key). Raises `crypto.Unreadable`.
    """
    current = crypto.parse_keys(settings.FIELD_ENCRYPTION_KEY)[0][0]
    done = 0
    for key, token in tokens(model, field).iterator(chunk_size=1000):
        if not token.startswith(f"{current}:"):
            row = model._default_manager.annotate(token=Cast(field.name, models.TextField()))
            done += row.filter(pk=key, token=token).update(**{field.name: crypto.decrypt(token)})
    return done
