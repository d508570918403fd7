"""A small client over keep-alive connections, one request in flight each, latencies kept: as
fast as it goes (`run`), or at a given pace (`paced`)."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True)
class Request:
    method: str
    path: str
    cookie: str = ""
    body: bytes = b""
    headers: tuple[tuple[str, str], ...] = ()

    def encode(self, host: str) -> bytes:
        lines = [f"{self.method} {self.path} HTTP/1.1", f"Host: {host}", f"Cookie: {self.cookie}"]
        lines += [f"{name}: {value}" for name, value in self.headers]
        if self.body:
            lines += ["Content-Type: application/json", f"Content-Length: {len(self.body)}"]
        return ("\r\n".join(lines) + "\r\n\r\n").encode() + self.body


@dataclass(frozen=True)
class Result:
    requests: int
    seconds: float
    latencies: list[float]
    statuses: dict[int, int]
    bytes_received: int

    @property
    def rate(self) -> float:
        return self.requests / self.seconds

    def quantile(self, share: float) -> float:
        """Latency in seconds below which ``share`` of the requests lie."""
        ordered = sorted(self.latencies)
        return ordered[min(len(ordered) - 1, int(share * len(ordered)))]


async def _read_answer(reader: asyncio.StreamReader) -> tuple[int, int]:
    head = await reader.readuntil(b"\r\n\r\n")
    status = int(head.split(b" ", 2)[1])
    lowered = head.lower()
    if b"content-length:" in lowered:
        length = int(lowered.split(b"content-length:")[1].split(b"\r\n")[0])
        await reader.readexactly(length)
        return status, len(head) + length
    total = len(head)
    while True:  # chunked
        size = int((await reader.readline()).strip() or b"0", 16)
        total += len(await reader.readexactly(size + 2))
        if size == 0:
            return status, total


async def _drive(
    port: int, connections: int, total: int, make: Callable[[int], Request]
) -> tuple[list[float], dict[int, int], int]:
    latencies: list[float] = []
    statuses: dict[int, int] = {}
    received = 0
    counter = iter(range(total))
    host = f"127.0.0.1:{port}"

    async def worker() -> None:
        nonlocal received
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        for number in counter:
            data = make(number).encode(host)
            began = time.perf_counter()
            writer.write(data)
            status, size = await _read_answer(reader)
            latencies.append(time.perf_counter() - began)
            statuses[status] = statuses.get(status, 0) + 1
            received += size
        writer.close()

    await asyncio.gather(*(worker() for _ in range(connections)))
    return latencies, statuses, received


def run(port: int, *, connections: int, total: int, make: Callable[[int], Request]) -> Result:
    """Send ``make(0) … make(total - 1)`` over ``connections`` and time them."""
    began = time.perf_counter()
    latencies, statuses, received = asyncio.run(_drive(port, connections, total, make))
    return Result(len(latencies), time.perf_counter() - began, latencies, statuses, received)


async def _drive_paced(
    port: int, rate: float, total: int, make: Callable[[int], Request], connections: int
) -> tuple[list[float], dict[int, int], int]:
    """A latency begins at the moment when its request was due, so that a queue counts."""
    latencies: list[float] = []
    statuses: dict[int, int] = {}
    received = 0
    counter = iter(range(total))
    host = f"127.0.0.1:{port}"
    start = time.perf_counter()

    async def worker() -> None:
        nonlocal received
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        for number in counter:
            due = start + number / rate
            await asyncio.sleep(max(0.0, due - time.perf_counter()))
            writer.write(make(number).encode(host))
            status, size = await _read_answer(reader)
            latencies.append(time.perf_counter() - due)
            statuses[status] = statuses.get(status, 0) + 1
            received += size
        writer.close()

    await asyncio.gather(*(worker() for _ in range(connections)))
    return latencies, statuses, received


def paced(
    port: int, *, rate: float, total: int, make: Callable[[int], Request], connections: int = 64
) -> Result:
    """Send ``make(0) … make(total - 1)``, ``rate`` of them a second, whether or not the ones before
    have been answered."""
    began = time.perf_counter()
    done = asyncio.run(_drive_paced(port, rate, total, make, connections))
    latencies, statuses, received = done
    return Result(len(latencies), time.perf_counter() - began, latencies, statuses, received)
