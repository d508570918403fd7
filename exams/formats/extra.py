"""What a format has no word for travels in a place where other programs leave it alone: as a JSON
object of fields that differ from their defaults. It comes from files, so it is believed only as far
as it reads and fits. Pure."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import replace
from typing import Any, cast

from django.utils.translation import gettext as _

from exams.bank import plain
from exams.bank.plain import Question, from_json, to_json
from exams.formats.drafts import Draft

FIELDS = frozenset({
    "title", "score", "explanation", "law", "knowledge", "difficulty", "risk_point", "audience",
    "language", "source", "tags", "shuffle", "rule", "model_answer", "rubric", "max_characters",
})  # fmt: skip
IDS, FLAGS, FEEDBACK, TEXTS = "ids", "flags", "feedback", "texts"
_FLAGS = ("ignore_case", "ignore_width", "ignore_script")


def option_id(place: int) -> str:
    """The mark of an option that has none of its own: a, b, c …"""
    return chr(ord("a") + place) if place < 26 else f"o{place + 1}"


def pack(question: Question, said: Collection[str] = ()) -> dict[str, Any]:
    """Fields that the format does not say by itself (``said``: those that it does)."""
    data = {
        name: value
        for name, value in to_json(question).items()
        if name in FIELDS and name not in said
    }
    ids = [option.id for option in question.options]
    if question.kind != plain.TRUE_FALSE and IDS not in said:
        if ids != [option_id(place) for place in range(len(ids))]:
            data[IDS] = ids
    elif any(option.text for option in question.options) and TEXTS not in said:
        data[TEXTS] = [option.text for option in question.options]
    if FEEDBACK not in said and any(option.feedback for option in question.options):
        data[FEEDBACK] = [option.feedback for option in question.options]
    if FLAGS not in said and (rows := flags(question)):
        data[FLAGS] = rows
    return data


def flags(question: Question) -> list[list[bool]]:
    """What each blank ignores; nothing when all ignore everything."""
    rows = [[getattr(blank, flag) for flag in _FLAGS] for blank in question.blanks]
    return [] if all(map(all, rows)) else rows


def unpack(draft: Draft, data: Any) -> None:
    """Adds what travelled; what does not read or no longer fits is noted and left out."""
    if draft.question is None or not isinstance(data, Mapping):
        return
    for name, value in data.items():
        try:
            if name in FIELDS:
                draft.change(**{name: _field(name, value)})
            elif name in _LISTS:
                draft.question = _LISTS[name](draft.question, value)
        except (ValueError, TypeError):
            draft.note(_("The field “%(name)s” cannot be read.") % {"name": str(name)[:40]})


def _field(name: str, value: Any) -> Any:
    read = from_json({"key": "", "kind": "", "stem": "", name: value})
    return getattr(read, name)


def _texts(value: Any, length: int) -> list[str]:
    if not isinstance(value, list) or len(value) != length:
        raise ValueError("list")
    if not all(isinstance(one, str) for one in value):
        raise ValueError("text")
    return value


def _options(name: str) -> Any:
    def change(question: Question, value: Any) -> Question:
        texts = _texts(value, len(question.options))
        rows = zip(question.options, texts, strict=True)
        options = tuple(replace(one, **cast(Any, {name: text})) for one, text in rows)
        return replace(question, options=options)

    return change


def _set_flags(question: Question, value: Any) -> Question:
    if not isinstance(value, list) or len(value) != len(question.blanks):
        raise ValueError("list")
    blanks = []
    for blank, row in zip(question.blanks, value, strict=True):
        if len(row) != 3 or not all(isinstance(flag, bool) for flag in row):
            raise ValueError("flags")
        blanks.append(replace(blank, **dict(zip(_FLAGS, row, strict=True))))
    return replace(question, blanks=tuple(blanks))


_LISTS = {
    IDS: _options("id"),
    TEXTS: _options("text"),
    FEEDBACK: _options("feedback"),
    FLAGS: _set_flags,
}
