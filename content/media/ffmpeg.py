"""Running ffmpeg: bounded in time and memory, gentle to the machine, ended with its worker.

The program comes with the imageio-ffmpeg wheel. It opens local files only, with the demuxer that
`content.media.kinds` found, so that nothing in a file can make it read another one.
"""

from __future__ import annotations

import contextlib
import ctypes
import os
import re
import resource
import selectors
import signal
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from functools import lru_cache
from pathlib import Path
from typing import IO

from django.utils.translation import gettext_lazy as _

from lms.core.errors import DomainError

SILENT_FOR = 120
"""Seconds without any sign of progress after which a run is taken for hung."""
TICK = 2.0
MEMORY = 4 * 1024**3
THREADS = "2"
_LIBC = ctypes.CDLL(None, use_errno=True)
_PR_SET_PDEATHSIG = 1
Report = Callable[[float], None]


class FfmpegFailed(Exception):
    """ffmpeg could not do it; the text is the end of what it said."""


class NoSpace(DomainError):
    """The disk is full. Nothing is lost: the upload stays and is tried again later."""

    status = 507

    def __init__(self) -> None:
        super().__init__(
            _("The disk is full. The file is kept and will be processed when there is room."),
            code="no_space",
        )


@lru_cache(maxsize=1)
def program() -> str:
    """The path of ffmpeg."""
    import imageio_ffmpeg

    return str(imageio_ffmpeg.get_ffmpeg_exe())


def source(path: Path, demuxer: str = "mov") -> list[str]:
    """The input arguments for one local file."""
    first = demuxer.split(",", maxsplit=1)[0]
    return ["-protocol_whitelist", "file", "-f", first, "-i", f"file:{path}"]


def run(arguments: Sequence[str], *, report: Report = lambda done: None) -> str:
    """Run ffmpeg and return what it said. ``report`` is called every few seconds with the seconds
    of media that are done; what it raises stops the run. Raises `FfmpegFailed`, `NoSpace`."""
    command = [
        program(), "-nostdin", "-hide_banner", "-y", "-loglevel", "info", "-nostats",
        "-progress", "pipe:1", "-stats_period", "1", "-threads", THREADS, *arguments,
    ]  # fmt: skip
    with tempfile.TemporaryFile() as said:
        process = subprocess.Popen(  # noqa: S603 - a fixed program, no shell
            command,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=said,
            preexec_fn=_bounded,  # noqa: PLW1509 - sets limits only
            start_new_session=True,
        )
        try:
            _watch(process.stdout, report)  # type: ignore[arg-type]
            process.wait()
        except BaseException:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)
            process.wait()
            raise
        said.seek(0)
        text = said.read().decode(errors="replace")
    if process.returncode != 0:
        if "No space left on device" in text:
            raise NoSpace
        raise FfmpegFailed(text[-2000:])
    return text


def _bounded() -> None:
    """In the child: ends with its parent, low priority, bounded memory, no core file."""
    _LIBC.prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
    os.nice(10)
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def _watch(said: IO[bytes], report: Report) -> None:
    done, heard, told = 0.0, time.monotonic(), 0.0
    for line in _lines(said):
        moment = time.monotonic()
        if line:
            heard = moment
            if found := re.match(rb"out_time_us=(\d+)", line):
                done = int(found[1]) / 1_000_000
        elif moment - heard > SILENT_FOR:
            raise FfmpegFailed("no sign of life")
        if moment - told >= TICK:
            told = moment
            report(done)


def _lines(pipe: IO[bytes]) -> Iterator[bytes]:
    """Lines as they come; an empty one when nothing came for a while; ends with the pipe."""
    rest = b""
    with selectors.DefaultSelector() as selector:
        selector.register(pipe, selectors.EVENT_READ)
        while True:
            if not selector.select(timeout=TICK):
                yield b""
                continue
            data = os.read(pipe.fileno(), 65536)
            if not data:
                return
            *lines, rest = (rest + data).split(b"\n")
            yield from lines
