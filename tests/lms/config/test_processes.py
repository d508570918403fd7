"""What runs, and the supervisor's configuration for it."""

from __future__ import annotations

import shlex
from configparser import RawConfigParser
from pathlib import Path

import pytest

from lms.config.env import Env
from lms.config.processes import Process, configuration, processes


def parsed(wanted: list[Process], folder: Path) -> RawConfigParser:
    parser = RawConfigParser()
    parser.read_string(configuration(wanted, folder))
    return parser


def test_web_media_and_worker_run_in_one_group(tmp_path: Path) -> None:
    wanted = processes(Env(bind="127.0.0.1"), 8000, 8001)
    config = parsed(wanted, tmp_path)
    assert [process.name for process in wanted] == ["web", "media", "worker"]
    assert config["group:xinlu"]["programs"] == "web,media,worker"


def test_each_is_started_again_and_its_log_is_bounded(tmp_path: Path) -> None:
    config = parsed(processes(Env(), 8000, 8001), tmp_path)
    for name in ("web", "media", "worker"):
        section = config[f"program:{name}"]
        assert section["autorestart"] == "true"
        assert section["stdout_logfile_maxbytes"] == "20MB"


def test_ports_and_sizes_come_from_the_settings() -> None:
    env = Env(bind="0.0.0.0", web_workers=4, web_threads=5, worker_processes=6)
    web, media, worker = (process.command for process in processes(env, 8000, 8001))
    assert web[web.index("--port") + 1] == "8000"
    assert web[web.index("--workers") + 1] == "4"
    assert web[web.index("--blocking-threads") + 1] == "5"
    assert media[media.index("--port") + 1] == "8001"
    assert media[media.index("--host") + 1] == "0.0.0.0"
    assert worker[worker.index("--concurrency") + 1] == "6"


@pytest.mark.parametrize("word", ["/a folder/python", "100%", "a;b", 'say "x"'])
def test_odd_paths_survive_the_configuration(tmp_path: Path, word: str) -> None:
    config = parsed([Process("odd", [word, "-m", "x"])], tmp_path)
    command = config["program:odd"]["command"].replace("%%", "%")
    assert shlex.split(command) == [word, "-m", "x"]


def test_the_worker_alone_is_told_to_stop_and_tells_its_children(tmp_path: Path) -> None:
    config = parsed(processes(Env(), 8000, 8001), tmp_path)
    assert config["program:worker"]["stopasgroup"] == "false"
    assert config["program:web"]["stopasgroup"] == "true"
