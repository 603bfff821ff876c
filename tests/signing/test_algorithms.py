"""The table of algorithms: each verifies what it should, and nothing else."""

from __future__ import annotations

import dataclasses
import hashlib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from asn1crypto import algos
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, ed448, ed25519

from signing import Indication, Judgement, SubIndication, verify
from tests.signing import pki
from tests.signing.pki import SignerPart, file_of, noon, signed_data

TEXT = "Позовна заява".encode()
NIST = "2.16.840.1.101.3.4"


def only(folder: Path, data: bytes) -> Judgement:
    (one,) = verify(file_of(folder, data), now=noon).signatures
    return one


def _pss_parameters(name: str) -> bytes:
    parameters = algos.RSASSAPSSParams(
        {
            "hash_algorithm": {"algorithm": name},
            "mask_gen_algorithm": {"algorithm": "mgf1", "parameters": {"algorithm": name}},
            "salt_length": 32,
        }
    )
    return bytes(parameters.dump())


@dataclasses.dataclass
class _Shake:
    data: bytes

    def digest(self) -> bytes:
        return hashlib.shake_256(self.data).digest(64)


ALGORITHMS: dict[str, tuple[Callable[[], Any], dict[str, Any]]] = {
    "RSA-SHA512": (
        lambda: None,
        {
            "signature_oid": "1.2.840.113549.1.1.13",
            "sign": pki.pkcs1(hashes.SHA512()),
            "digest": f"{NIST}.2.3",
            "hasher": hashlib.sha512,
        },
    ),
    "RSA-SHA3-256": (
        lambda: None,
        {
            "signature_oid": f"{NIST}.3.14",
            "sign": pki.pkcs1(hashes.SHA3_256()),
            "digest": f"{NIST}.2.8",
            "hasher": hashlib.sha3_256,
        },
    ),
    "RSA-PSS-SHA256": (
        lambda: None,
        {
            "signature_oid": "1.2.840.113549.1.1.10",
            "sign": pki.pss(hashes.SHA256()),
            "parameters": _pss_parameters("sha256"),
        },
    ),
    "ECDSA-SHA256": (
        lambda: ec.generate_private_key(ec.SECP256R1()),
        {
            "signature_oid": "1.2.840.10045.4.3.2",
            "sign": pki.ecdsa(hashes.SHA256()),
            "parameters": b"",
        },
    ),
    "ECDSA-SHA384": (
        lambda: ec.generate_private_key(ec.BrainpoolP384R1()),
        {
            "signature_oid": "1.2.840.10045.4.3.3",
            "sign": pki.ecdsa(hashes.SHA384()),
            "parameters": b"",
            "digest": f"{NIST}.2.2",
            "hasher": hashlib.sha384,
        },
    ),
    "ECDSA-SHA512": (
        lambda: ec.generate_private_key(ec.SECP521R1()),
        {
            "signature_oid": "1.2.840.10045.4.3.4",
            "sign": pki.ecdsa(hashes.SHA512()),
            "parameters": b"",
            "digest": f"{NIST}.2.3",
            "hasher": hashlib.sha512,
        },
    ),
    "Ed25519": (
        ed25519.Ed25519PrivateKey.generate,
        {
            "signature_oid": "1.3.101.112",
            "sign": pki.pure,
            "parameters": b"",
            "digest": f"{NIST}.2.3",
            "hasher": hashlib.sha512,
        },
    ),
    "Ed448": (
        ed448.Ed448PrivateKey.generate,
        {
            "signature_oid": "1.3.101.113",
            "sign": pki.pure,
            "parameters": b"",
            "digest": f"{NIST}.2.12",
            "hasher": _Shake,
        },
    ),
}


@pytest.mark.parametrize("attributes", [True, False], ids=["attributes", "bare"])
@pytest.mark.parametrize("name", ALGORITHMS)
def test_every_algorithm_of_the_table_verifies_and_fails(
    name: str, attributes: bool, tmp_path: Path
) -> None:
    key, options = ALGORITHMS[name]
    identity = pki.issue(f"Зразок {name}", issuer=pki.root(), key=key())
    signer = SignerPart(identity, TEXT, attributes=attributes, **options)
    data = signed_data(signer, content=TEXT)

    good = only(tmp_path, data)
    assert (good.signature_intact, good.content_intact) == (True, True)
    assert good.algorithm == name

    bad = only(tmp_path, data[:-1] + bytes([data[-1] ^ 1]))
    assert bad.signature_intact is False
    assert bad.indication is Indication.TOTAL_FAILED
    assert bad.sub_indication is SubIndication.SIG_CRYPTO_FAILURE
