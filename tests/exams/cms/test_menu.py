"""Authors and reviewers find the bank from the platform; nobody else is sent there."""

from __future__ import annotations

from typing import Any

import pytest

BANK = "/cms/snippets/exams/question/"


@pytest.mark.parametrize(("role", "there"), [("editor", True), ("reviewer", True),
                                             ("officer", False), ("manager", False)])  # fmt: skip
def test_who_finds_the_bank(land: Any, at_desk: Any, role: str, there: bool) -> None:
    page = at_desk(role, land.county).get("/desk/", follow=True)
    assert page.status_code == 200
    assert (f'href="{BANK}"' in page.content.decode()) is there


def test_the_menu_of_the_cms_leads_there(desk: Any, land: Any, at_desk: Any) -> None:
    assert BANK in desk.get("/cms/").content.decode()
