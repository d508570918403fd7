"""Every route × every role: access_matrix.toml says who may come in; the platform keeps to it."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver

from lms.accounts.roles import Role
from tests.factories import people

FILE = Path(__file__).with_name("access_matrix.toml")
ROLES = [str(role) for role in Role]
EVERYBODY, ANONYMOUS = "*", "anonymous"
AT_THE_OFFICE = {"officer", "helper"}


@dataclass(frozen=True)
class Route:
    """One entry of the matrix, groups spelled out."""

    may: frozenset[str]
    query: str = ""
    unasked: str = ""


@dataclass(frozen=True)
class Address:
    name: str
    path: str
    has_arguments: bool = field(default=False)


@lru_cache
def matrix() -> dict[str, Any]:
    return tomllib.loads(FILE.read_text(encoding="utf-8"))


def spelled_out(names: list[str]) -> set[str]:
    """Roles behind names, groups (@name) and ``*``."""
    found: set[str] = set()
    for name in names:
        if name == EVERYBODY:
            found |= set(ROLES)
        elif name.startswith("@"):
            found |= spelled_out(matrix()["groups"][name[1:]])
        else:
            found.add(name)
    return found


def routes() -> dict[str, Route]:
    found = {}
    for name, entry in matrix()["routes"].items():
        may = spelled_out([*entry.get("allow", []), *entry.get("own", [])])
        found[name] = Route(frozenset(may), entry.get("query", ""), entry.get("unasked", ""))
    return found


def walk(patterns: Any, path: str = "", namespace: str = "") -> Iterator[Address]:
    for one in patterns:
        here = path + str(one.pattern).lstrip("^")
        if isinstance(one, URLResolver):
            inner = namespace + (f"{one.namespace}:" if one.namespace else "")
            yield from walk(one.url_patterns, here, inner)
        elif isinstance(one, URLPattern):
            name = namespace + one.name if one.name else here
            yield Address(name, f"/{here}", any(sign in here for sign in "<(^"))


def addresses() -> list[Address]:
    """All routes of ours; whole branches of packages are named by prefix."""
    prefixes = tuple(f"/{prefix}" for prefix in matrix()["prefixes"])
    found = walk(get_resolver().url_patterns)
    return [address for address in found if not address.path.startswith(prefixes)]


def test_every_route_is_in_the_matrix() -> None:
    assert sorted({a.name for a in addresses()} - set(routes())) == []


def test_every_entry_of_the_matrix_is_a_route() -> None:
    assert sorted(set(routes()) - {a.name for a in addresses()}) == []


def test_the_matrix_speaks_of_known_roles() -> None:
    known = {*ROLES, ANONYMOUS}
    assert {name: sorted(r.may - known) for name, r in routes().items() if r.may - known} == {}


def person(role: str) -> Any:
    """Somebody with that role alone, where such people work."""
    land = people.land()
    if role == Role.OFFENDER:
        return people.offender(land.office).user
    if role == Role.PROSECUTOR:
        return people.user_with_role(role, land.procuratorate)
    return people.user_with_role(role, land.office if role in AT_THE_OFFICE else land.county)


def answers(client: Client) -> Iterator[tuple[str, str, int]]:
    """(route, what the matrix says would be wrong, status) of every route that can be asked for
    without knowing an id."""
    known = routes()
    for address in addresses():
        route = known.get(address.name)
        if route is None or route.unasked or address.has_arguments:
            continue
        response = client.get(address.path + route.query)
        if response.status_code != 405:  # a route for sending only
            yield address.name, _entry(response), response.status_code


def _entry(response: Any) -> str:
    """``allow`` or ``deny`` as the answer says it."""
    to = response.headers.get("Location", "")
    if response.status_code in (401, 403, 404) or to.startswith(settings.LOGIN_URL):
        return "deny"
    return "allow" if response.status_code in (200, 302) else f"status {response.status_code}"


@pytest.mark.django_db
@pytest.mark.parametrize("role", [ANONYMOUS, *ROLES])
def test_who_may_come_in_does_and_nobody_else(role: str) -> None:
    client = Client()
    if role != ANONYMOUS:
        client.force_login(person(role))
    known = routes()
    wrong = {
        name: said
        for name, said, _status in answers(client)
        if said != ("allow" if role in known[name].may else "deny")
    }
    assert wrong == {}


@pytest.mark.django_db
def test_strangers_are_refused_at_every_address_with_an_id(client: Client) -> None:
    """The id that is tried exists nowhere: what is asked is only whether the door is shut."""
    known, let_in = routes(), {}
    for address in addresses():
        route = known.get(address.name)
        if route is None or ANONYMOUS in route.may or not address.has_arguments:
            continue
        response = client.get(_with_ids(address.path))
        if _entry(response) != "deny" and response.status_code != 405:
            let_in[address.name] = response.status_code
    assert let_in == {}


def _with_ids(path: str) -> str:
    """An address with made-up ids in the places of its arguments."""
    found = re.sub(r"<uuid\w*:\w+>", "11111111-2222-4333-8444-555555555555", path)
    found = re.sub(r"<int:\w+>", "987654321", found)
    found = re.sub(r"\(\?P<folder>[^)]*\)", "images", found)
    return re.sub(r"\(\?P<\w+>[^)]*\)", "nothing", found).replace("^", "").replace("$", "")
