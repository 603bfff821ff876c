"""Signature algorithms as XML names them, made by `cryptography` and by the ДСТУ maker."""

from __future__ import annotations

import hashlib
from types import SimpleNamespace
from typing import Any

import pytest
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import dsa, ec, ed448, ed25519, padding, utils

from signing import SubIndication
from tests.signing import pki
from tests.signing.dstu import maker as dstu
from tests.signing.said import codes
from tests.signing.xades.maker import DS, Recipe, enveloped, good, of

_MORE = "http://www.w3.org/2001/04/xmldsig-more#"
_NEWER = "http://www.w3.org/2007/05/xmldsig-more#"
_NEWEST = "http://www.w3.org/2021/04/xmldsig-more#"


def _side_by_side(size: int, hash_: hashes.HashAlgorithm) -> Any:
    def sign(identity: Any, message: bytes) -> bytes:
        ecdsa = isinstance(identity.key, ec.EllipticCurvePrivateKey)
        made = identity.key.sign(message, ec.ECDSA(hash_) if ecdsa else hash_)
        r, s = utils.decode_dss_signature(made)
        return r.to_bytes(size, "big") + s.to_bytes(size, "big")

    return sign


@pytest.mark.parametrize(
    ("key", "method", "sign", "name"),
    [
        (ec.generate_private_key(ec.SECP256R1()), f"{_MORE}ecdsa-sha256", 32, "ECDSA-SHA256"),
        (ec.generate_private_key(ec.SECP521R1()), f"{_MORE}ecdsa-sha512", 66, "ECDSA-SHA512"),
        (ec.generate_private_key(ec.BrainpoolP384R1()), f"{_MORE}ecdsa-sha384", 48, "ECDSA-SHA384"),
        (ec.generate_private_key(ec.SECP256R1()), f"{_NEWEST}ecdsa-sha3-256", 32, "ECDSA-SHA3-256"),
    ],
)
def test_elliptic_curves_write_r_and_s_side_by_side(
    key: Any, method: str, sign: int, name: str
) -> None:
    identity = pki.issue("Зразок Крива", key=key)
    hash_: Any = {"256": hashes.SHA256(), "384": hashes.SHA384(), "512": hashes.SHA512()}[
        method[-3:]
    ]
    if "sha3-" in method:
        hash_ = hashes.SHA3_256()
    recipe = Recipe(identity=identity, method=method, sign=_side_by_side(sign, hash_))
    facts = of(enveloped(recipe))

    assert good(facts), facts.messages
    assert facts.algorithm == name


def test_dsa_is_verified_and_called_weak() -> None:
    key = dsa.generate_private_key(1024)
    identity = pki.issue("Зразок Давня", key=key)
    sign = _side_by_side(20, hashes.SHA1())
    facts = of(enveloped(Recipe(identity=identity, method=f"{DS}dsa-sha1", sign=sign)))

    assert facts.signature_intact
    assert facts.weak


@pytest.mark.parametrize(
    ("key", "method", "name"),
    [
        (ed25519.Ed25519PrivateKey.generate(), f"{_NEWEST}eddsa-ed25519", "Ed25519"),
        (ed448.Ed448PrivateKey.generate(), f"{_NEWEST}eddsa-ed448", "Ed448"),
    ],
)
def test_edwards_curves(key: Any, method: str, name: str) -> None:
    identity = pki.issue("Зразок Едвардс", key=key)
    facts = of(enveloped(Recipe(identity=identity, method=method, sign=pki.pure)))

    assert good(facts), facts.messages
    assert facts.algorithm == name


def _pss(hash_: hashes.HashAlgorithm, mask: hashes.HashAlgorithm, salt: int) -> Any:
    scheme = padding.PSS(padding.MGF1(mask), salt)
    return lambda identity, message: identity.key.sign(message, scheme, hash_)


