"""An XML file read so that nothing in it can reach out, grow or hide.

Knows: which XML is refused, and which element an identifier names.
Does not know: signatures.
Keeps: no DTD, no entities, no network; size, depth and number of nodes are bounded before a tree is
built; an identifier that stands twice names nothing.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from xml.parsers import expat

from lxml import etree

from signing.algorithms import Digest, SignedMessage
from signing.facts import Separate
from signing.messages import say, say_damaged
from signing.model import Message

Element = Any
"""An lxml element, comment or processing instruction; lxml's own types do not say which."""

XML_BYTES_MAX = 128 * 1024 * 1024
DEPTH_MAX = 200
NODES_MAX = 500_000
NAMESPACES_MAX = 200
ATTRIBUTES_MAX = 1_000
"""Of one element: lxml looks at all of them again for each."""
WORK_MAX = 8_000_000
"""What may be canonicalised for all signatures of a file together: a node counts `NODE_UNITS`, an
attribute or a namespace in scope one, and so do `TEXT_UNIT` characters of text."""
NODE_UNITS = 4
TEXT_UNIT = 128


class RefusedXml(ValueError):
    """The XML is not well formed, asks for what is never done, or passes a limit."""

    def __init__(self, said: str, code: str = "", **values: object) -> None:
        """Say what was met; `code` is the remark that tells it to people, if there is one."""
        super().__init__(said)
        self._code, self._values = code, values

    def remark(self, otherwise: str) -> Message:
        """The remark for a report; `otherwise` is the code of one that takes a reason."""
        if self._code:
            return say(self._code, **self._values)
        return say_damaged(otherwise, self)


@dataclass(slots=True)
class Budget:
    """How much work the signatures of one file may still cause."""

    left: int = WORK_MAX

    def spend(self, work: int) -> None:
        """Take `work` off.

        Raises:
            RefusedXml: there is not so much left.
        """
        self.left -= work
        if self.left < 0:
            raise RefusedXml("more work than the limit allows", "S111")


@dataclass(frozen=True, slots=True, eq=False)
class XmlDocument:
    """A parsed XML file.

    Attributes:
        root: its outermost element.
        ids: the element with each identifier; None where several elements have it.
        budget: for all that is canonicalised from it.
    """

    root: Element
    ids: Mapping[str, Element | None]
    budget: Budget
    _digests: dict[tuple[Path, str], bytes] = field(default_factory=dict)

    def digest(self, message: SignedMessage, algorithm: Digest) -> bytes:
        """The digest of `message`; a file is read once, however often it is referred to."""
        if not isinstance(message, Separate):
            return message.digest(algorithm)
        key = (message.path, algorithm.name)
        if key not in self._digests:
            self._digests[key] = message.digest(algorithm)
        return self._digests[key]


def parse(data: bytes, budget: Budget | None = None) -> XmlDocument:
    """Read the XML file `data`.

    Raises:
        RefusedXml: it is not well formed, has a document type declaration, or passes a limit.
    """
    if len(data) > XML_BYTES_MAX:
        raise RefusedXml("XML file too large", "S111")
    budget = budget or Budget()
    budget.spend(len(data) // TEXT_UNIT)
    _screen(data)
    parser = etree.XMLParser(
        resolve_entities=False,
        load_dtd=False,
        no_network=True,
        dtd_validation=False,
        huge_tree=True,  # signed documents carry files of more than 10 MB; _screen has the limits
        remove_blank_text=False,
        strip_cdata=True,  # as canonical XML wants it
    )
    try:
        root = etree.fromstring(data, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise RefusedXml(f"not well-formed XML: {error}") from error
    information: Any = root.getroottree().docinfo
    if information.doctype:
        raise RefusedXml("document type declaration", "S100")
    return XmlDocument(root, _identifiers(root), budget)


def text_in(element: Element | None) -> str:
    """The text of `element`: all of it, also where comments divide it, as a digest sees it."""
    return "" if element is None else "".join(element.itertext()).strip()


class _Screen:
    """Counts while expat reads; stops at the first thing that is too much."""

    def __init__(self) -> None:
        self.depth = 0
        self.nodes = 0

    def start(self, _: str, attributes: Mapping[str, str]) -> None:
        self.depth += 1
        self.nodes += 1 + len(attributes)
        if self.depth > DEPTH_MAX:
            raise RefusedXml("elements nested too deeply", "S111")
        if len(attributes) > ATTRIBUTES_MAX:
            raise RefusedXml("too many attributes", "S111")
        if sum(name.startswith("xmlns") for name in attributes) > NAMESPACES_MAX:
            raise RefusedXml("too many namespaces", "S111")
        self.count()

    def end(self, _: str) -> None:
        self.depth -= 1

    def count(self, *_: object) -> None:
        self.nodes += 1
        if self.nodes > NODES_MAX:
            raise RefusedXml("too many nodes", "S111")

    def doctype(self, *_: object) -> None:
        raise RefusedXml("document type declaration", "S100")


def _screen(data: bytes) -> None:
    """Refuse what could exhaust the tree builder, without building anything."""
    seen = _Screen()
    reader = expat.ParserCreate()
    reader.StartDoctypeDeclHandler = seen.doctype
    reader.StartElementHandler = seen.start
    reader.EndElementHandler = seen.end
    reader.CommentHandler = seen.count
    reader.ProcessingInstructionHandler = seen.count
    try:
        reader.Parse(data, True)
    except (expat.ExpatError, LookupError, UnicodeError, ValueError) as error:
        if isinstance(error, RefusedXml):
            raise
        raise RefusedXml(f"not well-formed XML: {error}") from error


def local_name(element: Element) -> str:
    """The name without its namespace."""
    return str(element.tag).rpartition("}")[2]


def _identifiers(root: Element) -> dict[str, Element | None]:
    """Without a DTD every attribute called Id counts, however it is spelt (XAdES, WS-Security)."""
    found: dict[str, Element | None] = {}
    for element in root.iter(etree.Element):
        for name, value in element.attrib.items():
            if name.rpartition("}")[2].lower() == "id":
                known = found.setdefault(value, element)
                if known is not element:
                    found[value] = None
    return found
