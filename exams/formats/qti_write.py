"""QTI, written: a package with an item per question, in 2.2 or 3.0. Pure.

A case is an item with its text alone, followed by its questions. What QTI has no word for stands in
the metadata of the item's resource.
"""

from __future__ import annotations

import io
import json
import re
import zipfile
from collections.abc import Callable, Mapping, Sequence
from typing import Any
from xml.etree import ElementTree
from xml.etree.ElementTree import Element, SubElement

from django.utils import translation
from django.utils.translation import gettext as _

from exams.bank import plain, rich_text
from exams.bank.plain import Blank, Question
from exams.formats import extra
from exams.formats.drafts import Written
from exams.formats.qti_item import STEM
from exams.formats.qti_tree import fill_tree

V21, V22, V30 = "2.1", "2.2", "3.0"
_SPACES = {
    V21: "http://www.imsglobal.org/xsd/imsqti_v2p1",
    V22: "http://www.imsglobal.org/xsd/imsqti_v2p2",
    V30: "http://www.imsglobal.org/xsd/imsqtiasi_v3p0",
}
_MANIFESTS = {
    V21: ("http://www.imsglobal.org/xsd/imscp_v1p1", "QTIv2.1 Package", "1.0.0",
          "imsqti_item_xmlv2p1"),
    V22: ("http://www.imsglobal.org/xsd/imscp_v1p1", "QTIv2.2 Package", "1.0.0",
          "imsqti_item_xmlv2p2"),
    V30: ("http://www.imsglobal.org/xsd/qti/qtiv3p0/imscp_v1p1", "QTI Package", "3.0.0",
          "imsqti_item_xmlv3p0"),
}  # fmt: skip
_TEMPLATES = {
    V21: "http://www.imsglobal.org/question/qti_v2p1/rptemplates/{}",
    V22: "http://www.imsglobal.org/question/qti_v2p2/rptemplates/{}",
    V30: "https://purl.imsglobal.org/spec/qti/v3p0/rptemplates/{}.xml",
}
_HTML = rich_text.TAGS | {"div", "img"}
_OLD = (1980, 1, 1, 0, 0, 0)
"""One time for every member: the same questions make the same file."""


def write(questions: Sequence[Question], version: str = V22) -> Written:
    """A package of all questions with their pictures, in their order."""
    rows: list[tuple[Question, dict[str, Any], Mapping[str, bytes]]] = []
    for question in questions:
        rows.append((question, _more(question, ""), question.pictures))
        for part in question.parts:
            rows.append((part, _more(part, question.key), question.pictures))
    memory = io.BytesIO()
    with zipfile.ZipFile(memory, "w", zipfile.ZIP_DEFLATED) as archive:
        manifest = _Manifest(version)
        for number, (question, more, pictures) in enumerate(rows, start=1):
            name = f"{number:04}"
            used = _used(question, pictures)
            _put(archive, f"items/{name}.xml", _item(question, name, version))
            for picture, data in used.items():
                _put(archive, f"pictures/{name}/{picture}", data)
            manifest.add(name, more, list(used))
        _put(archive, "imsmanifest.xml", manifest.bytes())
    return Written(memory.getvalue())


def _put(archive: zipfile.ZipFile, name: str, data: bytes) -> None:
    info = zipfile.ZipInfo(name, _OLD)
    info.compress_type = zipfile.ZIP_DEFLATED
    archive.writestr(info, data)


def _used(question: Question, pictures: Mapping[str, bytes]) -> dict[str, bytes]:
    bare = Question("", question.kind, question.stem, **_without_parts(question))
    names = {name for text in plain.rich_fields(bare) for name, _alt in rich_text.pictures(text)}
    return {name: data for name, data in pictures.items() if name in names}


def _without_parts(question: Question) -> dict[str, Any]:
    names = ("explanation", "options", "pairs", "distractors", "items")
    return {name: getattr(question, name) for name in names}


def _more(question: Question, case: str) -> dict[str, Any]:
    said = {extra.IDS, extra.FEEDBACK, "language"}
    more = extra.pack(question, said)
    more["language"] = question.language
    more.setdefault("title", question.title)
    more.setdefault("explanation", question.explanation)
    more["score"] = plain.to_json(question).get("score", "1")
    more["shuffle"] = question.shuffle
    more["rule"] = question.rule
    more["model_answer"] = question.model_answer
    if any(option.feedback for option in question.options):
        more[extra.FEEDBACK] = [option.feedback for option in question.options]
    flags = extra.flags(question)
    if flags:
        more[extra.FLAGS] = flags
    if question.kind == plain.CASE:
        more["kind"] = plain.CASE
    return {**more, "case": case} if case else more


