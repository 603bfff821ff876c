"""Weak algorithms and keys: until when they were good, and what follows where they were not."""

from __future__ import annotations

import datetime as dt
import hashlib
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import rsa

from signing import Indication, Judgement, SubIndication
from signing.algorithms import DIGESTS, Key
from signing.endurance import LIMITS, NEVER, end_of_digest, end_of_key
from signing.facts import SignatureFacts
from signing.model import Format
from tests.signing import authority, pki
from tests.signing.authority import CONTENT, DAY, archived, stamped, token
from tests.signing.pki import NOON, YEAR, SignerPart, attribute
from tests.signing.said import codes
from tests.signing.test_time import LATER, TEXT, judged, long_lived, old_root

_SHA1 = "1.3.14.3.2.26"


def test_every_limit_has_its_source_and_they_grow_with_the_size() -> None:
    assert all("TS 1" in one.source for one in LIMITS)
    for family in {one.of for one in LIMITS if one.below}:
        mine = [(one.below or 0, one.until) for one in LIMITS if one.of == family]
        assert mine == sorted(mine), family


@pytest.mark.parametrize(
    ("family", "bits", "until"),
    [
        ("RSA", 1023, NEVER.year),
        ("RSA", 1024, 2009),
        ("RSA", 1535, 2009),
        ("RSA", 1536, 2016),
        ("RSA", 1899, 2016),
        ("RSA", 1900, None),
        ("DSA", 1024, 2013),
        ("DSA", 2048, None),
        ("ECDSA", 192, 2013),
        ("ECDSA", 224, 2016),
        ("ECDSA", 256, None),
        ("DSTU4145", 163, 2013),
        ("DSTU4145", 257, None),
        ("Ed25519", 256, None),
    ],
)
def test_keys_are_reliable_until_their_year(family: str, bits: int, until: int | None) -> None:
    end = end_of_key(family, bits)

    assert (end.year if end else None) == until


def test_only_md5_and_sha1_have_ended() -> None:
    ended = {one.name: one.until.year for one in DIGESTS.values() if one.until}

    assert ended == {"MD5": 2005, "SHA1": 2009}
    assert end_of_digest("SHA256") is None


def test_of_what_a_signature_rests_on_the_earliest_end_counts() -> None:
    short = Key(rsa.RSAPublicNumbers(65537, (1 << 1024) + 1).public_key())
    facts = SignatureFacts(format=Format.CADES)
    facts.rests_on(None)
    assert not facts.weak
    facts.rests_on(end_of_digest("SHA1"), short.until)
    facts.rests_on(end_of_digest("MD5"))

    assert facts.reliable_until == dt.datetime(2005, 1, 1, tzinfo=dt.UTC)


def sha1(at: dt.datetime) -> SignerPart:
    """A signature with SHA-1 by somebody whose certificate was good for a year around `at`."""
    signer = pki.issue(f"Зразок {at.year}", issuer=old_root(), since=at - YEAR, until=at + YEAR)
    sign = pki.pkcs1(hashes.SHA1())
    return SignerPart(signer, TEXT, digest=_SHA1, hasher=hashlib.sha1, sign=sign, at=at)


def proven(folder: Path, part: SignerPart, at: dt.datetime) -> Judgement:
    by = authority.authority("Стара", issuer=old_root(), since=at - YEAR, until=LATER)
    part.more_signed = [attribute(CONTENT, token(TEXT, at - DAY, by))]
    return judged(folder, stamped(part, at, by), revocation=[pki.crl_of(old_root(), at=at)])


def test_a_signature_proven_younger_than_the_end_of_its_algorithm(tmp_path: Path) -> None:
    """EN 319 102-1, 5.3.4: the time-stamp on the content says that it was not made before."""
    one = proven(tmp_path, sha1(dt.datetime(2012, 6, 1, tzinfo=dt.UTC)), NOON - 14 * YEAR)

    assert one.indication is Indication.INDETERMINATE
    assert one.sub_indication is SubIndication.CRYPTO_CONSTRAINTS_FAILURE
    assert "S052" in codes(one)


def test_one_that_may_be_older_lacks_only_the_proof(tmp_path: Path) -> None:
    at = dt.datetime(2012, 6, 1, tzinfo=dt.UTC)
    by = authority.authority("Стара", issuer=old_root(), since=at, until=LATER)
    one = judged(tmp_path, stamped(sha1(at), at, by), revocation=[pki.crl_of(old_root(), at=at)])

    assert one.sub_indication is SubIndication.CRYPTO_CONSTRAINTS_FAILURE_NO_POE


def test_what_was_never_reliable_is_not_helped_by_any_proof() -> None:
    from signing.existence import Existence  # noqa: PLC0415  the smallest world for one rule
    from signing.judge import _weakness  # noqa: PLC0415

    facts = SignatureFacts(format=Format.CADES, reliable_until=NEVER)
    old = dt.datetime(1999, 1, 1, tzinfo=dt.UTC)

    found = _weakness(facts, Existence(proven=old), old)
    assert found is SubIndication.CRYPTO_CONSTRAINTS_FAILURE


def test_revocation_data_that_may_be_younger_than_the_revocation_of_the_issuer(
    tmp_path: Path,
) -> None:
    """EN 319 102-1, 5.6.2.2: what is signed with a key that was lost later has to be proven older.

    The archive time-stamp covers the certificates here, and leaves the CRLs out.
    """
    between = pki.issue("Надавач, згодом відкликаний", issuer=pki.root(), ca=True)
    signer = pki.issue("Зразок Іван Тестович", issuer=between)
    carried = [signer.der, between.der, authority.usual().der]
    late = NOON + 30 * DAY
    newer = [pki.crl_of(between), pki.crl_of(pki.root()), pki.crl_of(old_root())]
    newer.append(pki.crl_of(pki.root(), between, at=late))
    part = archived(
        stamped(SignerPart(signer, TEXT)),
        TEXT,
        NOON + DAY,
        long_lived(),
        certificates=carried,
        crls=[],
    )
    one = judged(tmp_path, part, at=late, revocation=newer, certificates=carried)

    assert one.indication is Indication.INDETERMINATE
    assert one.sub_indication is SubIndication.NO_POE
    assert "S193" in codes(one)


def test_a_certificate_that_cannot_be_read_to_the_end_has_no_valid_chain(tmp_path: Path) -> None:
    garbage = x509.UnrecognizedExtension(x509.ObjectIdentifier("2.5.29.32"), b"\x30\x05garbage")
    signer = pki.issue("Зразок Дивний", issuer=pki.root(), extensions=[garbage])
    one = judged(tmp_path, SignerPart(signer, TEXT))

    assert one.sub_indication is SubIndication.CERTIFICATE_CHAIN_GENERAL_FAILURE
