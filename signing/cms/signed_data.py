"""A CMS SignedData (RFC 5652), taken apart without re-encoding anything.

Knows: where content, certificates, revocation data and each signer's parts are stored.
Does not know: whether any of it is true.
Keeps: every signer stands alone, with its own bytes as stored: a broken neighbour, several signers
or nested content cannot disturb it.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from asn1crypto import core

from signing.cms.raw import (
    INTEGER,
    OCTET_STRING,
    OID,
    SEQUENCE,
    SET,
    BerValue,
    Malformed,
    encoded,
    read,
)

SIGNED_DATA = "1.2.840.113549.1.7.2"
DATA = "1.2.840.113549.1.7.1"
TST_INFO = "1.2.840.113549.1.9.16.1.4"
_CARRIED_MAX = 1000  # certificates that are looked at; files carry a few
OCSP_RESPONSE = "1.3.6.1.5.5.7.16.2"  # RFC 5940
_OCSP_BASIC = "1.3.6.1.5.5.7.48.1.1"
_CONTEXT_0, _CONTEXT_1, _SKI = 0xA0, 0xA1, 0x80
_MOST_SIGNERS = 200


@dataclass(frozen=True, slots=True)
class Attributes:
    """Signed or unsigned attributes: their values as stored, by object identifier.

    Attributes:
        stored: each attribute whole, with its identifier, in stored order.
    """

    values: dict[str, list[bytes]] = field(default_factory=dict)
    repeated: tuple[str, ...] = ()
    stored: tuple[tuple[str, BerValue], ...] = ()

    def one(self, *oids: str) -> bytes | None:
        """The first value of the first of `oids` that is there."""
        for oid in oids:
            if self.values.get(oid):
                return self.values[oid][0]
        return None

    def all(self, *oids: str) -> list[bytes]:
        """All values of these attributes."""
        return [value for oid in oids for value in self.values.get(oid, ())]

    def __contains__(self, oid: str) -> bool:
        return oid in self.values


@dataclass(frozen=True, slots=True, kw_only=True)
class SignerInfo:
    """One signer's part of a SignedData.

    Attributes:
        sid: the signer identifier, as stored.
        signed_stored: the signed attributes as one SET, in the order in which they are stored;
            None when there are none.
        signed_der: the same in DER order, which is what is signed.
        parameters: of the signature algorithm, as stored; empty when there are none.
        head: everything before the unsigned attributes, part by part, as stored.
    """

    sid: bytes
    digest_oid: str
    signed_stored: bytes | None
    signed_der: bytes | None
    signed: Attributes
    signature_oid: str
    parameters: bytes
    signature: bytes
    unsigned: Attributes
    head: tuple[bytes, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class SignedData:
    """What a SignedData holds.

    Attributes:
        content_type: object identifier of the encapsulated content.
        content: its octets, as they are hashed; None when it is detached.
        certificates: X.509 certificates, as stored.
        crls: certificate revocation lists, as stored.
        ocsps: OCSP responses, as stored.
        signers: in stored order.
        unreadable: why a signer could not be read, for each that could not.
        more_signers: there are more signers than are read.
        encapsulated: content type and content, as stored.
        certificate_set: all certificates with the tag around them, as stored; None without any.
        revocation_set: the same for revocation data.
    """

    content_type: str
    content: bytes | None
    certificates: tuple[bytes, ...]
    crls: tuple[bytes, ...]
    ocsps: tuple[bytes, ...]
    signers: tuple[SignerInfo, ...]
    unreadable: tuple[str, ...]
    more_signers: bool
    encapsulated: BerValue
    certificate_set: BerValue | None = None
    revocation_set: BerValue | None = None


def oid_of(part: BerValue) -> str:
    """The dotted form of an OBJECT IDENTIFIER."""
    return str(core.ObjectIdentifier.load(part.expect(OID).raw).dotted)


def parse(data: bytes) -> SignedData:
    """Take `data`, a ContentInfo with SignedData, apart.

    Raises:
        Malformed: it is none.
    """
    outer = read(data).expect(SEQUENCE).parts()
    if len(outer) < 2 or oid_of(outer[0]) != SIGNED_DATA:
        raise Malformed("not a SignedData")
    inner = outer[1].expect(_CONTEXT_0).parts()
    if not inner:
        raise Malformed("empty SignedData")
    return _signed_data(inner[0].expect(SEQUENCE).parts())


def _signed_data(parts: list[BerValue]) -> SignedData:
    if len(parts) < 4:
        raise Malformed("SignedData is not complete")
    content_type, content = _encapsulated(parts[2].expect(SEQUENCE).parts())
    certificates: list[bytes] = []
    crls: list[bytes] = []
    ocsps: list[bytes] = []
    sets = {part.tag: part for part in parts[3:-1]}
    if _CONTEXT_0 in sets:
        certificates = [one.raw for one in sets[_CONTEXT_0].parts() if one.tag == SEQUENCE]
    if _CONTEXT_1 in sets:
        for one in sets[_CONTEXT_1].parts():
            add_revocation(one, crls, ocsps)
    signers: list[SignerInfo] = []
    unreadable: list[str] = []
    stored = parts[-1].expect(SET).parts()
    for one in stored[:_MOST_SIGNERS]:
        try:
            signers.append(signer_info(one))
        except Malformed as error:
            unreadable.append(str(error))
    return SignedData(
        content_type=content_type,
        content=content,
        certificates=tuple(dict.fromkeys(certificates))[:_CARRIED_MAX],
        crls=tuple(crls),
        ocsps=tuple(ocsps),
        signers=tuple(signers),
        unreadable=tuple(unreadable),
        more_signers=len(stored) > _MOST_SIGNERS,
        encapsulated=parts[2],
        certificate_set=sets.get(_CONTEXT_0),
        revocation_set=sets.get(_CONTEXT_1),
    )


def _encapsulated(parts: list[BerValue]) -> tuple[str, bytes | None]:
    if not parts:
        raise Malformed("no content type")
    if len(parts) < 2:
        return oid_of(parts[0]), None
    inner = parts[1].expect(_CONTEXT_0).parts()
    if not inner:
        return oid_of(parts[0]), b""
    # PKCS #7 stored other contents than OCTET STRING as they are; hashed are the contents octets.
    string = inner[0].tag & ~0x20 == OCTET_STRING
    return oid_of(parts[0]), inner[0].octets() if string else inner[0].contents


def add_revocation(choice: BerValue, crls: list[bytes], ocsps: list[bytes]) -> None:
    """Add what the RevocationInfoChoice `choice` holds, in the form in which it is judged."""
    if choice.tag == SEQUENCE:
        crls.append(choice.raw)
    elif choice.tag == _CONTEXT_1:
        form, *value = choice.parts()
        if value and oid_of(form) == OCSP_RESPONSE:
            ocsps.append(value[0].raw)
        elif value and oid_of(form) == _OCSP_BASIC:
            ocsps.append(ocsp_response(value[0].raw))


def ocsp_response(basic: bytes) -> bytes:
    """A successful OCSPResponse (RFC 6960, 4.2.1) around the BasicOCSPResponse `basic`."""
    kind = core.ObjectIdentifier(_OCSP_BASIC).dump()
    typed = encoded(SEQUENCE, kind + encoded(OCTET_STRING, basic))
    return encoded(SEQUENCE, b"\x0a\x01\x00" + encoded(_CONTEXT_0, typed))


def signer_info(part: BerValue) -> SignerInfo:
    """Take one SignerInfo apart.

    Raises:
        Malformed: it is none.
    """
    parts = rest = part.expect(SEQUENCE).parts()
    if len(rest) < 5 or rest[0].tag != INTEGER:
        raise Malformed("SignerInfo is not complete")
    sid, digest, rest = rest[1], rest[2], rest[3:]
    signed = rest.pop(0) if rest[0].tag == _CONTEXT_0 else None
    if len(rest) < 2:
        raise Malformed("SignerInfo is not complete")
    algorithm, signature = rest[0].expect(SEQUENCE).parts(), rest[1]
    if signature.tag & ~0x20 != OCTET_STRING or not algorithm:
        raise Malformed("no signature value")
    unsigned = rest[2] if len(rest) > 2 and rest[2].tag == _CONTEXT_1 else None
    return SignerInfo(
        sid=sid.raw,
        digest_oid=oid_of(digest.expect(SEQUENCE).parts()[0]),
        signed_stored=encoded(SET, signed.contents) if signed else None,
        signed_der=encoded(SET, b"".join(_der_order(signed))) if signed else None,
        signed=_attributes(signed),
        signature_oid=oid_of(algorithm[0]),
        parameters=algorithm[1].raw if len(algorithm) > 1 else b"",
        signature=signature.octets(),
        unsigned=_attributes(unsigned),
        head=tuple(one.raw for one in parts[: 6 if signed else 5]),
    )


def _der_order(part: BerValue) -> list[bytes]:
    # X.690, 11.6: ascending, the shorter padded with zeros; no value is a prefix of another.
    return sorted(one.raw for one in part.parts())


def _attributes(part: BerValue | None) -> Attributes:
    values: dict[str, list[bytes]] = {}
    repeated: list[str] = []
    whole: list[tuple[str, BerValue]] = []
    for one in part.parts() if part else ():
        kind, *rest = one.expect(SEQUENCE).parts()
        oid = oid_of(kind)
        stored = [value.raw for value in rest[0].expect(SET).parts()] if rest else []
        if oid in values or len(stored) > 1:
            repeated.append(oid)
        values.setdefault(oid, []).extend(stored)
        whole.append((oid, one))
    return Attributes(values, tuple(repeated), tuple(whole))


def ski_of(sid: bytes) -> bytes | None:
    """The subject key identifier, when the signer is named by it."""
    part = read(sid)
    return part.contents if part.tag == _SKI else None
