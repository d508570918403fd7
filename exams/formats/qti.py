"""QTI 2.1, 2.2 and 3.0, read: single items and packages.

3.0 writes ``qti-choice-interaction`` where 2.x writes ``choiceInteraction``; both are read as the
latter. What this platform adds travels in the metadata of a package's resources. Pure.
"""

from __future__ import annotations

import json
import posixpath
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from urllib.parse import unquote

from django.utils.translation import gettext as _

from exams.bank import plain, rich_text
from exams.bank.plain import Question, decimal
from exams.formats import extra, others, qti_kinds, safety, xml
from exams.formats.drafts import Draft
from exams.formats.qti_item import Item
from exams.formats.safety import Archive, FileRefused
from exams.formats.xml import Node

NAME = "qti"
TOOL = "Xinlu"
MANIFEST = "imsmanifest.xml"


@dataclass
class Resource:
    """An item of a package: its file, and what its metadata says."""

    href: str
    more: dict[str, object] = field(default_factory=dict)


def is_item(root: Node) -> bool:
    return _camel(root.tag) == "assessmentItem"


def is_test(root: Node) -> bool:
    return _camel(root.tag) in ("assessmentTest", "assessmentSection")


def read_item(root: Node, name: str = "") -> list[Draft]:
    """A single item; its pictures are missing by nature."""
    return [_draft(root, name, lambda _address: None, {})]


def read_package(archive: Archive, *, gb18030: bool = True) -> tuple[list[Draft], list[str]]:
    """Every item of a package in the order of its manifest, and notes about the package."""
    _look_at_all(archive)
    notes: list[str] = []
    folder, resources = _resources(archive, notes)
    drafts = []
    for resource in resources:
        path = posixpath.normpath(posixpath.join(folder, unquote(resource.href)))
        if path not in archive:
            draft = Draft(0, place=resource.href[:80], name=resource.href[:60])
            draft.refuse(_("The file that the manifest names is not in the package."))
            drafts.append(draft)
            continue
        drafts.append(_member(archive, path, resource.more, gb18030))
    return drafts, notes


def _member(archive: Archive, path: str, more: dict[str, object], gb18030: bool) -> Draft:
    try:
        root, text = xml.parse(archive.read(path), gb18030=gb18030)
    except xml.Unsound as error:
        draft = Draft(0, place=path, name=path[:60])
        draft.refuse(str(error))
        return draft
    if not is_item(root):
        draft = Draft(root.line, place=path, name=path[:60])
        draft.refuse(_("The file is no question."))
        return draft

    def fetch(address: str) -> bytes | None:
        target = posixpath.normpath(posixpath.join(posixpath.dirname(path), unquote(address)))
        return archive.read(target) if target in archive else None

    draft = _draft(root, path, fetch, more)
    draft.notes += text.notes
    return draft


def _look_at_all(archive: Archive) -> None:
    """A package with something that would run anywhere in it is refused as a whole."""
    for name in archive.names:
        if re.search(r"\.(?:svgz?|x?html?|js)$", name, re.IGNORECASE):
            if name.lower().endswith((".js", ".svgz")):
                raise FileRefused(_("The file carries a script or something else that would run."))
            safety.no_active(archive.read(name).decode("utf-8", "replace"))


def _resources(archive: Archive, notes: list[str]) -> tuple[str, list[Resource]]:
    """The folder of the manifest and the items that it lists; without one, every item found."""
    manifests = sorted(
        (name for name in archive.names if posixpath.basename(name) == MANIFEST), key=len
    )
    if not manifests:
        notes.append(_("The package has no manifest; every question in it was read."))
        rows = sorted(name for name in archive.names if name.lower().endswith(".xml"))
        return "", _found(archive, rows)
    root, _text = xml.parse(archive.read(manifests[0]))
    found: list[Resource] = []
    has_old = False
    for node in xml.all_of(root, "resource"):
        kind = node.get("type", "").lower()
        has_old = has_old or "imsqti_xmlv1" in kind or "imsqti_item_xmlv1" in kind
        if "item" in kind and "imsqti" in kind:
            base = node.get("base", "")
            found.append(Resource(posixpath.join(base, node.get("href", "")), _more(node)))
        elif "test" in kind or "section" in kind:
            notes.append(
                _("The test “%(name)s” is not taken, only its questions.")
                % {"name": node.get("href", "")[:80]}
            )
    if has_old:
        raise FileRefused(others.old_qti())
    return posixpath.dirname(manifests[0]), found


