"""XAdES files written by hand, for tests only.

Everything that is digested is written in canonical form from the start, so that no canonicalisation
of anybody's is needed to sign it: what is wrong with ours shows.
"""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from signing.facts import Submitted
from signing.xades import judge
from tests.signing import pki

DS = "http://www.w3.org/2000/09/xmldsig#"
ETSI = "http://uri.etsi.org/01903/v1.3.2#"
EXC = "http://www.w3.org/2001/10/xml-exc-c14n#"
ENVELOPED = f"{DS}enveloped-signature"
BASE64 = f"{DS}base64"
SHA256 = "http://www.w3.org/2001/04/xmlenc#sha256"
RSA_SHA256 = "http://www.w3.org/2001/04/xmldsig-more#rsa-sha256"
SIGNED_PROPERTIES = "http://uri.etsi.org/01903#SignedProperties"
_NS = f'xmlns:ds="{DS}"'

Sign = Callable[[Any, bytes], bytes]
Hash = Callable[[bytes], bytes]


def sha256(data: bytes) -> bytes:
    return hashlib.sha256(data).digest()


def b64(data: bytes) -> str:
    return base64.b64encode(data).decode()


@dataclass(frozen=True)
class Ref:
    """A reference, and what it is over."""

    uri: str | None
    over: bytes
    transforms: tuple[str, ...] = (EXC,)
    kind: str = ""
    inside: str = ""
    """What the last transform holds."""

    def xml(self, digest: Hash, digest_uri: str) -> str:
        last = len(self.transforms) - 1
        steps = "".join(
            f'<ds:Transform Algorithm="{one}">{self.inside if n == last else ""}</ds:Transform>'
            for n, one in enumerate(self.transforms)
        )
        kind = f' Type="{self.kind}"' if self.kind else ""
        uri = "" if self.uri is None else f' URI="{self.uri}"'
        transforms = f"<ds:Transforms>{steps}</ds:Transforms>" if steps else ""
        return (
            f'<ds:Reference{kind}{uri}>{transforms}<ds:DigestMethod Algorithm="{digest_uri}">'
            f"</ds:DigestMethod><ds:DigestValue>{b64(digest(self.over))}</ds:DigestValue>"
            "</ds:Reference>"
        )


@dataclass(frozen=True, kw_only=True)
class Recipe:
    """A signature; what is not said is as a good signer would do it."""

    identity: Any = field(default_factory=pki.clerk)
    sign: Sign = pki.sign_rsa
    method: str = RSA_SHA256
    method_inside: str = ""
    digest: Hash = sha256
    digest_uri: str = SHA256
    name: str = "s1"
    target: str | None = None
    time: str = "2026-06-01T12:00:00Z"
    certificate: str | None = None
    """What is signed as the digest of the certificate."""
    key_info: str | None = None
    objects: str = ""
    unsigned: str = ""
    signature_properties: str = ""
    data_properties: str = ""
    properties: bool = True
    references_properties: bool = True

    def signed_properties(self) -> str:
        name = "xades:SignedDataObjectProperties"
        about = f"<{name}>{self.data_properties}</{name}>" if self.data_properties else ""
        digest = self.certificate or b64(sha256(self.identity.der))
        return (
            f'<xades:SignedProperties xmlns:xades="{ETSI}" Id="{self.name}-p">'
            f"<xades:SignedSignatureProperties><xades:SigningTime>{self.time}</xades:SigningTime>"
            "<xades:SigningCertificateV2><xades:Cert><xades:CertDigest>"
            f'<ds:DigestMethod {_NS} Algorithm="{SHA256}"></ds:DigestMethod>'
            f"<ds:DigestValue {_NS}>{digest}</ds:DigestValue></xades:CertDigest></xades:Cert>"
            f"</xades:SigningCertificateV2>{self.signature_properties}"
            f"</xades:SignedSignatureProperties>{about}</xades:SignedProperties>"
        )

    def write(self, *references: Ref) -> str:
        """The `ds:Signature` element."""
        own, every = self.signed_properties(), list(references)
        if self.properties and self.references_properties:
            every.append(Ref(f"#{self.name}-p", own.encode(), kind=SIGNED_PROPERTIES))
        info = (
            f'<ds:SignedInfo {_NS}><ds:CanonicalizationMethod Algorithm="{EXC}">'
            f'</ds:CanonicalizationMethod><ds:SignatureMethod Algorithm="{self.method}">'
            f"{self.method_inside}</ds:SignatureMethod>"
            f"{''.join(r.xml(self.digest, self.digest_uri) for r in every)}</ds:SignedInfo>"
        )
        certificate = f"<ds:X509Certificate>{b64(self.identity.der)}</ds:X509Certificate>"
        key_info = self.key_info
        if key_info is None:
            key_info = f"<ds:KeyInfo><ds:X509Data>{certificate}</ds:X509Data></ds:KeyInfo>"
        target = f"#{self.name}" if self.target is None else self.target
        unsigned = (
            "<xades:UnsignedProperties><xades:UnsignedSignatureProperties>"
            f"{self.unsigned}</xades:UnsignedSignatureProperties></xades:UnsignedProperties>"
            if self.unsigned
            else ""
        )
        qualifying = (
            f'<ds:Object><xades:QualifyingProperties xmlns:xades="{ETSI}" Target="{target}">'
            f"{own}{unsigned}</xades:QualifyingProperties></ds:Object>"
        )
        return (
            f'<ds:Signature {_NS} Id="{self.name}">{info}<ds:SignatureValue Id="{self.name}-v">'
            f"{b64(self.sign(self.identity, info.encode()))}</ds:SignatureValue>{key_info}"
            f"{qualifying if self.properties else ''}{self.objects}</ds:Signature>"
        )


def enveloped(recipe: Recipe | None = None, text: str = "Сплатити 100 грн") -> str:
    """A document with its signature inside."""
    content = f"<документ><текст>{text}</текст></документ>"
    whole = Ref("", content.encode(), (ENVELOPED, EXC))
    return content.replace("</документ>", (recipe or Recipe()).write(whole) + "</документ>")


def of(data: str | bytes, **more: Any) -> Any:
    """The facts about the only signature in `data`."""
    (facts,) = every(data, **more)
    return facts


def every(data: str | bytes, **more: Any) -> list[Any]:
    """The facts about all signatures in `data`."""
    stored = data.encode() if isinstance(data, str) else data
    return judge(Submitted(name="підпис.xml", data=stored, **more)).signatures


def good(facts: Any) -> bool:
    """Whether it may be taken for a signature over what it claims."""
    return bool(facts.signature_intact and facts.content_intact and facts.failure is None)
