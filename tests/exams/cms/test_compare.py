"""What an author changed is seen word by word, by those who may see the draft."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from exams.bank import plain
from exams.cms.panels import wording
from tests.exams.cms.conftest import drafted
from tests.exams.cms.posting import URL, form, option, single
from tests.factories import exams as make


def test_two_drafts_compared(land: Any, desk: Any, editor: Any) -> None:
    question = drafted(editor, land.county)
    rows = (option("先向司法所请假", mark="a"), option("改了的选项", True, mark="b"))
    desk.post(f"{URL}/edit/{question.pk}/", form(body=single("改了的题干", *rows)))
    page = desk.get(f"{URL}/history/{question.pk}/revisions/compare/earliest...latest/")
    shown = page.content.decode()
    assert "addition" in shown
    assert "改了的选项" in shown


@pytest.mark.parametrize("kind", plain.KINDS)
def test_the_wording_of_every_kind(kind: str) -> None:
    lines = list(wording(make.body(kind)))
    assert any("外出要先批准" in line for line in lines)
    assert len(lines) > 3


def test_right_answers_are_part_of_the_wording() -> None:
    before = make.body()
    options = tuple(
        plain.Option(one.id, one.text, one.id == "b", one.feedback) for one in before.options
    )
    after = replace(before, options=options)
    assert list(wording(before)) != list(wording(after))
