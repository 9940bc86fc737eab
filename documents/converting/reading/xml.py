"""The XML of Word, read as data: nothing is fetched, no entity is resolved."""

from __future__ import annotations

from typing import Final

from lxml import etree

from documents.converting.reading.found import Unreadable

W: Final = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
# Files in the strict form of the standard use another name for the same words.
_STRICT: Final = b"http://purl.oclc.org/ooxml/wordprocessingml/main"
_LOOSE: Final = W.strip("{}").encode()

type Element = etree._Element


def parse(xml: bytes) -> Element:
    """Return the root of a part."""
    parser = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=True)
    try:
        return etree.fromstring(xml.replace(_STRICT, _LOOSE), parser)
    except etree.XMLSyntaxError as error:
        raise Unreadable from error


def written(tree: Element) -> bytes:
    """Return a part as bytes."""
    xml: bytes = etree.tostring(tree, xml_declaration=True, encoding="UTF-8")
    return xml


def child(element: Element, name: str) -> Element | None:
    """Return the child of this name."""
    return element.find(f"{W}{name}")


def value(element: Element, name: str) -> str:
    """Return what the child of this name says, or ""."""
    found = child(element, name)
    return "" if found is None else found.get(f"{W}val", "")


def is_on(element: Element, name: str) -> bool:
    """Tell whether a switch is there and not off."""
    return child(element, name) is not None and value(element, name) not in {"0", "false", "off"}
