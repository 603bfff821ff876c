"""Agreement with the verdicts of others on containers, where their files are at hand.

A file counts as in `tests/signing/test_corpus.py`; of a container without signatures the
time-stamps count. Two DSS rows are told apart by name: see `DIFFERENT`.
"""

from __future__ import annotations

import csv
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from signing import Changed, Covers, Judgement, SignatureReport, verify
from signing.model import Format, SubIndication
from tests.signing.pki import noon

CORPORA = Path(__file__).parents[4] / "shared" / "corpora"
FLAGGED = {Changed.NOT_ALLOWED, Changed.UNKNOWN}

pytestmark = pytest.mark.skipif(
    not CORPORA.exists(), reason="the corpora are not beside the checkout (../shared/corpora)"
)

# The row calls the signature over the manifest valid. What the manifest names was changed or taken
# out afterwards, which DSS concludes as well, in another block of its report (HASH_FAILURE,
# SIGNED_DATA_NOT_FOUND); in the first of them DSS asserts only the counter-signature.
DIFFERENT = {
    "asic-cades/containerWithCounterSig.asics": SubIndication.HASH_FAILURE,
    "asic-cades/brokenReference.asice": SubIndication.HASH_FAILURE,
}


def rows(folder: str, *prefixes: str) -> Iterator[dict[str, str]]:
    with (CORPORA / folder / "MANIFEST.tsv").open(encoding="utf-8") as stream:
        for row in csv.DictReader(stream, delimiter="\t", quoting=csv.QUOTE_NONE):
            if row["file"].startswith(prefixes) and not row["file"].endswith(".pdf"):
                yield row


def judged(folder: str, row: dict[str, str]) -> SignatureReport:
    return verify(CORPORA / folder / row["file"], now=noon)


def verdict(report: SignatureReport, *, strict: bool = False) -> str:
    def good(one: Judgement) -> bool:
        flagged = strict and one.changed_after_signing in FLAGGED
        return one.signature_intact is True and one.content_intact is True and not flagged

    counted = [good(one) for one in report.signatures or report.timestamps]
    if counted and all(counted):
        return "yes"
    return "mixed" if any(counted) and not strict else "no"


@pytest.mark.parametrize(
    ("folder", "prefixes", "floor"),
    [
        ("dss", ("asic-cades/",), 1.0),
        ("dss", ("asic-xades/",), 1.0),
        ("attacks", ("digidoc4j/", "libdigidocpp/"), 0.97),
    ],
    ids=["dss asic-cades", "dss asic-xades", "attacks"],
)
def test_agreement(folder: str, prefixes: tuple[str, ...], floor: float) -> None:
    expected = [
        row
        for row in rows(folder, *prefixes)
        if row["valid"] in {"yes", "no", "mixed"} and row["file"] not in DIFFERENT
    ]
    agree, lines = 0, []
    for row in expected:
        report = judged(folder, row)
        said = verdict(report)
        agrees = said == row["valid"] or (row["valid"] == "no" and said != "yes")
        agree += agrees
        if not agrees:
            lines.append(f"  {row['file']}: expected {row['valid']}, said {said}")
        if row["valid"] == "no":
            assert verdict(report, strict=folder == "attacks") != "yes", row["file"]
    sys.stdout.write(f"\n{folder} {prefixes}: {agree}/{len(expected)}\n" + "\n".join(lines) + "\n")

    assert agree / len(expected) >= floor


@pytest.mark.parametrize("file", DIFFERENT)
def test_what_differs_from_the_row_agrees_with_the_conclusion(file: str) -> None:
    (row,) = (row for row in rows("dss", "asic-cades/") if row["file"] == file)
    report = judged("dss", row)

    assert report.signatures[0].signature_intact is True
    assert report.signatures[0].sub_indication is DIFFERENT[file]
    assert report.signatures[0].changed_after_signing is Changed.NOT_ALLOWED


def test_evidence_records_are_recognised() -> None:
    """All containers that hold no signature: the record is named, and said to be not judged."""
    for row in rows("dss", "asic-cades/evidencerecord/er-", "asic-xades/evidencerecord/er-"):
        report = judged("dss", row)

        assert report.format in {Format.ASIC_S, Format.ASIC_E}, row["file"]
        assert report.signatures == (), row["file"]
        assert "S144" in {message.code for message in report.messages}, row["file"]
        assert not report.judged, row["file"]


def test_dstu_inside_containers() -> None:
    with (CORPORA / "dstu/asic/asic.tsv").open(encoding="utf-8") as stream:
        expected = [(line.split("\t")[0], line.split("\t")[1]) for line in stream]
    for name, outcome in expected:
        (one,) = verify(CORPORA / "dstu/asic" / name, now=noon).signatures

        assert one.signature_intact is True, name
        if outcome.startswith("valid"):
            assert one.content_intact is True, name
            extra = "NOT signed" in outcome
            assert one.covers is (Covers.PART if extra else Covers.WHOLE), name
            assert any("extra.txt" in message.text for message in one.messages) is extra, name
        else:
            assert one.content_intact is False, name
            assert one.sub_indication is SubIndication.HASH_FAILURE, name
