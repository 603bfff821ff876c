"""Small trusted lists in the Ukrainian and the European manner, signed here, for tests only.

Signed with lxml's own canonicalisation and `cryptography`, not with anything of `signing` (ДСТУ:
the tests' own maker). All names are invented.
"""

from __future__ import annotations

import base64
import datetime as dt
import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol
from xml.sax.saxutils import escape, quoteattr

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, padding, utils
from lxml import etree

from tests.signing.dstu import maker as dstu
from tests.signing.pki import NOON, Identity

UA = "http://czo.gov.ua/TrstSvc"
EU = "http://uri.etsi.org/TrstSvc"
SINCE = dt.datetime(2019, 1, 1, tzinfo=dt.UTC)
EXC = "http://www.w3.org/2001/10/xml-exc-c14n#"
DS = "http://www.w3.org/2000/09/xmldsig#"
XADES = "http://uri.etsi.org/01903/v1.3.2#"
ENVELOPED = "http://www.w3.org/2000/09/xmldsig#enveloped-signature"


@dataclass(frozen=True)
class Period:
    """What a list says of a service from `since` on."""

    status: str = "granted"
    since: dt.datetime = SINCE
    scopes: Sequence[str] = ()
    extensions: str = ""

    def xml(self, home: str) -> str:
        scoped = "".join(
            f'<Extension Critical="true"><AdditionalServiceInformation><URI xml:lang="en">'
            f"{home}/TrustedList/SvcInfoExt/{one}</URI></AdditionalServiceInformation></Extension>"
            for one in self.scopes
        )
        extensions = scoped + self.extensions
        return (
            f"<ServiceStatus>{home}/TrustedList/Svcstatus/{self.status}</ServiceStatus>"
            f"<StatusStartingTime>{self.since:%Y-%m-%dT%H:%M:%SZ}</StatusStartingTime>"
            + (
                f"<ServiceInformationExtensions>{extensions}</ServiceInformationExtensions>"
                if extensions
                else ""
            )
        )


@dataclass(frozen=True)
class Listed:
    """A service; `periods` are newest first."""

    identities: Sequence[Identity]
    kind: str = "CA/QC"
    periods: Sequence[Period] = (Period(),)
    name: str = "Видача сертифікатів"

    def xml(self, home: str) -> str:
        about = (
            f"<ServiceTypeIdentifier>{home}/Svctype/{self.kind}</ServiceTypeIdentifier>"
            f'<ServiceName><Name xml:lang="en">Issuing</Name>'
            f'<Name xml:lang="uk">{escape(self.name)}</Name></ServiceName>'
        )
        identity = "".join(
            f"<DigitalId><X509Certificate>{base64.b64encode(one.der).decode()}"
            "</X509Certificate></DigitalId>"
            for one in self.identities
        )
        first, *past = self.periods
        history = "".join(
            f"<ServiceHistoryInstance>{about}<ServiceDigitalIdentity/>{one.xml(home)}"
            "</ServiceHistoryInstance>"
            for one in past
        )
        return (
            f"<TSPService><ServiceInformation>{about}"
            f"<ServiceDigitalIdentity>{identity}</ServiceDigitalIdentity>{first.xml(home)}"
            f"</ServiceInformation><ServiceHistory>{history}</ServiceHistory></TSPService>"
        )


