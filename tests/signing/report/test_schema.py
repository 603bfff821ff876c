"""The XML report against the published schema, and the check without it against that schema."""

from __future__ import annotations

import copy
import csv
import datetime as dt
import itertools
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given, settings
from lxml import etree

from signing import (
    GivenCertificates,
    Indication,
    Qualification,
    SignatureReport,
    Signer,
    SubIndication,
    Trust,
    verify,
)
from signing.report.xml import to_xml
from tests.signing import authority, pdfs, pki
from tests.signing.report.schema import PLACES, SCHEMA, faults, published
from tests.signing.report.test_xml import reports
from tests.signing.test_report import a_judgement, a_report
from tests.signing.xades.maker import enveloped

with_schema = pytest.mark.skipif(
    SCHEMA is None, reason=f"ETSI's own schema is not shipped: {' or '.join(map(str, PLACES))}"
)
CORPORA = Path(__file__).parents[4] / "shared" / "corpora"
TEXT = "Ухвала".encode()
EVERY = 12
"""Of so many files of the corpora one is looked at each time."""


def every_kind() -> Iterator[SignatureReport]:
    """Reports with everything that may be there and may be missing."""
    at = dt.datetime(2026, 1, 1, tzinfo=dt.UTC)
    for indication, qualification, time in itertools.product(Indication, Qualification, (None, at)):
        stamp = a_judgement(claimed_time=time, stamp="archive")
        one = a_judgement(
            indication=indication,
            sub_indication=None
            if indication is Indication.TOTAL_PASSED
            else SubIndication.TRY_LATER,
            qualification=qualification,
            claimed_time=time,
            proven_time=time,
            signer=Signer(name="Зразок", certificate_sha256="cd" * 32 if time else None),
            timestamps=(stamp, a_judgement(claimed_time=at, stamp="signature")) if time else (),
            value="c2lnbmF0dXJl" if time else None,
        )
        yield a_report(one, timestamps=(one,))


def real(folder: Path) -> Iterator[SignatureReport]:
    """Reports on files as they come: stamped, anonymous, broken, of each format."""
    trust = Trust((GivenCertificates((pki.root().der,)),))
    part = authority.stamped(pki.SignerPart(pki.clerk(), TEXT))
    crls = [pki.crl_of(pki.root())]
    known = [pki.root().der, pki.clerk().der, authority.usual().der]
    by, later = authority.authority("Архів"), pki.NOON + authority.DAY
    kept = authority.archived(part, TEXT, later, by, certificates=known, crls=crls)
    whole = pki.signed_data(kept, content=TEXT, crls=crls, certificates=known)
    files = {
        "whole.p7s": whole,
        "apart.p7s": pki.signed_data(part, certificates=[]),
        "damaged.p7s": whole[:-40] + bytes(40),
        "signed.xml": enveloped().encode(),
        "signed.pdf": pdfs.stamp(pdfs.sign(pdfs.page())),
    }
    for name, data in files.items():
        yield verify(pki.file_of(folder, data, name), trust=trust, now=pki.noon)


def corpora() -> Iterator[SignatureReport]:
    """Reports on some files of others, if they are at hand."""
    for name in ("dss", "attacks"):
        with (CORPORA / name / "MANIFEST.tsv").open(encoding="utf-8") as stream:
            rows = list(csv.DictReader(stream, delimiter="\t", quoting=csv.QUOTE_NONE))
        for row in rows[::EVERY]:
            path = CORPORA / name / row["file"]
            if path.stat().st_size < 100_000:
                yield verify(path, now=pki.noon)


def written(reports: Iterator[SignatureReport]) -> list[bytes]:
    """As XML; those without any signature have none."""
    return [xml for one in reports if (xml := to_xml(one))]


@settings(deadline=None)  # the first report pays for reading the classes
@given(reports)
def test_no_report_has_a_fault(report: SignatureReport) -> None:
    assert faults(to_xml(report)) == []


def test_no_report_on_a_real_file_has_a_fault(tmp_path: Path) -> None:
    every = written(real(tmp_path))

    assert len(every) == 5
    assert [faults(one) for one in (*every, *written(every_kind()))] == [[]] * (5 + 36)


@pytest.mark.skipif(not CORPORA.exists(), reason="the corpora are not beside the checkout")
def test_no_report_on_a_file_of_others_has_a_fault() -> None:
    every = written(corpora())

    assert len(every) > 10
    assert [faults(one) for one in every] == [[]] * len(every)


@with_schema
def test_reports_are_valid_against_the_published_schema(tmp_path: Path) -> None:
    for one in (*written(real(tmp_path)), *written(every_kind())):
        published().assertValid(etree.fromstring(one))


@with_schema
@settings(deadline=None)
@given(reports)
def test_every_report_is_valid_against_the_published_schema(report: SignatureReport) -> None:
    published().assertValid(etree.fromstring(to_xml(report)))


def spoiled(report: bytes) -> Iterator[tuple[str, bytes]]:
    """The report with one element lost, doubled, moved, renamed, emptied or full of nonsense."""
    root = etree.fromstring(report, etree.XMLParser(remove_blank_text=True))
    for place, element in enumerate(root.iter()):
        if place == 0 or "sprava" in element.tag:
            continue
        for how in ("lost", "doubled", "moved", "renamed", "emptied", "nonsense", "unnamed"):
            other = copy.deepcopy(root)
            _spoil(list(other.iter())[place], how)
            yield f"{how} {element.tag}", etree.tostring(other)


def _spoil(one: etree._Element, how: str) -> None:
    parent = one.getparent()
    assert parent is not None
    if how == "lost":
        parent.remove(one)
    elif how == "doubled":
        parent.insert(parent.index(one), copy.deepcopy(one))
    elif how == "moved":
        parent.append(one)
    elif how == "renamed":
        one.tag = f"{one.tag}X"
    elif how == "emptied":
        one[:] = []
        one.text = None
    elif how == "nonsense":
        one.text = "? ?"
    else:
        one.attrib.clear()


def test_the_check_without_the_schema_sees_what_is_spoiled() -> None:
    """Every loss of a required element, and every one that stands where it may not."""
    names = ("HashOnly", "MainIndication", "POETime", "TypeOfProof", "Type", "Value", "ObjectType")
    report = next(one for one in every_kind() if one.signatures[0].timestamps)
    found = {
        how: faults(other)
        for how, other in spoiled(to_xml(report))
        if how.startswith(("lost", "renamed")) and how.endswith(tuple(f"}}{one}" for one in names))
    }

    assert len(found) == 14
    assert [how for how in found if not found[how]] == []


def missed(reports: list[bytes], every: int) -> list[str]:
    """Of so many ways to spoil a report one: those that the schema sees and we do not."""
    ways = [way for report in reports for way in spoiled(report)][::every]
    return [
        how
        for how, other in ways
        if not published().validate(etree.fromstring(other)) and not faults(other)
    ]


@with_schema
def test_the_check_without_the_schema_refuses_some_of_what_the_schema_refuses() -> None:
    assert missed(written(every_kind()), 501) == []


@with_schema
@pytest.mark.slow
def test_the_check_without_the_schema_refuses_all_that_the_schema_refuses(tmp_path: Path) -> None:
    assert missed(written(real(tmp_path)), 1) == []
