"""What the study API answers, built from the clock (contract.md). Pure."""

from __future__ import annotations

from typing import Any

from lms.learning.keeping import Kept, moment

BEAT_INTERVAL = 15


def seconds(ms: int) -> float:
    """Milliseconds as seconds, without a needless fraction."""
    return ms // 1000 if ms % 1000 == 0 else ms / 1000


def of_beat(kept: Kept, reason: str | None, challenge: dict[str, Any] | None) -> dict[str, Any]:
    clock = kept.clock
    return {
        "seq": clock.seq,
        "credited_seconds": clock.credited,
        "provisional_seconds": clock.provisional_ms(clock.session) // 1000,
        "state": "open",
        "reason": reason,
        "challenge": challenge,
        "position": seconds(clock.position),
        "next_beat_in": BEAT_INTERVAL,
    }


def of_closing(kept: Kept, challenge: dict[str, Any] | None) -> dict[str, Any]:
    clock = kept.clock
    uncounted = [
        {"seconds": round(ms / 1000), "reason": reason}
        for reason, ms in sorted(clock.reasons.items())
        if round(ms / 1000)
    ]
    return {
        "credited_seconds": clock.credited,
        "provisional_seconds": clock.provisional_ms(clock.session) // 1000,
        "completed": clock.completed,
        "challenge": challenge,
        "uncounted": uncounted,
    }


def of_question(
    question: str, prompt: str, options: list[dict[str, str]], expires: int
) -> dict[str, Any]:
    """The open question as a client may see it: never which option is right."""
    return {
        "id": question,
        "prompt": prompt,
        "kind": "choice",
        "options": options,
        "expires_at": moment(expires).isoformat().replace("+00:00", "Z"),
    }
