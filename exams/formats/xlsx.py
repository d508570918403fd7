"""Workbooks of questions, read: one row per question, a case's questions below it.

Columns are found by their headings, in any order and language of the platform; sheets without
them (explanations, examples) are passed over. Pure.
"""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Callable
from typing import Any

from django.utils.translation import gettext as _
from openpyxl import load_workbook
from openpyxl.utils.exceptions import InvalidFileException

from exams.bank import plain, rich_text
from exams.bank.plain import Option, Question
from exams.formats import extra, xlsx_cells, xlsx_columns
from exams.formats.drafts import Draft
from exams.formats.pictures import Album
from exams.formats.safety import Archive, FileRefused
from exams.formats.xlsx_sheets import SPREAD, Sheet, look_at_all

NAME = "xlsx"


class _Words:
    """Spellings, looked up once per file."""

    def __init__(self) -> None:
        self.headings = xlsx_columns.headings()
        self.other_headings = xlsx_columns.other_headings()
        self.kinds = xlsx_columns.kinds()
        self.audiences = xlsx_columns.spellings(xlsx_columns.AUDIENCES)
        self.rules = xlsx_columns.spellings(xlsx_columns.RULES)
        self.truths = xlsx_columns.truths()


def read(content: bytes, archive: Archive) -> tuple[list[Draft], list[str]]:
    """Every question of a workbook, in order, and notes about the whole. ``archive``: the same
    file, looked at."""
    look_at_all(archive)
    try:
        book = load_workbook(io.BytesIO(content), rich_text=True)
    except (InvalidFileException, zipfile.BadZipFile, KeyError, ValueError, TypeError,
            AttributeError, OSError, SyntaxError, IndexError) as error:  # fmt: skip
        raise FileRefused(_("The workbook is broken.")) from error
    words = _Words()
    pictures = _pictures(book)
    skipped = xlsx_columns.names(xlsx_columns.EXAMPLES)
    silent = xlsx_columns.names(xlsx_columns.HELP) | xlsx_columns.names(xlsx_columns.PICTURES)
    drafts: list[Draft] = []
    notes: list[str] = []
    for one in book.worksheets:
        name = xlsx_columns.folded(one.title)
        if name not in skipped:
            drafts += _sheet(Sheet(one), words, pictures, [] if name in silent else notes)
    if not drafts:
        raise FileRefused(
            _("There is no sheet with the headings “%(kind)s” and “%(stem)s” and a row below. "
              "Please use the template.")
            % {"kind": xlsx_columns.COLUMNS["kind"], "stem": xlsx_columns.COLUMNS["stem"]}
        )  # fmt: skip
    return drafts, notes


Pictures = dict[tuple[str, str], bytes]
"""(key of the question or nothing, name) → bytes."""


def _pictures(book: Any) -> Pictures:
    """Pictures of the sheet for them: in their row stand the name and, where names occur twice,
    the key of the question."""
    found: Pictures = {}
    titles = xlsx_columns.names(xlsx_columns.PICTURES)
    for sheet in book.worksheets:
        if xlsx_columns.folded(sheet.title) in titles:
            for image in sheet._images:
                row = image.anchor._from.row + 1
                name, key = (
                    xlsx_cells.value(sheet.cell(row=row, column=at).value) for at in (1, 2)
                )
                found[(key, name)] = image._data()
    return found


def _sheet(sheet: Sheet, words: _Words, pictures: Pictures, notes: list[str]) -> list[Draft]:
    columns: dict[int, str] = {}
    used: set[int] = set()
    drafts = []
    for number, row in sheet.rows():
        if not columns:
            columns = _columns(row, words)
            if columns:
                sheet.check_size()
            elif number > SPREAD:
                break
            continue
        cells = {columns[at]: cell for at, cell in enumerate(row) if at in columns}
        used |= {at for at, cell in enumerate(row) if cell.value is not None}
        values = {key: sheet.value(cell, key) for key, cell in cells.items()}
        if any(xlsx_cells.value(cell.value) for cell in cells.values()):
            draft = Draft(number, place=sheet.title)
            sheet.look_at(draft, list(cells.values()))
            if draft.refusals:
                draft.name = rich_text.plain_line(values.get("stem", ""))[:60]
            else:
                _read_row(draft, {key: text for key, text in values.items() if text}, words)
                _add_pictures(draft, pictures)
            drafts.append(draft)
    _note(sheet, notes, columns, used)
    return drafts


