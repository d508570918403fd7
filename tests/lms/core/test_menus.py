"""Who sees which entry, and which of them is open."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest
from django.urls import reverse

from lms.core import menus


@pytest.fixture(autouse=True)
def _only_ours(monkeypatch) -> None:
    monkeypatch.setattr(menus, "_entries", {})


def request(path: str = "/", **rights: bool) -> Any:
    user = SimpleNamespace(can=lambda right: rights.get(right, False), is_authenticated=True)
    return SimpleNamespace(path=path, user=user)


def test_entries_stand_in_their_order() -> None:
    menus.register("tabs", "b", "core:jobs", "jobs", order=20)
    menus.register("tabs", "a", "core:language", "language", order=10)
    assert [link.label for link in menus.tabs(request())] == ["a", "b"]


def test_an_entry_is_shown_to_whoever_may() -> None:
    menus.register("work", "a", "core:audit", "shield", shown=menus.may("view_audit"))
    assert menus.side(request()) == []
    assert len(menus.side(request(view_audit=True))) == 1


def test_the_entry_that_a_page_lies_under_is_marked() -> None:
    menus.register("work", "all", "core:home", "home")
    menus.register("work", "jobs", "core:jobs", "jobs")
    links = menus.side(request(reverse("core:jobs") + "5/"))[0].links
    assert [link.current for link in links] == [False, True]


def test_a_badge_counts_for_the_person() -> None:
    menus.register("tabs", "a", "core:jobs", "jobs", badge=lambda user: 3)
    assert menus.tabs(request())[0].badge == 3


def test_sections_stand_in_their_order_and_empty_ones_not_at_all() -> None:
    menus.section("extra", "Extra", order=5)
    menus.register("platform", "a", "core:jobs", "jobs")
    menus.register("extra", "b", "core:language", "language")
    assert [group.title for group in menus.side(request())] == ["Extra", "平台管理"]
