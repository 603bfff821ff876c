"""How much of its file an XML signature covers.

Knows: what else may stand in a file beside what is signed, without saying anything.
Does not know: whether digests match.
Keeps: content that is not signed is never called covered, wherever it is put.
"""

from __future__ import annotations

from collections.abc import Sequence

from lxml import etree

from signing.model import Covers
from signing.xades.document import Element
from signing.xades.parts import SIGNATURE, SignatureParts
from signing.xades.references import Reference, covers
from signing.xades.transforms import DS

_ABOUT_SCHEMA = "{http://www.w3.org/2001/XMLSchema-instance}"


def over_root(found: Sequence[Reference], parts: SignatureParts) -> Reference | None:
    """The reference to the whole document, signatures apart."""
    return next((one for one in found if _is_over_root(one, parts)), None)


def extent(parts: SignatureParts, found: Sequence[Reference]) -> Covers:
    """Whether everything in the file is signed, but for signatures and their properties."""
    around = over_root(found, parts) is not None or _only_signatures(parts.document.root)
    inside = all(_is_signed(one, found, but=parts.qualifying) for one in parts.objects)
    return Covers.WHOLE if around and inside else Covers.PART


def signs_content(reference: Reference, parts: SignatureParts) -> bool:
    """Whether the reference is about more than the signature's own properties and key."""
    own = [one for one in (parts.signed, parts.key_info) if one is not None]
    if reference.empty or reference.target in own:
        return False
    nodes = reference.nodes
    return nodes is None or not nodes.within or not set(nodes.within[-1]) <= set(own)


def _is_over_root(reference: Reference, parts: SignatureParts) -> bool:
    nodes, root = reference.nodes, parts.document.root
    if nodes is None or nodes.within or reference.text_only:
        return False
    if nodes.apex is not None and (nodes.apex is not root or _instructions(root)):
        return False
    return all(not isinstance(one, tuple) and one.tag == SIGNATURE for one in nodes.without)


def _instructions(root: Element) -> bool:
    """Whether there are instructions beside the root: a style sheet can show anything."""
    beside = (*root.itersiblings(preceding=True), *root.itersiblings())
    return any(one.tag is etree.PI for one in beside)


def _only_signatures(root: Element) -> bool:
    """Whether the file is a signature, or a list of signatures as containers have it."""
    if _instructions(root):
        return False
    if root.tag == SIGNATURE:
        return all(one.tag.startswith(f"{{{DS}}}") for one in root.iterchildren("*"))
    if any(not name.startswith(_ABOUT_SCHEMA) and name.lower() != "id" for name in root.attrib):
        return False
    text = (root.text or "", *(one.tail or "" for one in root))
    return not "".join(text).strip() and all(one.tag == SIGNATURE for one in root.iterchildren("*"))


def _is_signed(thing: Element, found: Sequence[Reference], *, but: Element | None) -> bool:
    """Whether the object is signed, or all that is in it but the signature's properties."""
    if any(covers(one, thing) for one in found):
        return True
    parts = list(thing.iterchildren("*"))
    return not "".join(thing.xpath("text()")).strip() and all(
        part is but or any(covers(one, part) for one in found) for part in parts
    )
