"""Files and certificates others made, where they are at hand (never in this project).

`generated.tsv` was made with Bouncy Castle; `ca/` is a public bundle of real Ukrainian authorities.
"""

from __future__ import annotations

import csv
import datetime as dt
from collections import defaultdict
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest
from asn1crypto import x509

from signing import SubIndication, verify
from signing.algorithms import Unsupported, digest_of, key_of, scheme_of, signing_digest
from signing.cms.raw import HOSTILE, read
from signing.cms.signed_data import oid_of, parse
from signing.facts import Pieces
from signing.kinds import cms_bytes
from signing.trust import GivenCertificates, Trust

DSTU = Path(__file__).parents[4] / "shared" / "corpora" / "dstu"
AT = dt.datetime(2026, 11, 21, tzinfo=dt.UTC)
SHARE_MIN = 0.99
SAMPLE = 40

pytestmark = pytest.mark.skipif(
    not DSTU.exists(), reason="the corpora are not beside the checkout (../shared/corpora)"
)

# (signature intact, content intact, sub-indication, if the row wants a certain one)
Expected = tuple[bool | None, bool | None, SubIndication | None]
BAD: dict[str, Expected] = {
    "cms/bad-md.p7s": (True, False, SubIndication.HASH_FAILURE),
    "cms/bad-content.p7s": (True, False, SubIndication.HASH_FAILURE),
    "cms/bad-sig.p7s": (False, True, SubIndication.SIG_CRYPTO_FAILURE),
    "cms/zero-sig.p7s": (False, True, SubIndication.SIG_CRYPTO_FAILURE),
    "cms/wrong-key.p7s": (False, True, SubIndication.SIG_CRYPTO_FAILURE),
    "cms/bad-ess.p7s": (True, True, SubIndication.NO_SIGNING_CERTIFICATE_FOUND),
    "cms/mixed-hash.p7s": (False, True, SubIndication.SIG_CRYPTO_FAILURE),
    "cms/mixed-hash2.p7s": (True, True, SubIndication.SIG_CONSTRAINTS_FAILURE),
    "pdf/pades-gost-tampered.pdf": (True, False, SubIndication.HASH_FAILURE),
}


def rows(kind: str) -> list[dict[str, str]]:
    if not DSTU.exists():
        return []
    with (DSTU / "generated.tsv").open(encoding="utf-8") as stream:
        every = csv.DictReader(stream, delimiter="\t", quoting=csv.QUOTE_NONE)
        return [row for row in every if row["kind"] == kind]


def pki() -> Trust:
    return Trust((GivenCertificates.at(DSTU / "pki"),))


def named(row: dict[str, str]) -> str:
    return row["file"]


@pytest.mark.parametrize("row", rows("cms"), ids=named)
def test_signature_of_the_table(row: dict[str, str]) -> None:
    contents = [DSTU / "cms" / row["detached_content"]] if row["detached_content"] else []
    contents = [one if one.exists() else DSTU / one.name for one in contents]
    report = verify(DSTU / row["file"], contents=contents, trust=pki(), now=lambda: AT)
    assert report.signatures
    intact, content, sub = BAD.get(row["file"], (True, True, None))
    for one in report.signatures:
        assert (one.signature_intact, one.content_intact) == (intact, content), one
        if sub is not None:
            assert one.sub_indication is sub


PDFS = sorted(path.name for path in (DSTU / "pdf").glob("*.pdf")) if DSTU.exists() else []


@pytest.mark.parametrize("name", PDFS)
def test_signed_pdf(name: str) -> None:
    (one,) = verify(DSTU / "pdf" / name, now=lambda: AT).signatures
    intact, content, _ = BAD.get(f"pdf/{name}", (True, True, None))
    assert (one.signature_intact, one.content_intact) == (intact, content)


def is_signed_by(stored: bytes, issuer: bytes) -> bool:
    """Whether the key of `issuer` verifies the signature of the certificate `stored`."""
    tbs, algorithm, value = read(stored).parts()
    kind, *rest = algorithm.parts()
    parameters = rest[0].raw if rest and rest[0].raw != b"\x05\x00" else b""
    try:
        scheme = scheme_of(oid_of(kind))
        digest = signing_digest(scheme, parameters, digest_of("2.16.840.1.101.3.4.2.1"))
        key = key_of(x509.Certificate.load(issuer).public_key)
        return scheme.verify(key, value.contents[1:], Pieces((tbs.raw,)), digest, parameters)
    except (Unsupported, *HOSTILE):
        return False


def names_of(stored: bytes) -> tuple[bytes, bytes]:
    """Issuer and subject, as stored."""
    parts = read(stored).parts()[0].parts()
    first = 1 if parts[0].tag == 0xA0 else 0
    return parts[first + 2].raw, parts[first + 4].raw


@pytest.mark.parametrize("row", rows("cert"), ids=named)
def test_certificate_of_the_table(row: dict[str, str]) -> None:
    stored = (DSTU / row["file"]).read_bytes()
    issuer, _ = names_of(stored)
    pool = [one.read_bytes() for one in (DSTU / row["file"]).parent.glob("*.cer")]
    above = [one for one in pool if names_of(one)[1] == issuer]
    assert any(is_signed_by(stored, one) for one in above) == (row["expect"] == "valid")


def bundle() -> tuple[bytes, ...]:
    return parse(cms_bytes((DSTU / "ca" / "CACertificates.p7b").read_bytes())).certificates


def unverified(certificates: Sequence[bytes]) -> Iterator[bytes]:
    by_subject = defaultdict(list)
    for one in bundle():
        by_subject[names_of(one)[1]].append(one)
    for one in certificates:
        if not any(is_signed_by(one, issuer) for issuer in by_subject[names_of(one)[0]]):
            yield one


def test_some_real_certificates_verify_under_their_issuers() -> None:
    every = bundle()
    assert not list(unverified(every[:: len(every) // SAMPLE]))


@pytest.mark.slow
def test_nearly_all_real_certificates_verify_under_their_issuers() -> None:
    every = bundle()
    failed = list(unverified(every))
    assert len(every) > 600
    assert len(failed) <= (1 - SHARE_MIN) * len(every)