_PARAMETERS = (
    f'<p:RSAPSSParams xmlns:p="{_NEWER}"><ds:DigestMethod xmlns:ds="{DS}" '
    'Algorithm="http://www.w3.org/2001/04/xmlenc#sha512"></ds:DigestMethod>'
    f'<p:MaskGenerationFunction Algorithm="{_NEWER}MGF1"><ds:DigestMethod xmlns:ds="{DS}" '
    'Algorithm="http://www.w3.org/2001/04/xmlenc#sha256"></ds:DigestMethod>'
    "</p:MaskGenerationFunction><p:SaltLength>20</p:SaltLength></p:RSAPSSParams>"
).replace(f' xmlns:ds="{DS}"', "")


@pytest.mark.parametrize(
    ("method", "inside", "sign", "name"),
    [
        (
            f"{_NEWER}sha384-rsa-MGF1",
            "",
            _pss(hashes.SHA384(), hashes.SHA384(), 48),
            "RSA-PSS-SHA384",
        ),
        (f"{_NEWER}rsa-pss", "", _pss(hashes.SHA256(), hashes.SHA256(), 32), "RSA-PSS-SHA256"),
        (
            f"{_NEWER}rsa-pss",
            _PARAMETERS,
            _pss(hashes.SHA512(), hashes.SHA256(), 20),
            "RSA-PSS-SHA512",
        ),
    ],
)
def test_rsa_pss(method: str, inside: str, sign: Any, name: str) -> None:
    facts = of(enveloped(Recipe(method=method, method_inside=inside, sign=sign)))

    assert good(facts), facts.messages
    assert facts.algorithm == name


@pytest.mark.parametrize("what", ["<p:SaltLength>-1", "<p:SaltLength>20x", "<p:TrailerField>2"])
def test_bad_parameters_of_rsa_pss_are_a_format_failure(what: str) -> None:
    inside = _PARAMETERS.replace("<p:SaltLength>20", what).replace(
        "</p:SaltLength>", f"</{what[1:].partition('>')[0]}>"
    )
    facts = of(enveloped(Recipe(method=f"{_NEWER}rsa-pss", method_inside=inside)))

    assert facts.failure is SubIndication.FORMAT_FAILURE
    assert "S010" in codes(facts)


@pytest.mark.parametrize("method", [f"{_MORE}rsa-sha1", f"{DS}rsa-sha1"])
def test_sha1_is_verified_and_called_weak(method: str) -> None:
    recipe = Recipe(
        method=method,
        sign=pki.pkcs1(hashes.SHA1()),
        digest=lambda data: hashlib.sha1(data).digest(),
        digest_uri=f"{DS}sha1",
    )
    facts = of(enveloped(recipe))

    assert good(facts)
    assert facts.weak


_OTHERS = "http://www.w3.org/2001/04/xmlenc#"


@pytest.mark.parametrize(
    ("method", "digest_uri", "digest", "name"),
    [
        ("dstu4145-gost34311", "gost34311", dstu.gost, "DSTU4145-GOST34311"),
        ("dstu4145", "gost34311", dstu.gost, "DSTU4145-GOST34311"),
        ("dstu4145-dstu7564-256", "dstu7564-256", dstu.kupyna, "DSTU4145-KUPYNA256"),
        ("dstu4145-kupyna256", "kupyna256", dstu.kupyna, "DSTU4145-KUPYNA256"),
    ],
)
def test_dstu_by_the_names_that_containers_use(
    method: str, digest_uri: str, digest: Any, name: str
) -> None:
    signer, authority = dstu.a_signer(), dstu.a_signer(seed=2)
    der = dstu.certificate("Зразок", signer, "Навчальний корінь", authority)
    recipe = Recipe(
        identity=SimpleNamespace(der=der),
        method=_MORE + method,
        digest=digest,
        digest_uri=_OTHERS + digest_uri,
        sign=lambda _, message: signer.sign(digest(message)),
    )
    facts = of(enveloped(recipe))
    changed = of(enveloped(recipe).replace("100", "900"))

    assert good(facts), facts.messages
    assert facts.algorithm == name
    assert facts.certificate == der
    assert changed.content_intact is False
