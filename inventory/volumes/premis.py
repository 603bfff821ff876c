"""PREMIS 3 of one volume: its files and what happened to them.

Knows: the PREMIS data dictionary (version 3.0) as far as a volume needs it.
Does not know: where anything is stored. Keeps: digests, sizes and formats as recorded.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from lxml import etree

from vault import Content, Event

_NS = "http://www.loc.gov/premis/v3"
_XSI = "http://www.w3.org/2001/XMLSchema-instance"
_NAMES: Any = {None: _NS, "xsi": _XSI}  # None is the default namespace, which the stubs forget


@dataclass(frozen=True, slots=True)
class PremisFile:
    """A file of the volume: its path in the object, content and PRONOM id (may be empty)."""

    path: str
    content: Content
    puid: str


def premis(files: Sequence[PremisFile], events: Sequence[Event]) -> bytes:
    """The document, UTF-8, with an XML declaration."""
    root = etree.Element(_q("premis"), {"version": "3.0"}, nsmap=_NAMES)
    for file in files:
        _object(root, file)
    for event in events:
        _event(root, event)
    for actor in sorted({event.actor for event in events}):
        agent = etree.SubElement(root, _q("agent"))
        identifier = etree.SubElement(agent, _q("agentIdentifier"))
        _text(identifier, "agentIdentifierType", "sprava actor")
        _text(identifier, "agentIdentifierValue", actor)
        _text(agent, "agentName", actor)
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8", pretty_print=True)


def _object(root: etree._Element, file: PremisFile) -> None:
    element = etree.SubElement(root, _q("object"), {f"{{{_XSI}}}type": "file"})
    identifier = etree.SubElement(element, _q("objectIdentifier"))
    _text(identifier, "objectIdentifierType", "OCFL logical path")
    _text(identifier, "objectIdentifierValue", file.path)
    characteristics = etree.SubElement(element, _q("objectCharacteristics"))
    for algorithm, digest in (("SHA-512", file.content.sha512), ("SHA-256", file.content.sha256)):
        fixity = etree.SubElement(characteristics, _q("fixity"))
        _text(fixity, "messageDigestAlgorithm", algorithm)
        _text(fixity, "messageDigest", digest)
    _text(characteristics, "size", str(file.content.size))
    form = etree.SubElement(characteristics, _q("format"))
    if file.puid.startswith(("fmt/", "x-fmt/")):
        registry = etree.SubElement(form, _q("formatRegistry"))
        _text(registry, "formatRegistryName", "PRONOM")
        _text(registry, "formatRegistryKey", file.puid)
    else:
        designation = etree.SubElement(form, _q("formatDesignation"))
        _text(designation, "formatName", file.path.rpartition(".")[2] or "unknown")


def _event(root: etree._Element, event: Event) -> None:
    element = etree.SubElement(root, _q("event"))
    identifier = etree.SubElement(element, _q("eventIdentifier"))
    _text(identifier, "eventIdentifierType", "sprava journal sequence")
    _text(identifier, "eventIdentifierValue", str(event.end.sequence))
    _text(element, "eventType", event.event)
    _text(element, "eventDateTime", event.at)
    agent = etree.SubElement(element, _q("linkingAgentIdentifier"))
    _text(agent, "linkingAgentIdentifierType", "sprava actor")
    _text(agent, "linkingAgentIdentifierValue", event.actor)


def _text(parent: etree._Element, name: str, text: str) -> None:
    etree.SubElement(parent, _q(name)).text = text


def _q(name: str) -> str:
    return f"{{{_NS}}}{name}"
