"""What the qualifying properties of a XAdES signature say, and what else its file carries.

Knows: XAdES 1.1.1 to 1.4.1 (ETSI TS 101 903, EN 319 132): time, policy, identifiers of the signing
certificate, certificates and revocation data, and the level all this amounts to.
Does not know: whether a time-stamp or a revocation value holds.
Keeps: a property that cannot be read counts as absent, never as satisfied.
"""

from __future__ import annotations

import datetime as dt
import hmac
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import islice

from signing import levels
from signing.algorithms import Unsupported
from signing.cms.raw import HOSTILE, SEQUENCE, read
from signing.cms.signed_data import ocsp_response
from signing.facts import Pieces, unique
from signing.model import Level
from signing.policies import NamedPolicy
from signing.xades.document import Element, RefusedXml, local_name, text_in
from signing.xades.parts import SIGNATURE, SignatureParts, etsi_children
from signing.xades.transforms import DS, from_base64
from signing.xades.uris import digest_method

_CERTIFICATES = {"EncapsulatedX509Certificate"}
_VALUES = {"CertificateValues", "RevocationValues"}
_LATER = {"TimeStampValidationData", "AnyValidationData"}
_REFERENCES = {"CompleteCertificateRefs", "CompleteRevocationRefs"}
_REFERENCES_V2 = {"CompleteCertificateRefsV2", "CompleteRevocationRefs"}
_REFERENCE_STAMPS = {
    "SigAndRefsTimeStamp",
    "SigAndRefsTimeStampV2",
    "RefsOnlyTimeStamp",
    "RefsOnlyTimeStampV2",
}
_POLICY = "SignaturePolicyIdentifier"
_LISTED_MAX = 100
_CARRIED_MAX = 500
_IDENTIFIERS = ("SigningCertificateV2", "SigningCertificate")


@dataclass(frozen=True, slots=True)
class Carried:
    """Certificates and revocation data in the file, DER."""

    certificates: tuple[bytes, ...]
    crls: tuple[bytes, ...]
    ocsps: tuple[bytes, ...]

    def all(self) -> tuple[bytes, ...]:
        """Everything."""
        return (*self.certificates, *self.crls, *self.ocsps)


def signing_time(parts: SignatureParts) -> dt.datetime | None:
    """The time the signer's clock showed, UTC; a time without a zone is taken as UTC."""
    text = text_in(parts.property("SigningTime"))
    try:
        at = dt.datetime.fromisoformat(text)
    except ValueError:
        return None
    try:
        return (at if at.tzinfo else at.replace(tzinfo=dt.UTC)).astimezone(dt.UTC)
    except OverflowError:
        return None


def policy(parts: SignatureParts) -> NamedPolicy | None:
    """The policy the signer named; None when there is none, or it is only implied."""
    named = parts.property(_POLICY)
    identifier = text_in(next(_below(named, {"Identifier"}), None))
    if not identifier:
        return None
    found = NamedPolicy(identifier, transformed=any(True for _ in _below(named, {"Transforms"})))
    hashed = next(_below(named, {"SigPolicyHash"}), None)
    try:
        value = from_base64(text_in(_part(hashed, "DigestValue")))
        found = replace(found, value=value, document=_policy_document(parts))
        return replace(found, digest=digest_method(_part(hashed, "DigestMethod")))
    except (Unsupported, RefusedXml):
        return found


def _policy_document(parts: SignatureParts) -> bytes | None:
    """What a SignaturePolicyStore holds (EN 319 132-1, 5.2.10), unless it only says where."""
    stores = (one for one in parts.unsigned if local_name(one) == "SignaturePolicyStore")
    document = next(_below(next(stores, None), {"SignaturePolicyDocument"}), None)
    try:
        return None if document is None else from_base64(text_in(document))
    except RefusedXml:
        return None


def names_certificate(parts: SignatureParts, certificate: bytes) -> bool | None:
    """Whether an identifier in the signed properties is that of `certificate`.

    None when there is no identifier. Any of several may be the signer's (EN 319 132-1, 5.2.2). The
    issuer and serial number beside the digest are only a hint, and often written differently.

    Raises:
        Unsupported: no identifier is made with a known digest algorithm.
    """
    named = parts.property(*_IDENTIFIERS)
    if named is None:
        return None
    unknown: Unsupported | None = None
    for one in islice(etsi_children(named, "Cert"), _LISTED_MAX):
        try:
            if _is_digest_of(next(etsi_children(one, "CertDigest"), None), certificate):
                return True
        except Unsupported as error:
            unknown = error
    if unknown is not None:
        raise unknown
    return False


def named_in(listed: Element, inside: Carried) -> Iterator[bytes]:
    """The values in `inside` whose digests stand in a list of references."""
    below = islice(_below(listed, {"DigestValue"}), _LISTED_MAX)
    digests = [one.getparent() for one in below]
    for value in inside.all():
        for one in digests:
            try:
                if _is_digest_of(one, value):
                    yield value
                    break
            except Unsupported:
                continue


