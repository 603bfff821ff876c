"""Whether certificates, revocation lists and OCSP responses were signed by whom they name.

Knows: how their signatures are written.
Does not know: who may sign what, or when.
Keeps: one table of algorithms for all signatures; what is not in it is no good signature.
"""

from __future__ import annotations

from asn1crypto import algos, keys, x509

from signing.algorithms import SHA256, Unsupported, digest_of, key_of, scheme_of, signing_digest
from signing.cms.raw import HOSTILE
from signing.facts import Pieces


def is_signed(
    data: bytes,
    signature: bytes,
    algorithm: algos.SignedDigestAlgorithm,
    key: keys.PublicKeyInfo,
) -> bool:
    """Whether `signature` is one over `data`: by the table that all signatures are verified by.

    An algorithm that is not in the table is no good signature here.
    """
    parameters = algorithm["parameters"].dump()
    stored = b"" if parameters in (b"", b"\x05\x00") else parameters
    try:
        scheme = scheme_of(algorithm["algorithm"].dotted)
        digest = signing_digest(scheme, stored, digest_of(SHA256))
        return scheme.verify(key_of(key), signature, Pieces((data,)), digest, stored)
    except (Unsupported, *HOSTILE):
        return False


def is_issued(certificate: x509.Certificate, issuer: x509.Certificate) -> bool:
    """Whether the key of `issuer` signed `certificate`."""
    return is_signed(
        certificate["tbs_certificate"].dump(),
        certificate["signature_value"].native,
        certificate["signature_algorithm"],
        issuer.public_key,
    )
