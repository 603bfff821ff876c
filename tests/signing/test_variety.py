"""A signature of every kind of key, made and judged by OpenSSL and pyHanko as well as by us."""

from __future__ import annotations

import io
import subprocess
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec, ed448, ed25519
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign import signers
from pyhanko.sign.fields import SigSeedSubFilter
from pyhanko.sign.validation import validate_pdf_signature
from pyhanko_certvalidator import ValidationContext

from signing import Judgement, verify
from tests.signing import pdfs, pki
from tests.signing.pki import file_of

TEXT = b"To whom it may concern: pay 100\n"
KEYS: dict[str, Callable[[], Any]] = {
    "ECDSA P-256": lambda: ec.generate_private_key(ec.SECP256R1()),
    "ECDSA P-384": lambda: ec.generate_private_key(ec.SECP384R1()),
    "ECDSA P-521": lambda: ec.generate_private_key(ec.SECP521R1()),
    "ECDSA brainpool 256": lambda: ec.generate_private_key(ec.BrainpoolP256R1()),
    "ECDSA brainpool 384": lambda: ec.generate_private_key(ec.BrainpoolP384R1()),
    "ECDSA brainpool 512": lambda: ec.generate_private_key(ec.BrainpoolP512R1()),
    "RSA": lambda: pki.rsa_key("variety"),
    "RSA-PSS": lambda: pki.rsa_key("variety"),
    "Ed25519": ed25519.Ed25519PrivateKey.generate,
    "Ed448": ed448.Ed448PrivateKey.generate,
}
BY_OPENSSL = [name for name in KEYS if not name.startswith("Ed")]
"""OpenSSL 3.0 has no EdDSA in CMS; pyHanko has."""


@cache
def signer(kind: str) -> pki.Identity:
    return pki.issue(f"Зразок {kind}", issuer=pki.root(), key=KEYS[kind]())


def openssl(*arguments: object) -> bool:
    command = ["openssl", "cms", *map(str, arguments)]
    return subprocess.run(command, capture_output=True, check=False).returncode == 0


def cades(kind: str, folder: Path, text: bytes = TEXT) -> Path:
    """A detached CAdES-BES signature over `text`, made by OpenSSL."""
    one = signer(kind)
    key = one.key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )
    content = file_of(folder, text, "лист.txt")
    certificate, secret = file_of(folder, one.pem, "c.pem"), file_of(folder, key, "k.pem")
    out = folder / "лист.p7s"
    pss = ("-keyopt", "rsa_padding_mode:pss") if kind == "RSA-PSS" else ()
    made = openssl(
        "-sign", "-cades", "-binary", "-md", "sha256", "-in", content, "-signer", certificate,
        "-inkey", secret, *pss, "-outform", "DER", "-out", out,
    )  # fmt: skip
    assert made
    return out


def agreed(signature: Path, content: Path) -> tuple[bool, bool]:
    """What OpenSSL says, and what we say."""
    root = file_of(signature.parent, pki.root().pem, "root.pem")
    theirs = openssl(
        "-verify", "-cades", "-binary", "-inform", "DER", "-in", signature, "-content", content,
        "-CAfile", root, "-no_check_time", "-purpose", "any", "-out", "/dev/null",
    )  # fmt: skip
    one = verify(signature, contents=[content], now=pki.noon).signatures[0]
    return theirs, good(one)


def good(one: Judgement) -> bool:
    return bool(one.signature_intact and one.content_intact)


@pytest.mark.parametrize("kind", BY_OPENSSL)
def test_openssl_and_we_agree_on_cades(kind: str, tmp_path: Path) -> None:
    signature = cades(kind, tmp_path)
    content = tmp_path / "лист.txt"
    other = file_of(tmp_path, TEXT.replace(b"100", b"900"), "інший.txt")

    assert agreed(signature, content) == (True, True)
    assert agreed(signature, other) == (False, False)


def pades(kind: str) -> bytes:
    """A PDF signed by pyHanko."""
    one = signer(kind)
    simple = pdfs.signer_of(one)
    out = signers.PdfSigner(
        signers.PdfSignatureMetadata(field_name="S", subfilter=SigSeedSubFilter.PADES),
        signers.SimpleSigner(
            signing_cert=simple.signing_cert,
            signing_key=simple.signing_key,
            cert_registry=simple.cert_registry,
            prefer_pss=kind == "RSA-PSS",
        ),
    ).sign_pdf(IncrementalPdfFileWriter(io.BytesIO(pdfs.page())))
    return bytes(out.getvalue())


@pytest.mark.parametrize("kind", KEYS)
@pytest.mark.filterwarnings("ignore::DeprecationWarning")
def test_pyhanko_and_we_agree_on_pades(kind: str, tmp_path: Path) -> None:
    data = pades(kind)
    for changed in (data, data.replace(b"Pay 100", b"Pay 900")):
        reader = PdfFileReader(io.BytesIO(changed))
        theirs = validate_pdf_signature(
            reader.embedded_signatures[0], ValidationContext(trust_roots=[pki.root().asn1])
        )
        ours = verify(file_of(tmp_path, changed, "a.pdf"), now=pki.noon).signatures[0]

        assert (theirs.intact and theirs.valid) is good(ours) is (changed is data)
