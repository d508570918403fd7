"""Formulas in files of others: small MathML as raised and lowered letters, TeX as it is typed.
Pure."""

from __future__ import annotations

import html
import re
from collections.abc import Callable

from exams.formats import xml
from exams.formats.safety import FileRefused
from exams.formats.xml import Node

TEX = re.compile(r"\\\(.{1,500}?\\\)|\\\[.{1,500}?\\\]|\$\$.{1,500}?\$\$", re.DOTALL)
_MATH = re.compile(r"<math\b[^>]*>.{0,20000}?</math>", re.DOTALL | re.IGNORECASE)
_JOINED = {"math", "mrow", "mstyle", "mpadded", "mphantom"}
_WORDS = {"mi", "mn", "mo", "mtext", "ms"}


def tex(text: str) -> str:
    """The first formula in TeX, empty when there is none: nobody here draws it."""
    for match in TEX.finditer(text):
        if re.search(r"[\\^_]", match[0].strip("\\()[]$")):
            return match[0]
    return ""


def in_html(text: str, lost: list[str]) -> str:
    """HTML whose MathML became letters."""

    def formula(match: re.Match[str]) -> str:
        try:
            root, _source = xml.parse(match[0].replace("&nbsp;", " ").encode())
        except FileRefused:
            return match[0]  # what is lost is said by whoever cleans it
        return mathml(root, lost)

    return _MATH.sub(formula, text) if "<math" in text else text


def mathml(node: Node, lost: list[str]) -> str:
    """A formula as HTML in one line. What cannot be said so is named in ``lost``, its letters
    stay."""
    if node.tag in _WORDS:
        return html.escape(" ".join((node.text or "").split()), quote=False)
    if node.tag == "semantics":
        return mathml(node[0], lost) if len(node) else ""  # type: ignore[arg-type]
    parts = [mathml(child, lost) for child in node]  # type: ignore[arg-type]
    if node.tag in _JOINED:
        return html.escape((node.text or "").strip(), quote=False) + "".join(parts)
    if node.tag == "mspace":
        return " "
    if node.tag == "mfenced":
        return _fenced(node, parts)
    wanted, write = _SHAPES.get(node.tag, (0, _SHAPES["msqrt"][1]))
    if node.tag in _SHAPES and len(parts) >= wanted:
        return write(parts)
    lost.append(f"<{node.tag}>")
    return " ".join(parts)


def _fenced(node: Node, parts: list[str]) -> str:
    between = (node.get("separators", ",") or "")[:1]
    inside = html.escape(between, quote=False).join(parts)
    first, last = (
        html.escape(node.get(end, sign)) for end, sign in (("open", "("), ("close", ")"))
    )
    return f"{first}{inside}{last}"


def _whole(text: str) -> str:
    """In brackets, where more than one sign stands above or below a line."""
    return text if re.fullmatch(r"\w+(?:[.,]\d+)?", text) else f"({text})"


_SHAPES: dict[str, tuple[int, Callable[[list[str]], str]]] = {
    "msup": (2, lambda parts: f"{parts[0]}<sup>{parts[1]}</sup>"),
    "msub": (2, lambda parts: f"{parts[0]}<sub>{parts[1]}</sub>"),
    "msubsup": (3, lambda parts: f"{parts[0]}<sub>{parts[1]}</sub><sup>{parts[2]}</sup>"),
    "munderover": (3, lambda parts: f"{parts[0]}<sub>{parts[1]}</sub><sup>{parts[2]}</sup>"),
    "munder": (2, lambda parts: f"{parts[0]}<sub>{parts[1]}</sub>"),
    "mfrac": (2, lambda parts: f"{_whole(parts[0])}/{_whole(parts[1])}"),
    "msqrt": (1, lambda parts: f"√{_whole(''.join(parts))}"),
    "mroot": (2, lambda parts: f"<sup>{parts[1]}</sup>√{_whole(parts[0])}"),
}
"""How many parts a shape needs, and how it is written."""
