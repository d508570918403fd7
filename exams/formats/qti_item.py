"""A QTI item as its parts are asked for: declarations, texts, pictures. Pure."""

from __future__ import annotations

import html as markup
from collections.abc import Callable
from dataclasses import dataclass, field
from decimal import Decimal

from django.utils.translation import gettext as _

from exams.bank import rich_text
from exams.bank.plain import decimal
from exams.formats import formulas, safety, xml
from exams.formats.drafts import Draft
from exams.formats.pictures import Album
from exams.formats.xml import Node

STEM = "xinlu-stem"
"""The class of the box that holds a stem which this platform wrote."""
_SKIPPED = {"rubricBlock", "feedbackBlock", "feedbackInline", "templateBlock", "templateInline",
            "stylesheet", "modalFeedback"}  # fmt: skip
_QUIET = {"stylesheet", "modalFeedback", "feedbackInline"}
INLINE = ("textEntryInteraction", "inlineChoiceInteraction")


@dataclass(frozen=True)
class Entry:
    key: str
    value: Decimal
    case_sensitive: bool


@dataclass
class Response:
    """A ``responseDeclaration``."""

    cardinality: str = "single"
    base_type: str = ""
    correct: list[str] = field(default_factory=list)
    mapping: list[Entry] = field(default_factory=list)
    default: Decimal = Decimal(0)
    upper: Decimal | None = None


