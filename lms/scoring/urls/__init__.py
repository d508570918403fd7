"""The pages of scoring, by room: each module of this folder has ``urlpatterns``."""

from __future__ import annotations

from importlib import import_module

ROOMS = (
    "schemes", "conduct", "indicators", "activities", "months", "notices", "objections",
    "proposals", "board", "proofs", "machines", "stories",
)  # fmt: skip
app_name = "scoring"
urlpatterns = [
    pattern for room in ROOMS for pattern in import_module(f"{__name__}.{room}").urlpatterns
]
