"""Filling in a tool: what is kept, who is told, who may look."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from lms.core.errors import Conflict, Denied, Invalid, NotVisible
from lms.core.models import AuditEntry
from lms.learning import signals
from lms.learning.actions.tools import assign_tool, fill_in, open_result
from lms.learning.models import ToolAssignment, ToolResult
from lms.messaging.models import Message
from tests.factories import content, people

pytestmark = pytest.mark.django_db
DAY = datetime(2026, 11, 12, 4, tzinfo=UTC)


@pytest.fixture
def tool(land):
    return content.scale_tool(land.county)


@pytest.fixture
def officer(land):
    return people.user_with_role("officer", land.office)


@pytest.fixture
def offender(land, officer, at):
    at(DAY)
    return people.offender(land.office, officer=officer)


def answers(tool, *choices: int) -> dict[str, str]:
    return {item.id: str(n) for item, n in zip(tool.scale().items, choices, strict=True)}


def fill(offender, tool, *choices: int) -> ToolResult:
    return fill_in(by=offender.user, tool=tool, answers=answers(tool, *choices))


def test_answers_are_scored_and_kept_unreadable(offender, tool) -> None:
    result = fill(offender, tool, 1, 2)
    assert (result.total, result.band, result.alarm) == (3, "平稳", False)
    raw = ToolResult.objects.raw("SELECT id, answers AS stored FROM learning_toolresult")[0].stored
    assert "睡不好" not in raw


def test_assignment_is_done(offender, tool) -> None:
    ToolAssignment.objects.create(learner=offender.user, tool=tool, because=["入矫"])
    fill(offender, tool, 0, 0)
    assert ToolAssignment.objects.get().done_at == DAY


def test_an_alarm_is_news_for_the_apps_above(offender, tool) -> None:
    """tests/lms/scoring/activities/test_crisis.py has whom it reaches."""
    heard = []

    def hear(sender, result, **kwargs):
        heard.append(result)

    signals.tool_alarmed.connect(hear)
    try:
        quiet, loud = fill(offender, tool, 1, 1), fill(people.offender(offender.office), tool, 0, 3)
    finally:
        signals.tool_alarmed.disconnect(hear)
    assert loud.alarm
    assert not quiet.alarm
    assert heard == [loud]


def test_no_alarm_no_message(offender, tool) -> None:
    fill(offender, tool, 1, 1)
    assert not Message.objects.exists()


@pytest.mark.parametrize("change", ["missing", "unknown", "foreign"])
def test_answers_that_cannot_be_scored_leave_nothing(offender, tool, change) -> None:
    given = answers(tool, 1, 1)
    first = next(iter(given))
    if change == "missing":
        del given[first]
    elif change == "unknown":
        given[first] = "9"
    else:
        given["x"] = "1"
    with pytest.raises(Invalid) as refusal:
        fill_in(by=offender.user, tool=tool, answers=given)
    assert set(refusal.value.fields) == {"x" if change == "foreign" else first}
    assert not ToolResult.objects.exists()
    assert not ToolAssignment.objects.exists()


def test_again_only_after_its_days(offender, tool, at) -> None:
    fill(offender, tool, 0, 0)
    with pytest.raises(Conflict):
        fill(offender, tool, 0, 1)
    at(DAY + timedelta(days=30))
    assert fill(offender, tool, 0, 1).total == 1


def test_officer_asks_again_earlier(offender, officer, tool) -> None:
    fill(offender, tool, 0, 0)
    assign_tool(by=officer, offender=offender, tool=tool)
    assert fill(offender, tool, 0, 1).total == 1
    with pytest.raises(Conflict):
        fill(offender, tool, 0, 1)


def test_only_who_prescribes_there_asks(land, offender, tool) -> None:
    with pytest.raises(Denied):
        assign_tool(by=people.user_with_role("officer", land.office2), offender=offender, tool=tool)


def test_only_offenders_fill_in_what_is_meant_for_them(land, offender, officer, tool) -> None:
    with pytest.raises(NotVisible):
        fill_in(by=officer, tool=tool, answers=answers(tool, 0, 0))
    with pytest.raises(NotVisible):
        fill(offender, content.scale_tool(land.county2), 0, 0)


def test_officer_reads_what_was_asked_and_answered(offender, officer, tool) -> None:
    opened = open_result(by=officer, result_id=fill(offender, tool, 1, 3).pk)
    assert opened.answers[1] == {"prompt": "不想见人", "answer": "几乎每天", "points": 3}
    assert (opened.result.seen_by, opened.result.seen_at) == (officer, DAY)


def test_each_look_is_logged_the_first_one_noted(land, offender, officer, tool) -> None:
    result = fill(offender, tool, 1, 1)
    manager = people.user_with_role("manager", land.county)
    for reader in (officer, manager):
        open_result(by=reader, result_id=result.pk)
    looks = AuditEntry.objects.filter(verb="person.looked_up", on_whom=offender.pk)
    assert set(looks.values_list("actor", flat=True)) == {officer.pk, manager.pk}
    result.refresh_from_db()
    assert result.seen_by == officer


def test_own_result_is_read_without_being_seen(offender, tool) -> None:
    result = fill(offender, tool, 1, 1)
    assert open_result(by=offender.user, result_id=result.pk).result.seen_at is None


def test_result_that_only_the_officer_sees(land, offender) -> None:
    hidden = content.scale_tool(land.county, shows_result=False)
    result = fill(offender, hidden, 1, 1)
    with pytest.raises(NotVisible):
        open_result(by=offender.user, result_id=result.pk)


@pytest.mark.parametrize(
    ("role", "place"),
    [("officer", "office2"), ("prosecutor", "procuratorate"), ("editor", "county")],
)
def test_others_do_not_see_results(land, offender, tool, role, place) -> None:
    stranger = people.user_with_role(role, getattr(land, place))
    with pytest.raises(NotVisible):
        open_result(by=stranger, result_id=fill(offender, tool, 1, 1).pk)