class _Manifest:
    def __init__(self, version: str) -> None:
        space, schema, schema_version, self._type = _MANIFESTS[version]
        self._root = Element("manifest", {"xmlns": space, "identifier": "XINLU"})
        metadata = SubElement(self._root, "metadata")
        SubElement(metadata, "schema").text = schema
        SubElement(metadata, "schemaversion").text = schema_version
        SubElement(self._root, "organizations")
        self._resources = SubElement(self._root, "resources")

    def add(self, name: str, more: dict[str, Any], pictures: list[str]) -> None:
        href = f"items/{name}.xml"
        node = SubElement(
            self._resources, "resource", identifier=f"Q{name}", type=self._type, href=href
        )
        own = SubElement(SubElement(node, "metadata"), "x:xinlu", {"xmlns:x": "urn:xinlu:question"})
        own.text = json.dumps(more, ensure_ascii=False)
        for path in (href, *(f"pictures/{name}/{picture}" for picture in pictures)):
            SubElement(node, "file", href=path)

    def bytes(self) -> bytes:
        ElementTree.indent(self._root)
        return ElementTree.tostring(self._root, encoding="utf-8", xml_declaration=True)


def _item(question: Question, name: str, version: str) -> bytes:
    language = "zh-Hans" if question.language == "zh-hans" else question.language
    root = Element(
        "assessmentItem",
        {
            "xmlns": _SPACES[version],
            "identifier": f"Q{name}",
            "title": question.title or " ".join(rich_text.words(question.stem).split())[:60],
            "label": question.key,
            "toolName": "Xinlu",
            "xml:lang": language,
            "adaptive": "false",
            "timeDependent": "false",
        },
    )
    maker = _Maker(root, question, name, version)
    _BODIES[question.kind](maker)
    maker.close()
    if version == V30:
        _kebab(root)
    return ElementTree.tostring(root, encoding="utf-8", xml_declaration=True)


def _kebab(root: Element) -> None:
    for node in root.iter():
        if node.tag not in _HTML:
            node.tag = "qti-" + _dashed(node.tag)
            for key in list(node.attrib):
                if not key.startswith("xml"):
                    value = node.attrib.pop(key)
                    node.set(_dashed(key), value)


def _dashed(name: str) -> str:
    return re.sub(r"([A-Z])", lambda match: "-" + match[1].lower(), name)


class _Maker:
    """One item: declarations, body and processing in the order that the schema wants."""

    def __init__(self, root: Element, question: Question, name: str, version: str) -> None:
        self.question = question
        self._root, self._name, self._version = root, name, version
        self._processing: Element | None = None
        self._declarations: list[Element] = []
        self.body = Element("itemBody")
        self.box = SubElement(self.body, "div", {"class": STEM})

    def stem(self, gap: Callable[[int], Element] | None = None) -> None:
        fill_tree(self.box, self.question.stem, self._name, gap)

    def declare(
        self, cardinality: str, kind: str, correct: Sequence[str], name: str = "RESPONSE"
    ) -> Element:
        node = Element(
            "responseDeclaration", identifier=name, cardinality=cardinality, baseType=kind
        )
        if correct:
            right = SubElement(node, "correctResponse")
            for value in correct:
                SubElement(right, "value").text = value
        self._declarations.append(node)
        return node

    def map(self, node: Element, rows: Mapping[str, str], **bounds: str) -> None:
        mapping = SubElement(node, "mapping", {"defaultValue": "0", **bounds})
        for key, value in rows.items():
            SubElement(mapping, "mapEntry", mapKey=key, mappedValue=value)

    def interaction(self, tag: str, **attributes: str) -> Element:
        return SubElement(self.body, tag, {"responseIdentifier": "RESPONSE", **attributes})

    def text(self, parent: Element, tag: str, html: str, **attributes: str) -> Element:
        node = SubElement(parent, tag, attributes)
        fill_tree(node, html, self._name)
        return node

    def template(self, name: str) -> None:
        self._processing = Element(
            "responseProcessing", template=_TEMPLATES[self._version].format(name)
        )

    def own(self) -> Element:
        self._processing = Element("responseProcessing")
        return self._processing

    def close(self) -> None:
        self._root.extend(self._declarations)
        for name, value in (("SCORE", "0"), ("MAXSCORE", format(self.question.worth, "f"))):
            node = SubElement(
                self._root,
                "outcomeDeclaration",
                identifier=name,
                cardinality="single",
                baseType="float",
            )
            SubElement(SubElement(node, "defaultValue"), "value").text = value
        self._root.append(self.body)
        if self._processing is not None:
            self._root.append(self._processing)
        if self.question.explanation:
            self.text(
                self._root,
                "modalFeedback",
                self.question.explanation,
                outcomeIdentifier="SCORE",
                identifier="EXPLANATION",
                showHide="hide",
            )


