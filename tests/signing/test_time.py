"""Time-stamps as proof of existence: what came before the proven time counts, what came after not.

The clauses are those of ETSI EN 319 102-1.
"""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.x509.oid import ExtendedKeyUsageOID

from signing import GivenCertificates, Indication, Judgement, SubIndication, Trust, verify
from signing.cms.raw import encoded, read
from signing.cms.signed_data import parse
from tests.signing import authority, pki
from tests.signing import test_evidence as evidence
from tests.signing.authority import DAY, archived, stamped, token
from tests.signing.pki import NOON, YEAR, Identity, SignerPart, attribute, file_of, signed_data
from tests.signing.said import codes

TEXT = "Ухвала".encode()
LATER = NOON + 5 * YEAR
"""The signer's certificate has expired by then."""


def long_lived(name: str = "Довга позначка", **more: Any) -> Identity:
    return authority.authority(name, until=NOON + 10 * YEAR, issuer=old_root(), **more)


def old_root() -> Identity:
    return pki.issue("Довгий корінь", ca=True, until=NOON + 20 * YEAR, since=NOON - 20 * YEAR)


IN_BOTH = Trust((GivenCertificates((pki.root().der, old_root().der)),))


def crls(at: dt.datetime = NOON, *revoked: Identity) -> list[bytes]:
    return [pki.crl_of(pki.root(), *revoked, at=at), pki.crl_of(old_root(), at=at)]


def judged(
    folder: Path,
    part: SignerPart,
    *,
    at: dt.datetime = NOON,
    revocation: Sequence[bytes] | None = None,
    trust: Trust = IN_BOTH,
    certificates: Sequence[bytes] | None = None,
) -> Judgement:
    carried = crls() if revocation is None else revocation
    data = signed_data(part, content=TEXT, crls=carried, certificates=certificates)
    return verify(file_of(folder, data), trust=trust, at=at, now=pki.noon).signatures[0]


def test_a_time_stamp_of_a_trusted_authority_proves_the_time(tmp_path: Path) -> None:
    one = judged(tmp_path, stamped(SignerPart(pki.clerk(), TEXT)))

    assert one.indication is Indication.TOTAL_PASSED
    assert one.proven_time == NOON
    assert "S180" in codes(one)
    assert "S050" not in codes(one)
    (stamp,) = one.timestamps
    assert (stamp.stamp, stamp.claimed_time) == ("signature", NOON)
    assert stamp.indication is Indication.TOTAL_PASSED


def test_an_expiry_after_the_proven_time_does_no_harm(tmp_path: Path) -> None:
    without = judged(tmp_path, SignerPart(pki.clerk(), TEXT), at=LATER)
    part = stamped(SignerPart(pki.clerk(), TEXT), by=long_lived())
    proven = judged(tmp_path, part, at=LATER)

    assert without.sub_indication is SubIndication.OUT_OF_BOUNDS_NO_POE
    assert proven.indication is Indication.TOTAL_PASSED
    assert {"S187"} <= codes(proven)


def test_a_revocation_after_the_proven_time_does_no_harm(tmp_path: Path) -> None:
    revoked_at = NOON + 27 * DAY  # three days before the list
    late = crls(NOON + 30 * DAY, pki.clerk())
    part = stamped(SignerPart(pki.clerk(), TEXT))
    proven = judged(tmp_path, part, at=NOON + 31 * DAY, revocation=late)
    bare = SignerPart(pki.clerk(), TEXT)
    unproven = judged(tmp_path, bare, at=NOON + 31 * DAY, revocation=late)

    assert proven.indication is Indication.TOTAL_PASSED
    assert any(m.code == "S186" and f"{revoked_at:%d.%m.%Y}" in m.text for m in proven.messages)
    assert unproven.sub_indication is SubIndication.REVOKED_NO_POE


def test_a_revocation_before_the_proven_time_counts(tmp_path: Path) -> None:
    part = stamped(SignerPart(pki.clerk(), TEXT))
    one = judged(tmp_path, part, revocation=crls(NOON, pki.clerk()))

    assert one.proven_time == NOON
    assert one.sub_indication is SubIndication.REVOKED_NO_POE


def test_of_two_statements_the_one_that_says_revoked_counts(tmp_path: Path) -> None:
    good = pki.ocsp_of(pki.root(), pki.clerk())
    choice = encoded(0xA1, pki.oid("1.3.6.1.5.5.7.16.2") + good)
    revocation = [choice, *crls(NOON, pki.clerk())]
    one = judged(tmp_path, SignerPart(pki.clerk(), TEXT), revocation=revocation)

    assert one.sub_indication is SubIndication.REVOKED_NO_POE


