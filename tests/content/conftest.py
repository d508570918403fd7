"""A small tree of organisations and the people in it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from types import SimpleNamespace
from typing import Any

import pytest
from django.core.cache import cache

from content.tree import sync_groups
from lms.accounts.models import Offender, Organisation, RoleGrant, User


@pytest.fixture
def land(db: Any) -> SimpleNamespace:
    """province > city > county (office) and county2; city2 > county3."""
    province = Organisation.add_root(kind="province", name="浙江")
    city = province.add_child(kind="city", name="丽水")
    county = city.add_child(kind="county", name="云和")
    county2 = city.add_child(kind="county", name="青田")
    city2 = province.add_child(kind="city", name="温州")
    county3 = city2.add_child(kind="county", name="永嘉")
    office = county.add_child(kind="justice_office", name="浮云司法所")
    places = {
        "province": province,
        "city": city,
        "county": county,
        "county2": county2,
        "city2": city2,
        "county3": county3,
        "office": office,
    }
    return SimpleNamespace(
        **{name: Organisation.objects.get(pk=place.pk) for name, place in places.items()}
    )


@pytest.fixture
def person(db: Any) -> Callable[..., User]:
    """``person("editor", county)``: an account with that role there, its CMS groups included."""

    def make(role: str, organisation: Organisation) -> User:
        number = User.objects.count() + 1
        user = User.objects.create(
            username=f"{role}{number}", name=f"{role}{number}", role=role, organisation=organisation
        )
        RoleGrant.objects.create(
            user=user, organisation=organisation, role=role, starts_on=date(2020, 1, 1)
        )
        sync_groups(user)
        return again(user)

    return make


@pytest.fixture
def offender(db: Any) -> Callable[..., User]:
    def make(office: Organisation, *, juvenile: bool = False) -> User:
        number = User.objects.count() + 1
        user = User.objects.create(
            username=f"o{number}", name=f"张{number}", role="offender", organisation=office
        )
        Offender.objects.create(
            user=user,
            code=f"C{number}",
            office=office,
            correction_type="probation",
            starts_on=date(2025, 1, 1),
            ends_on=date(2030, 1, 1),
            sex="male",
            born_on=date(1990, 1, 1),
            juvenile_regime=juvenile,
            id_number=f"33112519900101{number:04d}",
            id_hash=f"h{number}",
        )
        return again(user)

    return make


def again(user: User) -> User:
    """The account as the next request loads it: nothing is remembered on the object."""
    cache.clear()
    return User.objects.get(pk=user.pk)
