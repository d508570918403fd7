"""A county with its people, and cases in its library."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from cases.models import Offence
from content.models import Post, RiskPoint
from tests.factories import cases as make
from tests.factories import people

EVENTS = [
    ("event", {"when": "三月", "what": "有人送来两条香烟。", "turning": True,
               "question": "如果是您，您会怎么做？", "thoughts": ["退回并登记", "先收下"],
               "hint": "第一次收下，往往就没有第二次拒绝。"}),
    ("event", {"when": "六月", "what": "批准了不该批准的外出。", "turning": True,
               "question": "", "thoughts": [], "hint": ""}),
    ("event", {"when": "九月", "what": "被立案调查。", "turning": False,
               "question": "", "thoughts": [], "hint": ""}),
]  # fmt: skip


@pytest.fixture
def land(db: Any) -> Any:
    return people.land()


@pytest.fixture
def at_desk() -> Callable[..., Client]:
    """``at_desk("officer", land.office)`` or ``at_desk(user)``: a browser signed in."""

    def sign_in(who: Any, organisation: Any = None) -> Client:
        user = people.user_with_role(who, organisation) if isinstance(who, str) else who
        client = Client()
        client.force_login(people.again(user))
        return client

    return sign_in


@pytest.fixture
def words(db: Any) -> dict[str, Any]:
    """An offence, a post, and two risk points of which the second belongs to the first."""
    above = RiskPoint.objects.create(code="approval", name="审批环节")
    return {
        "offence": Offence.objects.create(code="bribe", name="受贿罪", article="第三百八十五条"),
        "post": Post.objects.create(code="office-head", name="司法所所长"),
        "above": above,
        "point": RiskPoint.objects.create(code="leave", name="请假外出审批", parent=above),
    }


@pytest.fixture
def case(land: Any, words: Any) -> Any:
    """A warning case with everything in it, shared with the city."""
    return make.case(
        land.county, title="两条香烟的代价", sharing="city", summary="从两条香烟开始。",
        timeline=EVENTS, post=words["post"], year=2024, amount=96000,
        sentence="有期徒刑二年", source_authority="某县人民检察院", unit_type="justice_office",
        causes="心存侥幸\n缺少监督", lessons="不收第一份礼", measures="双人审批",
        discussion="谁可以拦住他？\n我们所里呢？", risk_points=[words["point"]],
        offences=[words["offence"]],
    )  # fmt: skip


@pytest.fixture
def officer(land: Any, at_desk: Any) -> Client:
    return at_desk("officer", land.office)


@pytest.fixture
def learner(land: Any, at_desk: Any) -> Client:
    return at_desk(people.offender(land.office).user)


def shown(client: Client, path: str, status: int = 200) -> str:
    answer = client.get(path)
    assert answer.status_code == status
    return answer.content.decode()
