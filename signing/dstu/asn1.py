"""What the ASN.1 library must know before it reads anything Ukrainian.

Knows: names for the digests, how OCSP responses digest an issuer, and that a public key of an
unknown kind is a string of bits.
Does not know: how to verify anything.
Keeps: only adds; whatever the library could read before, it reads as before.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from asn1crypto import algos, core, keys, x509

_NewHasher = Callable[[], Any]


def register(digests: Mapping[str, tuple[str, _NewHasher]]) -> None:
    """Teach the library the `digests`: object identifier to name and what makes a hasher.

    The path validator looks for an issuer's digests among its attributes (RFC 6960, 4.1.1).
    """
    keys.PublicKeyInfo._spec_callbacks["public_key"] = _public_key_spec  # noqa: SLF001
    for oid, (name, new) in digests.items():
        algos.DigestAlgorithmId._map[oid] = name  # noqa: SLF001
        if algos.DigestAlgorithmId._reverse_map is not None:  # noqa: SLF001
            algos.DigestAlgorithmId._reverse_map[name] = oid  # noqa: SLF001
        setattr(x509.Name, name, property(_of_name(new)))
        setattr(keys.PublicKeyInfo, name, property(_of_key(new)))


def _of_name(new: _NewHasher) -> Callable[[Any], bytes]:
    return lambda name: _digest(new, name.dump())


def _of_key(new: _NewHasher) -> Callable[[Any], bytes]:
    return lambda info: _digest(new, bytes(info["public_key"]))


def _digest(new: _NewHasher, data: bytes) -> bytes:
    hasher = new()
    hasher.update(data)
    return bytes(hasher.digest())


def _public_key_spec(info: Any) -> object:
    try:
        return info._public_key_spec()  # noqa: SLF001
    except KeyError:
        return core.OctetBitString, None
