"""What the attributes of a CAdES signature say (RFC 5035, RFC 5652, ETSI EN 319 122).

Knows: signing time, identifier of the signing certificate, and which level the set amounts to.
Does not know: whether a time-stamp or revocation value in them holds.
Keeps: an attribute that cannot be read counts as absent, never as satisfied.
"""

from __future__ import annotations

import datetime as dt
import hmac
from dataclasses import replace

from asn1crypto import cms, core, tsp

from signing import levels
from signing.algorithms import SHA1, Unsupported, digest_of
from signing.cms.raw import HOSTILE, OCTET_STRING, SEQUENCE, Malformed, read
from signing.cms.signed_data import DATA, Attributes, SignedData, SignerInfo, ocsp_response, oid_of
from signing.facts import Pieces
from signing.model import Level
from signing.policies import NamedPolicy

CONTENT_TYPE = "1.2.840.113549.1.9.3"
MESSAGE_DIGEST = "1.2.840.113549.1.9.4"
SIGNING_TIME = "1.2.840.113549.1.9.5"
COUNTER_SIGNATURE = "1.2.840.113549.1.9.6"
_AA = "1.2.840.113549.1.9.16.2"
SIGNING_CERTIFICATE, SIGNING_CERTIFICATE_V2 = f"{_AA}.12", f"{_AA}.47"
CONTENT_TIMESTAMP, _POLICY, TIMESTAMP = f"{_AA}.20", f"{_AA}.15", f"{_AA}.14"
COMPLETE_CERTS, COMPLETE_REVOCATION = f"{_AA}.21", f"{_AA}.22"
CERT_VALUES, REVOCATION_VALUES = f"{_AA}.23", f"{_AA}.24"
REFS_TIMESTAMPS = ESC_TIMESTAMP, REFS_TIMESTAMP = f"{_AA}.25", f"{_AA}.26"
ARCHIVE_V1, ARCHIVE_V2, ARCHIVE_V3 = f"{_AA}.27", f"{_AA}.48", "0.4.0.1733.2.4"
_POLICY_STORE = "0.4.0.19122.1.3"
_ADOBE_REVOCATION = "1.2.840.113583.1.1.8"

SINGLE = {CONTENT_TYPE, MESSAGE_DIGEST, SIGNING_TIME}
NAMES = {
    CONTENT_TYPE: "content-type",
    MESSAGE_DIGEST: "message-digest",
    SIGNING_TIME: "signing-time",
    SIGNING_CERTIFICATE: "signing-certificate",
    SIGNING_CERTIFICATE_V2: "signing-certificate-v2",
}


def signing_time(signed: Attributes) -> dt.datetime | None:
    """The time the signer's clock showed; UTC."""
    value = signed.one(SIGNING_TIME)
    if value is None:
        return None
    try:
        at = cms.Time.load(value).native
    except HOSTILE:
        return None
    return at.astimezone(dt.UTC) if isinstance(at, dt.datetime) and at.tzinfo else None


def octet_string(signed: Attributes, oid: str) -> bytes | None:
    """The octets of attribute `oid`, if it is an OCTET STRING that is there once."""
    if len(signed.all(oid)) != 1:
        return None
    try:
        return bytes(core.OctetString.load(signed.values[oid][0]).native)
    except HOSTILE:
        return None


def object_identifier(signed: Attributes, oid: str) -> str | None:
    """The dotted value of attribute `oid`, if it is an OBJECT IDENTIFIER that is there once."""
    if len(signed.all(oid)) != 1:
        return None
    try:
        return str(core.ObjectIdentifier.load(signed.values[oid][0]).dotted)
    except HOSTILE:
        return None


def names_certificate(signed: Attributes, certificate: bytes) -> bool | None:
    """Whether the signed identifier is that of `certificate`; None when there is no identifier.

    Only the first identifier names the signer; the others limit the chain (RFC 5035, 5.4).

    Raises:
        Unsupported: the identifier is made with an unknown digest algorithm.
    """
    known = [oid for oid in (SIGNING_CERTIFICATE_V2, SIGNING_CERTIFICATE) if oid in signed]
    if not known:
        return None
    kind = (
        tsp.SigningCertificateV2 if known[0] == SIGNING_CERTIFICATE_V2 else (tsp.SigningCertificate)
    )
    try:
        first = kind.load(signed.values[known[0]][0])["certs"][0]
        oid = SHA1
        if known[0] == SIGNING_CERTIFICATE_V2:
            oid = first["hash_algorithm"]["algorithm"].dotted
        digest = Pieces((certificate,)).digest(digest_of(oid))
        return hmac.compare_digest(first["cert_hash"].native, digest)
    except HOSTILE:
        return False


def policy_of(signer: SignerInfo) -> NamedPolicy | None:
    """The signature policy that the signer names (EN 319 122-1, 5.2.9.1); None without one."""
    stored = signer.signed.one(_POLICY)
    try:
        parts = read(stored).expect(SEQUENCE).parts() if stored else []
        if not parts:
            return None
        named = NamedPolicy(oid_of(parts[0]))
    except (Malformed, IndexError):  # an implied policy has no identifier
        return None
    try:
        method, value = parts[1].expect(SEQUENCE).parts()[:2]
        named = replace(named, value=value.contents, document=_policy_document(signer.unsigned))
        return replace(named, digest=digest_of(oid_of(method.parts()[0])))
    except (Unsupported, ValueError, Malformed, IndexError):
        return named


