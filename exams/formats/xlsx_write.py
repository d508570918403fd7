"""Workbooks of questions, written: an export, and the template to fill in. Pure."""

from __future__ import annotations

import io
import json
from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _
from openpyxl import Workbook
from openpyxl.drawing.image import Image
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation

from exams.bank import plain
from exams.bank.plain import Question
from exams.formats import extra, xlsx_cells, xlsx_columns
from exams.formats.drafts import Problem, Written
from exams.formats.xlsx_examples import EXAMPLES
from lms.core.exports import is_dangerous

LEAST_OPTIONS = 6
MOST_CHARACTERS = 32_000
"""A cell holds no more."""
NEEDED = PatternFill("solid", fgColor="FFF2CC")
_WIDE = {"stem": 48, "answer": 20, "explanation": 40, "options": 22, "rubric": 24}


def write(questions: Sequence[Question]) -> Written:
    """A workbook of all questions with their pictures on a sheet of their own."""
    rows, problems, kept = [], [], []
    for question in questions:
        mine = [_row(question, ""), *(_row(part, question.key) for part in question.parts)]
        if reason := _cannot(question, mine):
            problems.append(Problem(0, reason, question.key, refused=True))
        else:
            rows += mine
            kept.append(question)
    book = Workbook()
    _fill_sheet(book.active, str(xlsx_columns.SHEET), rows)
    _add_pictures(book, kept)
    return Written(_bytes(book), tuple(problems))


def template() -> bytes:
    """An empty workbook with drop-downs, examples of every kind, and how to fill it in."""
    book = Workbook()
    _fill_sheet(book.active, str(xlsx_columns.SHEET), [])
    rows = [
        row
        for question in EXAMPLES
        for row in (
            _row(question, "", short=True),
            *(_row(part, question.key, short=True) for part in question.parts),
        )
    ]
    _fill_sheet(book.create_sheet(), str(xlsx_columns.EXAMPLES), rows)
    _explain(book.create_sheet(str(xlsx_columns.HELP)))
    return _bytes(book)


def _bytes(book: Workbook) -> bytes:
    memory = io.BytesIO()
    book.save(memory)
    return memory.getvalue()


def _cannot(question: Question, rows: list[dict[str, str]]) -> str:
    if any(len(text) > MOST_CHARACTERS for row in rows for text in row.values()):
        return _("A text is too long for a cell.")
    names = ", ".join(
        name
        for name, data in question.pictures.items()
        if not data.startswith((b"\x89PNG", b"\xff\xd8\xff", b"GIF8"))
    )
    return _("A workbook cannot hold the picture %(name)s.") % {"name": names} if names else ""


def _row(question: Question, case: str, *, short: bool = False) -> dict[str, str]:
    """Column → text. ``short``: without what only an export needs."""
    said = {"title", "score", "explanation", "law", "knowledge", "difficulty", "risk_point",
            "audience", "source", "tags", "rule", "rubric", "max_characters", "model_answer",
            "language"}  # fmt: skip
    more = extra.pack(question, said)
    if any("," in tag or set(tag) & set("，、；;") for tag in question.tags):
        more["tags"] = list(question.tags)
    if _rubric_is_lost(question):
        more["rubric"] = plain.to_json(question)["rubric"]
    data = plain.to_json(question)
    row = {
        "kind": str(xlsx_columns.KINDS[question.kind]),
        "stem": xlsx_cells.shown(question.stem),
        "answer": _answer(question),
        "explanation": xlsx_cells.shown(question.explanation),
        "score": "" if question.kind == plain.CASE else data.get("score", "1"),
        "difficulty": str(question.difficulty),
        "audience": str(xlsx_columns.AUDIENCES[question.audience]),
        "tags": ", ".join(question.tags),
        "rubric": xlsx_cells.shown_rubric(question.rubric),
        "max_characters": str(question.max_characters or ""),
        "key": question.key if not short or question.parts else "",
        "case": case,
        "language": "" if short else question.language,
        "more": json.dumps(more, ensure_ascii=False) if more and not short else "",
    }
    if question.rule != plain.ALL or question.kind == plain.MULTIPLE:
        row["rule"] = str(xlsx_columns.RULES[question.rule])
    for name in ("knowledge", "law", "risk_point", "source", "title"):
        row[name] = getattr(question, name)
    for place, text in enumerate(_options(question)):
        row[f"options:{place}"] = text
    return row


def _rubric_is_lost(question: Question) -> bool:
    if not question.rubric:
        return False
    return xlsx_cells.rubric(xlsx_cells.shown_rubric(question.rubric)) != question.rubric


def _answer(question: Question) -> str:
    if question.kind in (plain.SINGLE, plain.MULTIPLE):
        places = enumerate(question.options)
        return "".join(chr(ord("A") + place) for place, option in places if option.right)
    if question.kind == plain.TRUE_FALSE:
        right = next((option.id for option in question.options if option.right), "true")
        return str(xlsx_columns.TRUTHS[right])
    if question.kind == plain.FILL:
        return xlsx_cells.shown_blanks(question.blanks)
    return question.model_answer


