"""Who signed: names and registration numbers, where Ukrainian certificates keep them."""

from __future__ import annotations

from pathlib import Path

import pytest
from cryptography import x509

from signing.cms.raw import SEQUENCE, SET, encoded
from signing.names import claims_qualified, signer_of
from signing.trust import GivenCertificates
from tests.signing import pki

RNOKPP = "1.2.804.2.1.1.1.11.1.4.1.1"
EDRPOU = "1.2.804.2.1.1.1.11.1.4.2.1"


def certificate(
    *, directory: dict[str, str] | None = None, qc: str | None = None, **name: str
) -> bytes:
    extensions = []
    if directory is not None:
        attributes = b"".join(
            encoded(SEQUENCE, pki.oid(key) + encoded(SET, encoded(0x13, value.encode())))
            for key, value in directory.items()
        )
        extensions.append(
            x509.UnrecognizedExtension(
                x509.ObjectIdentifier("2.5.29.9"), encoded(SEQUENCE, attributes)
            )
        )
    if qc is not None:
        statement = encoded(SEQUENCE, encoded(SEQUENCE, pki.oid(qc)))
        extensions.append(
            x509.UnrecognizedExtension(x509.ObjectIdentifier("1.3.6.1.5.5.7.1.3"), statement)
        )
    return pki.issue(
        "names",
        subject=pki.name_of("Зразок Олена Тестівна", **name),
        extensions=extensions,
    ).der


def test_numbers_stand_in_the_subject_directory() -> None:
    one = signer_of(certificate(directory={RNOKPP: "1234567890", EDRPOU: "12345678"}))

    assert (one.name, one.rnokpp, one.edrpou) == ("Зразок Олена Тестівна", "1234567890", "12345678")


def test_numbers_may_stand_in_the_name() -> None:
    one = signer_of(
        certificate(serial="TINUA-1234567890", identifier="NTRUA-12345678", organisation="Суд")
    )

    assert (one.rnokpp, one.edrpou, one.organisation) == ("1234567890", "12345678", "Суд")


@pytest.mark.parametrize(
    ("serial", "identifier"),
    [("1234567890", "12345678"), ("TINUA-12345", "NTRUA-1"), ("PASUA-123456789", "VATUA-12345678")],
)
def test_nothing_is_guessed_from_other_numbers(serial: str, identifier: str) -> None:
    one = signer_of(certificate(serial=serial, identifier=identifier))

    assert (one.rnokpp, one.edrpou) == (None, None)


@pytest.mark.parametrize("serial", ["UA-12345678", "UA-12345678-0001", " UA-12345678-2303"])
def test_older_providers_have_their_code_in_the_serial_number(serial: str) -> None:
    assert signer_of(certificate(serial=serial, organisation="КНЕДП")).edrpou == "12345678"
    assert signer_of(certificate(serial=serial)).edrpou is None, "maybe not the owner's own"


@pytest.mark.parametrize("serial", ["UA-1234567-0001", "UA-12345678x", "XUA-12345678", "12345678"])
def test_other_serial_numbers_are_no_code(serial: str) -> None:
    assert signer_of(certificate(serial=serial, organisation="КНЕДП")).edrpou is None


def test_a_passport_number_may_stand_for_the_tax_number() -> None:
    assert signer_of(certificate(serial="TINUA-ТТ000000")).rnokpp == "ТТ000000"


def test_an_empty_number_is_none() -> None:
    one = signer_of(certificate(directory={RNOKPP: ""}, serial="TINUA-1234567890"))

    assert one.rnokpp == "1234567890"


def test_words_of_a_certificate_cannot_steer_a_terminal() -> None:
    one = signer_of(certificate(organisation="Суд\x1b[2J\r\nдруга"))

    assert one.organisation == "Суд [2J друга"


def test_what_cannot_be_read_has_only_its_digest() -> None:
    assert signer_of(b"\x30\x00").name is None
    assert signer_of(b"\x30\x00").certificate_sha256
    assert signer_of(None).certificate_sha256 is None


def test_calling_itself_qualified_is_noticed() -> None:
    assert claims_qualified(certificate(qc="0.4.0.1862.1.1"))
    assert claims_qualified(certificate(qc="1.2.804.2.1.1.1.2.1"))
    assert not claims_qualified(certificate(qc="0.4.0.1862.1.3"))
    assert not claims_qualified(certificate())


BUNDLE = Path(__file__).parents[3] / "shared" / "corpora" / "dstu" / "ca" / "CACertificates.p7b"


@pytest.mark.skipif(not BUNDLE.is_file(), reason="../shared/corpora is not here")
def test_real_providers_have_names_and_codes() -> None:
    given = GivenCertificates.at(BUNDLE)
    signers = [signer_of(one) for one in given.certificates()]

    assert len(signers) == 618
    assert all(one.name and one.issuer and one.serial for one in signers)
    with_code = [one for one in signers if one.edrpou]
    assert len(with_code) >= 0.9 * len(signers)
    assert all(one.edrpou and one.edrpou.isdigit() and len(one.edrpou) == 8 for one in with_code)
    assert not any(one.rnokpp for one in signers), "they are no persons"
