"""The judgement of one CMS signer: is this value a signature over these attributes and content.

Knows: RFC 5652, 5.4–5.6 and ETSI EN 319 102-1, 5.2.2–5.2.7 (format, signing certificate, crypto).
Does not know: trust, time, or where the content came from.
Keeps: signed attributes are hashed in DER order; what cannot be judged stays None.
"""

from __future__ import annotations

import hmac
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from asn1crypto import cms, x509

from signing import policies
from signing.algorithms import (
    Digest,
    SignedMessage,
    Unsupported,
    digest_of,
    key_of,
    scheme_of,
    signing_digest,
)
from signing.cms import attributes as attr
from signing.cms.raw import HOSTILE, SEQUENCE, SET, Malformed, read
from signing.cms.signed_data import SignedData, SignerInfo, oid_of, ski_of
from signing.dstu import BadParameters
from signing.facts import Pieces, SignatureFacts, unique
from signing.messages import say, say_damaged
from signing.model import Covers, Format, Level, SubIndication
from vault.errors import TooLarge

LevelOf = Callable[[SignedData, SignerInfo], Level | None]


@dataclass(frozen=True, slots=True)
class Signed:
    """What a signer may have signed.

    Attributes:
        candidates: messages, one of which must match; empty when the content was not supplied.
        content_type: that the signed attributes must name; None for counter-signatures.
    """

    candidates: Sequence[SignedMessage]
    content_type: str | None


def judge(
    data: SignedData,
    signer: SignerInfo,
    signed: Signed,
    *,
    format: Format,  # noqa: A002  the word of the contract
    certificates: Sequence[bytes] = (),
    level_of: LevelOf = attr.level_of,
) -> SignatureFacts:
    """Find out what `signer` of `data` is worth before trust.

    `certificates` are known from elsewhere and used only when `data` does not carry the signer's.
    """
    crls, ocsps = attr.revocation_data(signer)
    facts = SignatureFacts(
        format=format,
        level=level_of(data, signer),
        claimed_time=attr.signing_time(signer.signed),
        pool=unique((*data.certificates, *attr.certificate_values(signer), *certificates)),
        crls=unique((*data.crls, *crls)),
        ocsps=unique((*data.ocsps, *ocsps)),
        covers=Covers.WHOLE,
        value=signer.signature,
    )
    digest = _check_content(signer, signed, (*data.certificates, *certificates), facts)
    _check_attributes(signer, signed, facts)
    certificate = _signing_certificate(data, signer, certificates, facts)
    if certificate is not None and digest is not None:
        _check_value(signer, signed, certificate, digest, facts)
    if facts.signature_intact and attr.SINGLE & set(signer.signed.repeated):
        # Programs differ in which of the two they read, or refuse both: nothing is sure.
        facts.signature_intact = False
    return facts


def broken(format: Format, reason: object) -> SignatureFacts:  # noqa: A002
    """A signature that cannot be read at all."""
    facts = SignatureFacts(format=format, signature_intact=False, content_intact=False)
    facts.fail(SubIndication.FORMAT_FAILURE, say_damaged("S010", reason))
    return facts


def _check_content(
    signer: SignerInfo, signed: Signed, certificates: Sequence[bytes], facts: SignatureFacts
) -> Digest | None:
    """Compare the signed digest with the content; None when the digest algorithm is unknown."""
    try:
        digest = digest_of(signer.digest_oid)
    except Unsupported as error:
        facts.algorithm = error.algorithm
        facts.fail(SubIndication.GENERIC, say("S014", algorithm=error.algorithm))
        return None
    if not signed.candidates:
        facts.fail(SubIndication.SIGNED_DATA_NOT_FOUND, say("S013"))
    elif signer.signed_der is not None:
        claimed = attr.octet_string(signer.signed, attr.MESSAGE_DIGEST) or b""
        facts.content_intact = any(
            hmac.compare_digest(claimed, message.digest(one))
            for one in _digests(digest, signer, certificates)
            for message in signed.candidates
        )
        if not facts.content_intact:
            facts.fail(SubIndication.HASH_FAILURE, say("S012"))
    return digest


def _digests(digest: Digest, signer: SignerInfo, certificates: Sequence[bytes]) -> Iterator[Digest]:
    """`digest`, and what it is with the S-box of the signer's key, should that have one."""
    yield digest
    for _, certificate in _named(signer, certificates) if digest.with_sbox else ():
        try:
            own = digest.used_with(key_of(certificate.public_key))
        except (Unsupported, *HOSTILE):  # its turn to be complained of comes later
            continue
        if own is not digest:
            yield own


def _check_attributes(signer: SignerInfo, signed: Signed, facts: SignatureFacts) -> None:
    if signer.signed_der is None:
        return
    for oid in signer.signed.repeated:
        if oid in attr.SINGLE:  # RFC 5652, 11.1-11.3: such a signature must not exist
            facts.fail(SubIndication.FORMAT_FAILURE, say("S019", name=attr.NAMES[oid]))
        elif oid in attr.NAMES:
            facts.messages.append(say("S019", name=attr.NAMES[oid]))
    if attr.MESSAGE_DIGEST not in signer.signed:
        facts.fail(SubIndication.FORMAT_FAILURE, say("S021", name=attr.NAMES[attr.MESSAGE_DIGEST]))
    named = attr.object_identifier(signer.signed, attr.CONTENT_TYPE)
    if signed.content_type is not None and named != signed.content_type:
        facts.fail(SubIndication.FORMAT_FAILURE, say("S020"))
    if policy := attr.policy_of(signer):
        policies.note(facts, policy)