def _options(question: Question) -> list[str]:
    if question.kind in (plain.SINGLE, plain.MULTIPLE):
        return [xlsx_cells.shown(option.text) for option in question.options]
    pairs = [xlsx_cells.shown_pair(pair.left, pair.right) for pair in question.pairs]
    pairs += [xlsx_cells.shown_pair("", text) for text in question.distractors]
    return pairs or [xlsx_cells.shown(item) for item in question.items]


# --- sheets ----------------------------------------------------------------------------------


def _keys(rows: Sequence[Mapping[str, str]]) -> list[str]:
    """The columns of a sheet: as many options as are needed, six at least."""
    used = [int(key.partition(":")[2]) + 1 for row in rows for key in row if ":" in key]
    options = [f"options:{place}" for place in range(max([LEAST_OPTIONS, *used]))]
    keys: list[str] = []
    for key in xlsx_columns.COLUMNS:
        keys += options if key == "options" else [key]
    return keys


def _fill_sheet(sheet: Any, title: str, rows: Sequence[Mapping[str, str]]) -> None:
    sheet.title = title
    sheet.freeze_panes = "C2"
    keys = _keys(rows)
    for at, key in enumerate(keys, start=1):
        name, _colon, place = key.partition(":")
        label = xlsx_columns.option_heading(int(place)) if place else xlsx_columns.COLUMNS[key]
        cell = sheet.cell(row=1, column=at, value=str(label))
        cell.font = Font(bold=True)
        if key in ("kind", "stem", "answer"):
            cell.fill = NEEDED
        width = _WIDE.get(name, max(10, 2 * len(str(label)) + 2))
        sheet.column_dimensions[get_column_letter(at)].width = width
        _offer(sheet, key, get_column_letter(at))
    for number, row in enumerate(rows, start=2):
        for at, key in enumerate(keys, start=1):
            if text := row.get(key, ""):
                _put(sheet.cell(row=number, column=at), key, text)


def _put(cell: Any, key: str, text: str) -> None:
    """Numbers as numbers; all else as text, also what looks like a formula."""
    if key in ("score", "difficulty", "max_characters"):
        cell.value = float(text) if "." in text else int(text)
        return
    cell.value = text
    cell.data_type = "s"
    cell.number_format = "@"
    cell.quotePrefix = is_dangerous(text)
    cell.alignment = Alignment(wrap_text=True, vertical="top")


def _offer(sheet: Any, key: str, letter: str) -> None:
    """A drop-down where only certain words are understood."""
    words: dict[str, Any] = {
        "kind": xlsx_columns.KINDS,
        "audience": xlsx_columns.AUDIENCES,
        "rule": xlsx_columns.RULES,
    }
    if key == "difficulty":
        listed = [str(number) for number in range(1, 6)]
    elif key in words:
        listed = [str(label) for label in words[key].values()]
    else:
        return
    check = DataValidation("list", formula1='"{}"'.format(",".join(listed)), allow_blank=True)
    sheet.add_data_validation(check)
    check.add(f"{letter}2:{letter}5000")


def _add_pictures(book: Workbook, questions: Sequence[Question]) -> None:
    rows = [(name, one.key, data) for one in questions for name, data in one.pictures.items()]
    if not rows:
        return
    sheet = book.create_sheet(str(xlsx_columns.PICTURES))
    sheet.column_dimensions["A"].width = sheet.column_dimensions["B"].width = 40
    for row, (name, key, data) in enumerate(rows, start=1):
        _put(sheet.cell(row=row, column=1), "name", name)
        _put(sheet.cell(row=row, column=2), "key", key)
        sheet.row_dimensions[row].height = 90
        image = Image(io.BytesIO(data))
        image.width, image.height = 100 * image.width / max(1, image.height), 100
        sheet.add_image(image, f"C{row}")


def _explain(sheet: Any) -> None:
    sheet.column_dimensions["A"].width = 110
    for number, text in enumerate(_sentences(), start=1):
        cell = sheet.cell(row=number, column=1, value=text)
        cell.alignment = Alignment(wrap_text=True, vertical="top")


def _sentences() -> list[str]:
    return [
        _("One row per question. Columns with a coloured heading are needed."),
        _("Single and multiple choice: write the options in their columns and the letters of the "
          "right ones as the answer, for example B or ACD."),
        _("Multiple choice, rule for points: all or nothing, or in parts (right choices less wrong "
          "ones, rounded down to half points)."),
        _("True or false: write true or false as the answer."),
        _("Fill in: write {{1}}, {{2}} … in the text where the blanks are. The answer has one line "
          "per blank; put | between answers that are equally right. For a number write how far "
          "away it may be: 3.14±0.01."),
        _("Matching: write pairs in the option columns like this: left -> right. A right side "
          "that belongs to nothing: -> right."),
        _("Ordering: write the items in the option columns in their right order."),
        _("Short answer: the answer is a model for the person who grades. The rubric has one line "
          "per point of view with its points behind a colon; together they make the score."),
        _("Case analysis: one row for the case with a key, then one row per question with this "
          "key in the column for the key of its case."),
        _("Layout: begin a cell with [html] and write simple HTML behind it."),
        _("The sheet with the examples is not read."),
    ]  # fmt: skip
