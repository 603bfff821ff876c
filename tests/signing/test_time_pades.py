"""Long-term PAdES as pyHanko makes it: every level, judged when its certificates are gone."""

from __future__ import annotations

import datetime as dt
import io
from functools import cache
from pathlib import Path

import pytest
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign import signers, timestamps
from pyhanko.sign.fields import SigSeedSubFilter
from pyhanko_certvalidator import ValidationContext
from pyhanko_certvalidator.registry import SimpleCertificateStore

from signing import (
    GivenCertificates,
    Indication,
    Level,
    SignatureReport,
    SubIndication,
    Trust,
    verify,
)
from tests.signing import authority, pdfs, pki
from tests.signing.authority import DAY
from tests.signing.pki import NOON, YEAR, Identity, file_of


@cache
def root() -> Identity:
    return pki.issue("Довгий корінь PDF", ca=True, since=NOON - YEAR, until=NOON + 30 * YEAR)


@cache
def signer() -> Identity:
    return pki.issue("Зразок Павло Тестович", issuer=root())


def stamper(name: str, at: dt.datetime, until: dt.datetime) -> timestamps.DummyTimeStamper:
    one = authority.authority(name, issuer=root(), since=NOON - YEAR, until=until)
    certificates = SimpleCertificateStore()
    certificates.register(root().asn1)
    return timestamps.DummyTimeStamper(
        tsa_cert=one.asn1,
        tsa_key=pdfs.signer_of(one).signing_key,
        certs_to_embed=certificates,
        fixed_dt=at,
    )


@cache
def made(level: str) -> bytes:
    """A signature of 1 June 2026; LTA adds an archive time-stamp of an authority that lives on."""
    context = ValidationContext(
        trust_roots=[root().asn1],
        moment=NOON,
        crls=[pki.crl_of(root())],
        other_certs=[signer().asn1],
        revocation_mode="require",
    )
    metadata = signers.PdfSignatureMetadata(
        field_name="Підпис",
        subfilter=SigSeedSubFilter.PADES,
        embed_validation_info=level in {"LT", "LTA"},
        validation_context=context,
        use_pades_lta=level == "LTA",
    )
    out = signers.PdfSigner(
        metadata,
        pdfs.signer_of(signer()),
        timestamper=stamper("Позначки часу PDF", NOON, NOON + 10 * YEAR),
    ).sign_pdf(IncrementalPdfFileWriter(io.BytesIO(pdfs.page())))
    return bytes(out.getvalue())


def judged(folder: Path, data: bytes, at: dt.datetime) -> SignatureReport:
    trust = Trust((GivenCertificates((root().der,)),))
    return verify(file_of(folder, data, "a.pdf"), trust=trust, at=at, now=pki.noon)


@pytest.mark.parametrize(("level", "passes"), [("T", False), ("LT", True), ("LTA", True)])
def test_what_is_kept_with_a_signature_outlives_its_certificate(
    level: str, passes: bool, tmp_path: Path
) -> None:
    one = judged(tmp_path, made(level), NOON + 5 * YEAR).signatures[0]

    assert one.level is Level(level)
    assert (one.indication is Indication.TOTAL_PASSED) is passes
    assert one.proven_time == (NOON if passes else None)
    assert passes or one.sub_indication is SubIndication.OUT_OF_BOUNDS_NO_POE


def test_a_document_time_stamp_proves_the_signature_before_it(tmp_path: Path) -> None:
    report = judged(tmp_path, made("LTA"), NOON + DAY)

    assert [stamp.stamp for stamp in report.signatures[0].timestamps] == ["document", "signature"]
    (document,) = report.timestamps
    assert (document.stamp, document.indication) == ("document", Indication.TOTAL_PASSED)
    assert report.signatures[0].changed_after_signing.value == "allowed"


def test_a_broken_document_time_stamp_proves_nothing(tmp_path: Path) -> None:
    data = bytearray(made("LTA"))
    data[data.rindex(b"/DocTimeStamp") + 5] ^= 1
    report = judged(tmp_path, bytes(data), NOON + DAY)
    stamps = {stamp.stamp: stamp.indication for stamp in report.signatures[0].timestamps}

    assert stamps.get("document") is not Indication.TOTAL_PASSED
