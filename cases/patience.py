"""Long work of a job that asks no database, while the job says that it is alive."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

BREATH = 20.0
"""Seconds between two signs of life; a job's lease is longer."""
T = TypeVar("T")


def patiently(alive: Callable[[], None], work: Callable[[], T]) -> T:
    """What ``work`` returns, done in a thread of its own; this one calls ``alive`` meanwhile, which
    may raise (once the work has ended)."""
    with ThreadPoolExecutor(1) as pool:
        future = pool.submit(work)
        while True:
            try:
                return future.result(timeout=BREATH)
            except TimeoutError:
                if future.done():
                    raise
                alive()
