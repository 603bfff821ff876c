"""From the signer's certificate to somebody trusted, and what is said when the way is not clear."""

from __future__ import annotations

import datetime as dt
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pytest
from cryptography import x509

from signing import (
    BadTrust,
    GivenCertificates,
    Indication,
    Judgement,
    Qualification,
    SubIndication,
    Trust,
    verify,
)
from signing import sentence as sentence_of
from signing.cms.raw import SEQUENCE, encoded
from tests.signing import pdfs, pki
from tests.signing.pki import NOON, YEAR, SignerPart, attribute, file_of, signed_data
from tests.signing.said import codes

TEXT = "Ухвала".encode()
AA = "1.2.840.113549.1.9.16.2"
IN_ROOT = Trust((GivenCertificates((pki.root().der,)),))

Judge = Callable[..., Judgement]


@pytest.fixture
def judged(tmp_path: Path) -> Judge:
    def judge(
        identity: pki.Identity,
        *,
        trust: Trust = IN_ROOT,
        crls: Sequence[bytes] = (),
        chain: Sequence[pki.Identity] = (),
        **more: Any,
    ) -> Judgement:
        certificates = [one.der for one in (identity, *chain)]
        data = signed_data(
            SignerPart(identity, TEXT), content=TEXT, certificates=certificates, crls=crls
        )
        report = verify(file_of(tmp_path, data), trust=trust, now=pki.noon, **more)
        return report.signatures[0]

    return judge


def test_a_chain_with_fresh_revocation_data_passes(judged: Judge) -> None:
    one = judged(pki.clerk(), crls=[pki.crl_of(pki.root())])

    assert (one.indication, one.sub_indication) == (Indication.TOTAL_PASSED, None)
    assert one.qualification is Qualification.UNKNOWN
    assert not one.qualified


_WRITTEN_ANEW = """
import sys
from asn1crypto import x509
from signing import algorithms
x509.ExtensionId.unmap("key_usage")  # the table from names to identifiers is made
from pyhanko.sign.ades import qualified_asn1
stored = sys.stdin.buffer.read()
one = x509.Certificate.load(stored)
names = [extension["extn_id"].native for extension in one["tbs_certificate"]["extensions"]]
assert {"qc_statements", "no_rev_avail"} <= set(names), names
assert one.dump() == stored
"""


def test_a_certificate_of_any_length_can_be_written_anew() -> None:
    """One in a hundred has a length that asn1crypto takes for indefinite, in it or around it."""

    def made(length: int) -> bytes:
        every = {
            "1.3.6.1.5.5.7.1.3": b"\x30\x00",
            "2.5.29.56": b"\x05\x00",
            "1.2.3.4": pki.octets(bytes(length)),
        }
        extensions = [
            x509.UnrecognizedExtension(x509.ObjectIdentifier(oid), value)
            for oid, value in every.items()
        ]
        return pki.issue("Зразок", key=pki.rsa_key(), extensions=extensions).der

    unlucky = next(one for one in map(made, range(300)) if one[3] == 0x80)
    done = subprocess.run(
        [sys.executable, "-c", _WRITTEN_ANEW], input=unlucky, capture_output=True, check=False
    )

    assert done.returncode == 0, done.stderr.decode()


REVOCATION: dict[str, Callable[[], tuple[dict[str, Any], dict[str, Any]]]] = {
    "CRL beside the signers": lambda: ({"crls": [pki.crl_of(pki.root())]}, {}),
    "OCSP beside the signers": lambda: (
        {"crls": [encoded(0xA1, pki.oid("1.3.6.1.5.5.7.16.2") + _response())]},
        {},
    ),
    "basic OCSP beside the signers": lambda: (
        {"crls": [encoded(0xA1, pki.oid("1.3.6.1.5.5.7.48.1.1") + pki.basic_of(_response()))]},
        {},
    ),
    "revocation values": lambda: (
        {},
        {"unsigned": [attribute(f"{AA}.24", _lists(crls=[pki.crl_of(pki.root())]))]},
    ),
    "revocation values with OCSP": lambda: (
        {},
        {"unsigned": [attribute(f"{AA}.24", _lists(ocsps=[pki.basic_of(_response())]))]},
    ),
    "Adobe's attribute": lambda: (
        {},
        {"more_signed": [attribute("1.2.840.113583.1.1.8", _lists(ocsps=[_response()]))]},
    ),
}


