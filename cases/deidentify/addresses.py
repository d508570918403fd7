"""Places in one text, from the province down to the room.

What stands for an address keeps the province and says of every other part only what it is
(浙江省某市某县某镇某村): warning cases hide the place as well.
"""

from __future__ import annotations

from functools import lru_cache

from cases.deidentify.chains import SURE, Chain, Ground
from cases.deidentify.parts import LEVELS
from cases.deidentify.scene import Found, Scene

_MASKED = {"city": "市", "county": "县", "town": "镇", "village": "村", "group": "组", "road": "路"}
_WIDE = {"province", "bare", "city", "county"}
"""Places that hold many thousands of people."""


def _confidence(chain: Chain) -> float:
    levels = {part.level for part in chain.parts}
    if levels <= {"province"}:
        return 0.0
    if levels <= {"province", "bare"}:
        return 0.55 if chain.triggered else 0.0
    if levels <= _WIDE:
        return 0.6
    if chain.gain >= SURE and (chain.triggered or _is_anchored(chain, levels)):
        return 0.95
    return 0.75 if chain.gain >= SURE else 0.6


def _is_anchored(chain: Chain, levels: set[str]) -> bool:
    """Whether more than signs that end places (跑|三栋, 中标镇|线路) says that this is one."""
    return len(chain.parts) > 1 and (bool(levels & _WIDE) or len(levels) > 2 or chain.numbered)


def find_addresses(ground: Ground) -> list[Found]:
    """All places and addresses."""
    found = []
    for chain in ground.chains:
        confidence = _confidence(chain)
        if confidence:
            reason = "address" if len(chain.parts) > 1 else "place"
            found.append(Found(chain.start, chain.end, confidence, reason))
    return found


@lru_cache(maxsize=5000)
def masked_address(text: str) -> str:
    """What stands for the address ``text``, without breaks: its province, and what the rest is."""
    scene = Scene(text)
    masked = ""
    for chain in Ground(scene).chains[:1]:
        for part in chain.parts:
            surface = scene.text[part.start : part.end]
            if part.level == "province":
                masked += surface
            elif part.level != "detail":
                sign = "某" + _sign_of(surface, part.level)
                masked += sign if not masked.endswith(sign) else ""
    return masked or "某地"


def _sign_of(part: str, level: str) -> str:
    if level == "bare":
        return "地"
    signs = sorted(LEVELS.get(level, "").split(), key=len, reverse=True)
    sign = next((sign for sign in signs if part.endswith(sign)), _MASKED.get(level, "小区"))
    if level == "road" and len(sign) > 1 and sign[0] in "东西南北中一二三横后":
        return sign[-1]
    return sign
