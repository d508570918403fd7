"""Facts of a request, its id, and refusals as pages or problem documents."""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib.messages import get_messages
from django.contrib.messages.storage.fallback import FallbackStorage
from django.http import HttpRequest, HttpResponse
from django.test import RequestFactory

from lms.core import context
from lms.core.errors import Conflict, Denied, Invalid, NotVisible, TooOften
from lms.core.middleware import DomainErrorMiddleware, RequestContextMiddleware, client_address

HERE = "http://testserver/courses/"


def request(method: str = "get", path: str = "/x", **meta: Any) -> HttpRequest:
    made = getattr(RequestFactory(), method)(path, **meta)
    made.session = {}
    made._messages = FallbackStorage(made)
    return made


def answer(error: Exception, made: HttpRequest | None = None) -> HttpResponse | None:
    return DomainErrorMiddleware(lambda r: HttpResponse()).process_exception(
        made or request(), error
    )


def pass_through(made: HttpRequest) -> tuple[HttpResponse, context.RequestInfo]:
    seen = []

    def view(_request: HttpRequest) -> HttpResponse:
        seen.append(context.info())
        return HttpResponse()

    return RequestContextMiddleware(view)(made), seen[0]


def test_every_answer_names_its_request() -> None:
    response, facts = pass_through(request())
    assert response["X-Request-ID"] == facts.request_id
    assert len(facts.request_id) == 32


def test_the_id_of_a_proxy_is_kept() -> None:
    response, _facts = pass_through(request(HTTP_X_REQUEST_ID="proxy-0001.a_b"))
    assert response["X-Request-ID"] == "proxy-0001.a_b"


@pytest.mark.parametrize(
    "given", ["short", "a" * 65, "with space here", "zeile\nneu-0001", "编号编号编号编号"]
)
def test_an_id_that_could_spoil_the_log_is_replaced(given: str) -> None:
    response, _facts = pass_through(request(HTTP_X_REQUEST_ID=given))
    assert response["X-Request-ID"] != given


def test_facts_end_with_the_request() -> None:
    pass_through(request())
    assert context.info().request_id == ""
    assert context.actor() is None


def test_facts_end_also_when_a_view_fails() -> None:
    def fails(_request: HttpRequest) -> HttpResponse:
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        RequestContextMiddleware(fails)(request())
    assert context.info().request is None


@pytest.mark.parametrize(
    ("proxies", "header", "expected"),
    [
        (0, "203.0.113.9", "192.0.2.1"),
        (1, "203.0.113.9", "203.0.113.9"),
        (1, "198.51.100.66, 203.0.113.9", "203.0.113.9"),
        (2, "198.51.100.66, 203.0.113.9", "198.51.100.66"),
        (2, "203.0.113.9", "192.0.2.1"),
        (1, "", "192.0.2.1"),
        (1, "unknown", "192.0.2.1"),
        (1, "203.0.113.9:4711", "192.0.2.1"),
        (1, "2001:db8::7", "2001:db8::7"),
        (1, "fe80::1%eth0", "fe80::1"),
    ],
)
def test_only_proxies_of_ours_are_believed(
    settings: Any, proxies: int, header: str, expected: str
) -> None:
    settings.TRUSTED_PROXIES = proxies
    made = request(REMOTE_ADDR="192.0.2.1", HTTP_X_FORWARDED_FOR=header)
    assert client_address(made) == expected


def test_a_socket_without_an_address_gives_none() -> None:
    assert client_address(request(REMOTE_ADDR="unix:")) == ""


@pytest.mark.parametrize(
    ("error", "status"),
    [
        (Denied("不行"), 403),
        (NotVisible("没有"), 404),
        (Conflict("已经"), 409),
        (Invalid("错"), 422),
    ],
)
def test_a_refusal_is_a_page_with_its_sentence(error: Any, status: int) -> None:
    response = answer(error)
    assert response is not None
    assert response.status_code == status
    assert str(error) in response.content.decode()


def test_too_often_says_when_to_come_back() -> None:
    response = answer(TooOften("稍后再试", retry_after=30))
    assert response is not None
    assert (response.status_code, response["Retry-After"]) == (429, "30")


def test_the_api_answers_with_a_problem_document() -> None:
    response = answer(Invalid("错", fields={"name": ["太长"]}), request(path="/api/v1/me"))
    assert response is not None
    assert response["Content-Type"] == "application/problem+json"
    assert '"太长"' in response.content.decode()


def test_a_form_of_ours_goes_back_with_the_sentence() -> None:
    made = request("post", HTTP_REFERER=HERE)
    response = answer(Invalid("错了", fields={"a": ["太长"]}), made)
    assert response is not None
    assert (response.status_code, response["Location"]) == (302, HERE)
    assert [str(message) for message in get_messages(made)] == ["错了 太长"]


@pytest.mark.parametrize("referer", ["", "https://elsewhere.example/", "javascript:alert(1)"])
def test_nobody_is_sent_to_another_place(referer: str) -> None:
    response = answer(Invalid("错"), request("post", HTTP_REFERER=referer))
    assert response is not None
    assert response.status_code == 422


def test_other_faults_are_not_hidden() -> None:
    assert answer(ZeroDivisionError()) is None
