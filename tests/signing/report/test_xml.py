"""The XML report against what others made of the published schema, and against that schema."""

from __future__ import annotations

import dataclasses
import datetime as dt
import itertools
from collections.abc import Iterator
from pathlib import Path
from typing import Any, get_args, get_type_hints

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree
from pyhanko.generated.etsi import ts_11910202
from xsdata.formats.dataclass.parsers import XmlParser
from xsdata.formats.dataclass.parsers.config import ParserConfig

from signing import (
    Indication,
    Judgement,
    Qualification,
    SignatureReport,
    Signer,
    SubIndication,
)
from signing.report.xml import DS, OWN, VR, to_xml
from tests.signing.test_report import a_judgement, a_report, judgements, times

SCHEMA = Path(__file__).parents[4] / "shared" / "schemas" / "TS119102-2-v141.xsd"
OLDER = "http://uri.etsi.org/19102/v1.2.1#"
"""pyHanko's classes were generated from version 1.2.1 of the schema."""

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


def parsed(report: SignatureReport) -> Any:
    """As a reader made from the published schema sees it; it refuses what it does not know."""
    strict = ParserConfig(
        fail_on_unknown_properties=True,
        fail_on_unknown_attributes=True,
        fail_on_converter_warnings=True,
    )
    written = to_xml(report).replace(VR.encode(), OLDER.encode())
    return XmlParser(config=strict).from_bytes(written, ts_11910202.ValidationReport)


def disorder(element: etree._Element, kind: Any) -> Iterator[str]:
    """Where the children of `element` break the sequence, or the number, its type demands."""
    fields = {
        one.metadata.get("name", one.name): (place, one)
        for place, one in enumerate(dataclasses.fields(kind))
        if one.metadata.get("type") == "Element"
    }
    hints = get_type_hints(kind)
    names = [etree.QName(child).localname for child in element]
    places = [fields[name][0] for name in names]
    if places != sorted(places):
        yield f"{element.tag}: {names}"
    for name, (_, one) in fields.items():
        count, many = names.count(name), "tuple" in str(hints[one.name])
        least = one.metadata.get("min_occurs", int(one.metadata.get("required", False)))
        if count < least or (count > 1 and not many):
            yield f"{element.tag}: {name} × {count}"
    for child in element:
        inner = [
            part
            for part in _flat(hints[fields[etree.QName(child).localname][1].name])
            if dataclasses.is_dataclass(part) and "11910202" in part.__module__
        ]
        for part in inner:
            yield from disorder(child, part)


def _flat(hint: Any) -> Iterator[Any]:
    parts = get_args(hint)
    if not parts:
        yield hint
    for part in parts:
        yield from _flat(part)


@given(reports)
def test_a_reader_made_from_the_schema_understands_every_report(report: SignatureReport) -> None:
    read = parsed(report)

    found = [one.signature_validation_status for one in read.signature_validation_report]
    assert [one.main_indication.rpartition(":")[2] for one in found] == [
        one.indication.value.lower() for one in report.signatures
    ]
    assert [one.sub_indication for one in found] == [
        (f"urn:etsi:019102:subindication:{one.sub_indication.value}",) if one.sub_indication else ()
        for one in report.signatures
    ]


@given(reports)
def test_elements_stand_in_the_order_and_number_of_the_schema(report: SignatureReport) -> None:
    root = etree.fromstring(to_xml(report))
    # What the newer version does not ask for any more.
    older_only = f"{{{VR}}}SignersDocument: SignersDocumentRepresentation × 0"

    assert set(disorder(root, ts_11910202.ValidationReport)) <= {older_only}


def test_the_check_of_the_order_sees_disorder() -> None:
    root = etree.fromstring(to_xml(a_report(a_judgement())))
    moved = root[0]
    moved.append(moved[0])
    del moved[0][0]

    assert len(list(disorder(root, ts_11910202.ValidationReport))) >= 2


class _Beside(etree.Resolver):
    """The schemas it imports lie in the same folder; nothing is fetched."""

    def resolve(self, system_url: str, public_id: str, context: Any) -> Any:  # type: ignore[override]
        return self.resolve_filename(  # type: ignore[attr-defined]
            str(SCHEMA.parent / system_url.rpartition("/")[2]), context
        )


@pytest.mark.skipif(not SCHEMA.exists(), reason=f"ETSI's own schema is not shipped: {SCHEMA}")
def test_reports_are_valid_against_the_published_schema() -> None:
    parser = etree.XMLParser()
    parser.resolvers.add(_Beside())
    schema = etree.XMLSchema(etree.parse(str(SCHEMA), parser))

    for one in every_kind():
        schema.assertValid(etree.fromstring(to_xml(a_report(one, timestamps=(one,)))))


def every_kind() -> Iterator[Judgement]:
    at = dt.datetime(2026, 1, 1, tzinfo=dt.UTC)
    for indication, qualification, time in itertools.product(Indication, Qualification, (None, at)):
        yield a_judgement(
            indication=indication,
            sub_indication=None
            if indication is Indication.TOTAL_PASSED
            else SubIndication.TRY_LATER,
            qualification=qualification,
            claimed_time=time,
            proven_time=time,
            signer=Signer(name="Зразок", certificate_sha256="cd" * 32 if time else None),
        )


def test_the_report_names_the_document_the_certificate_and_the_best_time() -> None:
    proven = dt.datetime(2025, 5, 3, 11, 0, 2, tzinfo=dt.UTC)
    one = a_judgement(
        value="c2lnbmF0dXJl",
        proven_time=proven,
        signer=Signer(name="Зразок Олена", edrpou="12345678", certificate_sha256="cd" * 32),
        qualification=Qualification.QES,
    )
    read = parsed(a_report(one, contents=("ef" * 32,)))
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
    read = parsed(a_report(one, timestamps=(dataclasses.replace(stamp, stamp="document"),)))

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
    (said,) = parsed(a_report(one)).signature_validation_report

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
