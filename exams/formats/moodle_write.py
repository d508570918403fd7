"""Moodle XML, written: Moodle imports it, and `moodle_xml.read` reads back the same. Pure."""

from __future__ import annotations

import base64
import json
from collections.abc import Sequence
from typing import Any
from xml.etree import ElementTree
from xml.etree.ElementTree import Element, SubElement

from exams.bank import plain, rich_text
from exams.bank.plain import BLANK, Blank, Question
from exams.formats import extra
from exams.formats.drafts import Written

TYPES = {
    plain.SINGLE: "multichoice",
    plain.MULTIPLE: "multichoice",
    plain.TRUE_FALSE: "truefalse",
    plain.FILL: "cloze",
    plain.MATCHING: "matching",
    plain.ORDERING: "ordering",
    plain.SHORT: "essay",
    plain.CASE: "description",
}


def write(questions: Sequence[Question]) -> Written:
    """A quiz of all questions; a case is a description with its questions behind it."""
    root = Element("quiz")
    for question in questions:
        _add(root, question, question.pictures)
    ElementTree.indent(root)
    return Written(ElementTree.tostring(root, encoding="utf-8", xml_declaration=True) + b"\n")


def _add(root: Element, question: Question, pictures: Any, case: str = "") -> None:
    node = SubElement(root, "question", type=TYPES[question.kind])
    _text(SubElement(node, "name"), question.title or _name(question))
    stem = _cloze(question) if question.kind == plain.FILL else question.stem
    _rich(node, "questiontext", stem, pictures)
    _rich(node, "generalfeedback", question.explanation, pictures)
    is_case = question.kind == plain.CASE
    SubElement(node, "defaultgrade").text = "0" if is_case else format(question.score, "f")
    SubElement(node, "idnumber").text = question.key
    _body(node, question, pictures)
    if question.tags:
        tags = SubElement(node, "tags")
        for tag in question.tags:
            _text(SubElement(tags, "tag"), tag)
    more = _more(question, case)
    if more:
        SubElement(node, "xinlu").text = json.dumps(more, ensure_ascii=False)
    for part in question.parts:
        _add(root, part, pictures, question.key)


def _name(question: Question) -> str:
    return " ".join(rich_text.words(question.stem).split())[:60]


def _more(question: Question, case: str) -> dict[str, Any]:
    said = {"tags", "title", "explanation", "score", "model_answer", extra.FEEDBACK}
    if question.kind in (plain.SINGLE, plain.MULTIPLE, plain.MATCHING):
        said.add("shuffle")
    more = extra.pack(question, said)
    if question.kind == plain.MULTIPLE:
        more["rule"] = question.rule
    if not question.title:
        more["title"] = ""
    if question.kind == plain.CASE:
        more["kind"] = plain.CASE
        more.pop("score", None)
    return {**more, "case": case} if case else more


def _text(node: Element, text: str) -> None:
    SubElement(node, "text").text = text


def _rich(node: Element, tag: str, html: str, pictures: Any, **attributes: str) -> Element:
    """A text element with the pictures that it names."""
    child = SubElement(node, tag, {**attributes, "format": "html"})
    names = dict.fromkeys(name for name, _alt in rich_text.pictures(html) if name in pictures)
    for name in names:
        html = html.replace(f'src="{name}"', f'src="@@PLUGINFILE@@/{name}"')
    _text(child, html)
    for name in names:
        file = SubElement(child, "file", name=name, path="/", encoding="base64")
        file.text = base64.b64encode(pictures[name]).decode()
    return child


def _body(node: Element, question: Question, pictures: Any) -> None:
    if question.kind in (plain.SINGLE, plain.MULTIPLE, plain.TRUE_FALSE):
        _options(node, question, pictures)
    elif question.kind == plain.MATCHING:
        SubElement(node, "shuffleanswers").text = str(question.shuffle).lower()
        pairs = [(pair.left, pair.right) for pair in question.pairs]
        for left, right in [*pairs, *(("", text) for text in question.distractors)]:
            child = _rich(node, "subquestion", left, pictures)
            _rich(child, "answer", right, pictures)
    elif question.kind == plain.ORDERING:
        SubElement(node, "selecttype").text = "ALL"
        for place, item in enumerate(question.items, start=1):
            _rich(node, "answer", item, pictures, fraction=str(place))
    elif question.kind == plain.SHORT:
        SubElement(node, "responseformat").text = "plain"
        info = SubElement(node, "graderinfo", format="plain_text")
        _text(info, question.model_answer)


def _options(node: Element, question: Question, pictures: Any) -> None:
    if question.kind != plain.TRUE_FALSE:
        SubElement(node, "single").text = str(question.kind == plain.SINGLE).lower()
        SubElement(node, "shuffleanswers").text = str(question.shuffle).lower()
    right = sum(option.right for option in question.options) or 1
    share = f"{100 / right:.7f}".rstrip("0").rstrip(".")
    wrong = f"-{share}" if question.kind == plain.MULTIPLE else "0"
    for option in question.options:
        text = option.id if question.kind == plain.TRUE_FALSE else option.text
        fraction = share if option.right else wrong
        answer = _rich(node, "answer", text, pictures, fraction=fraction)
        if option.feedback:
            _rich(answer, "feedback", option.feedback, pictures)


def _cloze(question: Question) -> str:
    """The text with its gaps in Moodle's way. Brackets of the text itself are written as
    entities, so that no gap is seen where none is."""
    parts = BLANK.split(question.stem)
    done = []
    for place, part in enumerate(parts):
        if place % 2:
            done.append(_gap(question.blanks[int(part) - 1]))
        else:
            done.append(part.replace("{", "&#123;"))
    return "".join(done)


def _gap(blank: Blank) -> str:
    if blank.tolerance is not None:
        tolerance = format(blank.tolerance, "f")
        return (
            "{1:NUMERICAL:" + "~".join(f"={_said(one)}:{tolerance}" for one in blank.answers) + "}"
        )
    kind = "SHORTANSWER" if blank.ignore_case else "SHORTANSWER_C"
    answers = [_said(answer).replace("*", "\\*") for answer in blank.answers]
    return f"{{1:{kind}:" + "~".join(f"={answer}" for answer in answers) + "}"


def _said(answer: str) -> str:
    """An answer whose signs are not taken for Moodle's: they are entities."""
    text = "".join(f"&#{ord(char)};" if char in "&#" else char for char in answer)
    text = "".join(f"&#{ord(char)};" if char in "{}~=%\\:" else char for char in text)
    return text.replace("<", "&lt;").replace(">", "&gt;").replace('"', "&quot;")
