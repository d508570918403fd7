"""The pages of training, by room: each module of this folder has ``urlpatterns``."""

from __future__ import annotations

from importlib import import_module
from pkgutil import iter_modules

app_name = "training"
urlpatterns = [
    pattern
    for room in iter_modules(__path__)
    for pattern in import_module(f"{__name__}.{room.name}").urlpatterns
]
