"""The one table of digest and signature algorithms, for every signature format.

Knows: which object identifier names which algorithm, how to verify with it, and which ones are too
weak to be relied on without a proof of time.
Does not know: what is signed, or whose key it is.
Keeps: an algorithm that is not in the table is `Unsupported`, never "invalid" and never "valid".
"""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any, Final, Protocol

from asn1crypto import algos, keys
from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import (
    dsa,
    ec,
    ed448,
    ed25519,
    padding,
    rsa,
    utils,
)

from signing import dstu, library
from signing.cms.raw import read
from signing.endurance import end_of_digest, end_of_key

_RSA_LONGEST_BITS = 16_384


class Unsupported(Exception):
    """The algorithm or key is none that this program can verify with."""

    def __init__(self, algorithm: str) -> None:
        """Name the algorithm for the report."""
        super().__init__(algorithm)
        self.algorithm = algorithm


class Hasher(Protocol):
    """What `hashlib` objects do."""

    def update(self, data: bytes | memoryview, /) -> None:
        """Take more bytes."""

    def digest(self) -> bytes:
        """The digest of all bytes taken."""


class SignedMessage(Protocol):
    """What was signed: bytes that need not be in memory."""

    def digest(self, algorithm: Digest) -> bytes:
        """The digest of the whole message."""

    def read(self) -> bytes:
        """The whole message, for schemes that do not sign a digest."""


@dataclass(frozen=True, slots=True)
class Digest:
    """A digest algorithm.

    Attributes:
        name: as reports write it.
        new: makes a hasher.
        pyca: the same algorithm for `cryptography`; None when it has none.
        with_sbox: makes a hasher with an S-box that a key brings along; None when there is none.
    """

    name: str
    new: Callable[[], Hasher]
    pyca: hashes.HashAlgorithm | None = None
    with_sbox: Callable[[bytes], Hasher] | None = None

    @property
    def until(self) -> dt.datetime | None:
        """Until when it could be relied on (`signing.endurance`); None while it still can."""
        return end_of_digest(self.name)

    def used_with(self, key: Key) -> Digest:
        """This digest as the owner of `key` makes it: ГОСТ 34.311 takes the key's S-box."""
        make, owned = self.with_sbox, key.value
        if make is None or not isinstance(owned, dstu.PublicKey) or owned.sbox == dstu.DKE_1:
            return self
        return replace(self, new=_with_sbox(make, owned.sbox))


@lru_cache(maxsize=16)  # equal S-boxes are one digest to those who remember digests
def _with_sbox(make: Callable[[bytes], Hasher], sbox: bytes) -> Callable[[], Hasher]:
    return lambda: make(sbox)


class _Shake256:
    """SHAKE256 with 512 bits of output, as RFC 8419 and RFC 8702 use it."""

    def __init__(self) -> None:
        self._state = hashlib.shake_256()

    def update(self, data: bytes | memoryview, /) -> None:
        self._state.update(data)

    def digest(self) -> bytes:
        return self._state.digest(64)


def _sha(name: str, pyca: hashes.HashAlgorithm) -> Digest:
    return Digest(pyca.name.upper(), lambda: hashlib.new(name, usedforsecurity=False), pyca)


_MD5, _SHA1 = _sha("md5", hashes.MD5()), _sha("sha1", hashes.SHA1())  # noqa: S303  never made
_SHA224, _SHA256 = _sha("sha224", hashes.SHA224()), _sha("sha256", hashes.SHA256())
_SHA384, _SHA512 = _sha("sha384", hashes.SHA384()), _sha("sha512", hashes.SHA512())
_SHA3_224, _SHA3_256 = _sha("sha3_224", hashes.SHA3_224()), _sha("sha3_256", hashes.SHA3_256())
_SHA3_384, _SHA3_512 = _sha("sha3_384", hashes.SHA3_384()), _sha("sha3_512", hashes.SHA3_512())
_SHAKE256 = Digest("SHAKE256", _Shake256, hashes.SHAKE256(64))
_GOST34311 = Digest("GOST34311", dstu.Gost34311, with_sbox=dstu.Gost34311)
_KUPYNA256 = Digest("KUPYNA256", lambda: dstu.Kupyna(256))
_KUPYNA384 = Digest("KUPYNA384", lambda: dstu.Kupyna(384))
_KUPYNA512 = Digest("KUPYNA512", lambda: dstu.Kupyna(512))

_NIST = "2.16.840.1.101.3.4"
SHA1, SHA256 = "1.3.14.3.2.26", f"{_NIST}.2.1"
_PKCS1 = "1.2.840.113549.1.1"
_X962 = "1.2.840.10045.4"
_UA = "1.2.804.2.1.1.1.1"