def _response() -> bytes:
    return pki.ocsp_of(pki.root(), pki.clerk())


def _lists(crls: Sequence[bytes] = (), ocsps: Sequence[bytes] = ()) -> bytes:
    both = ((0xA0, crls), (0xA1, ocsps))
    return encoded(
        SEQUENCE,
        b"".join(encoded(tag, encoded(SEQUENCE, b"".join(x))) for tag, x in both if x),
    )


@pytest.mark.parametrize("place", REVOCATION)
def test_revocation_data_is_found_wherever_the_signature_carries_it(
    place: str, tmp_path: Path
) -> None:
    beside, inside = REVOCATION[place]()
    data = signed_data(SignerPart(pki.clerk(), TEXT, **inside), content=TEXT, **beside)
    one = verify(file_of(tmp_path, data), trust=IN_ROOT, now=pki.noon).signatures[0]

    assert one.indication is Indication.TOTAL_PASSED


def test_revocation_data_may_lie_in_the_security_store_of_a_pdf(tmp_path: Path) -> None:
    signed = pdfs.sign(pdfs.page())
    stored = pdfs.update(signed, pdfs.store(pki.crl_of(pki.root())))
    before, after = (
        verify(file_of(tmp_path, data, "a.pdf"), trust=IN_ROOT, now=pki.noon).signatures[0]
        for data in (signed, stored)
    )
    assert before.sub_indication is SubIndication.TRY_LATER
    assert after.indication is Indication.TOTAL_PASSED


def test_through_an_intermediate_certificate_that_the_file_carries(judged: Judge) -> None:
    between = pki.issue("Навчальний надавач", issuer=pki.root(), ca=True)
    signer = pki.issue("Зразок Марія Тестівна", issuer=between)
    crls = [pki.crl_of(pki.root()), pki.crl_of(between)]

    assert judged(signer, chain=[between], crls=crls).indication is Indication.TOTAL_PASSED
    alone = judged(signer, crls=crls)
    assert alone.sub_indication is SubIndication.NO_CERTIFICATE_CHAIN_FOUND
    assert "S061" in codes(alone)


def test_without_revocation_data_it_is_not_known_whether_it_was_revoked(judged: Judge) -> None:
    one = judged(pki.clerk())

    assert one.indication is Indication.INDETERMINATE
    assert one.sub_indication is SubIndication.TRY_LATER
    assert "відкликано" in sentence_of(one)


def test_old_revocation_data_is_none(judged: Judge) -> None:
    old = pki.crl_of(pki.root(), at=NOON - dt.timedelta(days=60))

    assert judged(pki.clerk(), crls=[old]).sub_indication is SubIndication.TRY_LATER


def test_a_revoked_certificate_never_passes(judged: Judge) -> None:
    crl = pki.crl_of(pki.root(), pki.clerk())
    one = judged(pki.clerk(), crls=[crl], trust=IN_ROOT)

    assert one.indication is Indication.INDETERMINATE
    assert one.sub_indication is SubIndication.REVOKED_NO_POE


def test_a_revoked_issuer_is_told_apart(judged: Judge) -> None:
    between = pki.issue("Відкликаний надавач", issuer=pki.root(), ca=True)
    signer = pki.issue("Зразок Петро Тестович", issuer=between)
    crls = [pki.crl_of(pki.root(), between), pki.crl_of(between)]
    one = judged(signer, chain=[between], crls=crls)

    assert one.sub_indication is SubIndication.REVOKED_CA_NO_POE


@pytest.mark.parametrize(
    ("at", "expected"),
    [
        (NOON + 2 * YEAR, SubIndication.OUT_OF_BOUNDS_NO_POE),
        (NOON - 2 * YEAR, SubIndication.NOT_YET_VALID),
    ],
)
def test_the_time_of_judging_decides_about_validity(
    at: dt.datetime, expected: SubIndication, judged: Judge
) -> None:
    one = judged(pki.clerk(), at=at, trust=IN_ROOT)

    assert one.indication is Indication.INDETERMINATE
    assert one.sub_indication is expected


def test_a_stranger_of_the_same_name_is_not_the_anchor(judged: Judge) -> None:
    stranger = pki.issue("Навчальний корінь", ca=True, key=pki.rsa_key("stranger"))
    trust = Trust((GivenCertificates((stranger.der,)),))
    one = judged(pki.clerk(), trust=trust, crls=[pki.crl_of(pki.root())])

    assert one.indication is Indication.INDETERMINATE