@dataclass(frozen=True)
class Scheme:
    """A whole list."""

    services: Sequence[Listed] = ()
    territory: str = "UA"
    kind: str = "UAlist"
    sequence: int = 32
    issued_at: dt.datetime = NOON - dt.timedelta(days=10)
    next_update: dt.datetime | None = NOON + dt.timedelta(days=100)
    pointers: Sequence[tuple[str, str, Identity]] = field(default_factory=tuple)

    @property
    def home(self) -> str:
        return UA if self.territory == "UA" else EU

    def xml(self) -> bytes:
        until = f"{self.next_update:%Y-%m-%dT%H:%M:%SZ}" if self.next_update else ""
        next_update = (
            f"<NextUpdate><dateTime>{until}</dateTime></NextUpdate>" if until else "<NextUpdate/>"
        )
        pointers = "".join(
            "<OtherTSLPointer><ServiceDigitalIdentities><ServiceDigitalIdentity><DigitalId>"
            f"<X509Certificate>{base64.b64encode(who.der).decode()}</X509Certificate></DigitalId>"
            "</ServiceDigitalIdentity></ServiceDigitalIdentities><AdditionalInformation>"
            f"<OtherInformation><TSLType>{EU}/TrustedList/TSLType/{kind}</TSLType>"
            f"</OtherInformation><OtherInformation><SchemeTerritory>{territory}</SchemeTerritory>"
            "</OtherInformation></AdditionalInformation></OtherTSLPointer>"
            for territory, kind, who in self.pointers
        )
        services = "".join(one.xml(self.home) for one in self.services)
        providers = (
            "<TrustServiceProviderList><TrustServiceProvider><TSPInformation><TSPName>"
            '<Name xml:lang="uk">Вигаданий надавач</Name></TSPName></TSPInformation>'
            f"<TSPServices>{services}</TSPServices></TrustServiceProvider>"
            "</TrustServiceProviderList>"
        )
        return (
            '<?xml version="1.0" encoding="UTF-8"?>\n'
            '<TrustServiceStatusList xmlns="http://uri.etsi.org/02231/v2#"'
            f" xmlns:ns2={quoteattr(DS)}"
            ' xmlns:ns3="http://uri.etsi.org/02231/v2/additionaltypes#"'
            f" xmlns:ns4={quoteattr(XADES)}"
            ' xmlns:ns5="http://uri.etsi.org/TrstSvc/SvcInfoExt/eSigDir-1999-93-EC-TrustedList/#"'
            f' Id="TrustServiceStatusList-{self.territory}"'
            ' TSLTag="http://uri.etsi.org/19612/TSLTag"><SchemeInformation>'
            "<TSLVersionIdentifier>6</TSLVersionIdentifier>"
            f"<TSLSequenceNumber>{self.sequence}</TSLSequenceNumber>"
            f"<TSLType>{self.home}/TrustedList/TSLType/{self.kind}</TSLType>"
            '<SchemeOperatorName><Name xml:lang="en">Invented operator</Name>'
            '<Name xml:lang="uk">Вигаданий оператор</Name></SchemeOperatorName>'
            f"<SchemeTerritory>{self.territory}</SchemeTerritory>"
            f"<PointersToOtherTSL>{pointers}</PointersToOtherTSL>"
            f"<ListIssueDateTime>{self.issued_at:%Y-%m-%dT%H:%M:%SZ}</ListIssueDateTime>"
            f"{next_update}</SchemeInformation>{providers}</TrustServiceStatusList>"
        ).encode()


def qualification(qualifiers: Sequence[str], criteria: str, *, home: str = EU) -> str:
    """A Qualifications extension with one element."""
    listed = "".join(
        f'<ns5:Qualifier uri="{home}/TrustedList/SvcInfoExt/{one}"/>' for one in qualifiers
    )
    return (
        '<Extension Critical="true"><ns5:Qualifications><ns5:QualificationElement>'
        f"<ns5:Qualifiers>{listed}</ns5:Qualifiers>{criteria}"
        "</ns5:QualificationElement></ns5:Qualifications></Extension>"
    )


def criteria(inside: str, how: str = "all") -> str:
    return f'<ns5:CriteriaList assert="{how}">{inside}</ns5:CriteriaList>'


def policies(*oids: str) -> str:
    inside = "".join(
        f'<ns5:PolicyIdentifier><ns4:Identifier Qualifier="OIDAsURN">urn:oid:{one}'
        "</ns4:Identifier></ns5:PolicyIdentifier>"
        for one in oids
    )
    return f"<ns5:PolicySet>{inside}</ns5:PolicySet>"


def key_usage(name: str, *, wanted: bool) -> str:
    value = str(wanted).lower()
    return f'<ns5:KeyUsage><ns5:KeyUsageBit name="{name}">{value}</ns5:KeyUsageBit></ns5:KeyUsage>'


class Operator(Protocol):
    """Who signs a list: with RSA, ECDSA or ДСТУ 4145, as the key is."""

    @property
    def der(self) -> bytes: ...

    @property
    def key(self) -> Any: ...


