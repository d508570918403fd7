"""How often resources are used: numbers from above by registered counters."""

from __future__ import annotations

from typing import Any

import pytest

from content import adopting, usage
from content.models import CoursePage
from tests.factories import content as make


@pytest.fixture
def counters(monkeypatch: Any) -> None:
    monkeypatch.setattr(usage, "_counters", {})
    usage.connect()


def test_adopted_copies_are_counted(land: Any, person: Any, counters: None) -> None:
    course = make.course(land.county, sharing="city")
    adopting.adopt(page=course, by=person("editor", land.county2), into=land.county2)
    assert [number for _label, number in usage.of(course)] == [1]


def test_apps_above_bring_their_own(land: Any, counters: None) -> None:
    course, plan = make.course(land.county), make.plan(land.county)
    usage.register(usage.Counter("enrolled", "人数", CoursePage, lambda ids: {course.pk: 7}))
    assert ("人数", 7) in usage.of(course)
    assert [code.code for code in usage.counters_for(type(plan))] == ["adopted"]


def test_many_pages_are_a_query_each_counter(
    land: Any, counters: None, django_assert_num_queries: Any
) -> None:
    pages = [make.course(land.county, slug=slug) for slug in "abc"]
    usage.register(usage.Counter("enrolled", "人数", CoursePage, lambda ids: {ids[0]: 2}))
    with django_assert_num_queries(1):
        found = usage.of_all(pages)
    assert [found[page.pk].get("enrolled", 0) for page in pages] == [2, 0, 0]


def test_no_pages_no_numbers(counters: None) -> None:
    assert usage.of_all([]) == {}
