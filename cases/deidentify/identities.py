"""Which mentions mean one person: 张三, 老张, 张所长, “三哥” and 张某 of one case.

A short form belongs to a person only where there is no doubt: when the case has one person of that
surname (or of that given name). What stays in doubt is nobody's: it gets no number.
"""

from __future__ import annotations

from collections.abc import Iterable
from enum import Enum, auto

from cases.deidentify.lexicon import names, words
from cases.deidentify.surnames import is_surname, surname_of

_HONORIFIC = "老小阿大"
_NICK_ENDS = frozenset("哥姐爷子总嫂叔伯婶姨头佬仔毛炮")


class Form(Enum):
    """How a mention calls a person."""

    FULL = auto()
    MASKED = auto()
    """张某: somebody has masked it already."""
    TITLED = auto()
    """李主任."""
    FAMILIAR = auto()
    """老张, 小李."""
    GIVEN = auto()
    """建国, where 张建国 is known."""
    ALIAS = auto()


def title_of(name: str) -> str:
    """The title in 李主任, or ""."""
    for size in (2, 1):
        if is_surname(name[:size]) and name[size:] in words().titles:
            return name[size:]
    return ""


def looks_like_alias(name: str) -> bool:
    """Whether a name between quotation marks is no surname with a given name."""
    surname = name[:1] in names().common and len(name) in (2, 3)
    return not surname or name[-1] in _NICK_ENDS or name[0] in _HONORIFIC


def form_of(name: str) -> Form:
    """The form of a mention as far as it tells by itself."""
    if "某" in name:
        return Form.MASKED
    if title_of(name):
        return Form.TITLED
    if name[0] in _HONORIFIC and is_surname(name[1:]):
        return Form.FAMILIAR
    return Form.FULL


def root_of(name: str) -> str:
    """What of a name may stay: the surname, the first sign of other names (最高法 2016 §9)."""
    if name[:1].isascii() and name[:1].isalpha():
        return name[0].upper()
    if "·" in name or "•" in name:
        return name[0]
    if form_of(name) is Form.FAMILIAR:
        return name[1:]
    if title := title_of(name):
        return name.removesuffix(title)
    return surname_of(name.split("某", maxsplit=1)[0] or name)


class People:
    """The persons of one case, in the order in which they appear."""

    def __init__(self, mentions: Iterable[str], aliases: dict[str, str]) -> None:
        """``aliases``: what was called an alias → whose it is ("" when nobody knows)."""
        self._aliases = aliases
        mentions = list(dict.fromkeys(mentions))
        given = self._given_names(mentions)
        self._forms = {name: self._form(name, given) for name in mentions}
        self._by_given = given
        self.families: dict[str, list[str]] = {}
        """Persons by what stays of their names."""
        for name in mentions:
            if self._forms[name] is Form.FULL and aliases.get(name, name) == name:
                self.families.setdefault(root_of(name), []).append(name)

    def _form(self, name: str, given: dict[str, list[str]]) -> Form:
        if name in self._aliases and self._aliases[name] != name:
            return Form.ALIAS
        form = form_of(name)
        return Form.GIVEN if form is Form.FULL and name in given else form

    @staticmethod
    def _given_names(mentions: Iterable[str]) -> dict[str, list[str]]:
        given: dict[str, list[str]] = {}
        for name in mentions:
            surname = surname_of(name)
            if len(name) - len(surname) == 2 and form_of(name) is Form.FULL:
                given.setdefault(name[len(surname) :], []).append(name)
        return given

    def form(self, name: str) -> Form:
        return self._forms.get(name) or form_of(name)

    def _owner(self, alias: str) -> str | None:
        """Whose it is, also through several aliases; None when nobody says."""
        seen, name = {alias}, self._aliases[alias]
        while name in self._forms and name not in seen:
            if self._forms[name] is not Form.ALIAS:
                return name
            seen.add(name)
            name = self._aliases[name]
        return None

    def identity(self, name: str) -> str:
        """The whole name of whom ``name`` means; ``name`` itself of a person who is only called
        so; "" where several may be meant."""
        form = self.form(name)
        if form is Form.FULL:
            return name
        if form is Form.ALIAS:
            owner = self._owner(name)
            return name if owner is None else self.identity(owner)
        family = self._by_given[name] if form is Form.GIVEN else self.families.get(root_of(name))
        if not family:
            return root_of(name)
        return family[0] if len(family) == 1 else ""
