"""A small tree of organisations and the people in it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from lms.accounts.models import Organisation, User
from tests.factories import people


class Land:
    """The land of `people.land`, and one county of another city, made when it is asked for."""

    def __init__(self) -> None:
        self.__dict__.update(vars(people.land()))

    def __getattr__(self, name: str) -> Organisation:
        if name == "city2":
            self.city2 = people.organisation(self.province, "city", name="温州市")
        elif name == "county3":
            self.county3 = people.organisation(self.city2, "county", name="永嘉县")
        else:
            raise AttributeError(name)
        return self.__dict__[name]


@pytest.fixture
def land(db: Any) -> Land:
    """province > city > county (office, office2) and county2 (office3); city2 > county3."""
    return Land()


@pytest.fixture
def person(db: Any) -> Callable[..., User]:
    """``person("editor", county)``: an account with that role there, its CMS groups included."""
    return people.user_with_role


@pytest.fixture
def offender(db: Any) -> Callable[..., User]:
    """``offender(office)``: the account of somebody in correction there."""

    def make(office: Organisation, *, juvenile: bool = False) -> User:
        return again(people.offender(office, juvenile_regime=juvenile).user)

    return make


@pytest.fixture
def at_desk(person: Callable[..., User]) -> Callable[..., Client]:
    """``at_desk("editor", county)``: a browser in which such a person is signed in."""

    def sign_in(who: Any, organisation: Organisation | None = None) -> Client:
        user = person(who, organisation) if isinstance(who, str) else who
        client = Client()
        client.force_login(user, backend="lms.accounts.backends.NameOrPhoneBackend")
        return client

    return sign_in


def again(user: User) -> User:
    """The account as the next request loads it: nothing is remembered on the object."""
    return people.again(user)
