"""What is signed in a container, by what, and what is not: ASiC-S and ASiC-E (EN 319 162-1)."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path

import pytest

from signing import (
    Changed,
    Covers,
    Format,
    GivenCertificates,
    Indication,
    SubIndication,
    Trust,
    verify,
)
from tests.signing import pki
from tests.signing.asic.containers import (
    ANNEX,
    ASIC_E,
    ASIC_S,
    CLAIM,
    FILES,
    MANIFEST,
    SIGNATURE,
    XADES,
    Judge,
    cades,
    extended,
    facts_of,
    in_xades,
    manifest,
    packed,
    simple,
    texts,
    whole,
    xades,
    xades_file,
)
from tests.signing.pki import file_of, noon
from tests.signing.said import codes


@pytest.mark.parametrize(
    ("members", "format_", "signed"),
    [
        (simple(), Format.ASIC_S, Format.CADES),
        (extended(), Format.ASIC_E, Format.CADES),
        (in_xades(), Format.ASIC_E, Format.XADES),
        (
            {"mimetype": ASIC_S, CLAIM: b"claim"}
            | {"META-INF/signatures.xml": xades_file(xades({CLAIM: b"claim"}))},
            Format.ASIC_S,
            Format.XADES,
        ),
        (simple(data=b""), Format.ASIC_S, Format.CADES),
    ],
    ids=["S with CAdES", "E with CAdES", "E with XAdES", "S with XAdES", "empty document"],
)
def test_a_whole_container_names_what_is_signed(
    members: dict[str, bytes], format_: Format, signed: Format, judged: Judge
) -> None:
    report = judged(members)

    (one,) = report.signatures
    assert (report.format, one.format) == (format_, signed)
    assert whole(one)
    assert one.field in members
    assert CLAIM in texts(one, "S137")
    assert report.messages == ()
    assert report.judged


def test_a_trusted_signer_of_a_whole_container_passes(tmp_path: Path) -> None:
    path = file_of(tmp_path, packed(extended()), "контейнер.asice")
    root = file_of(tmp_path, pki.root().pem, "root.pem")
    crl = pki.crl_of(pki.root())
    part = pki.SignerPart(pki.clerk(), manifest(SIGNATURE, FILES))
    signed = pki.signed_data(part, crls=[crl])
    path.write_bytes(packed(extended() | {SIGNATURE: signed}))
    report = verify(path, trust=Trust((GivenCertificates.at(root),)), now=noon)

    assert report.signatures[0].indication is Indication.TOTAL_PASSED


@pytest.mark.parametrize("made", [extended, in_xades], ids=["CAdES", "XAdES"])
@pytest.mark.parametrize("other", [b"Claim", b"", b"claim "])
def test_a_changed_document_is_named(
    made: Callable[[], dict[str, bytes]], other: bytes, judged: Judge
) -> None:
    report = judged(made() | {CLAIM: other})

    (one,) = report.signatures
    assert (one.signature_intact, one.content_intact) == (True, False)
    assert one.changed_after_signing is Changed.NOT_ALLOWED
    assert one.sub_indication is SubIndication.HASH_FAILURE
    assert CLAIM in texts(one, "S142") + texts(one, "S103")
    assert CLAIM in texts(report, "S139")


def test_a_changed_document_in_a_simple_container(judged: Judge) -> None:
    (one,) = judged(simple() | {CLAIM: b"other"}).signatures

    assert (one.signature_intact, one.content_intact) == (True, False)
    assert one.sub_indication is SubIndication.HASH_FAILURE


@pytest.mark.parametrize(
    ("made", "intact"), [(extended, True), (in_xades, None)], ids=["CAdES", "XAdES"]
)
def test_a_document_that_was_taken_out_is_named(
    made: Callable[[], dict[str, bytes]], intact: bool | None, judged: Judge
) -> None:
    """A manifest stays whole; an XML signature itself refers to the document."""
    members = made()
    del members[ANNEX]
    (one,) = judged(members).signatures

    assert (one.signature_intact, one.content_intact) == (True, intact)
    assert one.covers is Covers.UNKNOWN
    assert one.changed_after_signing is Changed.NOT_ALLOWED
    assert one.sub_indication is SubIndication.SIGNED_DATA_NOT_FOUND
    assert ANNEX in texts(one, "S140")


@pytest.mark.parametrize("made", [extended, in_xades], ids=["CAdES", "XAdES"])
@pytest.mark.parametrize("name", ["Позов.txt", "claim.txt", "тека/позов.txt"])
def test_a_renamed_document_is_named_by_both_names(
    made: Callable[[], dict[str, bytes]], name: str, judged: Judge
) -> None:
    members = made()
    members[name] = members.pop(CLAIM)
    (one,) = judged(members).signatures

    assert one.indication is not Indication.TOTAL_PASSED
    assert one.changed_after_signing is Changed.NOT_ALLOWED
    assert CLAIM in texts(one, "S141")
    assert name in texts(one, "S141")


@pytest.mark.parametrize("made", [extended, in_xades], ids=["CAdES", "XAdES"])
def test_an_unsigned_document_is_named_and_the_coverage_is_not_whole(
    made: Callable[[], dict[str, bytes]], judged: Judge
) -> None:
    report = judged(made() | {"ще.txt": b"unsigned"})

    (one,) = report.signatures
    assert (one.signature_intact, one.content_intact) == (True, True)
    assert one.covers is Covers.PART
    assert "ще.txt" in texts(one, "S138")
    assert "ще.txt" in texts(report, "S139")
    assert CLAIM not in texts(report, "S139")


def test_a_document_hidden_as_a_directory_counts(judged: Judge) -> None:
    report = judged(extended() | {"тека/": b"not a directory"})

    assert report.signatures[0].covers is Covers.PART
    assert "тека/" in texts(report, "S139")


def test_an_exchanged_manifest_does_not_count(judged: Judge) -> None:
    other = {CLAIM: b"other", ANNEX: b"annex"}
    report = judged(extended() | other | {MANIFEST: manifest(SIGNATURE, other)})

    (one,) = report.signatures
    assert (one.signature_intact, one.content_intact) == (True, False)
    assert one.sub_indication is SubIndication.HASH_FAILURE
    assert "S137" not in codes(one)


def test_a_container_whose_signatures_were_taken_out_is_still_one(judged: Judge) -> None:
    members = extended()
    del members[SIGNATURE]
    report = judged(members)

    assert report.format is Format.ASIC_E
    assert report.signatures == ()
    assert {"S001", "S146"} <= codes(report)


def test_a_signature_without_its_manifest_is_not_over_anything(judged: Judge) -> None:
    members = extended()
    del members[MANIFEST]
    report = judged(members)

    (one,) = report.signatures
    assert (one.signature_intact, one.content_intact) == (True, False)
    assert "S147" in codes(report)


def test_each_of_two_signatures_is_over_its_own_document(judged: Judge) -> None:
    first = extended({CLAIM: b"claim"}, number="1")
    report = judged(first | extended({ANNEX: b"annex"}, number="2"))

    assert [one.covers for one in report.signatures] == [Covers.PART, Covers.PART]
    assert [one.changed_after_signing for one in report.signatures] == [Changed.NONE] * 2
    assert [ANNEX in texts(one, "S137") for one in report.signatures] == [False, True]
    assert "S139" not in codes(report)


def test_a_broken_signature_signs_nothing(judged: Judge) -> None:
    first = extended({CLAIM: b"claim"}, number="1")
    second = extended({ANNEX: b"annex"}, number="2", sign=lambda _: cades(b"something else"))
    report = judged(first | second)

    assert ANNEX in texts(report, "S139")
    assert [one.content_intact for one in report.signatures] == [True, False]


def test_an_unreadable_signature_does_not_hide_the_others(judged: Judge) -> None:
    first = extended({CLAIM: b"claim"}, number="1")
    second = extended({ANNEX: b"annex"}, number="2", sign=lambda _: b"0\x82garbage")
    third = {"META-INF/signatures9.xml": b"<not closed"}
    report = judged(first | second | third)

    assert sorted((one.signature_intact is True) for one in report.signatures) == [
        False,
        False,
        True,
    ]


def test_two_xml_signatures_in_one_file_and_two_files(judged: Judge) -> None:
    both = xades_file(xades(FILES), xades({CLAIM: b"claim"}, identifier="s2"))
    members = {"mimetype": ASIC_E, **FILES, XADES: both}
    members["META-INF/signatures002.xml"] = xades_file(xades(FILES, identifier="s3"))
    report = judged(members)

    assert [one.covers for one in report.signatures] == [Covers.WHOLE, Covers.PART, Covers.WHOLE]
    assert all(one.signature_intact and one.content_intact for one in report.signatures)


def test_a_counter_signature_tells_what_its_signature_covers(judged: Judge) -> None:
    listed = manifest(SIGNATURE, FILES)
    inner = pki.SignerPart(pki.clerk(), listed)
    value = pki.signature_value(inner.build())
    counter = pki.SignerPart(pki.clerk(), value, drop=["1.2.840.113549.1.9.3"]).build()
    inner.unsigned = [pki.attribute("1.2.840.113549.1.9.6", counter)]
    report = judged(extended() | {SIGNATURE: pki.signed_data(inner)})

    assert [one.countersigns for one in report.signatures] == [None, 0]
    assert all(map(whole, report.signatures))


def test_fifty_signatures_cost_what_one_costs_fifty_times(tmp_path: Path) -> None:
    big = {CLAIM: bytes(range(256)) * 20_000}
    cades(b"warm up")
    spent: dict[int, float] = {}
    for count in (5, 50):
        members: dict[str, bytes] = {}
        for number in range(count):
            members |= extended(big, number=str(number))
        path = file_of(tmp_path, packed(members), f"{count}.asice")
        began = time.process_time()
        found = facts_of(path)
        spent[count] = time.process_time() - began
        assert len(found.signatures) == count
        assert all(one.content_intact for one in found.signatures)

    assert spent[50] < 15 * spent[5] + 0.1


def test_a_content_given_with_a_container_is_said_to_be_of_no_use(tmp_path: Path) -> None:
    path = file_of(tmp_path, packed(simple()), "контейнер.asics")
    report = verify(path, contents=[file_of(tmp_path, b"claim", CLAIM)], now=noon)

    assert codes(report) == {"S008"}
