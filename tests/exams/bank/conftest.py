"""Sentences are looked at in the words of the code."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.utils.translation import override


@pytest.fixture(autouse=True, scope="module")
def _in_english() -> Iterator[None]:
    with override("en"):
        yield
