"""What training put into menus, homes and the places of lower pages: a module per room, each with
``connect()``."""

from __future__ import annotations

from importlib import import_module
from pkgutil import iter_modules


def connect() -> None:
    """Called once when the app is ready."""
    for room in iter_modules(__path__):
        import_module(f"{__name__}.{room.name}").connect()
