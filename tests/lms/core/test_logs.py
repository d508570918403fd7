"""Log lines: JSON, the request id, the zone; nothing that a person typed."""

from __future__ import annotations

import io
import json
import logging
import logging.config
from collections.abc import Callable, Iterator
from datetime import datetime
from typing import Any

import pytest
from django.test import RequestFactory

from lms.core import context
from lms.core.logs import ContextFilter, JsonFormatter
from tests.factories import people

Lines = Callable[[], list[dict[str, Any]]]


@pytest.fixture
def lines() -> Iterator[Lines]:
    """What is written while the test runs, as it is written."""
    stream = io.StringIO()
    handler = logging.StreamHandler(stream)
    handler.setFormatter(JsonFormatter())
    handler.addFilter(ContextFilter())
    logging.getLogger().addHandler(handler)
    yield lambda: [json.loads(line) for line in stream.getvalue().splitlines()]
    logging.getLogger().removeHandler(handler)


def test_a_line_is_one_json_object_with_its_zone(lines: Lines) -> None:
    logging.getLogger("xinlu.test").warning("新路", extra={"job": "7"})
    (line,) = lines()
    assert (line["level"], line["logger"], line["message"]) == ("WARNING", "xinlu.test", "新路")
    assert (line["job"], line["request_id"]) == ("7", "")
    assert datetime.fromisoformat(line["time"]).utcoffset()


def test_lines_of_a_request_carry_its_id(lines: Lines) -> None:
    token = context.current.set(context.RequestInfo("request-0001"))
    logging.getLogger("xinlu.test").warning("x")
    context.current.reset(token)
    assert lines()[0]["request_id"] == "request-0001"


def test_the_request_object_is_never_written_out(lines: Lines) -> None:
    request = RequestFactory().get("/people/?q=张三")
    logging.getLogger("django.request").error("failed", extra={"request": request})
    assert "request" not in lines()[0]
    assert "张三" not in json.dumps(lines(), ensure_ascii=False)


def test_a_fault_keeps_its_traceback_on_one_line(lines: Lines) -> None:
    try:
        1 / 0  # noqa: B018
    except ZeroDivisionError:
        logging.getLogger("xinlu.test").exception("failed")
    assert "ZeroDivisionError" in lines()[0]["exc_info"]


@pytest.mark.django_db
def test_one_line_per_request_without_its_query_string(client: Any, lines: Lines) -> None:
    client.get("/healthz?q=331125199001011234", headers={"X-Request-ID": "request-0002"})
    (line,) = [line for line in lines() if line["logger"] == "xinlu.request"]
    assert (line["method"], line["path"], line["status"]) == ("GET", "/healthz", 200)
    assert line["request_id"] == "request-0002"
    assert line["ms"] >= 0
    assert "331125" not in json.dumps(lines())


@pytest.mark.django_db
def test_signing_in_writes_neither_name_nor_password(client: Any, lines: Lines) -> None:
    known = people.user(username="13800138000")
    for password in ("Wrong-pass-1", people.PASSWORD):
        client.post("/sign-in/", {"username": known.username, "password": password})
    written = json.dumps(lines(), ensure_ascii=False)
    assert lines()
    for secret in (known.username, known.name, "Wrong-pass-1", people.PASSWORD):
        assert secret not in written
