"""Keys: what opens, what does not, and what is never told about the password."""

from __future__ import annotations

import os
import pickle
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import dsa, rsa
from cryptography.hazmat.primitives.serialization import pkcs12

from signing.cms.raw import SEQUENCE, encoded
from signing.making import (
    Maker,
    Reach,
    Secret,
    SigningKey,
    TokenChoice,
    open_file,
    open_token,
    require_fit,
)
from signing.making.errors import (
    BadKey,
    ChooseCertificate,
    NoToken,
    TokenLocked,
    UnfitCertificate,
    WrongSecret,
)
from signing.making.keys import refused_by_token
from tests.signing import pki
from tests.signing.making import world
from vault.errors import ArchiveError

MODULES = ("/usr/lib/softhsm/libsofthsm2.so", "/usr/lib/x86_64-linux-gnu/softhsm/libsofthsm2.so")
MODULE = next((Path(one) for one in MODULES if Path(one).exists()), None)
needs_token = pytest.mark.skipif(
    MODULE is None or shutil.which("softhsm2-util") is None,
    reason="softhsm2 is not installed (apt-get install softhsm2)",
)


def test_a_password_is_not_shown_compared_or_sent_away() -> None:
    secret = Secret(world.PASSWORD)

    assert world.PASSWORD not in f"{secret} {secret!r} {[secret]}"
    assert secret != Secret(world.PASSWORD)
    with pytest.raises(TypeError):
        pickle.dumps(secret)


def test_a_wrong_password_is_told_apart_from_a_wrong_file(shop: Path, tmp_path: Path) -> None:
    (tmp_path / "no.p12").write_bytes(b"not a container")

    with pytest.raises(WrongSecret) as wrong:
        open_file(shop / "judge.p12", Secret("geheim-17"))
    with pytest.raises(BadKey):
        open_file(tmp_path / "no.p12", Secret("x"))
    with pytest.raises(BadKey):
        open_file(tmp_path / "missing.p12", Secret("x"))

    assert "geheim-17" not in str(wrong.value)
    assert wrong.value.__cause__ is None


def stored(tmp_path: Path, key: object, certificate: object) -> Path:
    path = tmp_path / "key.p12"
    data = pkcs12.serialize_key_and_certificates(
        b"key",
        key,  # type: ignore[arg-type]
        certificate,  # type: ignore[arg-type]
        None,
        serialization.BestAvailableEncryption(b"x"),
    )
    path.write_bytes(data)
    return path


def test_a_container_without_a_key_or_certificate_or_of_another_kind_is_refused(
    tmp_path: Path,
) -> None:
    other = dsa.generate_private_key(1024)
    for key, certificate in (
        (None, world.judge().certificate),
        (world.judge().key, None),
        (other, None),
    ):
        with pytest.raises(BadKey):
            open_file(stored(tmp_path, key, certificate), Secret("x"))


@pytest.mark.parametrize(
    ("made", "seal"),
    [
        ({"since": world.NOW - 9 * world.DAY, "until": world.NOW - world.DAY}, False),
        ({"since": world.NOW + world.DAY}, False),
        ({"usage": ["key_encipherment"]}, False),
        (
            {"extensions": [x509.ExtendedKeyUsage([x509.oid.ExtendedKeyUsageOID.SERVER_AUTH])]},
            False,
        ),
    ],
    ids=["expired", "not yet valid", "for encryption", "of a server"],
)
def test_a_certificate_that_is_not_for_signing_now_is_refused(
    made: dict[str, object], seal: bool
) -> None:
    with pytest.raises(UnfitCertificate) as refused:
        require_fit(world.issue("Непридатний", **made).der, seal=seal, now=world.NOW)

    assert refused.value.details["name"] == "Непридатний"


QC_TYPE = "0.4.0.1862.1.6"


def statements(kind: int) -> x509.UnrecognizedExtension:
    """The qualified statement that a certificate is for signatures (1) or seals (2)."""
    types = encoded(SEQUENCE, pki.oid(f"{QC_TYPE}.{kind}"))
    one = encoded(SEQUENCE, pki.oid(QC_TYPE) + types)
    value = encoded(SEQUENCE, one)
    return x509.UnrecognizedExtension(x509.ObjectIdentifier("1.3.6.1.5.5.7.1.3"), value)


def test_a_seal_is_not_a_signature_and_a_signature_not_a_seal() -> None:
    of_person = world.issue("Особа", extensions=[statements(1)]).der
    of_court = world.issue("Суд", extensions=[statements(2)]).der

    require_fit(of_person, seal=False, now=world.NOW)
    require_fit(of_court, seal=True, now=world.NOW)
    for certificate, seal in ((of_person, True), (of_court, False)):
        with pytest.raises(UnfitCertificate):
            require_fit(certificate, seal=seal, now=world.NOW)


