"""Parts of a scheme's plain form taken out, put in and taken away. Pure."""

from __future__ import annotations

import copy
from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _

from lms.scoring.rules.check import Problem, problems

Plain = dict[str, Any]
BASICS = frozenset({"name", "base", "minimum", "maximum", "targets", "bands", "calendar"})


def with_part(plain: Plain, name: str, number: int | None, part: Plain) -> Plain:
    """The scheme with the item or proposal ``number`` put in its place; None: as the last one.
    Where its code changed, what names it follows."""
    made = copy.deepcopy(plain)
    parts = made.setdefault(name, [])
    if number is None:
        parts.append(part)
        return made
    before, parts[number] = parts[number], part
    if name == "items" and part.get("code") and before.get("code") != part.get("code"):
        _rename(made, str(before.get("code")), str(part["code"]))
    return made


def without_part(plain: Plain, name: str, number: int) -> Plain:
    """The scheme without that item or proposal; nothing names it any more."""
    made = copy.deepcopy(plain)
    gone = made[name].pop(number)
    if name == "items":
        _rename(made, str(gone.get("code")), None)
    return made


def with_basics(plain: Plain, basics: Plain) -> Plain:
    """The scheme with other basics; items and proposals stay. The order is that of a file."""
    rest = {name: value for name, value in plain.items() if name not in BASICS}
    simple = {k: v for k, v in basics.items() if not isinstance(v, dict | list)}
    return copy.deepcopy(simple | {k: v for k, v in basics.items() if k not in simple} | rest)


def with_figures(plain: Plain, figures: Mapping[int, Plain]) -> Plain:
    """Name, points and cap of some items changed; None takes a value away."""
    made = copy.deepcopy(plain)
    for number, changes in figures.items():
        item = {**made["items"][number], **changes}
        made["items"][number] = {name: one for name, one in item.items() if one is not None}
    return made


def _rename(plain: Plain, old: str, new: str | None) -> None:
    lists = [one.get("replaces") for one in plain.get("items", ())]
    for names in [*lists, plain.get("targets", {}).get("lifts")]:
        if isinstance(names, list) and old in names:
            place = names.index(old)
            names[place : place + 1] = [new] if new else []


def problems_of(plain: Plain, name: str, number: int) -> list[Problem]:
    """What is wrong in one item or proposal. A code that another one has is wrong in both."""
    found = [one for one in problems(plain) if one.path[:2] == (name, number)]
    codes = [one.get("code") for one in plain[name]]
    twice = codes.count(codes[number]) > 1
    if twice and not any(one.path[2:] == ("code",) for one in found):
        found.append(Problem((name, number, "code"), _("This code stands here twice.")))
    return found
