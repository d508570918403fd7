"""The inbox: one's own messages, read and unread, in the frame of each."""

from __future__ import annotations

from uuid import uuid4

import pytest
from django.test import Client

from lms.messaging.actions import send
from lms.messaging.models import Message
from tests.factories import people

pytestmark = pytest.mark.django_db


@pytest.fixture
def learner():
    return people.offender(people.land().office).user


@pytest.fixture
def client(learner) -> Client:
    client = Client()
    client.force_login(learner)
    return client


def tell(to, subject: str = "集中教育", **fields) -> Message:
    return send(to=to, subject=subject, body="周五九点。\n\n带身份证。", key=str(uuid4()), **fields)


def page(client: Client, path: str = "/messages/") -> str:
    response = client.get(path)
    assert response.status_code == 200
    return response.content.decode()


def test_new_messages_are_marked(client, learner) -> None:
    tell(learner)
    html = page(client)
    assert "集中教育" in html
    assert '<span class="tag warn">新</span>' in html


def test_a_message_is_read_when_it_is_opened(client, learner) -> None:
    message = tell(learner, link="/courses/")
    html = page(client, f"/messages/{message.pk}/")
    assert "带身份证" in html
    assert 'class="btn" href="/courses/"' in html
    assert Message.objects.get().read_at


def test_all_are_marked_as_read(client, learner) -> None:
    tell(learner)
    client.post("/messages/read/")
    assert "tag warn" not in page(client)


def test_the_own_menu_counts_what_is_new(client, learner) -> None:
    tell(learner)
    tell(learner)
    assert '<span class="badge">2</span>' in page(client)


def test_an_empty_inbox_says_what_comes(client) -> None:
    assert "司法所或平台给您的通知会出现在这里" in page(client)


def test_nobody_reads_another_s_messages(client) -> None:
    other = people.user_with_role("officer", people.organisation(None, "province"))
    message = tell(other)
    assert client.get(f"/messages/{message.pk}/").status_code == 404
    assert "集中教育" not in page(client)


def test_pages_of_thirty(client, learner) -> None:
    for number in range(31):
        tell(learner, f"通知{number}")
    assert page(client).count("/messages/") > 30
    assert "通知0<" in page(client, "/messages/?page=2").replace("</b>", "<")


def test_staff_read_theirs_at_the_desk() -> None:
    officer = people.user_with_role("officer", people.land().office)
    client = Client()
    client.force_login(officer)
    tell(officer)
    assert 'class="side"' in page(client)
