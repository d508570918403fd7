"""Lists of persons: what they cost with 300 and with 30,000 of them."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable, Iterator
from typing import Any

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from lms.accounts.models import Offender, User
from lms.core.months import Month
from lms.learning.hours import hours_by_office, people_with_hours

RUNS = 7


def _spent(work: Callable[[], Any]) -> tuple[float, int]:
    """Median seconds of the process and the most queries of several runs; one to warm up."""
    work()
    times, queries = [], []
    for _run in range(RUNS):
        with CaptureQueriesContext(connection) as found:
            began = time.process_time()
            work()
            times.append(time.process_time() - began)
        queries.append(len(found))
    return statistics.median(times), max(queries)


def measure() -> Iterator[dict[str, Any]]:
    """Raw figures; tests/bench/__main__.py puts those of both sizes beside each other."""
    manager = User.objects.get(username="manager")
    client = Client()
    client.force_login(manager, backend="lms.accounts.backends.NameOrPhoneBackend")

    def page() -> None:
        answer = client.get("/people/", headers={"host": "127.0.0.1"})
        if answer.status_code != 200:
            raise RuntimeError(f"the list answered {answer.status_code}")

    seconds, queries = _spent(page)
    month = Month.current()
    totals, total_queries = _spent(lambda: hours_by_office(manager, month))
    rows, row_queries = _spent(lambda: list(people_with_hours(manager, month)[:50]))
    yield {
        "raw": "lists",
        "offenders": Offender.objects.visible_to(manager).count(),
        "page_ms": round(seconds * 1000, 1),
        "page_queries": queries,
        "totals_ms": round(totals * 1000, 1),
        "totals_queries": total_queries,
        "rows_ms": round(rows * 1000, 1),
        "rows_queries": row_queries,
    }
