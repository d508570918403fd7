"""What happens to text on its way into a file: spaces, full width, breaks, narrow pages."""

from __future__ import annotations

from random import Random

WIDE = {ord(c): ord(c) + 0xFEE0 for c in "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"}
WIDE_DIGITS = {ord(c): ord(c) + 0xFEE0 for c in "0123456789"}
CLEAN, SPACED, FULL_WIDTH, BROKEN, WRAPPED, HIDDEN = (
    "clean", "spaced", "full width", "broken", "wrapped", "hidden",
)  # fmt: skip
TRICKS = (CLEAN, CLEAN, CLEAN, CLEAN, SPACED, SPACED, FULL_WIDTH, BROKEN, WRAPPED, HIDDEN)
UNSEEN = ("\u200b", "\u00ad", "\ufeff", "\u2060")
NUMERIC = ("id", "oldid", "badid", "tel", "card", "plate", "passport")


def groups(value: str, kind: str) -> list[str]:
    """Where a writer parts a number: 331125 19900101 1234, 138 0578 1234, 6228 4800 …"""
    if "·" in value or " " in value:
        return [value]
    if kind in ("id", "badid"):
        return [value[:6], value[6:14], value[14:]]
    if kind == "oldid":
        return [value[:6], value[6:12], value[12:]]
    if kind == "tel" and value.isdigit() and len(value) == 11:
        return [value[:3], value[3:7], value[7:]]
    if kind == "card":
        return [value[at : at + 4] for at in range(0, len(value), 4)]
    if kind == "plate":
        return [value[:2], value[2:]]
    return [value]


def applied(trick: str, kind: str, value: str, random: Random) -> str:
    """``value`` of a slot as the trick leaves it; most tricks touch some values only."""
    if len(value) < 2:
        return value
    numeric = kind in NUMERIC
    if trick == SPACED and numeric and random.random() < 0.7:
        if random.random() < 0.15:
            return " ".join(value.replace(" ", ""))
        if random.random() < 0.08 and kind in ("id", "tel", "card"):
            return "\t".join(value)  # a box for each digit
        return random.choice([" ", " ", "  ", "\u3000", "-"] if kind != "plate" else [" "]).join(
            groups(value, kind)
        )
    if trick == SPACED and kind == "p" and len(value) in (2, 3) and random.random() < 0.4:
        return random.choice([" ", "\u3000"]).join(value) if len(value) == 2 else " ".join(value)
    if trick == HIDDEN and (numeric or kind in ("p", "mail")) and random.random() < 0.5:
        at = random.randrange(1, len(value))
        return value[:at] + random.choice(UNSEEN) + value[at:]
    if trick == FULL_WIDTH and (numeric or kind in ("birth", "caseno", "qq")):
        return value.translate(random.choice([WIDE, WIDE_DIGITS]))
    if trick == BROKEN and numeric and random.random() < 0.7:
        at = random.randrange(1, len(value))
        return value[:at] + random.choice(["\n", "\n", "\r\n", "\n  "]) + value[at:]
    if trick == BROKEN and kind in ("p", "addr", "unit", "co", "org") and random.random() < 0.4:
        at = random.randrange(1, len(value))
        return value[:at] + "\n" + value[at:]
    return value
