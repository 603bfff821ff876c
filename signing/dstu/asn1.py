"""What the ASN.1 library must be told before it reads a certificate with a Ukrainian key.

Knows: that a public key of an unknown kind is a string of bits.
Does not know: how to use it.
Keeps: only adds; whatever the library could read before, it reads as before.
"""

from __future__ import annotations

from typing import Any

from asn1crypto import core, keys


def register_keys() -> None:
    """Let the library read public keys of every kind; the path validator does the same."""
    keys.PublicKeyInfo._spec_callbacks["public_key"] = _public_key_spec  # noqa: SLF001


def _public_key_spec(info: Any) -> object:
    try:
        return info._public_key_spec()  # noqa: SLF001
    except KeyError:
        return core.OctetBitString, None
