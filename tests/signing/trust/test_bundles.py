"""Certificates handed in by themselves: bundles of them (PKCS #7), and how a path is kept short."""

from __future__ import annotations

from pathlib import Path

import pytest
from cryptography.hazmat.primitives.serialization import Encoding, pkcs7

from signing import verify
from signing.errors import BadTrust
from signing.model import Indication, Qualification
from signing.trust import GivenCertificates, Trust
from tests.signing import pki
from tests.signing.pki import NOON, SignerPart, file_of, issue, signed_data
from tests.signing.trust import people

MIDDLE = issue("Проміжний", issuer=pki.root(), ca=True)
LEAF = issue("Зразок Іван Тестович", issuer=MIDDLE)
MANY = [people.authority(f"Надавач {number}") for number in range(5)]


@pytest.mark.parametrize("encoding", [Encoding.DER, Encoding.PEM])
def test_of_a_bundle_only_authorities_are_trusted(encoding: Encoding, tmp_path: Path) -> None:
    every = [pki.root(), MIDDLE, LEAF]
    data = pkcs7.serialize_certificates([one.certificate for one in every], encoding)
    given = GivenCertificates.at(file_of(tmp_path, data, "bundle.p7b"))

    assert set(given.trusted) == {pki.root().der, MIDDLE.der}
    assert set(given.certificates()) == {one.der for one in every}


def test_a_bundle_without_authorities_is_refused(tmp_path: Path) -> None:
    data = pkcs7.serialize_certificates([LEAF.certificate], Encoding.DER)

    with pytest.raises(BadTrust, match="сертифікатів немає"):
        GivenCertificates.at(file_of(tmp_path, data, "bundle.p7b"))


def test_a_signature_is_no_bundle_of_trust(tmp_path: Path) -> None:
    """A .p7s carries certificates, too: of whoever made it."""
    carried = [LEAF.der, MIDDLE.der, pki.root().der]
    data = signed_data(SignerPart(LEAF, b"x"), content=b"x", certificates=carried)

    with pytest.raises(BadTrust):
        GivenCertificates.at(file_of(tmp_path, data, "paper.p7s"))


def test_a_path_leads_through_certificates_that_are_only_known(tmp_path: Path) -> None:
    sources = GivenCertificates((pki.root().der, *(one.der for one in MANY)), (MIDDLE.der,))
    crls = [pki.crl_of(pki.root()), pki.crl_of(MIDDLE)]
    data = signed_data(SignerPart(LEAF, b"x"), content=b"x", crls=crls)
    report = verify(file_of(tmp_path, data), trust=Trust((sources,)), now=pki.noon)

    [one] = report.signatures
    assert (one.indication, one.qualification) == (
        Indication.TOTAL_PASSED,
        Qualification.UNKNOWN,
    )
    narrow = Trust((sources,)).about(LEAF.der, sources.certificates())
    assert narrow.near == (LEAF.der, MIDDLE.der, pki.root().der)
    assert narrow.anchors(NOON) == [pki.root().der]
