"""Public keys of ДСТУ 4145-2002 as certificates carry them, and signatures verified with them.

Knows: the SubjectPublicKeyInfo of the Ukrainian profile, named and explicit curves, both byte
orders; section 13 of the standard.
Does not know: what was signed, or by which digest algorithm.
Keeps: a key is used only after its curve and its point were checked, in bounded time; a signature
is refused before any arithmetic when its numbers are out of range.
"""

from __future__ import annotations

import functools
from dataclasses import dataclass

from signing.cms.raw import INTEGER, OCTET_STRING, OID, SEQUENCE, BerValue, Malformed, read
from signing.cms.signed_data import oid_of
from signing.dstu.curve import Curve, Point
from signing.dstu.engine import ENGINE, Engine
from signing.dstu.field import BadParameters, BinaryField
from signing.dstu.gost34311 import DKE_1, check_sbox
from signing.dstu.named import named_curve, names

_DSTU = "1.2.804.2.1.1.1.1.3.1"
LITTLE_ENDIAN, NORMAL_LITTLE_ENDIAN = f"{_DSTU}.1", f"{_DSTU}.2"
BIG_ENDIAN, NORMAL_BIG_ENDIAN = f"{_DSTU}.1.1.1", f"{_DSTU}.2.1.1"
KEY_OIDS = (LITTLE_ENDIAN, BIG_ENDIAN, NORMAL_LITTLE_ENDIAN, NORMAL_BIG_ENDIAN)
_LONGEST_NUMBER = 70  # bytes; the greatest field has 509 bits


@dataclass(frozen=True, slots=True)
class PublicKey:
    """A public key.

    Attributes:
        sbox: for ГОСТ 34.311 when used with this key.
    """

    curve: Curve
    point: Point
    sbox: bytes = DKE_1

    @property
    def bits(self) -> int:
        """The length of the order of the base point, which measures its strength."""
        return self.curve.n.bit_length()

    def verifies(
        self, signature: bytes, digest: bytes, *, reverse: bool = False, engine: Engine = ENGINE
    ) -> bool:
        """Whether `signature` is over `digest` (13): r and s side by side, bare or in a string.

        `reverse`: all its bytes are stored the other way round.
        """
        stored = (signature, _unwrapped(signature))
        return any(
            self._verifies(one[::-1] if reverse else one, digest, engine) for one in stored if one
        )

    def _verifies(self, signature: bytes, digest: bytes, engine: Engine) -> bool:
        half = len(signature) // 2
        if len(signature) % 2 or half > _LONGEST_NUMBER:
            return False
        r, s = (int.from_bytes(one, "little") for one in (signature[:half], signature[half:]))
        n, field = self.curve.n, self.curve.field
        if not (0 < r < n and 0 < s < n):
            return False
        found = self.curve.combine(((s, self.curve.base), (r, self.point)), engine)
        if found is None:
            return False
        # A digest is cut to the field or filled with zeros; zero counts as one (5.9).
        shortened = int.from_bytes(digest, "little") & ((1 << field.degree) - 1)
        product = field.multiply(field.inner(shortened or 1), found[0])
        return field.outer(product) & ((1 << n.bit_length() - 1) - 1) == r


def _unwrapped(signature: bytes) -> bytes:
    """The contents, when all of `signature` is an OCTET STRING, as in certificates."""
    try:
        value = read(signature)
    except Malformed:
        return b""
    whole = value.tag == OCTET_STRING and value.end == len(signature)
    return value.contents if whole else b""


@functools.lru_cache(maxsize=64)
def public_key(info: bytes) -> PublicKey:
    """The key in `info`, the DER of a SubjectPublicKeyInfo.

    Raises:
        BadParameters: the curve, the point or the S-box is none to rely on.
        Malformed: the structure is another one.
    """
    algorithm, bits = read(info).expect(SEQUENCE).parts()[:2]
    named, *rest = algorithm.expect(SEQUENCE).parts()
    oid = oid_of(named)
    if oid not in KEY_OIDS or not rest:
        raise Malformed("no key of ДСТУ 4145")
    order = "big" if oid in (BIG_ENDIAN, NORMAL_BIG_ENDIAN) else "little"
    parameters = rest[0].parts() if rest[0].tag == SEQUENCE else rest[:1]
    if not parameters:
        raise Malformed("no parameters")
    sbox = parameters[1].octets() if len(parameters) > 1 else DKE_1
    check_sbox(sbox)
    normal = oid in (NORMAL_LITTLE_ENDIAN, NORMAL_BIG_ENDIAN)
    if parameters[0].tag == OID:
        name = oid_of(parameters[0])
        if name not in names():
            raise BadParameters(f"unknown curve {name}")
        curve = named_curve(name)
    else:
        curve = _explicit_curve(parameters[0].expect(SEQUENCE).raw, order, normal=normal)
    packed = _octets(read(bits.contents[1:]), order)
    point = curve.unpack(packed)
    if not (curve.has(point) and curve.in_subgroup(point)):
        raise BadParameters("the public key is not in the subgroup of the base point")
    return PublicKey(curve, point, sbox)


@functools.lru_cache(maxsize=32)
def _explicit_curve(stored: bytes, order: str, *, normal: bool) -> Curve:
    parts = read(stored).parts()
    if parts and parts[0].tag == 0xA0:  # the version, which is always 0
        del parts[0]
    if len(parts) != 5:
        raise Malformed("the curve is not complete")
    degree, *middle = parts[0].expect(SEQUENCE).parts()
    if middle and middle[0].tag == SEQUENCE:
        middle = middle[0].parts()
    if normal or not middle:
        field = BinaryField(_integer(degree), normal=True)
    else:
        field = BinaryField(_integer(degree), tuple(_integer(one) for one in middle[:4]))
    base = _octets(parts[4], order)
    for name in names():
        known = named_curve(name)
        if known.field.exponents == field.exponents:
            field = known.field
            same = (known.a, known.b, known.n) == (
                _integer(parts[1]),
                field.inner(_octets(parts[2], order)),
                _integer(parts[3]),
            )
            if same and known.unpack(base) == known.base:
                return known
    b, n = field.inner(_octets(parts[2], order)), _integer(parts[3])
    curve = Curve(field, _integer(parts[1]), b, n, (0, 0))
    curve = Curve(field, curve.a, b, n, curve.unpack(base))
    curve.check()
    return curve


def _integer(part: BerValue) -> int:
    contents = part.expect(INTEGER).contents
    if len(contents) > _LONGEST_NUMBER:
        raise BadParameters("a number is too long")
    return int.from_bytes(contents, "big")


def _octets(part: BerValue, order: str) -> int:
    contents = part.expect(OCTET_STRING).contents
    if len(contents) > _LONGEST_NUMBER:
        raise BadParameters("an element is too long")
    return int.from_bytes(contents, "little" if order == "little" else "big")
