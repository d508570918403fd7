"""Real files of other producers, where they lie beside the project."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import pytest

from exams import formats
from exams.bank import check, plain, text
from exams.bank.plain import Option, Question
from exams.bank.rich_text import from_plain
from exams.formats import FileRefused

FOLDER = Path(__file__).parents[4] / "shared" / "testdata" / "questions"
pytestmark = pytest.mark.skipif(not FOLDER.is_dir(), reason=f"{FOLDER} is not there")
FILES = {
    "gift/examples.txt": ("gift", 43),
    "aiken/questions.aiken.txt": ("aiken", 2),
    "moodle-xml/multichoice.xml": ("moodle-xml", 1),
    "qti22/choice.xml": ("qti", 1),
    "qti22/choice_fixed.xml": ("qti", 1),
    "qti22/choice_multiple.xml": ("qti", 1),
    "qti22/choice_multiple_rtl.xml": ("qti", 1),
    "qti22/extended_text.xml": ("qti", 1),
    "qti22/gap_match.xml": ("qti", 1),
    "qti22/inline_choice.xml": ("qti", 1),
    "qti22/match.xml": ("qti", 1),
    "qti22/order.xml": ("qti", 1),
    "qti22/text_entry.xml": ("qti", 1),
    "qti30/package-simple/choice.xml": ("qti", 1),
    "qti30/package-simple/simple.zip": ("qti", 1),
}


@pytest.mark.parametrize("name", FILES)
def test_every_question_is_read(name):
    format, count = FILES[name]
    for said in (None, format):
        result = formats.read((FOLDER / name).read_bytes(), said, name)
        assert (result.format, len(result.questions)) == (format, count)
        assert len(result.found) == count


@pytest.mark.parametrize("name", FILES)
@pytest.mark.parametrize("format", ["moodle-xml", "qti", "xlsx"])
def test_every_question_can_leave_in_another_format(name, format):
    # Whole repetitions in one file are one question of the bank.
    read = {one.key: one for one in formats.read((FOLDER / name).read_bytes()).questions}
    written = formats.write(list(read.values()), format)
    assert not written.problems
    assert formats.read(written.content).questions == list(read.values())


def test_the_picture_of_the_package_comes_along():
    (question,) = formats.read((FOLDER / "qti30/package-simple/simple.zip").read_bytes()).questions
    picture = (FOLDER / "qti30/package-simple/images/sign.png").read_bytes()
    assert question.pictures == {"sign.png": picture}


def test_collections_of_other_kinds_are_not_taken_for_ours():
    for name in ("real/cmmlu-law-200.csv", "real/jec-qa-200.jsonl"):
        with pytest.raises(FileRefused, match="recognised"):
            formats.read((FOLDER / name).read_bytes())


def examinations() -> list[Question]:
    """400 questions on law, as single and multiple choices."""
    found = []
    lines = (FOLDER / "real/jec-qa-200.jsonl").read_text(encoding="utf-8").splitlines()
    for number, row in enumerate(map(json.loads, lines)):
        options = [(text[1], text[3:]) for text in row["options"]]
        found.append(_choice(f"jec-{number}", row["question"], options, set(row["label"])))
    with (FOLDER / "real/cmmlu-law-200.csv").open(encoding="utf-8", newline="") as file:
        for number, row in enumerate(csv.DictReader(file)):
            options = [(letter, row[letter]) for letter in "ABCD"]
            found.append(_choice(f"cmmlu-{number}", row["Question"], options, {row["Answer"]}))
    return [one for one in found if not check.problems(one)]


def _choice(key: str, stem: str, options: list[tuple[str, str]], right: set[str]) -> Question:
    rows = tuple(
        Option(letter.lower(), from_plain(text), letter in right) for letter, text in options
    )
    kind = plain.SINGLE if len(right) == 1 else plain.MULTIPLE
    return check.settle(Question(key, kind, from_plain(stem), options=rows))


@pytest.mark.parametrize("format", ["gift", "moodle-xml", "qti", "qti3", "xlsx"])
def test_real_examinations_come_back_from_every_format(format):
    questions = examinations()
    assert len(questions) > 350
    assert formats.read(formats.write(questions, format).content).questions == questions


def test_near_ones_are_found_among_real_examinations():
    known: text.Neighbours[str] = text.Neighbours()
    questions = examinations()
    for question in questions:
        known.add(question.key, text.question_text(question))
    for question in questions[:50]:
        (nearest, share), *_others = known.near(text.question_text(question)[2:])
        assert nearest == question.key
        assert share > 0.8
