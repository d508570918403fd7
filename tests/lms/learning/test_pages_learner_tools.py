"""The toolkit: what is asked, filling in, the result in plain words, when again."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client

from lms.core.clock import now
from lms.core.months import today
from lms.learning.models import ToolAssignment, ToolResult
from tests.factories import content, people

pytestmark = pytest.mark.django_db


@pytest.fixture
def learner(land):
    return people.offender(land.office).user


@pytest.fixture
def client(learner) -> Client:
    client = Client()
    client.force_login(learner)
    return client


@pytest.fixture
def scale(land):
    return content.scale_tool(land.county)


def page(client: Client, path: str = "/tools/") -> str:
    response = client.get(path)
    assert response.status_code == 200
    return response.content.decode()


def hand_in(client: Client, tool, *points: int):
    names = [item.id for item in tool.scale().items]
    answers = {f"q-{name}": str(n) for name, n in zip(names, points, strict=False)}
    return client.post(f"/tools/{tool.pk}/", answers)


def test_what_is_asked_comes_first(client, learner, scale, land) -> None:
    content.scale_tool(land.county, title="另一份")
    ToolAssignment.objects.create(learner=learner, tool=scale, because=["入矫"])
    html = page(client)
    assert html.index("请您填写") < html.index("心情自评") < html.index("另一份")
    assert "因为：入矫" in html


def test_the_home_counts_what_is_to_fill_in(client, learner, scale, land) -> None:
    """A worksheet waits for no answers."""
    sheet = content.scale_tool(land.county, title="收支表")
    type(sheet).objects.filter(pk=sheet.pk).update(kind="worksheet")
    for tool in (scale, sheet):
        ToolAssignment.objects.create(learner=learner, tool=tool)
    assert "有 1 份问卷要填" in page(client, "/home/")


def test_nothing_to_fill_in(client) -> None:
    assert "现在没有要填的" in page(client)


def test_the_result_in_plain_words(client, scale) -> None:
    response = hand_in(client, scale, 1, 0)
    html = page(client, response.headers["Location"])
    assert "平稳" in html
    assert "1 分" in html
    assert "睡不好" in html
    assert "12356" not in html


def test_an_alarm_says_who_helps(client, scale) -> None:
    html = page(client, hand_in(client, scale, 3, 3).headers["Location"])
    assert "已通知您的工作人员" in html
    assert "tel:12356" in html


def test_a_missing_answer_is_marked_and_the_others_are_kept(client, scale) -> None:
    response = hand_in(client, scale, 2)
    html = response.content.decode()
    assert response.status_code == 422
    assert "还有 1 道题没有回答" in html
    assert 'value="2" checked' in html
    assert not ToolResult.objects.exists()


def test_an_answer_that_is_none_of_the_choices(client, scale) -> None:
    assert hand_in(client, scale, 9, 9).status_code == 422


def test_again_only_after_its_days(client, scale) -> None:
    hand_in(client, scale, 0, 0)
    day = today() + timedelta(days=scale.repeat_days)
    assert f"从 {day} 起可以再填" in page(client, f"/tools/{scale.pk}/")
    assert f'href="/tools/{scale.pk}/"' not in page(client)


def test_at_once_when_an_officer_asks_anew(client, learner, scale, land) -> None:
    hand_in(client, scale, 0, 0)
    officer = people.user_with_role("officer", land.office)
    ToolAssignment.objects.filter(tool=scale).update(assigned_by=officer, done_at=None)
    assert f'href="/tools/{scale.pk}/"' in page(client)


def test_a_result_that_only_the_officer_sees(client, scale) -> None:
    scale.shows_result = False
    scale.save_revision().publish()
    assert hand_in(client, scale, 0, 0).headers["Location"] == "/tools/"
    assert client.get(f"/tools/results/{ToolResult.objects.get().pk}/").status_code == 404


def test_a_worksheet_is_downloaded(client, land) -> None:
    document = content.document(organisation=land.county)
    sheet = content.scale_tool(land.county, title="收支表", document=document)
    type(sheet).objects.filter(pk=sheet.pk).update(kind="worksheet")
    html = page(client, f"/tools/{sheet.pk}/")
    assert document.url in html
    assert '<form method="post" class="stack"' not in html


@pytest.mark.parametrize("which", ["staff", "elsewhere"])
def test_what_is_not_theirs_is_not_there(client, land, which) -> None:
    tool = (
        content.scale_tool(land.county, audience="staff")
        if which == "staff"
        else content.scale_tool(land.county2, sharing="own")
    )
    assert client.get(f"/tools/{tool.pk}/").status_code == 404
    assert hand_in(client, tool, 0, 0).status_code == 404


def test_nobody_else_s_result(client, land, scale) -> None:
    other = people.offender(land.office).user
    result = ToolResult.objects.create(
        learner=other, tool_id=scale.pk, tool_title="心情自评", answers="[]", submitted_at=now()
    )
    assert client.get(f"/tools/results/{result.pk}/").status_code == 404


def test_an_officer_reads_results_elsewhere(land, client, scale) -> None:
    hand_in(client, scale, 0, 0)
    officer = Client()
    officer.force_login(people.user_with_role("officer", land.office))
    assert officer.get(f"/tools/results/{ToolResult.objects.get().pk}/").status_code == 403


def test_eight_queries(client, scale, django_assert_num_queries) -> None:
    page(client)
    with django_assert_num_queries(7):
        page(client)
