"""What DOCX and XLSX share: parts that refer to each other, properties, pictures, and remains.
Pure. Raises `Refusal`."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from urllib.parse import unquote
from xml.etree.ElementTree import Element

from cases.reading import pictures
from cases.reading.archive import MARKUP, Archive
from cases.reading.document import PartKind
from cases.reading.markup import attribute, below, local, parse, words
from cases.reading.reader import Found
from cases.reading.refusals import Refusal

_EMBEDDED = ("oleobject", "package", "control", "afchunk", "subdocument", "activexcontrolbinary")
_EMBEDDED_FOLDERS = re.compile(r"(?i)/(?:embeddings|activeX)/|/oleObject|/afchunk")
_PICTURE_FOLDER = re.compile(r"(?i)(?:^|/)media/|^docProps/thumbnail")
_PROPERTIES = {
    "creator": "author", "lastModifiedBy": "last_modified_by", "title": "title",
    "subject": "subject", "description": "description", "keywords": "keywords",
    "category": "category", "Company": "company", "Manager": "manager",
    "contentStatus": "status", "Template": "template", "HyperlinkBase": "link",
}  # fmt: skip
_SAYS = re.compile(r"[\u3400-\u9fff@]|\d{5}")
_DULL = {
    "Application", "AppVersion", "DocSecurity", "Pages", "Words", "Characters", "Lines",
    "Paragraphs", "CharactersWithSpaces", "TotalTime", "ScaleCrop", "LinksUpToDate", "SharedDoc",
    "HyperlinksChanged", "Slides", "Notes", "HiddenSlides", "revision", "created", "modified",
    "lastPrinted", "language", "version", "HeadingPairs", "i4", "bool",
}  # fmt: skip


@dataclass(frozen=True)
class Relation:
    """``sort``: the last word of its type, in small letters; ``target``: a member's name, or an
    address outside."""

    id: str
    sort: str
    target: str
    is_external: bool


class Package:
    """An office file as its parts."""

    def __init__(self, content: bytes) -> None:
        self.archive = Archive(content)
        self._seen: set[str] = set()

    def names(self) -> list[str]:
        return self.archive.names

    def xml(self, name: str) -> Element:
        """The root of a part; it then counts as read."""
        self._seen.add(name)
        if name not in self.archive:
            raise Refusal("broken")
        return parse(self.archive.read(name))

    def pass_over(self, name: str) -> None:
        self._seen.add(name)

    def relations(self, name: str) -> list[Relation]:
        """What a part refers to; ``""`` is the file itself."""
        folder, base = posixpath.split(name)
        place = posixpath.join(folder, "_rels", base + ".rels")
        return list(self._relations(place, folder)) if place in self.archive else []

    def _relations(self, place: str, folder: str) -> Iterator[Relation]:
        for one in below(self.xml(place), "Relationship"):
            target = one.get("Target", "")
            is_external = one.get("TargetMode", "").lower() == "external"
            if not is_external:
                base = "" if target.startswith("/") else folder
                target = posixpath.normpath(posixpath.join(base, unquote(target).lstrip("/")))
            sort = one.get("Type", "").rpartition("/")[2].lower()
            yield Relation(one.get("Id", ""), sort, target, is_external)

    @cached_property
    def main(self) -> str:
        """The name of the part that the program opens."""
        for one in self.relations(""):
            if one.sort == "officedocument" and not one.is_external:
                return one.target
        raise Refusal("broken")

    def check(self, found: Found) -> None:
        """Refuses files within the file; lists what lies outside it."""
        for name in self.names():
            if _EMBEDDED_FOLDERS.search("/" + name):
                raise Refusal("embedded")
            if name.endswith(".rels"):
                for one in self._relations(name, ""):
                    _check_relation(one, found)

    def read_properties(self, found: Found) -> None:
        for name in self.names():
            if name.startswith("docProps/") and name.endswith(".xml"):
                root = self.xml(name)
                if local(root) == "Properties" and "custom-properties" in root.tag:
                    _custom(root, found)
                else:
                    _properties(root, found)

    def read_pictures(self, found: Found) -> None:
        shown = [name for name in self.names() if _PICTURE_FOLDER.search(name)]
        for name in shown:
            for text in pictures.metadata(self.archive.read(name)):
                found.add_once(PartKind.PICTURE_METADATA, "", text)
        if count := sum(not one.startswith("docProps") for one in shown):
            found.note("pictures", count=count)

    def read_rest(self, found: Found, *, tags: tuple[str, ...]) -> None:
        """Every word in parts that nobody else has read: charts, diagrams, stored data."""
        for name in self.names():
            if name.lower().endswith(MARKUP) and name not in self._seen:
                if name == "[Content_Types].xml" or name.endswith(".rels"):
                    continue
                root = self.xml(name)
                own = name.startswith("customXml/") and "itemProps" not in name
                text = _all_words(root) if own else "\n".join(map(words, below(root, *tags)))
                found.add_once(PartKind.PROPERTY if own else PartKind.TEXT_BOX, "", text)


def _all_words(root: Element) -> str:
    """Of data in a form of its own: texts and values of attributes that may say something."""
    values = []
    for one in root.iter():
        values += [*one.attrib.values(), one.text or "", one.tail or ""]
    return "\n".join(value.strip() for value in values if _SAYS.search(value))


def _check_relation(one: Relation, found: Found) -> None:
    if one.sort in _EMBEDDED:
        raise Refusal("embedded")
    if one.sort == "vbaproject":
        raise Refusal("macros")
    if one.is_external:
        found.add_once(PartKind.ANNOTATION, "link", unquote(one.target))
        if one.sort != "hyperlink":
            found.note("external")


def _properties(root: Element, found: Found) -> None:
    for one in root.iter():
        name = local(one)
        text = (one.text or "").strip()
        if text and name not in _DULL:
            found.add_once(PartKind.PROPERTY, _PROPERTIES.get(name, "property"), text)


def _custom(root: Element, found: Found) -> None:
    for one in below(root, "property"):
        found.add(PartKind.PROPERTY, "property", f"{attribute(one, 'name')}: {words(one)}")