def signed(scheme: Scheme, identity: Operator) -> bytes:
    """The list with an enveloped XAdES signature of `identity`."""
    root = etree.fromstring(scheme.xml())
    whole = _digest(root)
    certificate = base64.b64encode(identity.der).decode()
    of_certificate = base64.b64encode(hashlib.sha256(identity.der).digest()).decode()
    method, sign = _scheme(identity)
    root.append(
        etree.fromstring(
            f'<ds:Signature xmlns:ds="{DS}" Id="sig"><ds:SignedInfo>'
            f'<ds:CanonicalizationMethod Algorithm="{EXC}"/><ds:SignatureMethod Algorithm='
            f'"http://www.w3.org/2001/04/xmldsig-more#{method}"/>'
            f'<ds:Reference URI=""><ds:Transforms><ds:Transform Algorithm="{ENVELOPED}"/>'
            f'<ds:Transform Algorithm="{EXC}"/></ds:Transforms>{_method()}'
            f"<ds:DigestValue>{whole}</ds:DigestValue></ds:Reference>"
            '<ds:Reference URI="#props" Type="http://uri.etsi.org/01903#SignedProperties">'
            f'<ds:Transforms><ds:Transform Algorithm="{EXC}"/></ds:Transforms>{_method()}'
            "<ds:DigestValue/></ds:Reference></ds:SignedInfo><ds:SignatureValue/>"
            f"<ds:KeyInfo><ds:X509Data><ds:X509Certificate>{certificate}</ds:X509Certificate>"
            "</ds:X509Data></ds:KeyInfo><ds:Object>"
            f'<xades:QualifyingProperties xmlns:xades="{XADES}" Target="#sig">'
            '<xades:SignedProperties Id="props"><xades:SignedSignatureProperties>'
            f"<xades:SigningTime>{scheme.issued_at:%Y-%m-%dT%H:%M:%SZ}</xades:SigningTime>"
            f"<xades:SigningCertificateV2><xades:Cert><xades:CertDigest>{_method()}"
            f"<ds:DigestValue>{of_certificate}</ds:DigestValue></xades:CertDigest></xades:Cert>"
            "</xades:SigningCertificateV2></xades:SignedSignatureProperties>"
            "</xades:SignedProperties></xades:QualifyingProperties></ds:Object></ds:Signature>"
        )
    )
    [properties] = root.iter(f"{{{XADES}}}SignedProperties")
    list(root.iter(f"{{{DS}}}DigestValue"))[1].text = _digest(properties)
    [info] = root.iter(f"{{{DS}}}SignedInfo")
    [value] = root.iter(f"{{{DS}}}SignatureValue")
    value.text = base64.b64encode(sign(_canonical(info))).decode()
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8")


def _scheme(identity: Operator) -> tuple[str, Callable[[bytes], bytes]]:
    """The name of the algorithm, and what signs with it."""
    key = identity.key
    if isinstance(key, dstu.Signer):
        return "dstu4145-gost34311", lambda data: key.sign(dstu.gost(data))
    if isinstance(key, ec.EllipticCurvePrivateKey):
        return "ecdsa-sha256", lambda data: _side_by_side(key, data)
    return "rsa-sha256", lambda data: key.sign(data, padding.PKCS1v15(), hashes.SHA256())


def _side_by_side(key: ec.EllipticCurvePrivateKey, data: bytes) -> bytes:
    r, s = utils.decode_dss_signature(key.sign(data, ec.ECDSA(hashes.SHA256())))
    size = (key.key_size + 7) // 8
    return r.to_bytes(size, "big") + s.to_bytes(size, "big")


def _method() -> str:
    return '<ds:DigestMethod Algorithm="http://www.w3.org/2001/04/xmlenc#sha256"/>'


def _digest(element: etree._Element) -> str:
    return base64.b64encode(hashlib.sha256(_canonical(element)).digest()).decode()


def _canonical(element: etree._Element) -> bytes:
    # A copy of the subtree alone: exclusive canonicalisation does not look at what is around it.
    return etree.tostring(element, method="c14n", exclusive=True, with_tail=False)
