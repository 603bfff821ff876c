"""The one place where XML parsers are made. The home of lxml's parser.

Knows: how to read XML without DTD, entities, network or bombs.
Does not know: what the elements mean.
Keeps: a document with a DOCTYPE never becomes a tree; size and depth are bounded (libxml2 itself
stops at 256 elements).
"""

from __future__ import annotations

from lxml import etree

from vault.airlock.errors import unreadable
from vault.airlock.limits import MIB, Limits
from vault.errors import TooLarge, Unreadable
from vault.plain import single_spaced

_DEFAULT = Limits()


def parse(data: bytes, *, limits: Limits = _DEFAULT) -> etree._Element:
    """The root element of an XML document.

    Comments, processing instructions, CDATA and blanks stay as they are: signatures cover them.

    Raises:
        Unreadable: not well-formed, deeper than 256 elements, or with a DOCTYPE.
        TooLarge: beyond `limits.xml_mib`.
    """
    if len(data) > limits.xml_mib * MIB:
        raise TooLarge(reason=f"XML понад {limits.xml_mib} МБ")
    parser = etree.XMLParser(
        resolve_entities=False,
        load_dtd=False,
        no_network=True,
        huge_tree=False,
        recover=False,
        strip_cdata=False,
    )
    try:
        root = etree.fromstring(data, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise unreadable("XML", error) from None
    if root.getroottree().docinfo.internalDTD is not None:
        # libxml2 has bounded what the entities may expand to; nothing of ours reads them.
        raise Unreadable(reason="XML містить DOCTYPE")
    return root


def html_text(markup: str) -> str:
    """The words of an HTML page, without scripts and styles; broken markup gives what it can."""
    parser = etree.HTMLParser(
        no_network=True, huge_tree=False, recover=True, remove_comments=True, encoding="utf-8"
    )
    try:
        root = etree.fromstring(markup.encode("utf-8", "replace"), parser)
    except etree.XMLSyntaxError:
        return ""
    if root is None:
        return ""
    etree.strip_elements(root, "script", "style", "head", with_tail=False)
    for element in root.iter("br", "p", "div", "tr", "li", "h1", "h2", "h3", "h4", "table"):
        element.tail = "\n" + (element.tail or "")
    words = "".join(map(str, root.itertext()))
    return "\n".join(single_spaced(line) for line in words.splitlines() if line.strip())
