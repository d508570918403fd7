"""One database, its data, the measurements on it: ``python -m tests.bench.scene PART …``.

Runs in a process of its own (tests/bench/__main__.py), because a process has one database.
Prints one JSON line per measurement.
"""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path
from typing import Any

import django
from django.core.management import call_command


def environment() -> dict[str, str]:
    """What both servers need to read the same sessions and rows."""
    from django.conf import settings

    return {
        "BENCH_SECRET_KEY": settings.SECRET_KEY,
        "FIELD_ENCRYPTION_KEY": settings.FIELD_ENCRYPTION_KEY,
        "XINLU_LOG_LEVEL": "WARNING",
    }


def say(row: dict[str, Any]) -> None:
    sys.stdout.write(json.dumps(row, ensure_ascii=False) + "\n")
    sys.stdout.flush()


def main(parts: list[str]) -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "lms.config.settings")
    django.setup()
    if parts == ["deidentify"]:
        from tests.bench import deidentify

        for row in deidentify.measure():
            say(row)
        return
    call_command("migrate", verbosity=0)
    call_command("collectstatic", interactive=False, verbosity=0)
    folder = Path(os.environ["XINLU_VAR"])
    if "beats" in parts:
        from tests.bench import beats

        group = beats.learners(int(os.environ.get("BENCH_LEARNERS", "2500")))
        for row in beats.measure(group, 3, environment(), folder):
            say(row)
    if "pages" in parts:
        from tests.bench import data, pages

        data.county(60, months=3)
        for row in pages.measure(environment(), folder):
            say(row)
    if "months" in parts:
        from tests.bench import months

        for row in months.measure(int(os.environ.get("BENCH_OFFENDERS", "30000"))):
            say(row)
    if "exams" in parts:
        from tests.bench import exams

        count = int(os.environ.get("BENCH_CANDIDATES", "1000"))
        for row in exams.measure(count, environment(), folder):
            say(row)
    for part, offenders in (("small", 300), ("large", 30_000)):
        if part in parts:
            from tests.bench import data, lists

            data.county(offenders)
            for row in lists.measure():
                say(row)


if __name__ == "__main__":
    main(sys.argv[1:])