def _found(archive: Archive, names: list[str]) -> list[Resource]:
    """Items among the XML files of an archive without a list; broken ones are said later."""
    rows = []
    for name in names:
        try:
            root, _text = xml.parse(archive.read(name))
        except xml.Unsound:
            rows.append(Resource(name))
            continue
        if root.tag == "questestinterop":
            raise FileRefused(others.old_qti())
        if is_item(root):
            rows.append(Resource(name))
    if not rows:
        raise FileRefused(
            _("The archive has no QTI questions. Files in other formats are imported one by one.")
        )
    return rows


def _more(resource: Node) -> dict[str, object]:
    node = next(iter(xml.all_of(resource, "xinlu")), None)
    try:
        data = json.loads(node.words() if node is not None else "{}")
    except (ValueError, RecursionError):
        return {}
    return data if isinstance(data, dict) else {}


def _camel(name: str) -> str:
    parts = name.removeprefix("qti-").split("-")
    return parts[0] + "".join(part.capitalize() for part in parts[1:])


def _same_names(root: Node) -> None:
    """3.0's names as those of 2.x, in place."""
    for node in root.iter():
        if node.tag.startswith("qti-"):
            node.tag = _camel(node.tag)
            for key in list(node.attrib):
                node.set(_camel(key), node.attrib.pop(key))


def _draft(
    root: Node, place: str, fetch: Callable[[str], bytes | None], more: dict[str, object]
) -> Draft:
    _same_names(root)
    draft = Draft(root.line, place, name=rich_text.plain_line(root.get("title", "")))
    _take_stimuli(root, draft, fetch)
    item = Item(root, draft, fetch)
    ours = root.get("toolName") == TOOL
    key = rich_text.plain_line(root.get("label", "")) if ours else ""
    draft.key_given = bool(key)
    if root.find("templateDeclaration") is not None:
        draft.refuse(_("Questions with numbers drawn at random are not taken."))
    if root.get("adaptive") == "true":
        draft.note(_("The question changes with the answers there; here it does not."))
    is_case = more.get("kind") == plain.CASE
    question = Question("", plain.CASE, item.stem()) if is_case else qti_kinds.question(item)
    if question is not None:
        draft.question = question
        draft.change(key=key, title=draft.name)
        _common(item, more)
        _left_out(item)
        draft.change(pictures=item.album.pictures)
    draft.case = str(more.get("case", ""))
    return draft


def _take_stimuli(root: Node, draft: Draft, fetch: Callable[[str], bytes | None]) -> None:
    """Texts of their own files that a question is about, put in front of it."""
    body = root.find("itemBody")
    for reference in reversed(root.findall("assessmentStimulusRef")):
        address = reference.get("href", "")
        found = _stimulus(fetch(address))
        if found is None or body is None:
            text = _("The text “%(name)s” that the question is about is not in the file.")
            draft.refuse(text % {"name": address[:80]})
            continue
        for node in found.iter():
            for name in ("src", "data"):
                if node.get(name):
                    node.set(name, posixpath.join(posixpath.dirname(address), node.get(name, "")))
        found.tag = "div"
        body.insert(0, found)
        draft.note(
            _("The text “%(name)s” was put in front of the question.") % {"name": address[:80]}
        )
    for node in root.iter("include"):
        text = _("The text “%(name)s” that the question is about is not in the file.")
        draft.refuse(text % {"name": node.get("href", "")[:80]})


def _stimulus(content: bytes | None) -> Node | None:
    if content is None:
        return None
    try:
        root, _source = xml.parse(content)
    except xml.Unsound:
        return None
    _same_names(root)
    return root.find("stimulusBody")  # type: ignore[return-value]


_KNOWN = {"responseDeclaration", "outcomeDeclaration", "templateDeclaration", "templateProcessing",
          "stylesheet", "itemBody", "responseProcessing", "modalFeedback",
          "assessmentStimulusRef"}  # fmt: skip


def _left_out(item: Item) -> None:
    names = dict.fromkeys(one.tag for one in item.root if one.tag not in _KNOWN)
    if names:
        item.draft.note(_("Not taken over: %(what)s") % {"what": ", ".join(names)})


def _common(item: Item, more: dict[str, object]) -> None:
    draft = item.draft
    language = item.root.get("lang", "")
    if language:
        draft.change(language="zh-hans" if language.lower().startswith("zh") else language[:16])
    explanation = [item.rich(node) for node in item.all("modalFeedback")]
    if explanation:
        draft.change(explanation=rich_text.clean("<br>".join(explanation)))
        if len(explanation) > 1:
            draft.note(_("Comments on the answers became one explanation."))
    score = item.outcome("MAXSCORE")
    if score and draft.question is not None and draft.question.kind != plain.CASE:
        try:
            draft.change(score=decimal(score))
        except ValueError:
            draft.note(_("The score is no number."))
    extra.unpack(draft, more)