def _signing_certificate(
    data: SignedData, signer: SignerInfo, certificates: Sequence[bytes], facts: SignatureFacts
) -> x509.Certificate | None:
    """The certificate of `signer` (EN 319 102-1, 5.2.3), noted in `facts` when there is one."""
    embedded = list(_named(signer, data.certificates))
    candidates = embedded or list(_named(signer, certificates))
    if not candidates:
        facts.fail(SubIndication.NO_SIGNING_CERTIFICATE_FOUND, say("S015"))
        return None
    if not embedded:
        facts.messages.append(say("S025"))
    facts.certificate, certificate = candidates[0]
    try:
        matches = attr.names_certificate(signer.signed, facts.certificate)
        for stored, other in candidates[1:]:
            if matches is False and attr.names_certificate(signer.signed, stored):
                matches, facts.certificate, certificate = True, stored, other
    except Unsupported as error:
        facts.fail(SubIndication.GENERIC, say("S014", algorithm=error.algorithm))
        return certificate
    if matches is None:
        facts.messages.append(say("S024"))
    elif not matches:
        facts.fail(SubIndication.NO_SIGNING_CERTIFICATE_FOUND, say("S016"))
    return certificate


def _named(
    signer: SignerInfo, certificates: Sequence[bytes]
) -> Iterator[tuple[bytes, x509.Certificate]]:
    """Those of `certificates` that the signer identifier names."""
    try:
        key_id = ski_of(signer.sid)
        sid = cms.IssuerAndSerialNumber.load(signer.sid) if key_id is None else None
        wanted = None if sid is None else (sid["serial_number"].native, sid["issuer"])
    except HOSTILE:
        return
    for stored in certificates:
        serial, identifier, one = _identified(stored)
        if one is None:
            continue
        found = identifier == key_id if wanted is None else (serial, one.issuer) == wanted
        if found:
            yield stored, one


@lru_cache(8192)
def _identified(stored: bytes) -> tuple[int, bytes | None, x509.Certificate | None]:
    """What a certificate may be named by, and the certificate; none when it cannot be read.

    Every signer of a file looks at every certificate: each is read once.
    """
    try:
        one = x509.Certificate.load(stored)
        serial, identifier, _ = one.serial_number, one.key_identifier, one.issuer.hashable
    except HOSTILE:
        return 0, None, None
    return serial, identifier, one


def _check_over_content(
    candidates: Sequence[SignedMessage],
    verifies: Callable[[SignedMessage], bool],
    facts: SignatureFacts,
) -> None:
    """Verify a value over the content itself, which has then to be content."""
    if candidates:
        facts.signature_intact = any(map(verifies, candidates))
        facts.content_intact = facts.signature_intact
    if facts.signature_intact and any(map(_is_attributes, candidates)):
        facts.content_intact = False
        name = attr.NAMES[attr.MESSAGE_DIGEST]
        facts.fail(SubIndication.FORMAT_FAILURE, say("S021", name=name))


def _is_attributes(message: SignedMessage) -> bool:
    """Whether it is the signed attributes of another signature, which then verifies over them."""
    try:
        parts = read(message.read()).expect(SET).parts()
        return attr.MESSAGE_DIGEST in [oid_of(one.expect(SEQUENCE).parts()[0]) for one in parts]
    except (Malformed, IndexError, TooLarge):  # nobody's attributes are too large to be read
        return False


def _check_value(
    signer: SignerInfo,
    signed: Signed,
    certificate: x509.Certificate,
    content_digest: Digest,
    facts: SignatureFacts,
) -> None:
    """Verify the signature value, over the attributes in DER order or over the content itself."""
    try:
        scheme = scheme_of(signer.signature_oid)
        digest = signing_digest(scheme, signer.parameters, content_digest)
        facts.algorithm = scheme.named(digest)
        key = key_of(certificate.public_key)

        def verifies(message: SignedMessage) -> bool:
            return scheme.verify(key, signer.signature, message, digest, signer.parameters)

        if signer.signed_der is None or signer.signed_stored is None:
            _check_over_content(signed.candidates, verifies, facts)
        else:
            facts.signature_intact = verifies(Pieces((signer.signed_der,)))
            if signer.signed_der != signer.signed_stored:
                stored = verifies(Pieces((signer.signed_stored,)))
                facts.messages.append(
                    say("S018" if stored and not facts.signature_intact else "S017")
                )
    except Unsupported as error:
        facts.algorithm = facts.algorithm or error.algorithm
        facts.fail(SubIndication.GENERIC, say("S014", algorithm=error.algorithm))
        return
    except HOSTILE as error:  # parameters or keys that are not what they claim
        bad_key = isinstance(error, BadParameters)
        facts.signature_intact = False
        facts.fail(
            SubIndication.FORMAT_FAILURE, say("S082") if bad_key else say_damaged("S010", error)
        )
        return
    facts.rests_on(key.until, digest.until, content_digest.until)
    if key.repaired:
        facts.messages.append(say("S023"))
    if facts.signature_intact is False:
        facts.fail(SubIndication.SIG_CRYPTO_FAILURE, say("S011"))
    elif scheme.digest not in (None, content_digest):
        # RFC 8933 and RFC 8419 want one digest algorithm; two mean that one was exchanged.
        facts.fail(SubIndication.SIG_CONSTRAINTS_FAILURE, say("S022"))