def _choice(maker: _Maker) -> None:
    question = maker.question
    right = [option.id for option in question.options if option.right]
    several = question.kind == plain.MULTIPLE
    node = maker.declare("multiple" if several else "single", "identifier", right)
    if several and question.rule == plain.PARTIAL:
        share = format(question.score / (len(right) or 1), ".6f")
        rows = {one.id: share if one.right else f"-{share}" for one in question.options}
        maker.map(node, rows, lowerBound="0", upperBound=format(question.score, "f"))
    maker.template("map_response" if node.find("mapping") is not None else "match_correct")
    maker.stem()
    shuffle = str(question.shuffle).lower()
    most = "0" if several else "1"
    interaction = maker.interaction("choiceInteraction", shuffle=shuffle, maxChoices=most)
    with translation.override(question.language):
        words = {"true": _("True"), "false": _("False")}
    for option in question.options:
        is_bare = question.kind == plain.TRUE_FALSE and not option.text
        text = words.get(option.id, "") if is_bare else option.text
        maker.text(interaction, "simpleChoice", text, identifier=option.id)


def _order(maker: _Maker) -> None:
    names = [f"I{number}" for number in range(1, len(maker.question.items) + 1)]
    maker.declare("ordered", "identifier", names)
    maker.template("match_correct")
    maker.stem()
    node = maker.interaction("orderInteraction", shuffle="true")
    for name, item in zip(names, maker.question.items, strict=True):
        maker.text(node, "simpleChoice", item, identifier=name)


def _match(maker: _Maker) -> None:
    question = maker.question
    rights = {text: f"R{number}" for number, text in enumerate(question.rights, start=1)}
    pairs = [f"L{number} {rights[pair.right]}" for number, pair in enumerate(question.pairs, 1)]
    node = maker.declare("multiple", "directedPair", pairs)
    share = format(question.score / (len(pairs) or 1), ".6f")
    maker.map(node, dict.fromkeys(pairs, share), upperBound=format(question.score, "f"))
    maker.template("map_response")
    maker.stem()
    interaction = maker.interaction(
        "matchInteraction", shuffle="true", maxAssociations=str(len(pairs))
    )
    left = SubElement(interaction, "simpleMatchSet")
    for number, pair in enumerate(question.pairs, start=1):
        maker.text(left, "simpleAssociableChoice", pair.left, identifier=f"L{number}", matchMax="1")
    right = SubElement(interaction, "simpleMatchSet")
    for text, name in rights.items():
        maker.text(right, "simpleAssociableChoice", text, identifier=name, matchMax="0")


def _fill(maker: _Maker) -> None:
    question = maker.question
    processing = maker.own()
    share = format(question.score / (len(question.blanks) or 1), ".6f")
    for number, blank in enumerate(question.blanks, start=1):
        name = f"RESPONSE_{number}"
        numeric = blank.tolerance is not None
        node = maker.declare("single", "float" if numeric else "string", blank.answers[:1], name)
        mapping = SubElement(node, "mapping", defaultValue="0", upperBound=share)
        for answer in blank.answers:
            entry = SubElement(mapping, "mapEntry", mapKey=answer, mappedValue=share)
            entry.set("caseSensitive", str(not blank.ignore_case).lower())
        _score(processing, name, blank, share)
    maker.stem(
        lambda number: Element("textEntryInteraction", responseIdentifier=f"RESPONSE_{number}")
    )


def _score(processing: Element, name: str, blank: Blank, share: str) -> None:
    """Adds what one blank gives: by its mapping, or where the number is near enough."""
    if blank.tolerance is None:
        total = SubElement(SubElement(processing, "setOutcomeValue", identifier="SCORE"), "sum")
        SubElement(total, "variable", identifier="SCORE")
        SubElement(total, "mapResponse", identifier=name)
        return
    branch = SubElement(SubElement(processing, "responseCondition"), "responseIf")
    either = SubElement(branch, "or")
    tolerance = format(blank.tolerance, "f")
    for answer in blank.answers:
        equal = SubElement(
            either, "equal", toleranceMode="absolute", tolerance=f"{tolerance} {tolerance}"
        )
        SubElement(equal, "variable", identifier=name)
        SubElement(equal, "baseValue", baseType="float").text = answer
    total = SubElement(SubElement(branch, "setOutcomeValue", identifier="SCORE"), "sum")
    SubElement(total, "variable", identifier="SCORE")
    SubElement(total, "baseValue", baseType="float").text = share


def _short(maker: _Maker) -> None:
    maker.declare("single", "string", ())
    maker.stem()
    question = maker.question
    if question.model_answer or question.rubric:
        block = SubElement(maker.body, "rubricBlock", view="scorer")
        rows = [*question.model_answer.split("\n"), *(row.text for row in question.rubric)]
        for row in filter(None, rows):
            SubElement(block, "p").text = row
    maker.interaction("extendedTextInteraction")


_BODIES: dict[str, Callable[[_Maker], None]] = {
    plain.SINGLE: _choice,
    plain.MULTIPLE: _choice,
    plain.TRUE_FALSE: _choice,
    plain.FILL: _fill,
    plain.MATCHING: _match,
    plain.ORDERING: _order,
    plain.SHORT: _short,
    plain.CASE: _Maker.stem,
}
