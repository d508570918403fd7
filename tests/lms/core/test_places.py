"""Places on lower pages that higher apps fill; homes per person."""

from __future__ import annotations

import pytest
from django.test import RequestFactory

from lms.core import places

REQUEST = RequestFactory().get("/")


@pytest.fixture(autouse=True)
def _empty(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(places, "_places", {})
    monkeypatch.setattr(places, "_homes", [])


def first(request, **context) -> str:
    return f"<p>1 {context.get('name', '')}</p>"


def second(request, **context) -> str:
    return "<p>2</p>"


def nothing(request, **context) -> None:
    return None


def test_a_place_that_nobody_fills_is_empty() -> None:
    assert places.render("anywhere", REQUEST) == ""


def test_fillings_stand_in_their_order() -> None:
    places.register("here", second, order=20)
    places.register("here", first, order=10)
    places.register("here", nothing, order=15)
    assert places.render("here", REQUEST, name="a") == "<p>1 a</p><p>2</p>"


def test_the_same_filling_twice_counts_once() -> None:
    places.register("here", first)
    places.register("here", first, order=1)
    assert places.render("here", REQUEST).count("<p>") == 1


def test_the_first_home_that_fits_is_a_persons_home() -> None:
    places.home(lambda user: True, "everybody", order=90)
    places.home(lambda user: user == "officer", "officers", order=10)
    assert places.home_of("officer") == "officers"
    assert places.home_of("learner") == "everybody"


def test_without_a_home_there_is_none() -> None:
    assert places.home_of("learner") is None
