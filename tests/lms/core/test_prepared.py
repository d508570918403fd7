"""Prepared queries answer what the ORM answers, compiled once."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.db import connections

from lms.accounts.models import Organisation, User
from lms.core.prepared import KEPT, LONGEST, prepared
from tests.factories import people

pytestmark = pytest.mark.django_db


@prepared
def by_id(person: UUID) -> Any:
    return User.objects.filter(pk=person).values_list("pk", "name", "date_joined")


@prepared
def named(names: list[str], place: int) -> Any:
    return (
        User.objects.filter(name__in=names, organisation=place)
        .order_by("name")
        .values_list("name", "phone")
    )


@prepared
def joined_since(moment: datetime, day: date) -> Any:
    return User.objects.filter(
        date_joined__gte=moment, role_grants__starts_on__lte=day
    ).values_list("pk")


@prepared
def beginning_with(start: str) -> Any:
    return User.objects.filter(name__startswith=start).values_list("pk")


@prepared
def forgetful(person: UUID) -> Any:
    return User.objects.values_list("pk")


def kept() -> dict[Any, Any]:
    """The compiled queries of this thread's connection."""
    return connections["default"].__dict__.setdefault(KEPT, {})


@pytest.fixture(autouse=True)
def _nothing_is_kept_yet() -> None:
    kept().clear()


@pytest.fixture
def office():
    return people.land().office


def test_rows_have_the_orm_s_types(office) -> None:
    one = people.user_with_role("officer", office)
    assert by_id(person=one.pk) == [(one.pk, one.name, one.date_joined)]


def test_the_second_use_takes_other_values(office) -> None:
    first, second = (people.user_with_role("officer", office) for _ in range(2))
    by_id(person=first.pk)
    assert by_id(person=second.pk)[0][1] == second.name


def test_it_is_built_once(office, monkeypatch) -> None:
    by_id(person=uuid4())
    monkeypatch.setattr(by_id, "_compile", lambda *_args: pytest.fail("compiled again"))
    assert by_id(person=uuid4()) == []


def test_lists_of_different_lengths(office) -> None:
    for name in ("甲", "乙", "丙"):
        people.user_with_role("officer", office, name=name)
    assert [row[0] for row in named(names=["甲"], place=office.pk)] == ["甲"]
    assert {row[0] for row in named(names=["甲", "乙", "丁"], place=office.pk)} == {"甲", "乙"}


def test_encrypted_columns_are_read(office) -> None:
    people.user_with_role("officer", office, name="甲", phone="10012345678")
    assert named(names=["甲"], place=office.pk) == [("甲", "10012345678")]


def test_an_empty_list_asks_nothing(django_assert_num_queries) -> None:
    with django_assert_num_queries(0):
        assert named(names=[], place=1) == []


def test_a_long_list_is_not_kept(office) -> None:
    assert named(names=["无"] * (LONGEST + 1), place=office.pk) == []
    assert not kept()


def test_days_and_moments(office) -> None:
    one = people.user_with_role("officer", office)
    long_ago, since = datetime(2020, 1, 1, tzinfo=UTC), date(2026, 1, 1)
    assert (one.pk,) in joined_since(moment=long_ago, day=since)
    assert joined_since(moment=datetime(2990, 1, 1, tzinfo=UTC), day=since) == []


def test_a_value_inside_a_pattern_is_refused() -> None:
    with pytest.raises(TypeError, match="pattern"):
        beginning_with(start="王")


def test_a_value_that_is_not_used_is_refused() -> None:
    with pytest.raises(TypeError, match="does not use person"):
        forgetful(person=uuid4())


@pytest.mark.parametrize("value", [None, True, 1.5])
def test_other_values_are_refused(value) -> None:
    with pytest.raises(TypeError, match="cannot be put"):
        by_id(person=value)


def test_what_is_equal_to_a_constant_is_no_value(office) -> None:
    """A place of the same number as a constant of the query is still taken for what it is."""
    assert Organisation.objects.count()
    assert named(names=["无"], place=2_147_400_002) == []
