"""Every string that a person can read is translated: code and templates against the catalogues."""

from __future__ import annotations

from pathlib import Path

import pytest

from lms.config.messages import ROOT, counted, counts_in, messages_in, read, sources, translated


@pytest.mark.parametrize("path", sources(), ids=lambda p: str(p.relative_to(ROOT)))
def test_no_string_is_left_in_english(path: Path) -> None:
    missing = [message for message in messages_in(path) if message not in translated()]
    assert missing == []


@pytest.mark.parametrize("path", sources(), ids=lambda p: str(p.relative_to(ROOT)))
def test_what_is_said_with_a_number_is_translated_with_it(path: Path) -> None:
    known = counted()
    assert [one for one, plural in counts_in(path) if plural and one not in known] == []


def catalogues() -> list[Path]:
    roots = ("lms", "content", "exams")
    return sorted(p for root in roots for p in (ROOT / root).rglob("locale/*/*/*.po"))


@pytest.mark.parametrize("path", catalogues(), ids=lambda p: str(p.relative_to(ROOT)))
def test_placeholders_survive_translation(path: Path) -> None:
    for message in read(path):
        if message.id and message.python_format:
            assert not list(message.check()), message.id
