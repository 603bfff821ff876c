"""How a container says what is signed: names, manifests, time-stamps, and what lies beside them."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from urllib.parse import quote

import pytest

from signing import (
    Changed,
    Covers,
    Format,
    Level,
    SubIndication,
    verify,
)
from tests.signing import pki
from tests.signing.asic.containers import (
    ASIC_E,
    ASIC_S,
    CLAIM,
    FILES,
    MANIFEST,
    SIGNATURE,
    XADES,
    Judge,
    archived,
    cades,
    extended,
    facts_of,
    in_xades,
    manifest,
    packed,
    simple,
    texts,
    token,
    whole,
    xades,
    xades_file,
)
from tests.signing.pki import file_of, noon
from tests.signing.said import codes

SPECIAL = "100% & <ще> #1 +кошти; «ї».txt"


@pytest.mark.parametrize(
    "written", [quote, lambda name: "./" + quote(name), lambda name: "/" + quote(name)]
)
def test_names_are_found_as_uris(written: Callable[[str], str], judged: Judge) -> None:
    (one,) = judged(extended({SPECIAL: b"x"}, written=written)).signatures

    assert whole(one)


@pytest.mark.parametrize("name", ["100%.txt", "a%20b.txt", "a b+c.txt"])
def test_names_are_found_as_some_programs_write_them(name: str, judged: Judge) -> None:
    assert whole(judged(extended({name: b"x"})).signatures[0])
    assert whole(judged(in_xades({name: b"x"})).signatures[0])


def test_a_name_is_not_found_by_likeness(judged: Judge) -> None:
    members = extended({"a b.txt": b"x"})
    members["a  b.txt"] = members.pop("a b.txt")

    assert judged(members).signatures[0].changed_after_signing is Changed.NOT_ALLOWED


def test_a_name_in_an_old_encoding_is_found(tmp_path: Path) -> None:
    """Older programs for Windows write Ukrainian names in code page 866 and do not say so."""
    old = CLAIM.encode("cp866")
    place = "x" * len(old)
    members = extended({CLAIM: b"claim"})
    members[place] = members.pop(CLAIM)
    path = file_of(tmp_path, packed(members).replace(place.encode(), old), "old.asice")

    assert whole(verify(path, now=noon).signatures[0])


@pytest.mark.parametrize(
    "namespace", ["http://uri.etsi.org/02918/v1.1.1#", "http://uri.etsi.org/19162/v1.1.1#"]
)
def test_manifests_of_every_version_are_read(namespace: str, judged: Judge) -> None:
    listed = manifest(SIGNATURE, FILES, namespace=namespace)

    assert whole(judged(extended() | {MANIFEST: listed, SIGNATURE: cades(listed)}).signatures[0])


def test_an_unknown_digest_is_not_judged(judged: Judge) -> None:
    listed = manifest(SIGNATURE, FILES, algorithm="urn:example:digest")
    report = judged(extended() | {MANIFEST: listed, SIGNATURE: cades(listed)})

    (one,) = report.signatures
    assert one.content_intact is None
    assert one.sub_indication is SubIndication.GENERIC
    assert not report.judged


@pytest.mark.parametrize(
    "listed",
    [
        b"<",
        b"<!DOCTYPE a [<!ENTITY b 'c'>]><a>&b;</a>",
        manifest(SIGNATURE, FILES).replace(b"DigestValue>", b"DigestValue>!", 1),
        manifest(SIGNATURE, {str(number): b"" for number in range(2001)}),
    ],
    ids=["not XML", "entities", "not base64", "too many"],
)
def test_a_manifest_that_cannot_be_read_is_named(listed: bytes, judged: Judge) -> None:
    report = judged(extended() | {MANIFEST: listed, SIGNATURE: cades(listed)})

    assert MANIFEST in texts(report, "S143")
    assert report.signatures[0].content_intact is False


def test_an_unknown_file_among_the_signatures_is_named(judged: Judge) -> None:
    report = judged(extended() | {"META-INF/лист.docx": b"x"})

    assert "лист.docx" in texts(report, "S139")
    assert report.signatures[0].covers is Covers.PART


def test_a_signature_over_nothing_is_none(judged: Judge) -> None:
    listed = manifest(SIGNATURE, {})
    report = judged({"mimetype": ASIC_E, MANIFEST: listed, SIGNATURE: cades(listed)})

    assert report.signatures[0].content_intact is False
    assert report.signatures[0].covers is Covers.UNKNOWN


def test_a_file_for_signatures_without_any_is_named(judged: Judge) -> None:
    report = judged(extended() | {"META-INF/signatures7.xml": b"<letter/>"})

    assert "signatures7.xml" in texts(report, "S149")


def test_signatures_in_folders_of_their_own_are_found(judged: Judge) -> None:
    place = "META-INF/signatures/signatures0.xml"
    report = judged({"mimetype": ASIC_E, **FILES, place: xades_file(xades(FILES))})

    assert whole(report.signatures[0])
    assert report.signatures[0].field == place


def test_a_container_with_a_time_stamp_only_is_told_as_such(judged: Judge) -> None:
    report = judged(
        {"mimetype": ASIC_S, CLAIM: b"claim", "META-INF/timestamp.tst": token(b"claim")}
    )

    assert report.signatures == ()
    (stamp,) = report.timestamps
    assert whole(stamp)
    assert "S145" in codes(report)
    assert report.judged


@pytest.mark.parametrize(
    ("stamped", "intact"), [(b"claim", True), (b"other", False)], ids=["good", "over other bytes"]
)
def test_a_time_stamp_speaks_of_what_it_was_set_over(
    stamped: bytes, intact: bool, judged: Judge
) -> None:
    report = judged({"mimetype": ASIC_S, CLAIM: b"claim", "META-INF/timestamp.tst": token(stamped)})

    assert report.timestamps[0].content_intact is intact


def test_a_chain_of_archive_time_stamps_is_over_signature_and_earlier_ones(
    tmp_path: Path,
) -> None:
    chain = archived(archived(extended(), "1"), "2")
    found = facts_of(file_of(tmp_path, packed(chain), "chain.asice"))

    (one,) = found.signatures
    assert [stamp.facts.content_intact for stamp in one.stamps] == [True, True]
    assert chain["META-INF/archive_timestamp1.tst"] in one.stamps[1].proves
    assert chain["META-INF/archive_timestamp1.tst"] not in one.stamps[0].proves
    assert [stamp.covers for stamp in found.timestamps] == [Covers.WHOLE] * 2


def test_an_archive_time_stamp_over_another_signature_proves_nothing_for_this_one(
    tmp_path: Path,
) -> None:
    stamped = archived(extended(), "1")
    stamped[SIGNATURE] = cades(stamped[MANIFEST]) + b"\0"
    found = facts_of(file_of(tmp_path, packed(stamped), "chain.asice"))

    assert found.signatures[0].stamps == []
    assert found.timestamps[0].content_intact is False


def test_an_archive_time_stamp_makes_lta_of_lt(tmp_path: Path) -> None:
    listed = manifest(SIGNATURE, FILES)
    stamp = pki.attribute("1.2.840.113549.1.9.16.2.14", token(b"value"))
    part = pki.SignerPart(pki.clerk(), listed, unsigned=[stamp])
    long_term = extended() | {SIGNATURE: pki.signed_data(part, crls=[pki.crl_of(pki.root())])}
    levels = [
        facts_of(file_of(tmp_path, packed(one), "c.asice")).signatures[0].level
        for one in (long_term, archived(long_term, "1"))
    ]

    assert levels == [Level.LT, Level.LTA]


def test_an_evidence_record_is_told_as_not_judged(judged: Judge) -> None:
    record = {"META-INF/evidencerecord.ers": b"0\0"}
    beside = judged(extended() | record)
    alone = judged({"mimetype": ASIC_E, **FILES, **record})

    assert "S144" in codes(beside)
    assert beside.judged
    assert {"S144", "S001"} <= codes(alone)
    assert not alone.judged


def test_a_signed_file_inside_is_named_and_not_judged(judged: Judge) -> None:
    inner = packed(simple())
    report = judged(simple("лист.asics", inner))

    assert "лист.asics" in texts(report, "S148")
    assert len(report.signatures) == 1


# -- documents that are packages -------------------------------------------------------------

ODT = b"application/vnd.oasis.opendocument.text"
PARTS = {
    "mimetype": ODT,
    "content.xml": b"<content/>",
    "styles.xml": b"<styles/>",
    "META-INF/manifest.xml": b"<manifest/>",
}
OWN = "META-INF/documentsignatures.xml"


def test_an_opendocument_signed_as_a_whole(judged: Judge) -> None:
    report = judged(PARTS | {OWN: xades_file(xades(PARTS))})

    assert whole(report.signatures[0])
    assert report.messages == ()
    assert report.format is Format.XADES, "it is a document, no container"


@pytest.mark.parametrize("parts", [{}, {"word/document.xml": b"<document/>"}])
@pytest.mark.parametrize("place", [OWN, XADES, SIGNATURE])
def test_an_office_file_is_no_container_whatever_lies_in_it(
    parts: dict[str, bytes], place: str, judged: Judge
) -> None:
    """No program that shows the document looks at such a signature."""
    members = {"[Content_Types].xml": b"<Types/>", **parts}

    report = judged(members | {place: xades_file(xades(members))})

    assert (report.format, report.judged, report.signatures) == (Format.XADES, False, ())
    assert "Office Open XML" in texts(report, "S002")


def test_a_container_of_an_unpacked_office_file_stays_one(judged: Judge) -> None:
    report = judged(in_xades({"[Content_Types].xml": b"<Types/>", "word/document.xml": b"<d/>"}))

    assert report.format is Format.ASIC_E
    assert whole(report.signatures[0])


@pytest.mark.parametrize("type_", [ODT, b"application/zip"])
@pytest.mark.parametrize("part", ["Pictures/1.png", "META-INF/other.xml", "settings.xml"])
def test_no_part_of_an_opendocument_may_be_unsigned(type_: bytes, part: str, judged: Judge) -> None:
    """Its parts are one document: what was not signed may change what is shown."""
    signed = PARTS | {"mimetype": type_}
    report = judged(signed | {OWN: xades_file(xades(signed)), part: b"x"})

    (one,) = report.signatures
    assert one.covers is Covers.PART
    assert one.changed_after_signing is Changed.UNKNOWN
    assert part in texts(report, "S139")


def test_an_office_file_with_its_own_signature_is_said_to_be_not_judged(judged: Judge) -> None:
    report = judged(
        {"[Content_Types].xml": b"<Types/>", "_xmlsignatures/sig1.xml": b"<Signature/>"}
    )

    assert "Office Open XML" in texts(report, "S002")
    assert not report.judged


def test_a_name_with_two_readings_counts_as_signed_only_where_it_was_digested(
    judged: Judge,
) -> None:
    """The digest of «a b.txt» says nothing of «a%20b.txt», though one URI may mean either."""
    signed = in_xades({"a%20b.txt": b"claim"}, xades({"a%2520b.txt": b"claim"}))
    (one,) = judged(signed | {"a b.txt": b"claim", "a%20b.txt": b"other"}).signatures
    assert "a%20b.txt" not in texts(one, "S137")
    assert "a%20b.txt" in texts(one, "S138")
