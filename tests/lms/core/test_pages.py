"""The first address, language, type size, the frames, what is refused."""

from __future__ import annotations

import pytest
from django.core.exceptions import RequestDataTooBig
from django.template.loader import render_to_string
from django.test import Client, RequestFactory

from lms.core import menus, places, refusals
from tests.factories import people

pytestmark = pytest.mark.django_db


@pytest.fixture
def land():
    return people.land()


@pytest.fixture
def officer(land):
    return people.user_with_role("officer", land.office)


@pytest.fixture
def learner(land):
    return people.offender(land.office).user


def test_strangers_begin_at_the_sign_in_page(client: Client) -> None:
    assert client.get("/").headers["Location"] == "/sign-in/"


def test_everybody_begins_at_their_own_home(client: Client, officer, monkeypatch) -> None:
    client.force_login(officer)
    monkeypatch.setattr(places, "home_of", lambda _user: "messaging:inbox")
    assert client.get("/").headers["Location"] == "/messages/"


def test_whoever_has_no_home_finds_what_they_may_open(client: Client, officer, monkeypatch) -> None:
    client.force_login(officer)
    monkeypatch.setattr(places, "home_of", lambda _user: None)
    assert 'href="/jobs/"' in client.get("/").content.decode()


def test_a_language_is_kept_in_a_cookie_and_with_the_account(client: Client, officer) -> None:
    client.force_login(officer)
    response = client.post("/language/", {"language": "en", "next": "/messages/"})
    officer.refresh_from_db()
    assert (response.headers["Location"], officer.language) == ("/messages/", "en")
    assert client.cookies["xinlu_language"].value == "en"


def test_an_unknown_language_changes_nothing(client: Client) -> None:
    assert client.post("/language/", {"language": "xx"}).status_code == 200
    assert "xinlu_language" not in client.cookies


@pytest.mark.parametrize(
    "address", ["https://elsewhere.example/", "//elsewhere.example", "javascript:x"]
)
def test_nobody_is_sent_to_another_host(client: Client, address: str) -> None:
    response = client.post("/language/", {"language": "en", "next": address})
    assert response.headers["Location"] == "/"


def test_large_type_is_kept_on_the_device_and_with_the_account(client: Client, learner) -> None:
    client.force_login(learner)
    client.post("/large-type/", {"large": "1"})
    learner.refresh_from_db()
    assert learner.large_type
    assert '<html lang="zh-Hans" class=" large">' in client.get("/language/").content.decode()


def test_a_device_may_choose_otherwise_than_the_officer_has_set(client: Client, learner) -> None:
    type(learner).objects.update(large_type=True)
    client.force_login(learner)
    client.cookies["xinlu_large"] = "0"
    assert "large" not in client.get("/messages/").content.decode().split("<head>")[0]


def test_staff_and_learners_have_frames_of_their_own(client: Client, officer, learner) -> None:
    seen = []
    for person in (officer, learner):
        client.force_login(person)
        seen.append('class="desk"' in client.get("/messages/").content.decode())
    assert seen == [True, False]


@pytest.mark.parametrize(("path", "status"), [("/nothing-here", 404), ("/audit/", 403)])
def test_refusals_are_pages_in_the_reader_s_language(client: Client, officer, path, status) -> None:
    client.force_login(officer)
    response = client.get(path)
    assert response.status_code == status
    assert "回首页" in response.content.decode()


def test_the_api_refuses_with_a_problem_document(client: Client) -> None:
    response = client.get("/api/v1/nothing-here")
    assert (response.status_code, response.json()["title"]) == (404, "not_found")


def test_a_form_without_its_token_is_told_so() -> None:
    response = Client(enforce_csrf_checks=True).post("/language/", {"language": "en"})
    assert response.status_code == 403
    assert "请再提交一次" in response.content.decode()


def test_too_much_is_told_as_too_much() -> None:
    response = refusals.bad_request(RequestFactory().post("/"), RequestDataTooBig("too big"))
    assert (response.status_code, "太大了" in response.content.decode()) == (413, True)


def test_the_page_for_faults_asks_nobody(django_assert_num_queries) -> None:
    with django_assert_num_queries(0):
        response = refusals.broken(RequestFactory().get("/"))
    assert (response.status_code, "出错了" in response.content.decode()) == (500, True)


def test_a_fault_is_shown_without_what_it_says(client: Client, officer, monkeypatch) -> None:
    client.force_login(officer)
    client.raise_request_exception = False
    monkeypatch.setattr(menus, "side", lambda _request: 1 / 0)
    response = client.get("/messages/")
    assert response.status_code == 500
    assert b"division" not in response.content


def test_no_page_of_the_frame_has_a_style_or_script_of_its_own(rf, officer) -> None:
    request = rf.get("/")
    request.user = officer
    for name in ("core/phone.html", "core/desk.html", "core/plain.html", "500.html"):
        page = render_to_string(name, {}, request)
        assert "style=" not in page
        assert "onclick" not in page
        assert page.count("<script") == page.count('<script type="module"')