def _is_digest_of(digest: Element | None, value: bytes) -> bool:
    """Whether `DigestMethod` and `DigestValue` in `digest` are of `value`.

    Raises:
        Unsupported: the method is unknown.
    """
    method = digest_method(_part(digest, "DigestMethod"))
    try:
        claimed = from_base64(text_in(_part(digest, "DigestValue")))
    except RefusedXml:
        return False
    return hmac.compare_digest(Pieces((value,)).digest(method), claimed)


def names_any_certificate(parts: SignatureParts) -> bool:
    """Whether a signing certificate is named, without which nothing is AdES."""
    return parts.property(*_IDENTIFIERS) is not None


def carried(parts: SignatureParts) -> Carried:
    """What the signature has in `KeyInfo` and in its properties."""
    certificates = [der(one) for one in key_certificates(parts)]
    crls = [der(one) for one in _below(parts.key_info, {"X509CRL"})]
    ocsps: list[bytes] = []
    for one in parts.unsigned:
        if local_name(one) == "CounterSignature":
            continue
        inside = carried_by(one)
        certificates += inside.certificates
        crls += inside.crls
        ocsps += inside.ocsps
    return Carried(
        tuple(unique(one for one in certificates if one)[:_CARRIED_MAX]),
        tuple(unique(one for one in crls if one)[:_CARRIED_MAX]),
        tuple(unique(one for one in ocsps if one)[:_CARRIED_MAX]),
    )


def carried_by(unsigned: Element) -> Carried:
    """What one unsigned property has inside."""
    return Carried(
        tuple(der(one) for one in _below(unsigned, _CERTIFICATES)),
        tuple(der(one) for one in _below(unsigned, {"EncapsulatedCRLValue"})),
        tuple(_ocsp(der(one)) for one in _below(unsigned, {"EncapsulatedOCSPValue"})),
    )


def key_certificates(parts: SignatureParts) -> Iterator[Element]:
    """The certificates in `KeyInfo`, in order."""
    for data in (
        parts.key_info.iterchildren(f"{{{DS}}}X509Data") if parts.key_info is not None else ()
    ):
        yield from data.iterchildren(f"{{{DS}}}X509Certificate")


def key_values(parts: SignatureParts) -> Iterator[bytes]:
    """The certificates and revocation lists in `KeyInfo`, DER."""
    yield from (der(one) for one in key_certificates(parts))
    yield from (der(one) for one in _below(parts.key_info, {"X509CRL"}))


def der(element: Element) -> bytes:
    """The value in base64; empty when it is damaged."""
    try:
        return from_base64(text_in(element))
    except RefusedXml:
        return b""


def level_of(parts: SignatureParts) -> Level | None:
    """The highest level whose properties are all there; None for a signature that is no XAdES.

    Baseline levels (EN 319 132-1, 6) where their demands on level B are met, else the extended ones
    (EN 319 132-2, TS 101 903). Only presence is looked at.
    """
    if not names_any_certificate(parts):
        return None
    found = {local_name(one) for one in parts.unsigned}
    timestamped = "SignatureTimeStamp" in found
    referred = found >= _REFERENCES or found >= _REFERENCES_V2
    archived = "ArchiveTimeStamp" in found
    if _meets_baseline(parts) and not referred and not found & _REFERENCE_STAMPS:
        return levels.baseline(
            timestamped=timestamped, evidence=bool(found & (_VALUES | _LATER)), archived=archived
        )
    return levels.extended(
        policy=parts.property(_POLICY) is not None,
        timestamped=timestamped,
        referred=referred,
        references_stamped=bool(found & _REFERENCE_STAMPS),
        values=found >= _VALUES,
        archived=archived,
    )


def _meets_baseline(parts: SignatureParts) -> bool:
    """EN 319 132-1, table 2: time, identifier, certificate, and the format of each signed part."""
    described = {
        one.get("ObjectReference", "").removeprefix("#")
        for one in _below(parts.signed, {"DataObjectFormat"})
        if any(text_in(mime) for mime in etsi_children(one, "MimeType"))
    }
    parts_of_signatures = (parts.signed, parts.key_info, parts.countersigned)
    own = {f"#{one.get('Id')}" for one in parts_of_signatures if one is not None}
    signed = [one.get("Id", "") for one in parts.references if one.get("URI") not in own]
    return (
        parts.property("SigningTime") is not None
        and any(True for _ in key_certificates(parts))
        and all(one in described for one in signed)
    )


def _part(element: Element | None, name: str) -> Element | None:
    """The child `name`, of XAdES 1.1.1 in its own namespace, later of XMLDSig."""
    if element is None:
        return None
    return next((c for c in element.iterchildren("*") if local_name(c) == name), None)


def _below(element: Element | None, names: set[str]) -> Iterator[Element]:
    """The elements of these names inside, except in signatures of their own."""
    if element is None or element.tag == SIGNATURE:
        return
    for child in element.iterchildren("*"):
        if local_name(child) in names:
            yield child
        else:
            yield from _below(child, names)


def _ocsp(stored: bytes) -> bytes:
    """An OCSPResponse; some signers store only the BasicOCSPResponse in it (RFC 6960, 4.2.1)."""
    try:
        first = read(stored).parts()[0]
    except HOSTILE:
        return b""
    return ocsp_response(stored) if first.tag == SEQUENCE else stored
