"""A scheme as a TOML file: read with the line of each problem, written in the order of the form."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from itertools import islice
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lms.scoring.rules.check import Path, problems

MOST_BYTES = 200_000
DEEPEST = 8
NAME = r"""(?:[A-Za-z0-9_-]+|"[^"]*"|'[^']*')"""
NAMES = rf"{NAME}(?:\s*\.\s*{NAME})*"
TABLE = re.compile(rf"^\s*\[(\[)?\s*({NAMES})\s*\]?\]\s*(?:#.*)?$")
KEY = re.compile(rf"^\s*({NAMES})\s*=")
LONG_TEXT = re.compile(r'"""|\'\'\'')
DECODE_PLACE = re.compile(r"\s*\(at (?:line (\d+), column (\d+)|end of document)\)")


@dataclass(frozen=True)
class LineProblem:
    """``line`` counts from 1; 0 for the file as a whole."""

    line: int
    message: str

    def __str__(self) -> str:
        return _("Line %(line)d: %(message)s") % {"line": self.line, "message": self.message}


def read(content: bytes) -> tuple[dict[str, Any] | None, list[LineProblem]]:
    """The plain form, or None and every problem with its line."""
    if len(content) > MOST_BYTES:
        return None, [LineProblem(0, _("The file is too large for a scheme."))]
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content[: error.start].count(b"\n") + 1
        return None, [LineProblem(line, _("The file is not UTF-8 text."))]
    try:
        plain = tomllib.loads(text.replace("\r\n", "\n"))
    except tomllib.TOMLDecodeError as error:
        return None, [_syntax(str(error), text)]
    except RecursionError:
        return None, [LineProblem(0, _("The file is nested too deeply."))]
    except ValueError:  # Python refuses to read a number of thousands of digits
        return None, [LineProblem(0, _("A number of the file is too long."))]
    found = problems(plain)
    if found:
        lines = _Lines(text)
        placed = [LineProblem(lines.of(one.path), one.message) for one in found]
        return None, sorted(placed, key=lambda one: one.line)
    return plain, []


def _syntax(words: str, text: str) -> LineProblem:
    place = DECODE_PLACE.search(words)
    line = int(place[1]) if place and place[1] else text.count("\n") + 1
    what = _in_words(DECODE_PLACE.sub("", words))
    return LineProblem(line, _("This is not TOML: %(what)s.") % {"what": what})


SYNTAX = (
    ("Expected '='", gettext_lazy("after a name an = is missing")),
    ("Expected newline", gettext_lazy("something stands behind the value")),
    ("Expected ']", gettext_lazy("a table's name does not end with ]")),
    ("Invalid statement", gettext_lazy("neither a name with a value nor a table")),
    ("Invalid initial character for a key", gettext_lazy("a name is missing or not possible")),
    ("Invalid value", gettext_lazy("the value is missing or cannot be read")),
    ("Unclosed array", gettext_lazy("a list does not end with ]")),
    ("Unclosed inline table", gettext_lazy("a table in braces does not end with }")),
    ("Unterminated string", gettext_lazy("a text does not end with its quotation mark")),
    ("Expected '\"'", gettext_lazy("a text does not end with its quotation mark")),
    ("Illegal character", gettext_lazy("a text does not end on its line")),
    ("Found invalid character", gettext_lazy("a sign that cannot stand here")),
    ("Unescaped", gettext_lazy("a \\ in a text must be written twice")),
    ("Cannot overwrite a value", gettext_lazy("this name stands here twice")),
    ("Cannot declare", gettext_lazy("this table stands here twice")),
    ("Duplicate inline table key", gettext_lazy("this name stands here twice")),
)
"""What Python's parser says, and what is said instead; anything else stays as it is."""


def _in_words(told: str) -> str:
    return next((str(said) for begin, said in SYNTAX if told.startswith(begin)), told)


class _Lines:
    """Where tables and keys of the file begin. A value inside a table in braces has the line of its
    key; what is missing has that of its table."""

    def __init__(self, text: str) -> None:
        self.places: dict[Path, int] = {}
        self._counts: dict[Path, int] = {}
        table: Path = ()
        inside = False  # a text of several lines
        for number, line in enumerate(text.replace("\r\n", "\n").split("\n"), 1):
            if not inside:
                if found := TABLE.match(line):
                    table = self._table(_names(found[2]), is_list=bool(found[1]), number=number)
                elif found := KEY.match(line):
                    self._place((*table, *_names(found[1])), number)
            inside ^= len(LONG_TEXT.findall(line)) % 2 == 1

    def _table(self, names: list[str], *, is_list: bool, number: int) -> Path:
        """The path of a table that begins; of a list of tables the next one's."""
        path: Path = ()
        for place, name in enumerate(names):
            path = (*path, name)
            if is_list and place == len(names) - 1:
                self._counts[path] = self._counts.get(path, -1) + 1
            self._place(path, number)
            if path in self._counts:
                path = (*path, self._counts[path])
        self._place(path, number)
        return path

    def _place(self, path: Path, number: int) -> None:
        for end in range(1, len(path) + 1):
            self.places.setdefault(path[:end], number)

    def of(self, path: Path) -> int:
        while path:
            if path in self.places:
                return self.places[path]
            path = path[:-1]
        return 1


def _names(dotted: str) -> list[str]:
    """The first names of a dotted one: a scheme is never deeper, and a hostile file would be."""
    found = islice(re.finditer(NAME, dotted), DEEPEST)
    return [name[0].strip("\"'") for name in found]


def write(plain: dict[str, Any]) -> str:
    """The file of a scheme; `read` gives the same plain form back."""
    simple = {name: value for name, value in plain.items() if not _is_tables(value)}
    parts = ["\n".join(f"{name} = {_value(value)}" for name, value in simple.items())]
    for name, value in plain.items():
        if isinstance(value, dict):
            parts.append(_table(f"[{name}]", value))
        elif _is_tables(value):
            parts += [_table(f"[[{name}]]", one) for one in value]
    return "\n\n".join(parts) + "\n"


def _is_tables(value: Any) -> bool:
    """What gets a heading of its own: a table, or a list of them."""
    listed = isinstance(value, list) and bool(value) and all(isinstance(v, dict) for v in value)
    return isinstance(value, dict) or listed


def _table(head: str, values: dict[str, Any]) -> str:
    return "\n".join([head, *(f"{name} = {_value(value)}" for name, value in values.items())])


def _value(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int):
        return str(value)
    if isinstance(value, list):
        return f"[{', '.join(map(_value, value))}]"
    if isinstance(value, dict):
        inside = ", ".join(f"{name} = {_value(one)}" for name, one in value.items())
        return f"{{ {inside} }}"
    return _string(str(value))


ESCAPES = {'"': '\\"', "\\": "\\\\", "\n": "\\n", "\r": "\\r", "\t": "\\t"}


def _string(text: str) -> str:
    def escaped(sign: str) -> str:
        if sign in ESCAPES:
            return ESCAPES[sign]
        return f"\\u{ord(sign):04x}" if ord(sign) < 32 or ord(sign) == 127 else sign

    return f'"{"".join(map(escaped, text))}"'
