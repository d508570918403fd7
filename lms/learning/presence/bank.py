"""Questions for when a lesson has none (left) of its own: plain ones from a file, and small sums.

Anyone who can read can answer them; no picture, no camera. The file ``bank.toml`` beside this
module holds them in every language of the platform; a sum is made anew each time.
"""

from __future__ import annotations

import random
import tomllib
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _

BANK = Path(__file__).with_name("bank.toml")
STEPS = (1, 2, 10)
LEAST_RESULT = 3
"""So that any of the four places can be that of the right number, and none is below nought."""


@dataclass(frozen=True)
class Drawn:
    """A question in its source's order: ``options[0]`` is the right one until it is shuffled."""

    source: str
    key: str
    prompt: str
    options: tuple[str, ...]


@lru_cache(maxsize=1)
def _file() -> list[dict[str, Any]]:
    return list(tomllib.loads(BANK.read_text(encoding="utf-8"))["question"])


def plain(language: str) -> list[Drawn]:
    """All plain questions in ``language`` (``en``, else Chinese)."""
    which = "en" if language.startswith("en") else "zh"
    return [
        Drawn("plain", str(row["key"]), row[which]["prompt"], tuple(row[which]["options"]))
        for row in _file()
    ]


def small_sum(rng: random.Random) -> Drawn:
    """A sum or difference below a hundred among four evenly spaced numbers. Its place among them is
    drawn: near misses on both sides would make the middle ones a good guess."""
    a, b = rng.randint(6, 49), rng.randint(3, 29)
    if a - b >= LEAST_RESULT and rng.random() < 0.5:
        prompt, right, key = _("How much is %(a)d minus %(b)d?"), a - b, f"{a}-{b}"
    else:
        prompt, right, key = _("How much is %(a)d plus %(b)d?"), a + b, f"{a}+{b}"
    step = rng.choice([step for step in STEPS if right >= 3 * step])
    least = right - step * rng.randrange(4)
    wrong = [n for n in range(least, least + 4 * step, step) if n != right]
    options = (str(right), *(str(number) for number in wrong))
    return Drawn("arithmetic", key, prompt % {"a": a, "b": b}, options)
