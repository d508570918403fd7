"""The folder broker: whole messages, in order, in a folder that may vanish."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path
from queue import Empty
from typing import Any

import pytest
from kombu import Connection

from lms.config import broker


@pytest.fixture
def channel(tmp_path: Path) -> Iterator[Any]:
    broker.connect()
    folders = {
        "data_folder_in": str(tmp_path / "broker" / "queue"),
        "data_folder_out": str(tmp_path / "broker" / "queue"),
        "control_folder": str(tmp_path / "broker" / "control"),
    }
    with Connection("filesystem://", transport_options=folders) as link:
        yield link.channel()


def test_filesystem_means_our_transport(channel: Any) -> None:
    assert isinstance(channel, broker.Channel)


def test_messages_come_in_the_order_in_which_they_were_sent(channel: Any) -> None:
    for number in range(20):
        channel._put("jobs", {"n": number})
    assert channel._size("jobs") == 20
    assert [channel._get("jobs")["n"] for _ in range(20)] == list(range(20))
    with pytest.raises(Empty):
        channel._get("jobs")


def test_each_queue_gets_its_own(channel: Any) -> None:
    channel._put("jobs", 1)
    with pytest.raises(Empty):
        channel._get("other")
    assert channel._get("jobs") == 1


def test_a_message_that_is_being_written_is_not_seen(channel: Any) -> None:
    (channel.folder / ".draft.jobs.msg").write_text("{")
    with pytest.raises(Empty):
        channel._get("jobs")


def test_a_torn_message_is_passed_over(channel: Any) -> None:
    (channel.folder / "0-torn.jobs.msg").write_text('{"half')
    channel._put("jobs", "whole")
    assert channel._get("jobs") == "whole"


def test_of_two_workers_one_gets_it(channel: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    channel._put("jobs", 1)
    real = broker.os.rename

    def slower(source: Path, target: Path) -> None:
        real(source, Path(str(target) + ".theirs"))
        real(source, target)

    monkeypatch.setattr(broker.os, "rename", slower)
    with pytest.raises(Empty):
        channel._get("jobs")


def test_a_folder_that_was_deleted_is_made_again(channel: Any, tmp_path: Path) -> None:
    channel._put("jobs", 1)
    shutil.rmtree(tmp_path / "broker")
    assert channel._size("jobs") == 0
    with pytest.raises(Empty):
        channel._get("jobs")
    channel._put("jobs", 2)
    channel._queue_bind("exchange", "key", "", "jobs")
    assert channel._get("jobs") == 2


def test_purging_empties_one_queue(channel: Any) -> None:
    channel._put("jobs", 1)
    channel._put("other", 2)
    assert channel._purge("jobs") == 1
    assert (channel._size("jobs"), channel._size("other")) == (0, 1)
