"""Canonical XML 1.0, 1.1 and exclusive, of a document or of any part of it.

Knows: W3C REC-xml-c14n-20010315, xml-c14n11, xml-exc-c14n, and what a set of nodes is.
Does not know: how a set of nodes came about, or what is signed.
Keeps: what is written is what stands in the parsed document: no prefix is renamed and no inherited
namespace lost, as libraries do that copy a part before they write it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final
from urllib.parse import urljoin

from lxml import etree

from signing.xades.document import (
    NODE_UNITS,
    TEXT_UNIT,
    Element,
    RefusedXml,
    XmlDocument,
    local_name,
)

_XML = "http://www.w3.org/XML/1998/namespace"
_INCLUSIVE = "http://www.w3.org/TR/2001/REC-xml-c14n-20010315"
_INCLUSIVE_11 = "http://www.w3.org/2006/12/xml-c14n11"
EXCLUSIVE: Final = "http://www.w3.org/2001/10/xml-exc-c14n#"

Node = Element | tuple[Element, str]
"""An element, comment or instruction, or the text inside (`text`) or after (`tail`) one."""


@dataclass(frozen=True, slots=True)
class Method:
    """How to canonicalise."""

    exclusive: bool = False
    comments: bool = False
    newer: bool = False
    prefixes: frozenset[str] = frozenset()


DEFAULT: Final = Method()
"""What XML signatures use where nothing is said."""

METHODS: Final[Mapping[str, Method]] = {
    _INCLUSIVE: DEFAULT,
    f"{_INCLUSIVE}#WithComments": Method(comments=True),
    _INCLUSIVE_11: Method(newer=True),
    f"{_INCLUSIVE_11}#WithComments": Method(newer=True, comments=True),
    EXCLUSIVE: Method(exclusive=True),
    f"{EXCLUSIVE}WithComments": Method(exclusive=True, comments=True),
}


def method_of(element: Element) -> Method | None:
    """The method that a `CanonicalizationMethod` or `Transform` names; None when it is none."""
    method = METHODS.get(element.get("Algorithm", ""))
    if method is None or not method.exclusive:
        return method
    listed = element.find(f"{{{EXCLUSIVE}}}InclusiveNamespaces")
    words = listed.get("PrefixList", "").split() if listed is not None else ()
    return replace(method, prefixes=frozenset("" if w == "#default" else w for w in words))


@dataclass(frozen=True, slots=True)
class NodeSet:
    """Some nodes of a document.

    Attributes:
        apex: the element below which they all are; None for the whole document.
        without: these subtrees are out.
        within: only what is in a subtree of each of these sets is in.
        comments: whether comments are in.
    """

    document: XmlDocument
    apex: Element | None = None
    without: frozenset[Node] = frozenset()
    within: tuple[frozenset[Node], ...] = ()
    comments: bool = False


def canonical(nodes: NodeSet, method: Method = DEFAULT) -> bytes:
    """The canonical form of `nodes`.

    Raises:
        RefusedXml: it takes more work than the document's budget allows.
    """
    writer = _Writer(nodes, method)
    if nodes.apex is not None:
        writer.node(nodes.apex, {}, 0, parent_in=False)
    else:
        root = nodes.document.root
        for before in reversed(list(root.itersiblings(preceding=True))):
            writer.outside(before, "{}\n")
        writer.node(root, {}, 0, parent_in=False)
        for after in root.itersiblings():
            writer.outside(after, "\n{}")
    return "".join(writer.out).encode()


def text_of(nodes: NodeSet) -> str:
    """All text in the set, in document order."""
    writer = _Writer(nodes, DEFAULT)
    writer.only_text = True
    writer.node(nodes.document.root if nodes.apex is None else nodes.apex, {}, 0, parent_in=False)
    return "".join(writer.out)


class _Writer:
    def __init__(self, nodes: NodeSet, method: Method) -> None:
        self.out: list[str] = []
        self.only_text = False
        self._nodes, self._method = nodes, method
        self._comments = nodes.comments and method.comments
        self._all = (1 << len(nodes.within)) - 1
        self._spend = nodes.document.budget.spend

    def outside(self, node: Element, frame: str) -> None:
        """A comment or instruction beside the root."""
        mark = len(self.out)
        self.node(node, {}, 0, parent_in=False)
        if len(self.out) > mark:
            self.out[mark:] = [frame.format("".join(self.out[mark:]))]

    def node(
        self, node: Element, rendered: Mapping[str, str], held: int, *, parent_in: bool
    ) -> None:
        """Write `node` and what is in it; `held`: which of the `within` sets hold its parent."""
        if node in self._nodes.without:
            return
        held = self._held(node, held)
        is_in = held == self._all
        if isinstance(node.tag, str):
            self._element(node, rendered, held, is_in=is_in, parent_in=parent_in)
        elif is_in and not self.only_text:
            self._spend(NODE_UNITS)
            self._other(node)

    def _held(self, node: Node, held: int) -> int:
        for place, one in enumerate(self._nodes.within):
            if node in one:
                held |= 1 << place
        return held

    def _element(
        self, node: Element, rendered: Mapping[str, str], held: int, *, is_in: bool, parent_in: bool
    ) -> None:
        name = ""
        if is_in and not self.only_text:
            scope = {prefix or "": uri for prefix, uri in node.nsmap.items()}
            self._spend(NODE_UNITS + len(scope) + len(node.attrib))
            local = local_name(node)
            name = f"{node.prefix}:{local}" if node.prefix else local
            attributes = self._attributes(node, scope, parent_in=parent_in)
            rendered, declared = self._namespaces(node, scope, rendered, attributes)
            self.out.append(f"<{name}{declared}{''.join(_written(a) for a in attributes)}>")
        else:
            self._spend(NODE_UNITS)
        self._text((node, "text"), node.text, held)
        for child in node:
            self.node(child, rendered, held, parent_in=is_in)
            self._text((child, "tail"), child.tail, held)
        if name:
            self.out.append(f"</{name}>")

    def _text(self, node: Node, text: str | None, held: int) -> None:
        if not text or node in self._nodes.without:
            return
        if self._held(node, held) == self._all:
            self._spend(len(text) // TEXT_UNIT)
            self.out.append(text if self.only_text else _escaped(text))

    def _other(self, node: Element) -> None:
        if node.tag is etree.Comment:
            if self._comments:
                self.out.append(f"<!--{_returns(node.text)}-->")
        elif node.tag is etree.PI:
            data = _returns(node.text or "")
            self.out.append(f"<?{node.target} {data}?>" if data else f"<?{node.target}?>")
        else:
            raise RefusedXml("entity reference")

    def _attributes(
        self, node: Element, scope: Mapping[str, str], *, parent_in: bool
    ) -> list[tuple[str, str, str, str]]:
        """(namespace, local name, prefix, value) of each attribute, in canonical order."""
        found = {}
        for name, value in node.attrib.items():
            uri, _, local = name.rpartition("}")
            found[uri[1:], local] = value
        if not parent_in and not self._method.exclusive:
            found = {**self._inherited(node), **found}
            if self._method.newer and (base := self._base(node)):
                found[_XML, "base"] = base
        named = {uri for uri, _ in found} - {"", _XML}
        prefixes = {uri: [p for p, u in scope.items() if u == uri and p] for uri in named}
        if any(len(known) > 1 for known in prefixes.values()):
            self._spend(len(node.attrib) ** 2)  # XPath looks at every attribute for each of them
        self._spend(len(scope) * len(named) + sum(map(len, found.values())) // TEXT_UNIT)
        return [
            (uri, local, _prefix(node, uri, local, prefixes.get(uri, [])), value)
            for (uri, local), value in sorted(found.items())
        ]

    def _inherited(self, node: Element) -> dict[tuple[str, str], str]:
        """Attributes of the xml namespace that omitted ancestors hand down."""
        found: dict[tuple[str, str], str] = {}
        for ancestor in node.iterancestors():
            self._spend(1 + len(ancestor.attrib))
            for name, value in ancestor.attrib.items():
                local = name[len(_XML) + 2 :]
                handed = not self._method.newer or local in {"lang", "space"}
                if name.startswith(f"{{{_XML}}}") and handed:
                    found.setdefault((_XML, local), value)
        return found

    def _base(self, node: Element) -> str:
        """Canonical XML 1.1, 2.4: the bases of omitted ancestors, joined."""
        base = ""
        for one in reversed([node, *node.iterancestors()]):
            base = urljoin(base, one.get(f"{{{_XML}}}base", ""))
        return base

    def _namespaces(
        self,
        node: Element,
        scope: Mapping[str, str],
        rendered: Mapping[str, str],
        attributes: list[tuple[str, str, str, str]],
    ) -> tuple[Mapping[str, str], str]:
        """What is declared for the children now, and the declarations this takes."""
        if self._method.exclusive:
            used = {prefix for _, _, prefix, _ in attributes if prefix} | {node.prefix or ""}
            wanted = used | {p for p in self._method.prefixes if p in scope or p == ""}
        else:
            wanted = {*scope, ""}
        wanted.discard("xml")
        new = {
            prefix: scope.get(prefix, "")
            for prefix in sorted(wanted)
            if scope.get(prefix, "") != rendered.get(prefix, "")
        }
        if not new:
            return rendered, ""
        self._spend(sum(map(len, new.values())) // TEXT_UNIT)
        declared = "".join(
            f' xmlns:{prefix}="{_quoted(uri)}"' if prefix else f' xmlns="{_quoted(uri)}"'
            for prefix, uri in new.items()
        )
        return {**rendered, **new}, declared


def _prefix(node: Element, uri: str, local: str, known: Sequence[str]) -> str:
    if not uri:
        return ""
    if uri == _XML:
        return "xml"
    if len(known) == 1:
        return known[0]
    # lxml does not say which of several prefixes an attribute was written with; XPath does.
    name = node.xpath("name(@*[namespace-uri()=$u and local-name()=$l])", u=uri, l=local)
    return str(name).partition(":")[0]


def _written(attribute: tuple[str, str, str, str]) -> str:
    _, local, prefix, value = attribute
    return f' {prefix}:{local}="{_quoted(value)}"' if prefix else f' {local}="{_quoted(value)}"'


def _escaped(text: str) -> str:
    text = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return _returns(text)


def _quoted(text: str) -> str:
    text = text.replace("&", "&amp;").replace("<", "&lt;").replace('"', "&quot;")
    return _returns(text.replace("\t", "&#x9;").replace("\n", "&#xA;"))


def _returns(text: str) -> str:
    return text.replace("\r", "&#xD;")
