"""Log lines as JSON with the request id; no personal data."""

from __future__ import annotations

import logging
from datetime import datetime
from typing import Any

from pythonjsonlogger.json import JsonFormatter as BaseFormatter

from lms.core.context import info
from lms.core.months import LOCAL


class ContextFilter(logging.Filter):
    """Puts the request id on every record."""

    def filter(self, record: logging.LogRecord) -> bool:
        record.request_id = info().request_id
        return True


class JsonFormatter(BaseFormatter):
    """time, level, logger, message, request_id and what was passed as ``extra``."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(
            "%(asctime)s %(levelname)s %(name)s %(message)s %(request_id)s",
            rename_fields={"asctime": "time", "levelname": "level", "name": "logger"},
            json_ensure_ascii=False,
            **kwargs,
        )

    def formatTime(self, record: logging.LogRecord, datefmt: str | None = None) -> str:  # noqa: N802
        """The machine's clock with its zone (the test clock moves credit, not logs)."""
        moment = datetime.fromtimestamp(record.created, LOCAL)
        return moment.isoformat(timespec="milliseconds")

    def process_log_record(self, log_data: dict[str, Any]) -> dict[str, Any]:
        # Django attaches the request object to its own records: its text may name a person.
        log_data.pop("request", None)
        return super().process_log_record(log_data)
