"""Characters as they are read: without those that nobody sees, and as people type them. Pure."""

from __future__ import annotations

import re
import unicodedata

_UNSEEN = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\x80-\x9f\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5"
    "\u180b-\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\u3164\ufe00-\ufe0f\ufeff\uffa0"
    "\ufff9-\ufffb\ufffe\uffff\ud800-\udfff\U000e0000-\U000e0fff]"
)
"""Invisible characters break a name or a number in two for a machine, not for a reader."""
_BREAKS = re.compile("\r\n?|[\x0b\x85\u2028\u2029]")
_SPACES = re.compile("[\u00a0\u2000-\u200a\u202f\u205f]")
_RADICALS = dict(
    zip(
        "⺁⺠⺫⺬⺮⺶⺷⺼⻁⻄⻅⻆⻉⻋⻌⻓⻔⻘⻙⻚⻛⻜⻝⻟⻢⻣⻤⻥⻦⻧⻨⻩⻪⻬⻮⻰⻳⺟⺌⺗",
        "厂民目示竹羊羊肉虎西见角贝车辶长门青韦页风飞食饣马骨鬼鱼鸟卤麦黄黾齐齿龙龟母小心",
        strict=True,
    )
)
_LOOKALIKES = re.compile("[\u2e80-\u2fdf\uf900-\ufaff]")
"""Radicals and compatibility forms, which PDF files often hold for common characters."""


def clean(text: str) -> str:
    """The text with ``\\n`` as line end, without unseen characters, with usual ones for forms that
    only look like them. Full-width digits and letters stay: they are what is written."""
    text = _UNSEEN.sub("", _SPACES.sub(" ", _BREAKS.sub("\n", text)))
    return _LOOKALIKES.sub(lambda one: _usual(one[0]), text)


def _usual(character: str) -> str:
    return _RADICALS.get(character) or unicodedata.normalize("NFKC", character)
