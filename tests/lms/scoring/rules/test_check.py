"""What cannot be a scheme. (Faults that a file shows, with their lines: test_toml.)"""

from __future__ import annotations

import copy

import pytest

from lms.scoring.rules.check import problems
from lms.scoring.schemes.in_force import shipped


def scheme(**items):
    """The shipped scheme with changes of items: ``X1={"cap": 5}``; None takes a value away."""
    plain = copy.deepcopy(shipped())
    for item in plain["items"]:
        for name, value in items.get(item["code"], {}).items():
            if value is None:
                item.pop(name, None)
            else:
                item[name] = value
    return plain


def wrong(plain):
    return {one.path for one in problems(plain)}


def place(code, *rest):
    number = next(n for n, one in enumerate(shipped()["items"]) if one["code"] == code)
    return ("items", number, *rest)


def test_the_shipped_one_is_right():
    assert problems(shipped()) == []


@pytest.mark.parametrize("plain", [None, [], "scheme", 5, {}])
def test_what_is_no_table(plain):
    assert problems(plain)


@pytest.mark.parametrize(
    ("code", "change", "field"),
    [
        ("E1", {"points": 0}, "points"),
        ("E1", {"points": 1001}, "points"),
        ("E1", {"facts": []}, "facts"),
        ("E1", {"facts": ["study", "study"]}, "facts"),
        ("E1", {"facts": ["good_deed"]}, "facts"),
        ("E1", {"facts": "study"}, "facts"),
        ("E1", {"per": "each"}, "per"),
        ("E2", {"steps": []}, "steps"),
        ("E2", {"steps": [{"at_least": 60}]}, "steps"),
        ("E2", {"steps": [{"at_least": 60, "points": 4}, {"at_least": 80, "points": 2}]}, "steps"),
        ("R1", {"unless": ["unheard_of"]}, "unless"),
        ("R1", {"unless": 5}, "unless"),
        ("R2", {"kind": "minus"}, "kind"),
        ("M2", {"kind": "plus"}, "kind"),
        ("M3", {"kind": "plus"}, "kind"),
        ("M5", {"by_fact": {"report_late": 2}}, "by_fact"),
        ("M5", {"by_fact": {"report_late": 2, "report_missed": 0}}, "by_fact"),
        ("M1", {"per": "month"}, "per"),
        ("X3", {"per": "month"}, "per"),
        ("P1", {"only_able": "yes"}, "only_able"),
        ("X1", {"replaces": 5}, "replaces"),
        ("X1", {"replaces": ["M1", "X1"]}, "replaces"),
        ("X1", {"replaces": ["E1"]}, "replaces"),
        ("E1", {"replaces": ["M1"]}, "replaces"),
        ("X1", {"cap": 20}, "replaces"),
        ("X1", {"points": 19}, "replaces"),
        ("S2", {"code": "E1"}, "code"),
    ],
)  # fmt: skip
def test_faults_of_an_item(code, change, field):
    assert place(code, field) in wrong(scheme(**{code: change}))


def test_the_lightest_kind_of_a_penalty_counts():
    """A penalty of two kinds: the lighter one must not be lighter than what it stands for."""
    change = {"facts": ["admonition", "good_deed"], "points": None,
              "by_fact": {"admonition": 30, "good_deed": 5}}  # fmt: skip
    assert place("X1", "replaces") in wrong(scheme(X1=change, S2={"facts": ["qualification"]}))


def test_no_two_stand_for_each_other():
    both = {"X1": {"points": 40, "replaces": ["M1", "X2"]}}
    assert wrong(scheme(**both)) & {place("X1", "replaces"), place("X2", "replaces")}


def test_penalties_form_one_order():
    assert place("X2", "replaces") in wrong(scheme(X2={"replaces": ["M1"]}))


def test_no_fact_is_taken_off_twice():
    assert place("M8", "facts") in wrong(scheme(M8={"facts": ["left_without_leave"]}))


def test_bands_have_no_gap_at_the_bottom():
    plain = scheme()
    plain["bands"][-1]["at_least"] = 10
    assert ("bands",) in wrong(plain)


def test_better_weather_needs_more():
    plain = scheme()
    plain["bands"][0]["at_least"], plain["bands"][1]["at_least"] = 70, 85
    assert ("bands",) in wrong(plain)


def test_a_weather_of_its_own_invention():
    plain = scheme()
    plain["bands"][0]["code"] = "storm"
    assert ("bands", 0, "code") in wrong(plain)


@pytest.mark.parametrize(
    ("name", "value"),
    [("exemptions", ["holiday"]), ("lifts", ["Z9"]), ("lifts", [5]), ("lifts", "M1"), ("more", [])],
)
def test_targets(name, value):
    plain = scheme()
    plain["targets"][name] = value
    assert ("targets", name) in wrong(plain)


@pytest.mark.parametrize(
    ("field", "value"),
    [("months", 0), ("months", 13), ("months", "3"), ("each_at_least", -1), ("below", 1.5),
     ("penalty_free", "yes"), ("levels", ["free"]), ("levels", "strict"), ("any_fact", ["warning"]),
     ("any_fact", {"unheard_of": 1}), ("any_fact", {"warning": 0}), ("kind", "prison"),
     ("code", "a b"), ("name", ""), ("colour", "red")],
)  # fmt: skip
def test_proposals(field, value):
    plain = scheme()
    plain["proposals"][1][field] = value
    assert ("proposals", 1, field) in wrong(plain)


def test_a_hundred_entries_at_most():
    plain = scheme()
    plain["proposals"] = plain["proposals"][:1] * 101
    assert ("proposals",) in wrong(plain)
