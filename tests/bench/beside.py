"""Figures of a small and a large county beside each other. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any


def beside(small: dict[str, Any], large: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """Rows of the table from the figures of a small and a large county."""
    ratio = large["page_ms"] / small["page_ms"]
    yield {
        "name": f"list of people, first page, {large['offenders']} beside {small['offenders']}, ms",
        "value": large["page_ms"],
        "floor": small["page_ms"],
        "ratio": round(ratio, 2),
        "target": "< 3.00",
        "met": ratio < 3,
    }
    yield {
        "name": f"list of people, queries with {large['offenders']}",
        "value": large["page_queries"],
        "floor": small["page_queries"],
        "target": "<= 15",
        "met": large["page_queries"] <= 15,
    }
    yield {
        "name": f"month totals of a county of {large['offenders']}, queries",
        "value": large["totals_queries"],
        "floor": small["totals_queries"],
        "target": "<= 5",
        "met": large["totals_queries"] <= 5,
        "ms": large["totals_ms"],
    }