DIGESTS: Final[dict[str, Digest]] = {
    "1.2.840.113549.2.5": _MD5,
    SHA1: _SHA1,
    SHA256: _SHA256,
    f"{_NIST}.2.2": _SHA384,
    f"{_NIST}.2.3": _SHA512,
    f"{_NIST}.2.4": _SHA224,
    f"{_NIST}.2.7": _SHA3_224,
    f"{_NIST}.2.8": _SHA3_256,
    f"{_NIST}.2.9": _SHA3_384,
    f"{_NIST}.2.10": _SHA3_512,
    f"{_NIST}.2.12": _SHAKE256,
    f"{_NIST}.2.18": _SHAKE256,
    f"{_UA}.2.1": _GOST34311,
    f"{_UA}.2.2.1": _KUPYNA256,
    f"{_UA}.2.2.2": _KUPYNA384,
    f"{_UA}.2.2.3": _KUPYNA512,
}
library.prepare()

Verify = Callable[["Key", bytes, SignedMessage, Digest, bytes], bool]
"""(key, signature, message, digest, DER of the parameters or b'') -> whether it verifies."""


@dataclass(frozen=True, slots=True)
class Scheme:
    """A signature algorithm.

    Attributes:
        family: `RSA`, `RSA-PSS`, `ECDSA`, …
        digest: fixed by the identifier; None when the parameters or the context name it.
        verify: the check itself.
    """

    family: str
    digest: Digest | None
    verify: Verify

    def named(self, digest: Digest) -> str:
        """As reports write it: `RSA-SHA256`; the digest is part of EdDSA."""
        return self.family if self.family.startswith("Ed") else f"{self.family}-{digest.name}"


@dataclass(frozen=True, slots=True)
class Key:
    """A public key, and whether its encoding had to be read around an error."""

    value: Any
    repaired: bool = False

    @property
    def until(self) -> dt.datetime | None:
        """Until when its size could be relied on (`signing.endurance`); None while it still can."""
        if isinstance(self.value, dstu.PublicKey):
            return end_of_key("DSTU4145", self.value.bits)
        family = next((name for kind, name in _FAMILIES if isinstance(self.value, kind)), "")
        return end_of_key(family, self.value.key_size) if family else None


_EC = ec.EllipticCurvePublicKey
_FAMILIES = ((rsa.RSAPublicKey, "RSA"), (dsa.DSAPublicKey, "DSA"), (_EC, "ECDSA"))


def key_of(info: keys.PublicKeyInfo) -> Key:
    """The key in a certificate, also when its RSA numbers are encoded badly.

    Raises:
        Unsupported: it is of a kind we have no use for, or cannot be read at all.
        ValueError: it is a key of ДСТУ 4145 with which nothing must be verified.
    """
    kind = info["algorithm"]["algorithm"].dotted
    if kind in dstu.KEY_OIDS:
        return Key(dstu.public_key(info.dump()))
    try:
        return Key(serialization.load_der_public_key(info.dump()))
    except (ValueError, TypeError, UnsupportedAlgorithm) as error:
        # Some cards were issued with a modulus whose leading zero is missing, and RSA keys limited
        # to PSS carry parameters that not every library takes: the numbers are readable in both.
        if not kind.startswith(f"{_PKCS1}."):
            raise Unsupported(f"key {kind}") from error
    try:
        bits = read(info.dump()).parts()[1].contents[1:]
        modulus, exponent = (int.from_bytes(n.contents, "big") for n in read(bits).parts())
        if modulus.bit_length() > _RSA_LONGEST_BITS:
            raise Unsupported("RSA")
        return Key(rsa.RSAPublicNumbers(exponent, modulus).public_key(), repaired=True)
    except (ValueError, IndexError) as error:
        raise Unsupported("RSA") from error


def digest_of(oid: str) -> Digest:
    """The digest algorithm `oid`.

    Raises:
        Unsupported: it is not in the table.
    """
    try:
        return DIGESTS[oid]
    except KeyError:
        raise Unsupported(oid) from None


def scheme_of(oid: str) -> Scheme:
    """The signature algorithm `oid`.

    Raises:
        Unsupported: it is not in the table.
    """
    try:
        return SCHEMES[oid]
    except KeyError:
        raise Unsupported(oid) from None


def signing_digest(scheme: Scheme, parameters: bytes, context: Digest) -> Digest:
    """The digest the signature value is made over: by identifier, parameters, or context."""
    if scheme.family == "RSA-PSS":
        return digest_of(_pss(parameters)["hash_algorithm"]["algorithm"].dotted)
    return scheme.digest or context


def _pss(parameters: bytes) -> Any:
    # No parameters mean all defaults (RFC 4055, 3.1), which an empty sequence says as well.
    return algos.RSASSAPSSParams.load(parameters or b"\x30\x00")


def _checked(verify: Callable[[], None]) -> bool:
    try:
        verify()
    except InvalidSignature:
        return False
    except UnsupportedAlgorithm as error:
        raise Unsupported(str(error)) from error
    return True


def _prehashed(message: SignedMessage, digest: Digest) -> tuple[bytes, utils.Prehashed]:
    if digest.pyca is None:
        raise Unsupported(digest.name)
    return message.digest(digest), utils.Prehashed(digest.pyca)


