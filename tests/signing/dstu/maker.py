"""Keys, signatures and certificates of ДСТУ 4145, for tests only.

Signing here is section 12 of the standard written down plainly; what proves the verifier right are
the standard's own numbers and other people's files, this only makes variations of them.
"""

from __future__ import annotations

import datetime as dt
import random
from dataclasses import dataclass
from typing import Any

from asn1crypto import algos, core, keys, x509

from signing.cms.raw import OCTET_STRING, SEQUENCE, encoded
from signing.dstu import DKE_1, Gost34311, Kupyna
from signing.dstu.curve import Curve, Point
from signing.dstu.named import named_curve

M257 = "1.2.804.2.1.1.1.1.3.1.1.2.6"
DSTU = "1.2.804.2.1.1.1.1.3.1"
WITH_GOST, WITH_KUPYNA = f"{DSTU}.1", "1.2.804.2.1.1.1.1.3.6.1"
GOST, KUPYNA = "1.2.804.2.1.1.1.1.2.1", "1.2.804.2.1.1.1.1.2.2.1"
TEST_SBOX = bytes.fromhex(
    "4a92d80e6b1c7f53eb4c6dfa23810759581da342efc7609b7da1089fe46cb253"
    "6c715fd84a9e03b24ba0721d36859cfedb413f590ae7682c1fd057a4923e6b8c"
)
"""The S-box of the examples in ГОСТ 34.311-95, annex А."""


def gost(data: bytes, sbox: bytes = DKE_1) -> bytes:
    hasher = Gost34311(sbox)
    hasher.update(data)
    return hasher.digest()


def kupyna(data: bytes, bits: int = 256) -> bytes:
    hasher = Kupyna(bits)
    hasher.update(data)
    return hasher.digest()


def oid(dotted: str) -> bytes:
    return bytes(core.ObjectIdentifier(dotted).dump())


def integer(number: int) -> bytes:
    return bytes(core.Integer(number).dump())


def octets(data: bytes) -> bytes:
    return encoded(OCTET_STRING, data)


def sequence(*parts: bytes) -> bytes:
    return encoded(SEQUENCE, b"".join(parts))


def bits(data: bytes) -> bytes:
    return encoded(0x03, b"\0" + data)


@dataclass(frozen=True)
class Signer:
    """A private key, and how its public key is written."""

    curve: Curve
    secret: int
    order: str = "little"
    sbox: bytes = DKE_1
    parameters: bytes | None = None

    @property
    def point(self) -> Point:
        found = self.curve.combine(((self.curve.n - self.secret, self.curve.base),))
        assert found is not None
        return found

    def element(self, inner: int) -> bytes:
        size = (self.curve.field.degree + 7) // 8
        number = self.curve.field.outer(inner)
        return number.to_bytes(size, "little" if self.order == "little" else "big")

    def packed(self, point: Point) -> bytes:
        field, (x, y) = self.curve.field, point
        last = field.trace(field.multiply(y, field.invert(x)))
        return self.element(field.inner(field.outer(x) & ~1 | last))

    def explicit(self, **changed: Any) -> bytes:
        """The curve in full; `changed` replaces parts of it, for hostile tests."""
        field = self.curve.field
        _degree, *middle, _ = field.exponents
        terms = [integer(e) for e in sorted(middle)]
        shape = b"".join(terms) if len(terms) < 2 else sequence(*terms)
        parts = {
            "f": sequence(integer(field.degree), shape),
            "a": integer(self.curve.a),
            "b": octets(self.element(self.curve.b)),
            "n": integer(self.curve.n),
            "bp": octets(self.packed(self.curve.base)),
        } | changed
        return sequence(*parts.values())

    def info(self, *, kind: str = WITH_GOST, curve: bytes | None = None, **changed: bytes) -> bytes:
        """The SubjectPublicKeyInfo."""
        sbox = b"" if self.sbox == DKE_1 else octets(self.sbox)
        parameters = sequence(curve or self.explicit(), sbox)
        key = changed.get("key") or octets(self.packed(self.point))
        return sequence(sequence(oid(kind), parameters), bits(key))

    def sign(self, digest: bytes) -> bytes:
        """The signature over `digest`, r and s side by side."""
        field, n = self.curve.field, self.curve.n
        h = int.from_bytes(digest, "little") & ((1 << field.degree) - 1)
        source = random.Random(digest + self.secret.to_bytes(64, "little"))
        while True:
            e = source.randrange(1, n)
            found = self.curve.combine(((e, self.curve.base),))
            assert found is not None
            product = field.multiply(field.inner(h or 1), found[0])
            r = field.outer(product) & ((1 << n.bit_length() - 1) - 1)
            s = (e + self.secret * r) % n
            if r and s:
                half = (n.bit_length() + 7) // 8
                return r.to_bytes(half, "little") + s.to_bytes(half, "little")


def a_signer(curve: str = M257, *, seed: int = 1, **how: Any) -> Signer:
    chosen = named_curve(curve)
    return Signer(chosen, random.Random(seed).randrange(1, chosen.n), **how)


def certificate(
    subject: str,
    signer: Signer,
    issuer: str,
    by: Signer,
    *,
    authority: bool = False,
    algorithm: str = WITH_GOST,
    serial: int = 7,
) -> bytes:
    """A certificate of `subject` for the key of `signer`, signed `by` the `issuer`."""
    uses = {"key_cert_sign", "crl_sign"} if authority else {"digital_signature", "non_repudiation"}
    extensions = [
        {"extn_id": "key_usage", "critical": True, "extn_value": x509.KeyUsage(uses)},
        {
            "extn_id": "basic_constraints",
            "critical": True,
            "extn_value": x509.BasicConstraints({"ca": authority}),
        },
    ]
    tbs = x509.TbsCertificate(
        {
            "version": "v3",
            "serial_number": serial,
            "signature": {"algorithm": algorithm},
            "issuer": x509.Name.build({"common_name": issuer}),
            "validity": {
                "not_before": x509.UTCTime(dt.datetime(2026, 1, 1, tzinfo=dt.UTC)),
                "not_after": x509.UTCTime(dt.datetime(2027, 1, 1, tzinfo=dt.UTC)),
            },
            "subject": x509.Name.build({"common_name": subject}),
            "subject_public_key_info": keys.PublicKeyInfo.load(signer.info()),
            "extensions": extensions,
        }
    ).dump()
    return signed(tbs, by, algorithm)


def signed(tbs: bytes, by: Signer, algorithm: str = WITH_GOST) -> bytes:
    """`tbs` with the algorithm and the signature behind it: certificate, CRL, OCSP response."""
    digest = kupyna(tbs) if algorithm == WITH_KUPYNA else gost(tbs, by.sbox)
    kind = bytes(algos.SignedDigestAlgorithm({"algorithm": algorithm}).dump())
    return sequence(tbs, kind, bits(octets(by.sign(digest))))
