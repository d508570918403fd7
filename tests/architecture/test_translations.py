"""Every string that a person can read is translated: code and templates against the catalogues."""

from __future__ import annotations

from pathlib import Path

import pytest

from lms.config.catalogues import ROOTS, catalogues
from lms.config.messages import ROOT, counted, counts_in, messages_in, read, sources, translated


@pytest.mark.parametrize("path", sources(), ids=lambda p: str(p.relative_to(ROOT)))
def test_no_string_is_left_in_english(path: Path) -> None:
    missing = [message for message in messages_in(path) if message not in translated()]
    assert missing == []


@pytest.mark.parametrize("path", sources(), ids=lambda p: str(p.relative_to(ROOT)))
def test_what_is_said_with_a_number_is_translated_with_it(path: Path) -> None:
    known = counted()
    assert [one for one, plural in counts_in(path) if plural and one not in known] == []


def test_every_catalogue_in_the_tree_is_compiled() -> None:
    apps = [p for p in ROOT.iterdir() if (p / "__init__.py").exists() and p.name != "tests"]
    there = {path for app in apps for path in app.rglob("locale/*/*/*.po")}
    assert set(catalogues()) == there


def test_a_changed_catalogue_is_compiled_again() -> None:
    makefile = (ROOT / "Makefile").read_text()
    assert f"find {' '.join(ROOTS)} -name '*.po'" in makefile


@pytest.mark.parametrize("path", list(catalogues()), ids=lambda p: str(p.relative_to(ROOT)))
def test_placeholders_survive_translation(path: Path) -> None:
    for message in read(path):
        if message.id and message.python_format:
            assert not list(message.check()), message.id


def test_one_sentence_has_one_translation() -> None:
    """Django merges all catalogues: of two translations the one of the higher app would be read
    everywhere. Two meanings take a context (``pgettext``)."""
    said: dict[tuple[str | None, str], set[str]] = {}
    for path in catalogues():
        for message in read(path) if path.name == "django.po" else ():
            if message.id and message.string and not message.fuzzy:
                ident = message.id if isinstance(message.id, str) else message.id[0]
                text = message.string if isinstance(message.string, str) else message.string[0]
                said.setdefault((message.context, ident), set()).add(text)
    assert {ident: texts for ident, texts in said.items() if len(texts) > 1} == {}
