"""/healthz: the process is up. /readyz: what it needs, part by part, no details to strangers."""

from __future__ import annotations

from typing import Any

import pytest

from lms.core import health

pytestmark = pytest.mark.django_db


def down() -> None:
    raise ConnectionError("postgres://user:secret@db.internal/xinlu")


def test_healthz_answers_anybody_without_a_query(
    client: Any, django_assert_num_queries: Any
) -> None:
    with django_assert_num_queries(0):
        answer = client.get("/healthz")
    assert (answer.status_code, answer.json()) == (200, {"status": "ok"})


def test_readyz_tells_each_part(client: Any, settings: Any, tmp_path: Any) -> None:
    settings.BROKER_FOLDER = tmp_path / "broker"
    answer = client.get("/readyz")
    assert answer.status_code == 200
    parts = {"database": "ok", "broker": "ok", "search": "ok"}
    assert answer.json() == {"status": "ok", "parts": parts}


@pytest.mark.parametrize("part", ["database", "broker", "search"])
def test_a_part_that_is_down_makes_it_503(
    client: Any, settings: Any, tmp_path: Any, monkeypatch: pytest.MonkeyPatch, part: str
) -> None:
    settings.BROKER_FOLDER = tmp_path / "broker"
    monkeypatch.setitem(health.PARTS, part, down)
    answer = client.get("/readyz")
    assert answer.status_code == 503
    assert answer.json()["status"] == "unavailable"
    assert [n for n, s in answer.json()["parts"].items() if s != "ok"] == [part]


def test_details_go_to_the_log_and_not_to_strangers(
    client: Any, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setitem(health.PARTS, "database", down)
    assert "secret" not in client.get("/readyz").content.decode()
    assert "not ready: database" in caplog.text


def test_a_folder_that_cannot_be_written_to_is_no_broker(settings: Any, tmp_path: Any) -> None:
    file = tmp_path / "file"
    file.write_text("in the way")
    settings.BROKER_FOLDER = file
    with pytest.raises(OSError, match="file"):
        health.broker()


def test_a_broker_that_refuses_connections_is_down(settings: Any, monkeypatch: Any) -> None:
    from celery import current_app

    settings.CELERY_BROKER_URL = "redis://127.0.0.1:1/0"
    monkeypatch.setattr(current_app.conf, "broker_url", "redis://127.0.0.1:1/0")
    monkeypatch.setattr(current_app.conf, "broker_write_url", "redis://127.0.0.1:1/0")
    with pytest.raises(Exception, match="refused"):
        health.broker()


@pytest.mark.parametrize("address", ["/healthz", "/readyz"])
def test_probes_need_neither_host_name_nor_https(
    client: Any, settings: Any, tmp_path: Any, address: str
) -> None:
    settings.ALLOWED_HOSTS, settings.SECURE_SSL_REDIRECT = ["xinlu.example.gov.cn"], True
    settings.BROKER_FOLDER = tmp_path / "broker"
    assert client.get(address, headers={"host": "10.0.0.7:8000"}).status_code == 200
    assert client.get("/", headers={"host": "10.0.0.7:8000"}).status_code == 400


def test_neither_is_ever_cached(client: Any) -> None:
    for address in ("/healthz", "/readyz"):
        assert "no-store" in client.get(address)["Cache-Control"]


@pytest.mark.parametrize("address", ["/healthz", "/readyz"])
def test_only_reading(client: Any, address: str) -> None:
    assert client.post(address).status_code == 405
