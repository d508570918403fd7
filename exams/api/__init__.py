"""The API of exams: one router, a module per room with ``router``."""

from __future__ import annotations

from importlib import import_module
from pkgutil import iter_modules

from ninja import Router

router = Router()
for _room in iter_modules(__path__):
    router.add_router("", import_module(f"{__name__}.{_room.name}").router)
