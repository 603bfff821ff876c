"""From XML to a trusted list (ETSI TS 119 612).

Knows: where a list says what, and the two homes of its URIs: uri.etsi.org and czo.gov.ua.
Does not know: whether the list is genuine; what follows from it.
Keeps: a list that lacks what every list must have is no list; a service that cannot be understood
vouches for nothing.
"""

from __future__ import annotations

import base64
import binascii
import datetime as dt
from collections.abc import Iterator

from lxml import etree

from signing.trustlist.criteria import All, Criterion, Has, KeyUsage, Unknown
from signing.trustlist.model import Pointer, Rule, Service, ServiceStatus, TrustedList
from vault import clean, single_spaced

_T = "{http://uri.etsi.org/02231/v2#}"
_Q = "{http://uri.etsi.org/TrstSvc/SvcInfoExt/eSigDir-1999-93-EC-TrustedList/#}"
_X = "{http://uri.etsi.org/02231/v2/additionaltypes#}"
_XADES = "{http://uri.etsi.org/01903/v1.3.2#}"
_LANG = "{http://www.w3.org/XML/1998/namespace}lang"
_HOMES = ("http://uri.etsi.org/TrstSvc/", "http://czo.gov.ua/TrstSvc/")
_KNOWN_EXTENSIONS = {
    f"{_Q}Qualifications",
    f"{_T}AdditionalServiceInformation",
    f"{_T}ExpiredCertsRevocationInfo",
    f"{_X}TakenOverBy",
}
_LONGEST = 200
_SERVICES_MAX = 50_000
_DEEPEST = 16


class NotAList(Exception):
    """The XML is no trusted list, or not a complete one; says why in Ukrainian."""


def list_in(root: etree._Element) -> TrustedList:
    """The list whose root element this is.

    Raises:
        NotAList: it is none.
    """
    if root.tag != f"{_T}TrustServiceStatusList":
        raise NotAList("це не Довірчий список ETSI TS 119 612")
    scheme = root.find(f"{_T}SchemeInformation")
    if scheme is None:
        raise NotAList("у списку немає відомостей про схему")
    try:
        sequence = int(_text(scheme, "TSLSequenceNumber"))
        issued_at = _instant(_text(scheme, "ListIssueDateTime"))
    except (ValueError, OverflowError):
        raise NotAList("у списку немає номера або дати видання") from None
    return TrustedList(
        territory=_text(scheme, "SchemeTerritory")[:8].upper(),
        kind=_tail(_text(scheme, "TSLType"), "TSLType/"),
        operator=_name(scheme.find(f"{_T}SchemeOperatorName")),
        sequence=sequence,
        issued_at=issued_at,
        next_update=_next_update(scheme),
        services=tuple(_services(root)),
        pointers=tuple(_pointers(scheme)),
    )


def _next_update(scheme: etree._Element) -> dt.datetime | None:
    try:
        return _instant(_text(scheme, "NextUpdate", "dateTime"))
    except ValueError:
        return None


def _services(root: etree._Element) -> Iterator[Service]:
    providers = root.iterfind(f"{_T}TrustServiceProviderList/{_T}TrustServiceProvider")
    count = 0
    for provider in providers:
        named = _name(provider.find(f"{_T}TSPInformation/{_T}TSPName"))
        for service in provider.iterfind(f"{_T}TSPServices/{_T}TSPService"):
            count += 1
            if count > _SERVICES_MAX:
                raise NotAList(f"у списку понад {_SERVICES_MAX} послуг")
            found = _service(service, named)
            if found is not None:
                yield found


def _service(element: etree._Element, provider: str) -> Service | None:
    now = element.find(f"{_T}ServiceInformation")
    if now is None:
        return None
    past = element.iterfind(f"{_T}ServiceHistory/{_T}ServiceHistoryInstance")
    history = [one for one in map(_status, (now, *past)) if one is not None]
    return Service(
        provider=provider,
        name=_name(now.find(f"{_T}ServiceName")),
        kind=_tail(_text(now, "ServiceTypeIdentifier"), "Svctype/"),
        certificates=tuple(_certificates(now.find(f"{_T}ServiceDigitalIdentity"))),
        history=tuple(sorted(history, key=lambda one: one.since, reverse=True)),
    )


def _status(element: etree._Element) -> ServiceStatus | None:
    try:
        since = _instant(_text(element, "StatusStartingTime"))
    except ValueError:
        return None
    extensions = element.findall(f"{_T}ServiceInformationExtensions/{_T}Extension")
    return ServiceStatus(
        name=_tail(_text(element, "ServiceStatus"), "Svcstatus/"),
        since=since,
        scopes=frozenset(
            _tail(uri.text or "", "SvcInfoExt/")
            for one in extensions
            for uri in one.iterfind(f"{_T}AdditionalServiceInformation/{_T}URI")
        ),
        rules=tuple(
            _rule(rule)
            for one in extensions
            for rule in one.iterfind(f"{_Q}Qualifications/{_Q}QualificationElement")
        ),
        understood=all(map(_understood, extensions)),
    )


