"""DOCX: every story of the document and everything that hides beside them. Pure. Raises
`Refusal`."""

from __future__ import annotations

from xml.etree.ElementTree import Element

from cases.reading.document import PartKind
from cases.reading.docx_story import Story
from cases.reading.markup import attribute, below, local, words
from cases.reading.package import Package
from cases.reading.reader import Found
from cases.reading.refusals import Refusal

_STORIES = {
    "header": PartKind.HEADER,
    "footer": PartKind.FOOTER,
    "footnotes": PartKind.FOOTNOTE,
    "endnotes": PartKind.FOOTNOTE,
    "comments": PartKind.COMMENT,
}
_NOTES = {"footnotes": "footnote", "endnotes": "endnote", "comments": "comment"}
_SILENT = ("styles", "stylesWithEffects", "fontTable", "theme", "webSettings", "latentStyles")
_TAGS = ("t", "v", "pt", "instrText")


def read(content: bytes) -> Found:
    found = Found()
    package = Package(content)
    package.check(found)
    _main(package, found)
    for relation in package.relations(package.main):
        if relation.sort in _STORIES and not relation.is_external:
            _story(package, relation.sort, relation.target, found)
    _settings(package, found)
    package.read_properties(found)
    package.read_pictures(found)
    package.read_rest(found, tags=_TAGS)
    found.pages = _pages(package)
    return found


def _main(package: Package, found: Found) -> None:
    root = package.xml(package.main)
    body = next(below(root, "body"), None)
    if body is None:
        raise Refusal("broken")
    story = Story(found, PartKind.BODY)
    story.read(body)
    pictures = sum(1 for _one in below(body, "blip", "imagedata"))
    has_text = any(part.kind in (PartKind.BODY, PartKind.TABLE) for part in found.parts)
    if pictures and not has_text:  # somebody has put photographs of a paper into a document
        found.incomplete = True


def _story(package: Package, sort: str, name: str, found: Found) -> None:
    root = package.xml(name)
    if sort not in _NOTES:
        Story(found, _STORIES[sort]).read(root)
        return
    for one in below(root, _NOTES[sort]):
        if attribute(one, "type") in ("separator", "continuationSeparator"):
            continue
        Story(found, _STORIES[sort]).read(one)
        found.add_once(PartKind.PROPERTY, "author", attribute(one, "author"))
        found.add_once(PartKind.PROPERTY, "author", attribute(one, "initials"))


def _settings(package: Package, found: Found) -> None:
    """Stored values, persons who worked on it, and numbering that says more than a number."""
    for name in package.names():
        base = name.rpartition("/")[2].removesuffix(".xml")
        if not name.startswith("word/") or not name.endswith(".xml"):
            continue
        if base.rstrip("0123456789") in _SILENT:
            package.pass_over(name)
        elif base == "settings":
            for one in below(package.xml(name), "docVar"):
                found.add(PartKind.PROPERTY, "property", _pair(one))
        elif base == "people":
            for one in package.xml(name).iter():
                for key in ("author", "userId"):
                    found.add_once(PartKind.PROPERTY, "author", attribute(one, key))
        elif base == "numbering":
            for one in below(package.xml(name), "lvlText"):
                _numbering(attribute(one, "val"), found)
        elif name.startswith("word/glossary/") and base == "document":
            Story(found, PartKind.TEXT_BOX).read(package.xml(name))


def _pair(one: Element) -> str:
    return f"{attribute(one, 'name')}: {attribute(one, 'val')}"


def _numbering(text: str, found: Found) -> None:
    letters = [one for one in text if one.isalpha() and one not in "第条章节款项编"]
    if len(letters) > 1:
        found.add_once(PartKind.PROPERTY, "numbering", text)


def _pages(package: Package) -> int:
    for name in package.names():
        if name == "docProps/app.xml":
            for one in package.xml(name).iter():
                if local(one) == "Pages" and words(one).isdigit():
                    return max(1, min(int(words(one)), 100_000))
    return 1