def _rsa(key: Key, signature: bytes, message: SignedMessage, digest: Digest, _: bytes) -> bool:
    if not isinstance(key.value, rsa.RSAPublicKey):
        return False
    data, hashed = _prehashed(message, digest)
    return _checked(lambda: key.value.verify(signature, data, padding.PKCS1v15(), hashed))


def _rsa_pss(
    key: Key, signature: bytes, message: SignedMessage, digest: Digest, params: bytes
) -> bool:
    if not isinstance(key.value, rsa.RSAPublicKey):
        return False
    parsed = _pss(params)
    mask = digest_of(parsed["mask_gen_algorithm"]["parameters"]["algorithm"].dotted)
    if mask.pyca is None:
        raise Unsupported(mask.name)
    scheme = padding.PSS(padding.MGF1(mask.pyca), int(parsed["salt_length"]))
    data, hashed = _prehashed(message, digest)
    return _checked(lambda: key.value.verify(signature, data, scheme, hashed))


def _ecdsa(key: Key, signature: bytes, message: SignedMessage, digest: Digest, _: bytes) -> bool:
    if not isinstance(key.value, ec.EllipticCurvePublicKey):
        return False
    data, hashed = _prehashed(message, digest)
    return _checked(lambda: key.value.verify(signature, data, ec.ECDSA(hashed)))


def _dsa(key: Key, signature: bytes, message: SignedMessage, digest: Digest, _: bytes) -> bool:
    if not isinstance(key.value, dsa.DSAPublicKey):
        return False
    data, hashed = _prehashed(message, digest)
    return _checked(lambda: key.value.verify(signature, data, hashed))


def _eddsa(key: Key, signature: bytes, message: SignedMessage, _: Digest, __: bytes) -> bool:
    if not isinstance(key.value, (ed25519.Ed25519PublicKey, ed448.Ed448PublicKey)):
        return False
    return _checked(lambda: key.value.verify(signature, message.read()))


def _dstu(reverse: bool) -> Verify:
    def verify(
        key: Key, signature: bytes, message: SignedMessage, digest: Digest, _: bytes
    ) -> bool:
        if not isinstance(key.value, dstu.PublicKey):
            return False
        return key.value.verifies(signature, message.digest(digest.used_with(key)), reverse=reverse)

    return verify


def _family(family: str, verify: Verify, digests: dict[str, Digest | None]) -> dict[str, Scheme]:
    return {oid: Scheme(family, digest, verify) for oid, digest in digests.items()}


SCHEMES: Final[dict[str, Scheme]] = {
    **_family(
        "RSA",
        _rsa,
        {
            f"{_PKCS1}.1": None,  # rsaEncryption: the digest algorithm says the rest
            f"{_PKCS1}.4": _MD5,
            f"{_PKCS1}.5": _SHA1,
            f"{_PKCS1}.11": _SHA256,
            f"{_PKCS1}.12": _SHA384,
            f"{_PKCS1}.13": _SHA512,
            f"{_PKCS1}.14": _SHA224,
            f"{_NIST}.3.13": _SHA3_224,
            f"{_NIST}.3.14": _SHA3_256,
            f"{_NIST}.3.15": _SHA3_384,
            f"{_NIST}.3.16": _SHA3_512,
        },
    ),
    **_family("RSA-PSS", _rsa_pss, {f"{_PKCS1}.10": None}),
    **_family(
        "ECDSA",
        _ecdsa,
        {
            "1.2.840.10045.2.1": None,  # some signers name the key instead of the algorithm
            f"{_X962}.1": _SHA1,
            f"{_X962}.3.1": _SHA224,
            f"{_X962}.3.2": _SHA256,
            f"{_X962}.3.3": _SHA384,
            f"{_X962}.3.4": _SHA512,
            f"{_NIST}.3.9": _SHA3_224,
            f"{_NIST}.3.10": _SHA3_256,
            f"{_NIST}.3.11": _SHA3_384,
            f"{_NIST}.3.12": _SHA3_512,
        },
    ),
    **_family(
        "DSA",
        _dsa,
        {
            "1.2.840.10040.4.1": None,
            "1.2.840.10040.4.3": _SHA1,
            f"{_NIST}.3.1": _SHA224,
            f"{_NIST}.3.2": _SHA256,
        },
    ),
    **_family("Ed25519", _eddsa, {"1.3.101.112": _SHA512}),
    **_family("Ed448", _eddsa, {"1.3.101.113": _SHAKE256}),
    **_family(
        "DSTU4145",
        _dstu(reverse=False),
        {
            **dict.fromkeys(dstu.KEY_OIDS, _GOST34311),
            f"{_UA}.3.1": _GOST34311,
            f"{_UA}.3.6": None,
            **{
                f"{_UA}.3.6.{i}{basis}": digest
                for i, digest in enumerate((_KUPYNA256, _KUPYNA384, _KUPYNA512), start=1)
                for basis in ("", ".1", ".2")
            },
        },
    ),
    **_family(
        "DSTU4145",
        _dstu(reverse=True),
        dict.fromkeys((dstu.BIG_ENDIAN, dstu.NORMAL_BIG_ENDIAN), _GOST34311),
    ),
}
