"""What the XML report says, read by classes that others made of the published schema."""

from __future__ import annotations

import dataclasses
import datetime as dt
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from signing import (
    Indication,
    Qualification,
    SignatureReport,
    Signer,
    SubIndication,
)
from signing.report.xml import DS, OWN, VR, to_xml
from tests.signing.report.schema import parsed
from tests.signing.test_report import a_judgement, a_report, judgements, times

digests = st.binary(min_size=32, max_size=32).map(bytes.hex)
known = st.builds(
    lambda one, sha256: dataclasses.replace(
        one, signer=dataclasses.replace(one.signer, certificate_sha256=sha256)
    ),
    judgements,
    st.none() | digests,
)
reports = st.builds(
    SignatureReport,
    file=st.just("позов.pdf"),
    format=st.sampled_from(["PAdES", "CAdES"]),
    sha256=digests,
    at=times,
    contents=st.lists(digests, max_size=2).map(tuple),
    signatures=st.lists(known, min_size=1, max_size=3).map(tuple),
    timestamps=st.lists(known, max_size=2).map(tuple),
)


def read_back(report: SignatureReport) -> Any:
    """As a reader made from the published schema sees it."""
    return parsed(to_xml(report))


@settings(deadline=None)  # the first report pays for reading the classes
@given(reports)
def test_a_reader_made_from_the_schema_understands_every_report(report: SignatureReport) -> None:
    read = read_back(report)

    found = [one.signature_validation_status for one in read.signature_validation_report]
    assert [one.main_indication.rpartition(":")[2] for one in found] == [
        one.indication.value.lower() for one in report.signatures
    ]
    assert [one.sub_indication for one in found] == [
        (f"urn:etsi:019102:subindication:{one.sub_indication.value}",) if one.sub_indication else ()
        for one in report.signatures
    ]


def test_the_report_names_the_document_the_certificate_and_the_best_time() -> None:
    proven = dt.datetime(2025, 5, 3, 11, 0, 2, tzinfo=dt.UTC)
    one = a_judgement(
        value="c2lnbmF0dXJl",
        proven_time=proven,
        signer=Signer(name="Зразок Олена", edrpou="12345678", certificate_sha256="cd" * 32),
        qualification=Qualification.QES,
    )
    read = read_back(a_report(one, contents=("ef" * 32,)))
    (said,) = read.signature_validation_report

    assert said.signature_identifier.signature_value.value == b"signature"
    best = said.validation_time_info.best_signature_time
    assert best.poetime.to_datetime() == proven
    assert said.signer_information.signer == "Зразок Олена"
    assert said.signature_quality.signature_quality_information == (f"{OWN}QES",)
    by_id = {one.id: one for one in read.signature_validation_objects.validation_object}
    document = by_id[said.signers_document.signers_document_ref.voreference[0]]
    certificate = by_id[said.signer_information.signer_certificate.voreference[0]]
    for found, sha256 in ((document, "ef" * 32), (certificate, "cd" * 32)):
        digest = found.validation_object_representation.digest_alg_and_value.digest_value.value
        assert digest.hex() == sha256


def test_a_time_stamp_is_a_validation_object_that_passes_or_fails() -> None:
    stamp = a_judgement(indication=Indication.TOTAL_PASSED)
    root = etree.fromstring(to_xml(a_report(a_judgement(), timestamps=(stamp,))))

    (found,) = root.iterfind(f".//{{{VR}}}ValidationObject/{{{VR}}}ValidationReport")
    indication = found.findtext(f".//{{{VR}}}MainIndication")
    assert indication == "urn:etsi:019102:mainindication:passed"


def test_the_time_stamp_that_proves_the_time_is_named() -> None:
    at = dt.datetime(2025, 5, 3, 11, 0, 2, tzinfo=dt.UTC)
    stamp = a_judgement(claimed_time=at, stamp="signature")
    one = a_judgement(proven_time=at, timestamps=(stamp,))
    read = read_back(a_report(one, timestamps=(dataclasses.replace(stamp, stamp="document"),)))

    (said,) = read.signature_validation_report
    (attribute,) = said.signature_attributes.signature_time_stamp
    proof = said.validation_time_info.best_signature_time.poeobject.voreference
    assert attribute.attribute_object[0].voreference == proof
    objects = {o.id: o for o in read.signature_validation_objects.validation_object}
    assert objects[proof[0]].object_type == "urn:etsi:019102:validationObject:timestamp"
    assert sum("timestamp" in o.object_type for o in objects.values()) == 2


@pytest.mark.parametrize("at", [dt.datetime(2025, 5, 3, 11, 0, 2, tzinfo=dt.UTC), None])
def test_a_time_stamp_that_proves_nothing_is_not_named(at: dt.datetime | None) -> None:
    bad = a_judgement(
        claimed_time=at,
        stamp="signature",
        indication=Indication.INDETERMINATE,
        sub_indication=SubIndication.NO_CERTIFICATE_CHAIN_FOUND,
    )
    one = a_judgement(proven_time=at, timestamps=(bad,))
    (said,) = read_back(a_report(one)).signature_validation_report

    assert one.proof is None
    assert said.validation_time_info.best_signature_time.poeobject is None
    good = a_judgement(claimed_time=at, stamp="signature")
    both = dataclasses.replace(one, timestamps=(bad, good))
    assert (both.proof is good) is (at is not None)


def test_what_the_standard_has_no_word_for_is_kept() -> None:
    one = a_judgement(signer=Signer(edrpou="12345678"), field="Підпис1")
    root = etree.fromstring(to_xml(a_report(one)))

    assert root.findtext(f".//{{{OWN}}}edrpou") == "12345678"
    assert root.findtext(f".//{{{OWN}}}field") == "Підпис1"
    assert root.findtext(f".//{{{OWN}}}changed_after_signing") == "n/a"
    assert root.findtext(f".//{{{DS}}}DigestValue") is not None


def test_without_a_signature_there_is_no_report() -> None:
    assert to_xml(a_report()) == b""