class Item:
    """One item; every text that is asked for is cleaned, its pictures taken along."""

    def __init__(self, root: Node, draft: Draft, fetch: Callable[[str], bytes | None]) -> None:
        self.root, self.draft = root, draft
        self.album = Album(draft)
        self._fetch = fetch
        self._names: dict[str, str] = {}
        body = root.find("itemBody")
        self.body: Node = body if body is not None else Node("itemBody")  # type: ignore[assignment]
        safety.no_active(xml.inner(root))

    def all(self, *tags: str) -> list[Node]:
        return list(xml.all_of(self.root, *tags))

    @property
    def interactions(self) -> list[Node]:
        """Not among them: buttons that end a turn before its time."""
        found = [one for one in self.body.iter() if one.tag.endswith("Interaction")]
        if any(one.tag == "endAttemptInteraction" for one in found):
            self.draft.note(_("Not taken over: %(what)s") % {"what": "endAttemptInteraction"})
        return [one for one in found if one.tag != "endAttemptInteraction"]  # type: ignore[misc]

    # --- texts -------------------------------------------------------------------------------

    def rich(self, node: Node | None, replace: Callable[[Node], str | None] | None = None) -> str:
        """What is inside ``node`` as clean rich text."""
        if node is None:
            return ""
        return self.clean(self.html(node, replace))

    def html(self, node: Node, replace: Callable[[Node], str | None] | None = None) -> str:
        def other(child: Node) -> str | None:
            if replace is not None and (text := replace(child)) is not None:
                return text
            if child.tag == "rubricBlock" and "candidate" in child.get("view", ""):
                return f"<div>{xml.inner(child, other)}</div>"
            if child.tag in _SKIPPED:
                return self._skip(child)
            if child.tag == "contentBody":
                return xml.inner(child, other)
            if child.tag == "math":
                return self._formula(child)
            return self._picture(child) if child.tag in ("img", "object") else None

        return self.album.rename(xml.inner(node, other), self._names)

    def clean(self, html: str) -> str:
        self._lose(rich_text.lost(html))
        return rich_text.from_html(html)

    def _lose(self, lost: list[str]) -> None:
        if lost:
            self.draft.note(_("Left out of the text: %(what)s") % {"what": ", ".join(lost)})

    def _skip(self, node: Node) -> str:
        """What is only shown now and then, or to others; comments on options are read elsewhere."""
        is_for_graders = node.tag == "rubricBlock" and "scorer" in node.get("view", "")
        if not is_for_graders and node.tag not in _QUIET and node.words():
            self.draft.note(_("Not taken over: %(what)s") % {"what": node.tag})
        return ""

    def _formula(self, node: Node) -> str:
        lost: list[str] = []
        text = formulas.mathml(node, lost)
        self._lose(list(dict.fromkeys(lost)))
        return text

    def _picture(self, node: Node) -> str:
        """An ``img`` or an ``object`` with a picture, both as ``img``; the bytes are taken."""
        address = node.get("src") or node.get("data") or ""
        if node.tag == "object" and not node.get("type", "image/").startswith("image/"):
            self.draft.note(_("Left out of the text: %(what)s") % {"what": address[:80]})
            return ""
        if address and address not in self._names:
            data = self._fetch(address)
            self._names[address] = self.album.take(address, data) if data is not None else ""
        alt = node.get("alt") or " ".join(node.words().split())
        sizes = "".join(
            f' {name}="{markup.escape(value)}"'
            for name in ("width", "height")
            if (value := node.get(name))
        )
        source, words = markup.escape(address), markup.escape(alt)
        return f'<img src="{source}" alt="{words}"{sizes}>'

    def stem(self, replace: Callable[[Node], str | None] | None = None) -> str:
        """The text of the item without its interactions, their prompts in their place."""

        def other(child: Node) -> str | None:
            if replace is not None and (text := replace(child)) is not None:
                return text
            if child.tag.endswith("Interaction"):
                prompt = child.find("prompt")
                return f"<p>{self.html(prompt)}</p>" if prompt is not None else ""  # type: ignore[arg-type]
            return None

        box = next((one for one in self.body.iter("div") if one.get("class") == STEM), None)
        if box is not None:
            return rich_text.clean(self.html(box, other))  # type: ignore[arg-type]
        return self.rich(self.body, other)

    # --- declarations ------------------------------------------------------------------------

    def response(self, interaction: Node) -> Response:
        name = interaction.get("responseIdentifier", "RESPONSE")
        for node in self.root.findall("responseDeclaration"):
            if node.get("identifier") == name:
                return self._declared(node)  # type: ignore[arg-type]
        return Response()

    def _declared(self, node: Node) -> Response:
        response = Response(node.get("cardinality", "single"), node.get("baseType", ""))
        response.correct = [one.words() for one in xml.all_of(node, "value")]
        mapping = node.find("mapping")
        if mapping is None:
            return response
        try:
            response.default = decimal(mapping.get("defaultValue", "0"))
            upper = mapping.get("upperBound")
            response.upper = None if upper is None else decimal(upper)
            response.mapping = [
                Entry(
                    one.get("mapKey", ""),
                    decimal(one.get("mappedValue", "0")),
                    one.get("caseSensitive", "true") == "true",
                )
                for one in xml.all_of(mapping, "mapEntry")
            ]
        except ValueError:
            self.draft.refuse(_("The share of an answer is no number."))
        return response

    def outcome(self, name: str) -> str:
        """The default value of an outcome, empty when there is none."""
        for node in self.root.findall("outcomeDeclaration"):
            if node.get("identifier") == name:
                return node.words("defaultValue/value")  # type: ignore[attr-defined]
        return ""

    @property
    def template(self) -> str:
        """``match_correct``, ``map_response``, ``custom`` or nothing."""
        node = self.root.find("responseProcessing")
        if node is None:
            return ""
        name = node.get("template", "").rpartition("/")[2].removesuffix(".xml")
        return name.lower() or ("custom" if len(node) else "")

    def tolerance(self, response: str) -> Decimal | None:
        """How far a number may be away, where the item says so for this response."""
        for node in self.all("equal"):
            names = [one.get("identifier") for one in xml.all_of(node, "variable")]
            if response in names and node.get("toleranceMode") == "absolute":
                sides = node.get("tolerance", "0").split() or ["0"]
                try:
                    return max(decimal(side) for side in sides)
                except ValueError:
                    return None
        return None
