"""The transforms of a reference: a short white list, in bounded time.

Knows: enveloped-signature, canonicalisation, base64, and the XPath forms that signers use.
Does not know: what is referenced, or whether a digest matches.
Keeps: a transform that is not on the list is `Unsupported`, never skipped; XSLT is never run; no
expression is evaluated whose work grows faster than the document.
"""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Any, Final

from lxml import etree

from signing.algorithms import SignedMessage, Unsupported
from signing.facts import Pieces
from signing.xades.c14n import DEFAULT, Method, Node, NodeSet, canonical, method_of, text_of
from signing.xades.document import Budget, Element, RefusedXml, XmlDocument, parse

DS: Final = "http://www.w3.org/2000/09/xmldsig#"
TRANSFORMS_MAX = 12
_EXPRESSION_MAX = 1_000
_XPATH = "http://www.w3.org/TR/1999/REC-xpath-19991116"
_FILTER = "http://www.w3.org/2002/06/xmldsig-filter2"

_NAME = r"(?:[A-Za-z_][\w.-]*:)?[A-Za-z_][\w.-]*"
_LITERAL = r"(?:'[^'\"]*'|\"[^'\"]*\")"
_TEST = (
    rf"(?:@{_NAME}\s*=\s*{_LITERAL}|local-name\(\)\s*=\s*{_LITERAL}"
    rf"|starts-with\(local-name\(\),\s*{_LITERAL}\)|\d+)"
)
_PREDICATE = rf"(?:\[\s*{_TEST}(?:\s+(?:or|and)\s+{_TEST})*\s*\])"
_STEP = rf"(?:(?:child|self)::)?(?:{_NAME}|\*|node\(\)){_PREDICATE}?"
# One descent at most: two of them may visit a node as often as the document is deep.
_PATH = re.compile(
    rf"\s*(?:id\(\s*(?P<id>{_LITERAL})\s*\)|(?P<descent>//|/descendant(?:-or-self)?::)(?P<first>{_STEP})"
    rf"|/(?P<child>{_STEP}))(?P<rest>(?:/{_STEP})*)\s*"
)
_NOT_INSIDE = re.compile(rf"\s*not\(\s*ancestor-or-self::(?P<name>{_NAME})\s*\)\s*")
# The enveloped-signature transform as the specification spells it in XPath (XMLDSig, 6.6.4).
_ENVELOPED = re.compile(
    rf"\s*count\(\s*ancestor-or-self::({_NAME})\s*\|\s*here\(\)/ancestor::\1\[1\]\s*\)"
    rf"\s*>\s*count\(\s*ancestor-or-self::\1\s*\)\s*"
)


def applied(
    transforms: list[Element], start: NodeSet | SignedMessage, signature: Element, budget: Budget
) -> tuple[NodeSet | SignedMessage, NodeSet | None]:
    """What the transforms make of `start`, and the last set of nodes on the way there.

    Raises:
        Unsupported: one of them is not on the list.
        RefusedXml: one of them cannot be applied, or there are too many.
    """
    if len(transforms) > TRANSFORMS_MAX:
        raise RefusedXml("too many transforms", "S111")
    value, nodes = start, start if isinstance(start, NodeSet) else None
    for transform in transforms:
        value = _one(transform, value, signature, budget)
        nodes = value if isinstance(value, NodeSet) else nodes
    return value, nodes


def octets(value: NodeSet | SignedMessage, method: Method = DEFAULT) -> SignedMessage:
    """The bytes to digest: a set of nodes is canonicalised (XMLDSig, 4.4.3.2)."""
    return Pieces((canonical(value, method),)) if isinstance(value, NodeSet) else value


def _one(
    transform: Element, value: NodeSet | SignedMessage, signature: Element, budget: Budget
) -> NodeSet | SignedMessage:
    name = transform.get("Algorithm", "")
    method = method_of(transform)
    if method is not None:
        return Pieces((canonical(_nodes(value, budget), method),))
    if name == f"{DS}base64":
        return Pieces((_decoded(value),))
    if name == f"{DS}enveloped-signature":
        return _without(_nodes(value, budget), {_own(value, signature)})
    if name == _XPATH:
        return _xpath(transform, _nodes(value, budget), signature)
    if name == _FILTER:
        return _filter(transform, _nodes(value, budget))
    raise Unsupported(name or "Transform")