# --- a real token ---------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def token(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """SoftHSM with one token: a key of RSA and one of an elliptic curve."""
    pytest.importorskip("pkcs11", reason="python-pkcs11 is not installed")
    folder = tmp_path_factory.mktemp("hsm")
    (folder / "tokens").mkdir()
    config = folder / "softhsm2.conf"
    config.write_text(f"directories.tokendir = {folder}/tokens\nlog.level = ERROR\n")
    before = os.environ.get("SOFTHSM2_CONF")
    os.environ["SOFTHSM2_CONF"] = str(config)
    run = ["softhsm2-util", "--init-token", "--free", "--label", "суд"]
    subprocess.run(
        [*run, "--so-pin", "12345678", "--pin", world.PIN], check=True, capture_output=True
    )
    for number, (name, one) in enumerate({"judge": world.judge(), "seal": world.seal()}.items(), 1):
        put_on_token(name, one, bytes([number]))
    yield folder
    os.environ.pop("SOFTHSM2_CONF")
    if before is not None:
        os.environ["SOFTHSM2_CONF"] = before


def put_on_token(name: str, identity: pki.Identity, number: bytes) -> None:
    pkcs11 = pytest.importorskip("pkcs11")
    decode_ec = pytest.importorskip("pkcs11.util.ec").decode_ec_private_key
    decode_rsa = pytest.importorskip("pkcs11.util.rsa").decode_rsa_private_key
    [slot] = [
        one
        for one in pkcs11.lib(str(MODULE)).get_slots(token_present=True)
        if one.get_token().label.strip() == "суд"
    ]
    with slot.get_token().open(user_pin=world.PIN, rw=True) as session:
        form = serialization.PrivateFormat.TraditionalOpenSSL
        decoded = decode_rsa if isinstance(identity.key, rsa.RSAPrivateKey) else decode_ec
        attributes = decoded(der_of(identity, form))
        own = {
            pkcs11.Attribute.LABEL: name,
            pkcs11.Attribute.ID: number,
            pkcs11.Attribute.TOKEN: True,
        }
        session.create_object({**attributes, **own, pkcs11.Attribute.SENSITIVE: True})
        session.create_object(
            {
                **own,
                pkcs11.Attribute.CLASS: pkcs11.ObjectClass.CERTIFICATE,
                pkcs11.Attribute.CERTIFICATE_TYPE: pkcs11.CertificateType.X_509,
                pkcs11.Attribute.SUBJECT: identity.asn1.subject.dump(),
                pkcs11.Attribute.VALUE: identity.der,
            }
        )


def der_of(identity: pki.Identity, form: serialization.PrivateFormat) -> bytes:
    der: bytes = identity.key.private_bytes(
        serialization.Encoding.DER, form, serialization.NoEncryption()
    )
    return der


@needs_token
@pytest.mark.parametrize("name", ["judge", "seal"])
def test_a_key_of_a_token_signs_without_leaving_it(
    token: Path, maker: Maker, shop: Path, room: Path, name: str
) -> None:
    assert MODULE is not None
    with open_token(TokenChoice(MODULE, "суд", name), Secret(world.PIN)) as key:
        made = maker.pdf(shop / "page.pdf", room, key, Reach.LT)

    [one] = made.report.signatures
    assert (one.signature_intact, one.content_intact) == (True, True)
    assert one.algorithm.startswith("RSA" if name == "judge" else "ECDSA")


def opened(choice: TokenChoice, pin: str = world.PIN) -> SigningKey:
    with open_token(choice, Secret(pin)) as key:
        return key


@needs_token
def test_what_can_be_wrong_with_a_token_is_said(token: Path) -> None:
    assert MODULE is not None
    cases: list[tuple[TokenChoice, str, type[ArchiveError]]] = [
        (TokenChoice(MODULE, "суд", "judge"), "00000000", WrongSecret),
        (TokenChoice(MODULE, "суд", "judge"), "1", WrongSecret),
        (TokenChoice(MODULE, "інший"), world.PIN, NoToken),
        (TokenChoice(Path("/nowhere.so")), world.PIN, NoToken),
        (TokenChoice(MODULE, "суд"), world.PIN, ChooseCertificate),
        (TokenChoice(MODULE, "суд", "nobody"), world.PIN, ChooseCertificate),
    ]
    for choice, pin, kind in cases:
        with pytest.raises(kind) as refused:
            opened(choice, pin)
        assert len(pin) == 1 or pin not in str(refused.value)


def test_a_locked_token_says_so() -> None:
    exceptions = pytest.importorskip("pkcs11.exceptions", reason="python-pkcs11 is not installed")

    assert isinstance(refused_by_token("суд", exceptions.PinLocked()), TokenLocked)
    assert isinstance(refused_by_token("суд", exceptions.PinExpired()), TokenLocked)
    assert isinstance(refused_by_token("суд", exceptions.PinIncorrect()), WrongSecret)
    assert isinstance(refused_by_token("суд", exceptions.DeviceRemoved()), NoToken)


def test_without_the_library_tokens_are_said_not_to_be_supported(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setitem(sys.modules, "pkcs11", None)

    with pytest.raises(ArchiveError) as refused:
        opened(TokenChoice(Path("/any.so")))

    assert refused.value.code == "G065"
