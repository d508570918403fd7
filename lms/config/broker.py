"""kombu's folder transport, fit for a folder that is deleted while the platform runs.

kombu's own stops the worker when its folder is gone, and reads messages that are half written.
A message that is lost is sent again by the sweep (docs/adr/0004).
"""

from __future__ import annotations

import os
import time
import uuid
from pathlib import Path
from queue import Empty
from typing import Any

from kombu.transport import TRANSPORT_ALIASES, filesystem
from kombu.utils.json import dumps, loads


class Channel(filesystem.Channel):
    @property
    def folder(self) -> Path:
        """Where messages wait, one file each; made again when somebody removed it."""
        path = Path(self.data_folder_in)
        path.mkdir(parents=True, exist_ok=True)
        return path

    def _put(self, queue: str, payload: Any, **_kwargs: Any) -> None:  # type: ignore[override]
        """A file gets its name only when it is whole. Names sort by time, also after a reboot."""
        folder = self.folder
        draft = folder / f".{uuid.uuid4().hex}"
        draft.write_text(dumps(payload), encoding="utf-8")
        draft.rename(folder / f"{time.time_ns():020d}-{uuid.uuid4().hex}.{queue}.msg")

    def _get(self, queue: str, timeout: float | None = None) -> Any:
        """The oldest message; of two workers that want it the faster one gets it."""
        folder = self.folder
        for name in sorted(os.listdir(folder)):
            if name.partition(".")[2] != f"{queue}.msg":
                continue
            taken = folder / f".{name}"
            try:
                os.rename(folder / name, taken)
                text = taken.read_text(encoding="utf-8")
                taken.unlink()
                return loads(text)
            except (FileNotFoundError, ValueError):  # another's, or torn when the machine fell
                continue
        raise Empty

    def _size(self, queue: str) -> int:
        return len(list(self.folder.glob(f"*.{queue}.msg")))

    def _purge(self, queue: str) -> int:
        waiting = list(self.folder.glob(f"*.{queue}.msg"))
        for path in waiting:
            path.unlink(missing_ok=True)
        return len(waiting)

    def _queue_bind(self, *args: Any) -> None:
        self.control_folder.mkdir(parents=True, exist_ok=True)
        super()._queue_bind(*args)


class Transport(filesystem.Transport):
    Channel = Channel


def connect() -> None:
    """``filesystem://`` means this transport from now on."""
    TRANSPORT_ALIASES["filesystem"] = f"{__name__}:Transport"