BAD: dict[str, tuple[Callable[[bytes], bytes], SubIndication]] = {
    "stranger": (
        lambda value: token(value, by=authority.authority("Чужі позначки", issuer=None)),
        SubIndication.NO_CERTIFICATE_CHAIN_FOUND,
    ),
    "other bytes": (lambda _: token(b"other"), SubIndication.HASH_FAILURE),
    "no key usage": (
        lambda value: token(value, by=pki.clerk()),
        SubIndication.CHAIN_CONSTRAINTS_FAILURE,
    ),
    "damaged": (lambda value: token(value)[:-9] + bytes(9), SubIndication.SIG_CRYPTO_FAILURE),
}


@pytest.mark.parametrize("how", BAD)
def test_a_time_stamp_that_does_not_hold_proves_nothing(how: str, tmp_path: Path) -> None:
    part, (made, expected) = SignerPart(pki.clerk(), TEXT), BAD[how]
    value = pki.signature_value(part.build())
    part.unsigned = [attribute(authority.SIGNATURE, made(value))]
    one = judged(tmp_path, part)

    assert one.timestamps[0].sub_indication is expected
    assert one.proven_time is None
    assert one.indication is Indication.TOTAL_PASSED, "the signature itself needs no time-stamp"
    assert {"S050", "S181"} <= codes(one)


def test_an_authority_cannot_stamp_before_it_had_its_certificate(tmp_path: Path) -> None:
    young = authority.authority("Юні позначки", since=NOON - DAY)
    part = stamped(SignerPart(pki.clerk(), TEXT), NOON - 9 * DAY, by=young)
    one = judged(tmp_path, part, revocation=[*crls(), *crls(NOON - 9 * DAY)])

    assert one.timestamps[0].sub_indication is SubIndication.NOT_YET_VALID
    assert one.proven_time is None


@pytest.mark.parametrize(("made", "passes"), [(NOON, True), (NOON + 2 * YEAR, False)])
def test_an_authority_that_is_trusted_itself_keeps_what_it_stamped(
    made: dt.datetime, passes: bool, tmp_path: Path
) -> None:
    part = stamped(SignerPart(pki.clerk(), TEXT), made)
    given = GivenCertificates((pki.root().der, authority.usual().der))
    one = judged(tmp_path, part, at=LATER, trust=Trust((given,)))

    assert one.proven_time == (made if passes else None)


def test_a_signer_who_is_trusted_himself_still_expires(tmp_path: Path) -> None:
    alone = Trust((GivenCertificates((pki.clerk().der,)),))
    one = judged(tmp_path, SignerPart(pki.clerk(), TEXT), at=LATER, trust=alone)

    assert one.sub_indication is SubIndication.OUT_OF_BOUNDS_NO_POE


def test_a_time_stamp_that_is_no_token_proves_nothing(tmp_path: Path) -> None:
    part = SignerPart(pki.clerk(), TEXT, unsigned=[attribute(authority.SIGNATURE, b"\x30\x00")])
    one = judged(tmp_path, part)

    assert one.timestamps[0].sub_indication is SubIndication.FORMAT_FAILURE
    assert one.indication is Indication.TOTAL_PASSED


def test_an_authority_revoked_for_its_key_proves_nothing_any_more(tmp_path: Path) -> None:
    part = stamped(SignerPart(pki.clerk(), TEXT))
    late = NOON + 30 * DAY
    one = judged(
        tmp_path,
        part,
        at=late,
        revocation=[*crls(), pki.crl_of(pki.root(), authority.usual(), at=late)],
    )

    assert one.timestamps[0].sub_indication is SubIndication.REVOKED_NO_POE
    assert one.proven_time is None


def test_an_expired_authority_needs_a_newer_time_stamp(tmp_path: Path) -> None:
    carried = [pki.clerk().der, authority.usual().der]
    part = stamped(SignerPart(pki.clerk(), TEXT), by=authority.usual())
    alone = judged(tmp_path, part, at=LATER, certificates=carried)
    kept = archived(part, TEXT, NOON + DAY, long_lived(), certificates=carried, crls=crls())
    one = judged(tmp_path, kept, at=LATER, certificates=carried)

    assert alone.proven_time is None
    assert alone.timestamps[0].sub_indication is SubIndication.OUT_OF_BOUNDS_NOT_REVOKED
    assert (one.indication, one.proven_time) == (Indication.TOTAL_PASSED, NOON)
    assert [stamp.stamp for stamp in one.timestamps] == ["archive", "signature"]
    assert all(stamp.indication is Indication.TOTAL_PASSED for stamp in one.timestamps)


