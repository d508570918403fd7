"""On what people study, and the few whose study stands out (lms/learning/watching.py)."""

from __future__ import annotations

import hashlib
import random
from dataclasses import dataclass, field

from lms.accounts.models import Offender
from lms.config.demo.study.rows import Habits
from lms.config.demo.words import named
from lms.learning.models import Device

AGENTS = (
    "Mozilla/5.0 (Linux; Android 10; Redmi 9A) AppleWebKit/537.36 Chrome/90.0.4430.210 Mobile",
    "Mozilla/5.0 (Linux; Android 11; PCLM10) AppleWebKit/537.36 Chrome/94.0.4606.85 Mobile",
    "Mozilla/5.0 (Linux; Android 9; HLK-AL00) AppleWebKit/537.36 Chrome/92.0.4515.105 Mobile",
    "Mozilla/5.0 (Linux; Android 12; V2118A) AppleWebKit/537.36 Chrome/102.0.5005.78 Mobile",
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/109.0.5414.120",
)
KIOSK = 0.1
"""How many study at the office."""
EVERY = 250
MACHINE, SHARING, QUICK = 10, (20, 30), 40
"""Of so many people these stand out: by their number in each such group."""


@dataclass
class Places:
    """Devices that more than one person uses: the offices' kiosks, a phone that two share."""

    kiosks: dict[int, Device]
    shared: dict[int, Device] = field(default_factory=dict)


def stands_out(serial: int) -> bool:
    return serial % EVERY in (MACHINE, *SHARING, QUICK)


def habits_of(
    serial: int, offender: Offender, places: Places, rng: random.Random
) -> tuple[Habits, Device | None]:
    """How this person studies, and their own device when it is new."""
    agent = rng.choice(AGENTS)
    address = f"10.{rng.randrange(60, 90)}.{rng.randrange(256)}.{rng.randrange(1, 255)}"
    kiosk = places.kiosks.get(offender.office_id)
    number = serial % EVERY
    if kiosk is not None and rng.random() < KIOSK and not stands_out(serial):
        return Habits(kiosk, address, kiosk.agent, 300), None
    if number in SHARING:
        group = serial // EVERY
        new = group not in places.shared
        device = places.shared.setdefault(group, _device(f"shared/{group}", agent))
        return Habits(device, address, device.agent), device if new else None
    device = _device(str(offender.pk), agent)
    even = 12 if number == MACHINE else rng.randrange(150, 500)
    return Habits(device, address, agent, even, too_quick=number == QUICK), device


def _device(name: str, agent: str) -> Device:
    """A browser whose cookie nobody has: only hashes are kept."""
    pk = named("device", name)
    return Device(id=pk, token_hash=hashlib.sha256(pk.bytes).hexdigest(), agent=agent)
