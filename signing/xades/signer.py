"""Whose key made an XML signature, and whether its value verifies.

Knows: `KeyInfo` in its variants, the signed identifier of the certificate, and `SignedInfo`.
Does not know: references, trust, time.
Keeps: a certificate that the signed identifier does not name is never silently the signer's;
without any certificate a value may verify, but nobody is called its signer.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from asn1crypto import keys, x509

from signing.algorithms import Key, Unsupported, key_of
from signing.cms.raw import HOSTILE
from signing.facts import Pieces, SignatureFacts, unique
from signing.messages import say
from signing.model import SubIndication
from signing.xades.c14n import NodeSet, canonical, method_of
from signing.xades.document import Element, RefusedXml, text_in
from signing.xades.parts import SignatureParts
from signing.xades.properties import Carried, der, key_certificates, names_certificate
from signing.xades.transforms import DS, from_base64
from signing.xades.uris import SignatureMethod, signature_method, stored_value

_DS11 = "http://www.w3.org/2009/xmldsig11#"
_TRIED_MAX = 50


def check_value(
    parts: SignatureParts, inside: Carried, given: Sequence[bytes], facts: SignatureFacts
) -> None:
    """Find the signing certificate and verify the signature value with its key.

    `given` are certificates known from elsewhere, used where the signature does not carry its own.
    """
    try:
        method = signature_method(parts.info.find(f"{{{DS}}}SignatureMethod"))
        facts.algorithm = method.scheme.named(method.digest)
        message = Pieces((_signed_info(parts),))
        facts.value = value = from_base64(text_in(parts.value))
    except Unsupported as error:
        facts.algorithm = facts.algorithm or error.algorithm
        facts.fail(SubIndication.GENERIC, say("S014", algorithm=error.algorithm))
        _note_certificate(parts, inside, facts)
        return
    verified = _Verified(method, value, message)
    try:
        key = _signer(parts, inside, given, verified, facts)
    except Unsupported as error:
        facts.fail(SubIndication.GENERIC, say("S014", algorithm=error.algorithm))
        return
    if key is None:
        return
    facts.signature_intact = verified.by(key)
    facts.rests_on(key.until, method.digest.until)
    if key.repaired:
        facts.messages.append(say("S023"))
    if not facts.signature_intact:
        facts.fail(SubIndication.SIG_CRYPTO_FAILURE, say("S011"))


class _Verified:
    """Whether one value is over one message, for several keys that may have made it."""

    def __init__(self, method: SignatureMethod, value: bytes, message: Pieces) -> None:
        self._method, self._value, self._message = method, value, message

    def by(self, key: Key) -> bool:
        method = self._method
        value = stored_value(self._value, key)
        try:
            return method.scheme.verify(key, value, self._message, method.digest, method.parameters)
        except Unsupported:
            raise
        except HOSTILE:  # keys or parameters that are not what they claim
            return False


def _signed_info(parts: SignatureParts) -> bytes:
    found = list(parts.info.iterchildren(f"{{{DS}}}CanonicalizationMethod"))
    if len(found) != 1:
        raise RefusedXml("CanonicalizationMethod is missing")
    method = method_of(found[0])
    if method is None:
        raise Unsupported(found[0].get("Algorithm", ""))
    return canonical(NodeSet(parts.document, parts.info, comments=True), method)


def _signer(
    parts: SignatureParts,
    inside: Carried,
    given: Sequence[bytes],
    verified: _Verified,
    facts: SignatureFacts,
) -> Key | None:
    """The key to verify with; notes in `facts` whose it is (EN 319 102-1, 5.2.3)."""
    first = unique(der(one) for one in key_certificates(parts))
    embedded = unique((*first, *inside.certificates))
    named = [one for one in embedded if names_certificate(parts, one)]
    outside = [] if named else [one for one in given if names_certificate(parts, one)]
    found = _best(named, verified) or _best(outside, verified)
    if found is not None:
        facts.certificate, key = found
        if outside:
            facts.messages.append(say("S025"))
        return key
    declared = _declared_key(parts)
    found = _best(first, verified) or _best(
        inside.certificates if declared else (), verified, declared
    )
    if found is None and not first:
        found = _best(given, verified, declared, must=True)
        if found is not None:
            facts.messages.append(say("S025"))
    if found is None:
        facts.fail(SubIndication.NO_SIGNING_CERTIFICATE_FOUND, say("S015"))
        return declared
    facts.certificate, key = found
    if names_certificate(parts, facts.certificate) is None:
        facts.messages.append(say("S024"))
    else:
        facts.fail(SubIndication.NO_SIGNING_CERTIFICATE_FOUND, say("S016"))
    return key


def _best(
    certificates: Sequence[bytes],
    verified: _Verified,
    declared: Key | None = None,
    *,
    must: bool = False,
) -> tuple[bytes, Key] | None:
    """The certificate whose key verifies the value, else the first that has a key at all.

    `must`: the key has to verify. `declared`: a key the signature names; the certificate's has to
    be the same.
    """
    fallback: tuple[bytes, Key] | None = None
    for stored, key in list(_keys(certificates))[:_TRIED_MAX]:
        if declared is not None and _numbers(key) != _numbers(declared):
            continue
        if verified.by(key):
            return stored, key
        fallback = fallback or (None if must else (stored, key))
    return fallback


def _keys(certificates: Sequence[bytes]) -> Iterator[tuple[bytes, Key]]:
    for stored in certificates:
        try:
            yield stored, key_of(x509.Certificate.load(stored).public_key)
        except (Unsupported, *HOSTILE):
            continue


def _numbers(key: Key) -> object:
    numbers = getattr(key.value, "public_numbers", None)
    return numbers() if callable(numbers) else key.value


def _note_certificate(parts: SignatureParts, inside: Carried, facts: SignatureFacts) -> None:
    """Say at least who would have signed, where the value cannot be judged."""
    try:
        named = [one for one in inside.certificates if names_certificate(parts, one)]
    except Unsupported:
        named = []
    facts.certificate = next(iter(named), None)


def _declared_key(parts: SignatureParts) -> Key | None:
    """The key that `KeyInfo` gives without a certificate."""
    if parts.key_info is None:
        return None
    encoded = parts.key_info.find(f"{{{_DS11}}}DEREncodedKeyValue")
    value = parts.key_info.find(f"{{{DS}}}KeyValue")
    try:
        if encoded is not None:
            return key_of(keys.PublicKeyInfo.load(from_base64(text_in(encoded)), strict=True))
        return None if value is None else _key_value(value)
    except (RefusedXml, Unsupported, *HOSTILE):
        return None


def _key_value(value: Element) -> Key | None:
    rsa = value.find(f"{{{DS}}}RSAKeyValue")
    if rsa is not None:
        public = keys.RSAPublicKey(
            {
                "modulus": _number(rsa.find(f"{{{DS}}}Modulus")),
                "public_exponent": _number(rsa.find(f"{{{DS}}}Exponent")),
            }
        )
        return key_of(keys.PublicKeyInfo.wrap(public, "rsa"))
    curve = value.find(f"{{{_DS11}}}ECKeyValue")
    if curve is not None:
        named = curve.find(f"{{{_DS11}}}NamedCurve")
        oid = named.get("URI", "").removeprefix("urn:oid:") if named is not None else ""
        algorithm = {"algorithm": "ec", "parameters": keys.ECDomainParameters("named", oid)}
        point = from_base64(text_in(curve.find(f"{{{_DS11}}}PublicKey")))
        info = keys.PublicKeyInfo(
            {"algorithm": algorithm, "public_key": keys.ECPointBitString(point)}
        )
        return key_of(info)
    return None


def _number(element: Element | None) -> int:
    return int.from_bytes(from_base64(text_in(element)), "big")