@pytest.mark.parametrize("index_oid", [authority.INDEX_1, authority.INDEX_3])
@pytest.mark.parametrize("change", ["nothing", "certificate gone", "attribute added"])
def test_an_index_says_what_is_proven(index_oid: str, change: str, tmp_path: Path) -> None:
    carried = [pki.clerk().der, authority.usual().der]
    part = archived(
        stamped(SignerPart(pki.clerk(), TEXT)),
        TEXT,
        NOON + DAY,
        long_lived(),
        certificates=carried,
        crls=crls(),
        index_oid=index_oid,
    )
    if change == "attribute added":
        part.unsigned = [*part.unsigned, attribute("1.2.3.4.5", b"\x05\x00")]
    if change == "certificate gone":
        carried = carried[:1]
    one = judged(tmp_path, part, at=NOON + 2 * DAY, certificates=carried)
    archive = next(stamp for stamp in one.timestamps if stamp.stamp == "archive")

    expected = Indication.TOTAL_FAILED if change == "certificate gone" else Indication.TOTAL_PASSED
    assert archive.indication is expected


@pytest.mark.parametrize("oid", [authority.ARCHIVE_1, authority.ARCHIVE_2])
@pytest.mark.parametrize("change", ["nothing", "list gone", "attribute added"])
def test_an_older_archive_time_stamp_is_over_everything(
    oid: str, change: str, tmp_path: Path
) -> None:
    """TS 101 733, 6.4.1: content, certificates, revocation data and the signer, as stored."""
    part, carried = stamped(SignerPart(pki.clerk(), TEXT)), crls()
    whole = parse(signed_data(part, content=TEXT, crls=carried))
    assert whole.certificate_set is not None
    assert whole.revocation_set is not None
    stored = (whole.encapsulated, whole.certificate_set, whole.revocation_set)
    over = b"".join(one.raw for one in stored) + part.build()
    part.unsigned = [*part.unsigned, attribute(oid, token(over, NOON + DAY, by=long_lived()))]
    if change == "attribute added":
        part.unsigned = [attribute("1.2.3.4.5", b"\x05\x00"), *part.unsigned]
    kept = carried[:1] if change == "list gone" else carried
    one = judged(tmp_path, part, at=NOON + 2 * DAY, revocation=kept)
    archive = next(stamp for stamp in one.timestamps if stamp.stamp == "archive")

    assert archive.content_intact is (change == "nothing")


def test_a_signature_made_after_its_revocation_has_failed(tmp_path: Path) -> None:
    after = attribute(authority.CONTENT, token(TEXT, NOON - DAY))
    part = SignerPart(pki.clerk(), TEXT, more_signed=[after])
    one = judged(tmp_path, part, revocation=crls(NOON, pki.clerk()))

    assert one.indication is Indication.TOTAL_FAILED
    assert one.sub_indication is SubIndication.REVOKED


def test_a_signature_made_after_its_expiry_has_failed(tmp_path: Path) -> None:
    at = NOON + 2 * YEAR
    after = attribute(authority.CONTENT, token(TEXT, at, by=long_lived()))
    part = SignerPart(pki.clerk(), TEXT, more_signed=[after])
    one = judged(tmp_path, part, at=at, revocation=crls(at))

    assert one.indication is Indication.TOTAL_FAILED
    assert one.sub_indication is SubIndication.EXPIRED


def test_time_stamps_that_contradict_each_other_are_told(tmp_path: Path) -> None:
    after = attribute(authority.CONTENT, token(TEXT, NOON))
    part = stamped(SignerPart(pki.clerk(), TEXT, more_signed=[after]), NOON - DAY)
    one = judged(tmp_path, part, revocation=[*crls(), *crls(NOON - DAY)])

    assert one.sub_indication is SubIndication.TIMESTAMP_ORDER_FAILURE
    assert "S182" in codes(one)


def test_a_time_stamp_from_the_future_proves_nothing(tmp_path: Path) -> None:
    part = stamped(SignerPart(pki.clerk(), TEXT), NOON + 2 * DAY)
    one = judged(tmp_path, part)

    assert one.proven_time is None
    assert one.timestamps[0].sub_indication is SubIndication.TIMESTAMP_ORDER_FAILURE


def test_a_signature_proven_older_than_its_certificate_has_failed(tmp_path: Path) -> None:
    young = pki.issue("Зразок Юна Тестівна", issuer=pki.root(), since=NOON)
    part = stamped(SignerPart(young, TEXT), NOON - DAY)
    one = judged(tmp_path, part, at=NOON + DAY, revocation=[*crls(), *crls(NOON - DAY)])

    assert one.indication is Indication.TOTAL_FAILED
    assert one.sub_indication is SubIndication.NOT_YET_VALID


