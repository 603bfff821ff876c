"""Two judges of an XML report: ETSI's own schema, where it lies, and a check that is always there.

The schema (`TS119102-2-v141.xsd`) carries no licence and is not shipped. Whoever has it puts it in
`.schemas/` of the checkout or `schemas/` of the shared folder beside it, and the tests use it; of
what it imports, xmldsig and XAdES come with signxml, and of trusted lists we write nothing.
"""

from __future__ import annotations

import base64
import binascii
import dataclasses
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any, get_args, get_type_hints

import signxml
from lxml import etree
from pyhanko.generated.etsi import ts_11910202
from xsdata.exceptions import ConverterWarning, ParserError
from xsdata.formats.dataclass.parsers import XmlParser
from xsdata.formats.dataclass.parsers.config import ParserConfig

from signing.report.xml import DS, VR

_CHECKOUT = Path(__file__).parents[3]
PLACES = (_CHECKOUT / ".schemas", _CHECKOUT.parent / "shared" / "schemas")
_NAME = "TS119102-2-v141.xsd"
SCHEMA = next((place / _NAME for place in PLACES if (place / _NAME).exists()), None)
_INSTALLED = Path(signxml.__file__).parent
_IMPORTED = {
    "xmldsig-core-schema.xsd": _INSTALLED / "schemas" / "xmldsig-core-schema.xsd",
    "XAdES.xsd": _INSTALLED / "xades" / "schemas" / "XAdES01903v132-201601.xsd",
}
_NO_LISTS = """<xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema"
    targetNamespace="http://uri.etsi.org/02231/v2#">
  <xs:complexType name="DigitalIdentityType"/><xs:complexType name="TSPInformationType"/>
</xs:schema>"""

OLDER = "http://uri.etsi.org/19102/v1.2.1#"
"""pyHanko's classes were generated from version 1.2.1 of the schema."""
_OLDER_ONLY = f"{{{VR}}}SignersDocument: SignersDocumentRepresentation × 0"
"""What the newer version does not ask for any more."""
_NC_NAME = re.compile(r"[A-Za-z_][\w.-]*")
_TYPED = ["Type", "Value"]
_ANY_ORDER = "SignatureAttributesType"


class _Beside(etree.Resolver):
    """What the schema imports: nothing is fetched."""

    def resolve(self, system_url: str, public_id: str, context: Any) -> Any:  # type: ignore[override]
        assert SCHEMA is not None
        name = system_url.rpartition("/")[2]
        beside = SCHEMA.parent / name
        if not beside.exists() and name.startswith("ts_119612"):
            return self.resolve_string(_NO_LISTS, context, base_url=None)
        found = beside if beside.exists() else _IMPORTED.get(name, beside)
        return self.resolve_filename(str(found), context)  # type: ignore[attr-defined]


@cache
def published() -> etree.XMLSchema:
    """ETSI's schema."""
    assert SCHEMA is not None, PLACES
    parser = etree.XMLParser()
    parser.resolvers.add(_Beside())
    return etree.XMLSchema(etree.parse(str(SCHEMA), parser))


def parsed(written: bytes) -> Any:
    """As a reader made from the published schema sees it; it refuses what it does not know."""
    strict = ParserConfig(
        fail_on_unknown_properties=True,
        fail_on_unknown_attributes=True,
        fail_on_converter_warnings=True,
    )
    older = written.replace(VR.encode(), OLDER.encode())
    return XmlParser(config=strict).from_bytes(older, ts_11910202.ValidationReport)


def faults(written: bytes) -> list[str]:
    """What is wrong with a report, without the schema at hand; the tests hold it to the schema."""
    root = etree.fromstring(written)
    if root.tag != f"{{{VR}}}ValidationReport":
        return [f"{root.tag} is no report"]
    try:
        parsed(written)
        found = [*_disorder(root, ts_11910202.ValidationReport)]
    except (ParserError, ConverterWarning, KeyError) as error:
        return [f"{type(error).__name__}: {error}"]
    return [one for one in (*found, *_names(root), *_values(root)) if one != _OLDER_ONLY]


def _names(root: etree._Element) -> Iterator[str]:
    """Identifiers that are none, stand twice, or are referred to and not there."""
    names = [one.get("id") or "" for one in root.iter() if "id" in one.attrib]
    yield from (f"id «{one}»" for one in names if not _NC_NAME.fullmatch(one))
    yield from (f"id «{one}» twice" for one in set(names) if names.count(one) > 1)
    for one in root.iter():
        if "VOReference" in one.attrib:
            to = (one.get("VOReference") or "").split()
            yield from (f"{one.tag} refers to «{name}»" for name in to or [""] if name not in names)


def _values(root: etree._Element) -> Iterator[str]:
    """Empty elements and values that are not what their type holds."""
    for one in root.iter():
        text = (one.text or "").strip()
        own = etree.QName(one)
        if own.namespace == VR and not (len(one) or text or one.attrib):
            may = own.localname in {"Value", "Signer"}
            yield from () if may else (f"{one.tag} is empty",)
        tails = any((child.tail or "").strip() for child in one)
        if own.namespace == VR and (tails or (text and (len(one) or one.attrib))):
            yield f"{one.tag} holds text beside its elements"
        if own.namespace == DS and own.localname in {"SignatureValue", "DigestValue"}:
            try:
                base64.b64decode("".join(text.split()), validate=True)
            except binascii.Error:
                yield f"{one.tag} is not Base64"
        if own.localname == "ReportData" and [etree.QName(c).localname for c in one] != _TYPED:
            yield f"{one.tag} is not a type with its value"
        if own.localname == "DigestMethod" and not one.get("Algorithm"):
            yield f"{one.tag} names no algorithm"


def _disorder(element: etree._Element, kind: Any) -> Iterator[str]:
    """Where the children of `element` break the sequence, or the number, its type demands."""
    fields, hints = _declared(kind)
    names = [etree.QName(child).localname for child in element]
    places = [fields[name][0] for name in names]
    if places != sorted(places) and kind.__name__ != _ANY_ORDER:
        yield f"{element.tag}: {names}"
    for name, (_, one) in fields.items():
        count, many = names.count(name), "tuple" in str(hints[one.name])
        least = one.metadata.get("min_occurs", int(one.metadata.get("required", False)))
        if count < least or (count > 1 and not many):
            yield f"{element.tag}: {name} × {count}"
    for child in element:
        inner = [
            part
            for part in _flat(hints[fields[etree.QName(child).localname][1].name])
            if dataclasses.is_dataclass(part) and part.__module__ != __name__
        ]
        for part in inner:
            yield from _disorder(child, part)


@cache
def _declared(kind: Any) -> tuple[dict[str, tuple[int, dataclasses.Field[Any]]], dict[str, Any]]:
    """The child elements of a type, in their order, and what they hold."""
    fields = {
        one.metadata.get("name", one.name): (place, one)
        for place, one in enumerate(dataclasses.fields(kind))
        if one.metadata.get("type") == "Element"
    }
    return fields, get_type_hints(kind)


def _flat(hint: Any) -> Iterator[Any]:
    parts = get_args(hint)
    if not parts:
        yield hint
    for part in parts:
        yield from _flat(part)
