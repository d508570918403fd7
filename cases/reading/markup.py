"""XML of strangers: no document types, no entities, a limit to depth and number. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from xml.etree.ElementTree import Element, ParseError

import defusedxml.ElementTree
from defusedxml import DefusedXmlException

from cases.reading.refusals import Refusal

MAX_DEPTH = 150
MAX_ELEMENTS = 1_000_000


def parse(data: bytes) -> Element:
    """The root. Raises `Refusal`."""
    try:
        root: Element = defusedxml.ElementTree.fromstring(data, forbid_dtd=True)
    except DefusedXmlException as error:
        raise Refusal("entities") from error
    except (ParseError, ValueError, LookupError) as error:
        raise Refusal("broken") from error
    _check(root)
    return root


def _check(root: Element) -> None:
    level, depth, count = [root], 0, 0
    while level:
        depth += 1
        count += len(level)
        if depth > MAX_DEPTH or count > MAX_ELEMENTS:
            raise Refusal("nested")
        level = [child for one in level for child in one]


def local(element: Element) -> str:
    """The name without its name space: producers and editions of the standard differ in it."""
    return str(element.tag).rpartition("}")[2]


def attribute(element: Element, name: str) -> str:
    """The value of an attribute, in whatever name space; empty when it is not there."""
    if (plain := element.get(name)) is not None:
        return plain
    ending = "}" + name
    return next((value for key, value in element.items() if key.endswith(ending)), "")


def below(element: Element, *names: str) -> Iterator[Element]:
    """Every element in ``element`` with one of these names, itself included."""
    return (one for one in element.iter() if local(one) in names)


def words(element: Element) -> str:
    """All text in an element."""
    return "".join(element.itertext()).strip()