def test_a_certificate_may_be_trusted_by_itself(judged: Judge) -> None:
    alone = pki.issue("Зразок Сам Собою")

    assert judged(alone, trust=Trust((GivenCertificates((alone.der,)),))).indication is (
        Indication.TOTAL_PASSED
    )


def test_a_certificate_for_other_uses_does_not_sign(judged: Judge) -> None:
    other = pki.issue("Зразок Шифр", issuer=pki.root(), usage=["key_agreement"])
    one = judged(other, crls=[pki.crl_of(pki.root())])

    assert one.sub_indication is SubIndication.CHAIN_CONSTRAINTS_FAILURE


def test_a_failed_signature_stays_failed_whatever_is_trusted(tmp_path: Path) -> None:
    data = signed_data(SignerPart(pki.clerk(), TEXT), content=b"x", crls=[pki.crl_of(pki.root())])
    one = verify(file_of(tmp_path, data), trust=IN_ROOT, now=pki.noon).signatures[0]

    assert one.indication is Indication.TOTAL_FAILED


class TestGivenCertificates:
    def test_pem_der_and_folders_are_read(self, tmp_path: Path) -> None:
        pem = file_of(tmp_path, pki.root().pem + pki.clerk().pem, "два.pem")
        der = file_of(tmp_path, pki.root().der, "один.cer")
        file_of(tmp_path, b"notes", "прочитай.txt")

        assert GivenCertificates.at(pem).trusted == (pki.root().der, pki.clerk().der)
        assert GivenCertificates.at(der).trusted == (pki.root().der,)
        assert len(GivenCertificates.at(tmp_path).trusted) == 3

    @pytest.mark.parametrize("data", [b"", b"no certificate", b"\x30\x03\x02\x01\x05"])
    def test_what_is_no_certificate_is_refused(self, data: bytes, tmp_path: Path) -> None:
        with pytest.raises(BadTrust, match="непридатний") as refused:
            GivenCertificates.at(file_of(tmp_path, data, "x.cer"))
        assert refused.value.exit.value == 2

    def test_what_is_not_there_is_refused(self, tmp_path: Path) -> None:
        with pytest.raises(BadTrust):
            GivenCertificates.at(tmp_path / "немає.cer")
        with pytest.raises(BadTrust):
            GivenCertificates.at(tmp_path)


def crowd(count: int, *, alike: bool) -> tuple[pki.Identity, list[bytes]]:
    """A signer among certificates of which each may have issued every other, or which lead nowhere.

    Those of one name and key differ in their number alone.
    """
    name = pki.name_of("Натовп")
    first = pki.issue("Натовп", ca=True)
    more = [
        pki.issue(
            f"Натовп {n}", issuer=first, key=first.key, subject=name if alike else None, ca=alike
        )
        for n in range(count)
    ]
    return pki.issue("Зразок Зиновій", issuer=first), [one.der for one in (first, *more)]


@pytest.mark.parametrize("count", [12, 60])
def test_certificates_that_lead_everywhere_are_not_all_followed(count: int, tmp_path: Path) -> None:
    """A dozen certificates of one name make a number of paths with nine digits."""
    signer, certificates = crowd(count, alike=True)
    data = signed_data(
        *[SignerPart(signer, TEXT)] * 5, content=TEXT, certificates=[signer.der, *certificates]
    )

    started = time.process_time()
    report = verify(file_of(tmp_path, data), trust=IN_ROOT, now=pki.noon)

    assert time.process_time() - started < 5
    for one in report.signatures:
        assert one.sub_indication is SubIndication.CERTIFICATE_CHAIN_GENERAL_FAILURE
        assert any("забагато" in message.text for message in one.messages)


def test_a_path_is_found_among_very_many_certificates(tmp_path: Path) -> None:
    between = pki.issue("Проміжний", issuer=pki.root(), ca=True)
    signer = pki.issue("Зразок Зиновій", issuer=between)
    _, strangers = crowd(700, alike=False)
    data = signed_data(
        *[SignerPart(signer, TEXT)] * 50,
        content=TEXT,
        certificates=[signer.der, *strangers, between.der],
    )

    started = time.process_time()
    report = verify(file_of(tmp_path, data), trust=IN_ROOT, now=pki.noon)

    assert time.process_time() - started < 10
    assert {one.sub_indication for one in report.signatures} == {SubIndication.TRY_LATER}