def _note(sheet: Sheet, notes: list[str], columns: dict[int, str], used: set[int]) -> None:
    """What of a sheet was passed over."""
    if not columns and sheet.last_row:
        text = _("The sheet “%(sheet)s” has no headings of questions and was passed over.")
        notes.append(text % {"sheet": sheet.title})
    if columns and sheet.is_hidden:
        text = _("The sheet “%(sheet)s” is hidden; it was read as well.")
        notes.append(text % {"sheet": sheet.title})
    if columns and (names := sheet.unread(columns, used)):
        text = _("The sheet “%(sheet)s” has columns that are not used: %(names)s")
        notes.append(text % {"sheet": sheet.title, "names": names})


def _columns(row: Any, words: _Words) -> dict[int, str]:
    """Which column is which; nothing when the row is not one of headings. Our own headings come
    first, others stand in where ours are missing."""
    found: dict[int, str] = {}
    for spellings in (words.headings, words.other_headings):
        for at, cell in enumerate(row):
            key = spellings.get(xlsx_columns.folded(cell.value))
            if key and at not in found and key not in found.values():
                found[at] = key
    return found if {"kind", "stem"} <= set(found.values()) else {}


def _read_row(draft: Draft, row: dict[str, str], words: _Words) -> None:
    kind = _kind(row.get("kind", ""), words)
    key = rich_text.plain_line(row.get("key", ""))
    draft.key_given = bool(key)
    draft.case = row.get("case", "")
    draft.name = row.get("title", "")
    if not kind:
        named = row.get("kind", "")[:40]
        text = _("The kind “%(kind)s” is not known.") if named else _("The kind is missing.")
        draft.refuse(text % {"kind": named})
        draft.name = draft.name or rich_text.plain_line(row.get("stem", ""))[:60]
        return
    draft.question = Question(key, kind, xlsx_cells.rich(row.get("stem", "")))
    options = [row.get(f"options:{place}", "") for place in range(26)]
    while options and not options[-1]:
        options.pop()
    answer = row.get("answer", "")
    try:
        _KINDS[kind](draft, options, answer, words)
    except ValueError:
        draft.refuse(_("The answer or the options cannot be understood."))
    _common(draft, row, words)
    _unused(draft, kind, options, answer)


def _unused(draft: Draft, kind: str, options: list[str], answer: str) -> None:
    if options and kind in (plain.TRUE_FALSE, plain.FILL, plain.SHORT, plain.CASE):
        draft.note(_("Options are not used by this kind of question."))
    if answer and kind in (plain.MATCHING, plain.ORDERING, plain.CASE):
        draft.note(_("The answer is not used by this kind of question."))


def _kind(text: str, words: _Words) -> str:
    """Also the beginning of a kind's name, as people shorten them."""
    wanted = xlsx_columns.folded(text)
    if wanted in words.kinds or not wanted:
        return words.kinds.get(wanted, "")
    found = {code for label, code in words.kinds.items() if label.startswith(wanted)}
    return found.pop() if len(found) == 1 and len(wanted) > 1 else ""


def _choice(draft: Draft, options: list[str], answer: str, _words: _Words) -> None:
    letters = {letter for letter in xlsx_columns.folded(answer) if letter.isalnum()}
    rows = [
        Option(extra.option_id(place), xlsx_cells.rich(text), chr(97 + place) in letters)
        for place, text in enumerate(options)
    ]
    if not letters or letters - {chr(97 + place) for place in range(len(options))}:
        draft.refuse(
            _("The answer “%(answer)s” is not the letters of options, such as B or ACD.")
            % {"answer": answer[:40]}
        )
    draft.change(options=tuple(rows))