def _understood(extension: etree._Element) -> bool:
    """Whether nothing in the extension must be understood that is not (TS 119 612, 5.5.9)."""
    critical = extension.get("Critical", "").strip() in {"true", "1"}
    return not critical or all(one.tag in _KNOWN_EXTENSIONS for one in _elements(extension))


def _rule(element: etree._Element) -> Rule:
    listed = element.iterfind(f"{_Q}Qualifiers/{_Q}Qualifier")
    criteria = element.find(f"{_Q}CriteriaList")
    return Rule(
        frozenset(_tail(one.get("uri", ""), "SvcInfoExt/") for one in listed),
        Unknown() if criteria is None else _criteria(criteria, 0),
    )


def _criteria(element: etree._Element, depth: int) -> Criterion:
    if depth > _DEEPEST:
        return Unknown()
    parts: list[Criterion] = []
    for one in _elements(element):
        if one.tag == f"{_Q}KeyUsage":
            parts.append(_key_usage(one))
        elif one.tag == f"{_Q}PolicySet":
            parts.append(Has("policies", _oids(one, f"{_Q}PolicyIdentifier")))
        elif one.tag == f"{_Q}CriteriaList":
            parts.append(_criteria(one, depth + 1))
        elif one.tag == f"{_Q}otherCriteriaList":
            parts += map(_other, _elements(one))
        elif one.tag != f"{_Q}Description":
            parts.append(Unknown())
    return All(element.get("assert", ""), tuple(parts))


def _other(element: etree._Element) -> Criterion:
    if element.tag == f"{_X}ExtendedKeyUsage":
        return Has("purposes", _oids(element, f"{_X}KeyPurposeId"))
    if element.tag == f"{_X}CertSubjectDNAttribute":
        return Has("attributes", _oids(element, f"{_X}AttributeOID"))
    return Unknown()


def _key_usage(element: etree._Element) -> KeyUsage:
    bits = element.iterfind(f"{_Q}KeyUsageBit")
    return KeyUsage(
        {one.get("name", ""): (one.text or "").strip() in {"true", "1"} for one in bits}
    )


def _oids(element: etree._Element, tag: str) -> frozenset[str]:
    found = (one.findtext(f"{_XADES}Identifier", "").strip() for one in element.iterfind(tag))
    return frozenset(one.removeprefix("urn:oid:") for one in found)


def _pointers(scheme: etree._Element) -> Iterator[Pointer]:
    for one in scheme.iterfind(f"{_T}PointersToOtherTSL/{_T}OtherTSLPointer"):
        said: dict[str, str] = {}
        for information in one.iterfind(f"{_T}AdditionalInformation/{_T}OtherInformation"):
            for element in _elements(information):
                said.setdefault(etree.QName(element).localname, (element.text or "").strip())
        yield Pointer(
            said.get("SchemeTerritory", "").upper(),
            _tail(said.get("TSLType", ""), "TSLType/"),
            tuple(
                stored
                for identity in one.iterfind(
                    f"{_T}ServiceDigitalIdentities/{_T}ServiceDigitalIdentity"
                )
                for stored in _certificates(identity)
            ),
        )


def _certificates(identity: etree._Element | None) -> Iterator[bytes]:
    if identity is None:
        return
    for one in identity.iterfind(f"{_T}DigitalId/{_T}X509Certificate"):
        try:
            yield base64.b64decode("".join((one.text or "").split()), validate=True)
        except (binascii.Error, ValueError):
            continue


def _elements(parent: etree._Element) -> Iterator[etree._Element]:
    """The children that are elements."""
    return parent.iterchildren(tag=etree.Element)


def _text(parent: etree._Element, *path: str) -> str:
    return single_spaced(parent.findtext("/".join(f"{_T}{one}" for one in path), ""))


def _name(parent: etree._Element | None) -> str:
    """The Ukrainian name, else the English one, else the first."""
    if parent is None:
        return ""
    names = {one.get(_LANG, ""): one.text or "" for one in reversed(list(_elements(parent)))}
    chosen = names.get("uk") or names.get("en") or next(iter(reversed(names.values())), "")
    return clean(chosen, _LONGEST)


def _tail(uri: str, after: str) -> str:
    """What stands behind `after` in a URI of a home we know; else the URI itself, for no match."""
    uri = uri.strip()
    head, found, tail = uri.partition(after)
    return tail if found and head.startswith(_HOMES) else uri[:_LONGEST]


def _instant(text: str) -> dt.datetime:
    """An xs:dateTime; without a zone it is UTC.

    Raises:
        ValueError: it is none.
    """
    moment = dt.datetime.fromisoformat(text)
    return moment.astimezone(dt.UTC) if moment.tzinfo else moment.replace(tzinfo=dt.UTC)
