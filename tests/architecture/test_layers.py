"""The house's walls: foreign keys run down only, and there is no room outside the five packages."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest
from django.apps import apps
from django.conf import settings

ROOT = Path(settings.BASE_DIR) if hasattr(settings, "BASE_DIR") else Path(__file__).parents[2]
PACKAGES = {"lms", "content", "cases", "exams", "search", "tests"}


def layers() -> list[list[str]]:
    """The layers as import-linter reads them, highest first; those of one line stand side by
    side and never see each other."""
    config = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    lines = config["tool"]["importlinter"]["contracts"][0]["layers"]
    return [line.split(" | ") for line in lines]


def place(module: str) -> tuple[int, str] | None:
    """How high a module's layer stands, and which of that height it is."""
    for position, line in enumerate(reversed(layers())):
        for layer in line:
            if module == layer or module.startswith(layer + "."):
                return position, layer
    return None


def our_models() -> list[type]:
    models = apps.get_models(include_auto_created=True)
    return [model for model in models if place(model.__module__) is not None]


@pytest.mark.parametrize("model", our_models(), ids=lambda m: m._meta.label)
def test_foreign_keys_run_down_only(model) -> None:
    own = place(model.__module__)
    for field in model._meta.get_fields():
        target = getattr(field, "remote_field", None) and field.related_model
        if not field.concrete or not target or target._meta.label == settings.AUTH_USER_MODEL:
            continue
        below = place(target.__module__)
        is_below = below is None or below == own or below[0] < own[0]
        assert is_below, f"{model._meta.label}.{field.name} points up"


def test_every_app_is_in_a_layer() -> None:
    ours = [c.name for c in apps.get_app_configs() if c.name.split(".")[0] in PACKAGES]
    assert [name for name in ours if place(name) is None] == []


def test_no_other_top_level_package() -> None:
    found = {path.parent.name for path in ROOT.glob("*/__init__.py")}
    assert found <= PACKAGES


def test_namespace_has_no_code() -> None:
    assert (ROOT / "lms" / "__init__.py").read_text() == ""
