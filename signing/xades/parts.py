"""Where the parts of one XML signature stand.

Knows: XMLDSig's and XAdES's element names, in all their namespaces, and which place each must have.
Does not know: digests, keys, or what is signed.
Keeps: only what stands at its place in this very signature counts as a part of it; a second
signature, a wrapper or a look-alike elsewhere in the file never does.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final

from signing.xades.document import Element, RefusedXml, XmlDocument, local_name
from signing.xades.transforms import DS

_ETSI: Final = "http://uri.etsi.org/01903/"
SIGNATURE: Final = f"{{{DS}}}Signature"
VALUE: Final = f"{{{DS}}}SignatureValue"


@dataclass(frozen=True, slots=True, eq=False)
class SignatureParts:
    """One `ds:Signature`.

    Attributes:
        qualifying: its `QualifyingProperties`; None when the signature is no XAdES.
        signed: its `SignedProperties`.
        unsigned: what is in its `UnsignedSignatureProperties`, in order.
        parent: the signature inside whose `CounterSignature` property it stands.
    """

    document: XmlDocument
    element: Element
    info: Element
    value: Element
    key_info: Element | None
    objects: tuple[Element, ...]
    qualifying: Element | None = None
    signed: Element | None = None
    unsigned: tuple[Element, ...] = field(default=())
    parent: Element | None = None

    @property
    def id(self) -> str:
        """Its identifier, empty without one."""
        return str(self.element.get("Id", ""))

    @property
    def countersigned(self) -> Element | None:
        """The value of a signature that it signs, and so confirms (XAdES, 5.2.7)."""
        for reference in self.references:
            uri = reference.get("URI", "")
            named = self.document.ids.get(uri[1:]) if uri.startswith("#") else None
            if named is not None and named.tag == VALUE and named.getparent().tag == SIGNATURE:
                return named
        return None

    @property
    def references(self) -> list[Element]:
        """The references of its `SignedInfo`."""
        return list(self.info.iterchildren(f"{{{DS}}}Reference"))

    def property(self, *names: str) -> Element | None:
        """The first signed signature property of one of these names."""
        inside = etsi_child(self.signed, "SignedSignatureProperties")
        found = (one for name in names for one in etsi_children(inside, name))
        return next(found, None)


def signatures_of(document: XmlDocument) -> list[Element]:
    """All signatures of the file, in document order."""
    return list(document.root.iter(SIGNATURE))


def parts_of(document: XmlDocument, element: Element) -> SignatureParts:
    """Take the signature `element` apart.

    Raises:
        RefusedXml: a part that must be there once is missing, or there are several.
    """
    objects = tuple(element.iterchildren(f"{{{DS}}}Object"))
    qualifying = [q for one in objects for q in etsi_children(one, "QualifyingProperties")]
    if len(qualifying) > 1:
        raise RefusedXml("QualifyingProperties more than once")
    properties = qualifying[0] if qualifying else None
    unsigned = etsi_child(
        etsi_child(properties, "UnsignedProperties"), "UnsignedSignatureProperties"
    )
    key_infos = list(element.iterchildren(f"{{{DS}}}KeyInfo"))
    if len(key_infos) > 1:
        raise RefusedXml("KeyInfo more than once")
    return SignatureParts(
        document=document,
        element=element,
        info=_single(element, "SignedInfo"),
        value=_single(element, "SignatureValue"),
        key_info=key_infos[0] if key_infos else None,
        objects=objects,
        qualifying=properties,
        signed=etsi_child(properties, "SignedProperties"),
        unsigned=tuple(unsigned.iterchildren("*")) if unsigned is not None else (),
        parent=_countersigned(element),
    )


def is_etsi(element: Element, name: str) -> bool:
    """Whether it is the XAdES element `name`, of any version."""
    tag = element.tag
    return isinstance(tag, str) and tag.startswith(f"{{{_ETSI}") and local_name(element) == name


def etsi_children(element: Element | None, name: str) -> Iterator[Element]:
    """The children of `element` that are the XAdES element `name`."""
    if element is not None:
        yield from (one for one in element.iterchildren("*") if is_etsi(one, name))


def etsi_child(element: Element | None, name: str) -> Element | None:
    """The one child that is the XAdES element `name`.

    Raises:
        RefusedXml: there are several, and so none that could be relied on.
    """
    found = list(etsi_children(element, name))
    if len(found) > 1:
        raise RefusedXml(f"{name} more than once")
    return found[0] if found else None


def _single(element: Element, name: str) -> Element:
    found = list(element.iterchildren(f"{{{DS}}}{name}"))
    if len(found) != 1:
        raise RefusedXml(f"{len(found)} times {name}")
    return found[0]


def _countersigned(element: Element) -> Element | None:
    """The signature whose `CounterSignature` property holds `element`."""
    holder = element.getparent()
    if holder is None or not is_etsi(holder, "CounterSignature"):
        return None
    return next(holder.iterancestors(SIGNATURE), None)