def _own(value: NodeSet | SignedMessage, signature: Element) -> Element:
    """The signature, which must stand in the document it is taken out of."""
    if (
        not isinstance(value, NodeSet)
        or signature.getroottree().getroot() is not value.document.root
    ):
        raise RefusedXml("enveloped-signature outside the signed document")
    return signature


def _nodes(value: NodeSet | SignedMessage, budget: Budget) -> NodeSet:
    """Bytes become the document they are (XMLDSig, 4.4.3.2)."""
    if isinstance(value, NodeSet):
        return value
    return NodeSet(parse(value.read(), budget), comments=True)


def _without(nodes: NodeSet, out: set[Node]) -> NodeSet:
    return replace(nodes, without=nodes.without | out)


def _decoded(value: NodeSet | SignedMessage) -> bytes:
    text = text_of(value).encode() if isinstance(value, NodeSet) else value.read()
    return from_base64(text)


def from_base64(text: str | bytes | None) -> bytes:
    """The bytes written in base64, white space apart.

    Raises:
        RefusedXml: it is something else.
    """
    stored = text.encode() if isinstance(text, str) else text or b""
    try:
        return base64.b64decode(b"".join(stored.split()), validate=True)
    except binascii.Error as error:
        raise RefusedXml("bad base64") from error


def _xpath(transform: Element, nodes: NodeSet, signature: Element) -> NodeSet:
    expression = transform.find(f"{{{DS}}}XPath")
    text = "" if expression is None else "".join(expression.itertext())
    if len(text) > _EXPRESSION_MAX:
        raise RefusedXml("long XPath", "S111")
    if _ENVELOPED.fullmatch(text):
        return _without(nodes, {_own(nodes, signature)})
    found = [_NOT_INSIDE.fullmatch(part) for part in text.split(" and ")]
    nodes.document.budget.spend(len(list(nodes.document.root.iter())))
    names = [_clark(one["name"], expression) for one in found if one]
    if len(names) != len(found):
        raise Unsupported(f"XPath {text.strip()}")
    return _without(nodes, set(nodes.document.root.iter(*names)))


def _filter(transform: Element, nodes: NodeSet) -> NodeSet:
    """XPath Filter 2.0 with intersections and subtractions, whose order does not matter."""
    for expression in transform.iterchildren(f"{{{_FILTER}}}XPath"):
        found = frozenset(_selected(expression, nodes.document))
        if expression.get("Filter") == "intersect":
            nodes = replace(nodes, within=(*nodes.within, found))
        elif expression.get("Filter") == "subtract":
            nodes = _without(nodes, set(found))
        else:
            raise Unsupported(f"XPath Filter {expression.get('Filter')}")
        if len(nodes.within) > TRANSFORMS_MAX:
            raise RefusedXml("too many transforms", "S111")
    return nodes


def _selected(expression: Element, document: XmlDocument) -> Iterator[Node]:
    text = "".join(expression.itertext())
    parts = _PATH.fullmatch(text) if len(text) <= _EXPRESSION_MAX else None
    if parts is None:
        raise Unsupported(f"XPath {text.strip()}")
    bound = {prefix: uri for prefix, uri in expression.nsmap.items() if prefix}
    start, path = document.root, text.strip()
    if parts["id"]:
        start = document.ids.get(parts["id"][1:-1])
        if start is None:
            raise RefusedXml("XPath names an element that is not there once")
        path = f".{parts['rest']}"
    document.budget.spend(len(list(start.iter())))
    try:
        found: Any = start.xpath(path, namespaces=bound)
    except etree.XPathError as error:
        raise RefusedXml("bad XPath") from error
    for one in found if isinstance(found, list) else ():
        # A text is found as a string of lxml's that knows its place.
        yield (
            (one.getparent(), "tail" if one.is_tail else "text") if hasattr(one, "is_tail") else one
        )


def _clark(name: str, expression: Element) -> str:
    prefix, _, local = name.rpartition(":")
    if prefix and prefix not in expression.nsmap:
        raise RefusedXml("XPath with an unknown prefix")
    # In XPath 1.0 a name without a prefix is in no namespace.
    return f"{{{expression.nsmap[prefix]}}}{local}" if prefix else local
