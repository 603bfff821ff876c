"""What is signed in a container, by what, and what is not: ASiC-S and ASiC-E (EN 319 162-1)."""

from __future__ import annotations

import random
import time
import tracemalloc
from collections.abc import Callable, Mapping
from pathlib import Path
from urllib.parse import quote

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from signing import (
    Changed,
    Covers,
    Format,
    GivenCertificates,
    Indication,
    Judgement,
    Level,
    SignatureReport,
    SubIndication,
    Trust,
    verify,
)
from signing.facts import FileFacts, Submitted
from signing.formats import judge
from tests.signing import pki
from tests.signing.asic.containers import (
    ANNEX,
    ASIC_E,
    ASIC_S,
    CLAIM,
    FILES,
    cades,
    extended,
    manifest,
    packed,
    simple,
    token,
    xades,
    xades_file,
)
from tests.signing.pki import file_of, noon
from vault.errors import ArchiveError

Judge = Callable[[Mapping[str, bytes]], SignatureReport]
MANIFEST, SIGNATURE = "META-INF/ASiCManifest.xml", "META-INF/signature.p7s"
XADES = "META-INF/signatures001.xml"


@pytest.fixture
def judged(tmp_path: Path) -> Judge:
    return lambda members: verify(file_of(tmp_path, packed(members), "контейнер.asice"), now=noon)


def codes(one: SignatureReport | Judgement) -> set[str]:
    return {message.code for message in one.messages}


def texts(one: SignatureReport | Judgement, code: str) -> str:
    return " ".join(message.text for message in one.messages if message.code == code)


def whole(one: Judgement) -> bool:
    return (one.signature_intact, one.content_intact, one.covers, one.changed_after_signing) == (
        True,
        True,
        Covers.WHOLE,
        Changed.NONE,
    )


def in_xades(files: Mapping[str, bytes] = FILES, *signatures: str) -> dict[str, bytes]:
    return {"mimetype": ASIC_E, **files, XADES: xades_file(*(signatures or (xades(files),)))}


# -- whole containers ------------------------------------------------------------------------


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


# -- what was done to it afterwards ----------------------------------------------------------


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


@pytest.mark.parametrize("made", [extended, in_xades], ids=["CAdES", "XAdES"])
def test_a_document_that_was_taken_out_is_named(
    made: Callable[[], dict[str, bytes]], judged: Judge
) -> None:
    members = made()
    del members[ANNEX]
    (one,) = judged(members).signatures

    assert (one.signature_intact, one.content_intact) == (True, None)
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

    assert one.content_intact is None
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


# -- several signatures ----------------------------------------------------------------------


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


# -- names -----------------------------------------------------------------------------------

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

    assert judged(members).signatures[0].content_intact is None


def test_a_name_in_an_old_encoding_is_found(tmp_path: Path) -> None:
    """Older programs for Windows write Ukrainian names in code page 866 and do not say so."""
    old = CLAIM.encode("cp866")
    place = "x" * len(old)
    members = extended({CLAIM: b"claim"})
    members[place] = members.pop(CLAIM)
    path = file_of(tmp_path, packed(members).replace(place.encode(), old), "old.asice")

    assert whole(verify(path, now=noon).signatures[0])


# -- manifests -------------------------------------------------------------------------------


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

    assert "лист.docx" in texts(report, "S149")


# -- time-stamps -----------------------------------------------------------------------------


def facts_of(path: Path) -> FileFacts:
    return judge(Submitted(name=path.name, data=b"", path=path))


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


def archived(members: dict[str, bytes], number: str) -> dict[str, bytes]:
    """`members` with an archive time-stamp over all of them (EN 319 162-1, annex A.7)."""
    place = f"META-INF/archive_timestamp{number}.tst"
    over = {name: data for name, data in members.items() if name != "mimetype"}
    listed = manifest(place, over)
    return members | {f"META-INF/ASiCArchiveManifest{number}.xml": listed, place: token(listed)}


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


# -- evidence records, and what lies inside --------------------------------------------------


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


# -- bounded and never wrong -----------------------------------------------------------------


def test_a_big_member_is_digested_in_constant_memory(tmp_path: Path) -> None:
    data = random.Random(7).randbytes(24 * 2**20)
    path = file_of(tmp_path, packed(extended({CLAIM: data})), "big.asice")
    facts_of(path)
    tracemalloc.start()
    try:
        (one,) = facts_of(path).signatures
        most = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()

    assert one.content_intact
    assert most < len(data) // 10


@pytest.mark.parametrize("made", [extended, in_xades, simple], ids=["E", "XAdES", "S"])
@settings(max_examples=40, deadline=None)
@given(data=st.data())
def test_no_changed_byte_of_a_document_is_accepted(
    made: Callable[[], dict[str, bytes]],
    data: st.DataObject,
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    members = made()
    signed = [name for name in members if name != "mimetype"]
    name = data.draw(st.sampled_from(signed))
    changed = bytearray(members[name])
    at = data.draw(st.integers(0, len(changed) - 1))
    changed[at] ^= 1 << data.draw(st.integers(0, 7))
    path = file_of(
        tmp_path_factory.mktemp("bit"), packed(members | {name: bytes(changed)}), "c.asice"
    )
    report = verify(path, now=noon)

    document = not name.startswith("META-INF/") or "Manifest" in name
    if document:
        assert not any(whole(one) for one in report.signatures)
    assert SignatureReport.from_json(report.as_json()) == report


@settings(max_examples=150, deadline=None)
@given(data=st.data())
def test_damaged_containers_end_in_a_report_or_in_our_own_error(
    data: st.DataObject, tmp_path_factory: pytest.TempPathFactory
) -> None:
    whole_file = bytearray(packed(archived(extended(), "1") | {XADES: in_xades()[XADES]}))
    for _ in range(data.draw(st.integers(1, 4))):
        at = data.draw(st.integers(0, len(whole_file) - 1))
        whole_file[at] = data.draw(st.integers(0, 255))
    keep = data.draw(st.one_of(st.none(), st.integers(4, len(whole_file))))
    path = file_of(tmp_path_factory.mktemp("zip"), bytes(whole_file[:keep]), "c.asice")
    try:
        report = verify(path, now=noon)
    except ArchiveError:
        return
    assert SignatureReport.from_json(report.as_json()) == report