def _true_false(draft: Draft, _options: list[str], answer: str, words: _Words) -> None:
    truth = words.truths.get(xlsx_columns.folded(answer).strip("()。."))
    if truth is None:
        draft.refuse(_("It must be said whether the sentence is true or false."))
    rows = (Option("true", "", truth == "true"), Option("false", "", truth == "false"))
    draft.change(options=rows)


def _fill(draft: Draft, _options: list[str], answer: str, _words: _Words) -> None:
    blanks = xlsx_cells.blanks(answer)
    stem = draft.question.stem if draft.question is not None else ""
    numbered = xlsx_cells.numbered(stem, len(blanks))
    if numbered != stem and any(set(";；") & set(one) for blank in blanks for one in blank.answers):
        draft.note(_("Between answers that are equally right stands |, each blank has its line."))
    draft.change(stem=numbered, blanks=blanks)


def _matching(draft: Draft, options: list[str], _answer: str, _words: _Words) -> None:
    if not all(xlsx_cells.ARROW.search(text) for text in options if text):
        draft.refuse(_("A pair lacks its arrow “->”."))
        return
    pairs = [xlsx_cells.pair(text) for text in options if text]
    draft.change(
        pairs=tuple(pair for pair in pairs if pair.left),
        distractors=tuple(pair.right for pair in pairs if not pair.left),
    )


def _ordering(draft: Draft, options: list[str], _answer: str, _words: _Words) -> None:
    draft.change(items=tuple(xlsx_cells.rich(text) for text in options))


def _short(draft: Draft, _options: list[str], answer: str, _words: _Words) -> None:
    draft.change(model_answer=answer)


def _case(_draft: Draft, _options: list[str], _answer: str, _words: _Words) -> None:
    """A case has nothing but its text; its questions name it."""


_KINDS: dict[str, Callable[[Draft, list[str], str, _Words], None]] = {
    plain.SINGLE: _choice,
    plain.MULTIPLE: _choice,
    plain.TRUE_FALSE: _true_false,
    plain.FILL: _fill,
    plain.MATCHING: _matching,
    plain.ORDERING: _ordering,
    plain.SHORT: _short,
    plain.CASE: _case,
}


def _common(draft: Draft, row: dict[str, str], words: _Words) -> None:
    readers: dict[str, Callable[[str], Any]] = {
        "title": str,
        "explanation": xlsx_cells.rich,
        "score": xlsx_cells.number,
        "knowledge": str,
        "difficulty": xlsx_cells.whole,
        "law": str,
        "risk_point": str,
        "audience": lambda text: words.audiences[xlsx_columns.folded(text)],
        "source": str,
        "tags": _tags,
        "rule": lambda text: words.rules[xlsx_columns.folded(text)],
        "rubric": xlsx_cells.rubric,
        "max_characters": xlsx_cells.whole,
        "language": str,
    }
    for name, reader in readers.items():
        if name in row:
            try:
                draft.change(**{name: reader(row[name])})
            except (ValueError, KeyError):
                draft.refuse(
                    _("“%(text)s” is not understood in the column “%(column)s”.")
                    % {"text": row[name][:40], "column": xlsx_columns.COLUMNS[name]}
                )
    try:
        extra.unpack(draft, json.loads(row.get("more", "{}")))
    except (ValueError, RecursionError):
        draft.note(_("The last column was changed and is not used."))


def _tags(text: str) -> tuple[str, ...]:
    for sign in "，、；;\n":
        text = text.replace(sign, ",")
    return tuple(part.strip() for part in text.split(",") if part.strip())


def _add_pictures(draft: Draft, pictures: Pictures) -> None:
    if draft.question is None:
        return
    album = Album(draft)
    owners = (draft.question.key, draft.case, "")
    for text in plain.rich_fields(draft.question):
        for name, _alt in rich_text.pictures(text):
            owner = next((one for one in owners if (one, name) in pictures), None)
            if owner is not None and name not in album.pictures:
                album.take(name, pictures[(owner, name)])
    draft.change(pictures=album.pictures)