@pytest.mark.parametrize(("year", "passes"), [(2008, True), (2012, False)])
def test_a_weak_algorithm_is_good_for_a_time_when_it_was_not(
    year: int, passes: bool, tmp_path: Path
) -> None:
    at = dt.datetime(year, 6, 1, tzinfo=dt.UTC)
    signer = pki.issue("Давній Зразок", issuer=old_root(), since=at - YEAR, until=at + YEAR)
    part = SignerPart(
        signer,
        TEXT,
        digest="1.3.14.3.2.26",
        hasher=hashlib.sha1,
        sign=pki.pkcs1(hashes.SHA1()),
        at=at,
    )
    part = stamped(
        part, at, by=authority.authority("Стара", issuer=old_root(), since=at, until=LATER)
    )
    one = judged(tmp_path, part, revocation=[pki.crl_of(old_root(), at=at)])

    assert (one.indication is Indication.TOTAL_PASSED) is passes
    assert ("S185" if passes else "S052") in codes(one)
    assert passes or one.sub_indication is SubIndication.CRYPTO_CONSTRAINTS_FAILURE_NO_POE


def test_a_revoked_issuer_leaves_what_was_proven_before(tmp_path: Path) -> None:
    between = pki.issue("Надавач, згодом відкликаний", issuer=pki.root(), ca=True)
    signer = pki.issue("Зразок Іван Тестович", issuer=between)
    carried = [signer.der, between.der, authority.usual().der]
    revocation = [pki.crl_of(between), pki.crl_of(pki.root())]
    late = NOON + 30 * DAY
    newer = [*revocation, pki.crl_of(old_root()), pki.crl_of(pki.root(), between, at=late)]
    plain = stamped(SignerPart(signer, TEXT))
    without = judged(tmp_path, plain, at=late, revocation=newer, certificates=carried)
    part = archived(
        stamped(SignerPart(signer, TEXT)),
        TEXT,
        NOON + DAY,
        long_lived(),
        certificates=carried,
        crls=revocation,
    )
    proven = judged(tmp_path, part, at=late, revocation=newer, certificates=carried)

    assert without.sub_indication is SubIndication.REVOKED_CA_NO_POE
    assert proven.indication is Indication.TOTAL_PASSED


@dataclass(frozen=True)
class Sunset(GivenCertificates):
    """Trusted until a day; somebody else is trusted from then on."""

    until: dt.datetime = NOON

    def anchors(self, at: dt.datetime) -> Sequence[bytes]:
        return self.trusted[:1] if at < self.until else self.trusted[1:]


def test_an_issuer_who_is_not_trusted_any_more_leaves_what_was_proven(tmp_path: Path) -> None:
    trust = Trust((Sunset((pki.root().der, old_root().der), until=NOON + DAY),))
    bare = judged(tmp_path, SignerPart(pki.clerk(), TEXT), at=NOON + 2 * DAY, trust=trust)
    part = stamped(SignerPart(pki.clerk(), TEXT), by=long_lived())
    proven = judged(tmp_path, part, at=NOON + 2 * DAY, trust=trust)

    assert bare.sub_indication is SubIndication.NO_CERTIFICATE_CHAIN_FOUND_NO_POE
    assert proven.indication is Indication.TOTAL_PASSED


def test_a_certificate_known_to_have_expired_unrevoked_is_told_apart(tmp_path: Path) -> None:
    expiry = pki.clerk().asn1.not_valid_after
    part = SignerPart(pki.clerk(), TEXT)
    one = judged(tmp_path, part, at=expiry + DAY, revocation=crls(expiry))

    assert one.sub_indication is SubIndication.OUT_OF_BOUNDS_NOT_REVOKED


def test_a_responder_that_had_expired_is_told_apart(tmp_path: Path) -> None:
    usage = x509.ExtendedKeyUsage([ExtendedKeyUsageOID.OCSP_SIGNING])
    old = pki.issue(
        "Давній відповідач",
        issuer=pki.root(),
        until=NOON - DAY,
        extensions=[usage, x509.OCSPNoCheck()],
    )
    said = evidence.response(old)
    choice = encoded(0xA1, pki.oid("1.3.6.1.5.5.7.16.2") + said)
    one = judged(tmp_path, SignerPart(pki.clerk(), TEXT), revocation=[choice])

    assert one.sub_indication is SubIndication.REVOCATION_OUT_OF_BOUNDS_NO_POE


def test_a_signature_without_its_time_stamps_is_judged_for_the_present(tmp_path: Path) -> None:
    """A time-stamp of references alone says nothing about the signature (EN 319 102-1, 5.5)."""
    part = SignerPart(pki.clerk(), TEXT)
    references = [attribute(f"{authority.AA}.{number}", b"\x30\x00") for number in (21, 22)]
    over = b"".join(read(one).contents for one in references)
    part.unsigned = [*references, attribute(f"{authority.AA}.26", token(over))]
    one = judged(tmp_path, part)

    assert one.timestamps[0].indication is Indication.TOTAL_PASSED
    assert (one.timestamps[0].stamp, one.proven_time) == ("references", None)
