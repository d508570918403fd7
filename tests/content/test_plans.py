"""For whom a plan is meant: pure."""

from __future__ import annotations

from typing import Any

import pytest

from content.facts import Facts
from content.models import PlanTemplate
from lms.accounts.models import Stage

PERSON = Facts(
    correction_type="probation",
    stage="intake",
    level="strict",
    offence_category="theft",
    sex="female",
    needs=frozenset({"job"}),
)


@pytest.mark.parametrize(
    ("conditions", "fits"),
    [
        ({}, True),
        ({"correction_types": ["probation", "parole"]}, True),
        ({"correction_types": ["parole"]}, False),
        ({"stages": ["intake"], "levels": ["strict"]}, True),
        ({"stages": ["intake"], "levels": ["lenient"]}, False),
        ({"offence_categories": ["theft"]}, True),
        ({"offence_categories": ["traffic"]}, False),
        ({"sexes": ["female"]}, True),
        ({"sexes": ["male"]}, False),
        ({"needs": ["job", "housing"]}, True),
        ({"needs": ["housing"]}, False),
        ({"juveniles": "only"}, False),
        ({"juveniles": "any"}, True),
    ],
)
def test_all_conditions_must_hold(conditions: dict[str, Any], fits: bool) -> None:
    assert PlanTemplate(**conditions).matches(PERSON) is fits


@pytest.mark.parametrize(("juveniles", "fits"), [("only", True), ("any", True), ("not", False)])
def test_juveniles(juveniles: str, fits: bool) -> None:
    child = Facts(correction_type="probation", stage="active", level="ordinary", juvenile=True)
    assert PlanTemplate(juveniles=juveniles).matches(child) is fits


def test_it_says_why() -> None:
    plan = PlanTemplate(stages=["intake"], offence_categories=["theft"], needs=["job"])
    assert plan.because(PERSON) == ["入矫", "盗窃", "正在找工作"]


def test_what_was_no_condition_is_no_reason() -> None:
    assert PlanTemplate().because(PERSON) == []


def test_all_conditions_in_words() -> None:
    said = PlanTemplate(stages=["intake", "release"], juveniles="not").said_for_whom()
    assert said.split("；") == [f"{Stage.INTAKE.label}、{Stage.RELEASE.label}", "只限成年人"]