def _policy_document(unsigned: Attributes) -> bytes | None:
    """What the signature-policy-store holds (EN 319 122-1, 5.2.10), unless it only says where."""
    stored = unsigned.one(_POLICY_STORE)
    try:
        document = read(stored).parts()[1] if stored else None
    except (Malformed, IndexError):
        return None
    return document.contents if document is not None and document.tag == OCTET_STRING else None


def revocation_data(signer: SignerInfo) -> tuple[list[bytes], list[bytes]]:
    """CRLs and OCSP responses, DER, that the attributes of `signer` carry."""
    crls: list[bytes] = []
    ocsps: list[bytes] = []
    for stored in signer.unsigned.all(REVOCATION_VALUES):
        more_crls, more_ocsps = revocation_in(stored)
        crls += more_crls
        ocsps += more_ocsps
    for stored in signer.signed.all(_ADOBE_REVOCATION):
        more_crls, responses = _two_lists(stored)
        crls += more_crls
        ocsps += responses
    return crls, ocsps


def revocation_in(stored: bytes) -> tuple[list[bytes], list[bytes]]:
    """CRLs and OCSP responses, DER, in a revocation-values attribute."""
    crls, basic = _two_lists(stored)
    return crls, [ocsp_response(one) for one in basic]


def certificate_values(signer: SignerInfo) -> list[bytes]:
    """Certificates, DER, that the attributes of `signer` carry."""
    return [one for stored in signer.unsigned.all(CERT_VALUES) for one in certificates_in(stored)]


def certificates_in(stored: bytes) -> list[bytes]:
    """Certificates, DER, in a certificate-values attribute; none when it cannot be read."""
    try:
        return [one.raw for one in read(stored).expect(SEQUENCE).parts()]
    except Malformed:
        return []


def _two_lists(stored: bytes) -> tuple[list[bytes], list[bytes]]:
    """`[0]` and `[1]`, each an explicitly tagged list: CAdES and Adobe use the same shape."""
    lists: dict[int, list[bytes]] = {0xA0: [], 0xA1: []}
    try:
        for part in read(stored).expect(SEQUENCE).parts():
            if part.tag in lists:
                lists[part.tag] += [one.raw for one in part.parts()[0].parts()]
    except (Malformed, IndexError):
        return [], []
    return lists[0xA0], lists[0xA1]


def level_of(data: SignedData, signer: SignerInfo) -> Level | None:
    """The highest CAdES level whose attributes are all there; None for CMS that is no CAdES.

    Baseline levels (EN 319 122-1, 6) where their demands on level B are met, else the extended
    ones (EN 319 122-2). Only presence is looked at.
    """
    signed, unsigned = signer.signed, signer.unsigned
    if not names_any_certificate(signed):
        return None
    timestamped = TIMESTAMP in unsigned
    referred = COMPLETE_CERTS in unsigned and COMPLETE_REVOCATION in unsigned
    baseline = len(signed.all(SIGNING_TIME)) == 1 and _meets_baseline(data, signed)
    if baseline and not (referred or REVOCATION_VALUES in unsigned or ARCHIVE_V2 in unsigned):
        return levels.baseline(
            timestamped=timestamped,
            evidence=bool(data.crls or data.ocsps),
            archived=ARCHIVE_V3 in unsigned,
        )
    return levels.extended(
        policy=_POLICY in signed,
        timestamped=timestamped,
        referred=referred,
        references_stamped=any(oid in unsigned for oid in REFS_TIMESTAMPS),
        values=CERT_VALUES in unsigned and REVOCATION_VALUES in unsigned,
        archived=any(oid in unsigned for oid in (ARCHIVE_V1, ARCHIVE_V2, ARCHIVE_V3)),
    )


def pdf_level_of(
    data: SignedData, signer: SignerInfo, *, dated: bool, steps: tuple[bool, bool, bool]
) -> Level | None:
    """The PAdES level (EN 319 142-1, 6): of the value and of the document around it.

    `dated`: the dictionary has the time (`/M`), where PAdES wants it. `steps`: what the document
    adds: a time-stamp over the signature, revocation data, a time-stamp over that.
    """
    signed = signer.signed
    if not names_any_certificate(signed) or data.content is not None or len(data.signers) > 1:
        return None
    if not (dated and SIGNING_TIME not in signed and _meets_baseline(data, signed)):
        return levels.unstamped(policy=_POLICY in signed)
    timestamped, evidence, archived = steps
    return levels.baseline(
        timestamped=timestamped or TIMESTAMP in signer.unsigned,
        evidence=evidence,
        archived=archived,
    )


def names_any_certificate(signed: Attributes) -> bool:
    """Whether a signing certificate is named, without which nothing is AdES."""
    return SIGNING_CERTIFICATE in signed or SIGNING_CERTIFICATE_V2 in signed


def _meets_baseline(data: SignedData, signed: Attributes) -> bool:
    return (
        object_identifier(signed, CONTENT_TYPE) in (DATA, None)  # none in counter-signatures
        and len(signed.all(SIGNING_CERTIFICATE, SIGNING_CERTIFICATE_V2)) == 1
        and bool(data.certificates)
    )
