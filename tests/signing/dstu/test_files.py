"""Signed files with Ukrainian algorithms: chains, revocation, S-boxes of keys, algorithms mixed."""

from __future__ import annotations

import datetime as dt
import hashlib
from pathlib import Path
from typing import Any

import pytest
from asn1crypto import cms, core, crl, ocsp, tsp, x509

from signing import Indication, SignatureReport, SubIndication, verify
from signing.cms.raw import SET, encoded
from signing.trust import GivenCertificates, Trust
from tests.signing.dstu.maker import (
    GOST,
    KUPYNA,
    TEST_SBOX,
    WITH_GOST,
    WITH_KUPYNA,
    Signer,
    a_signer,
    certificate,
    gost,
    integer,
    kupyna,
    octets,
    oid,
    sequence,
    signed,
)

NOON = dt.datetime(2026, 6, 1, 12, tzinfo=dt.UTC)
DATA, TST_INFO = "1.2.840.113549.1.7.1", "1.2.840.113549.1.9.16.1.4"
CONTENT = "Ухвала. Заяву задовольнити.".encode()
ROOT, MIDDLE, SIGNER = "Навчальний корінь", "Навчальний надавач", "Зразок Олена Тестівна"
ROOT_KEY = a_signer("1.2.804.2.1.1.1.1.3.1.1.2.9", seed=3)
MIDDLE_KEY = a_signer(seed=4)
ANCHOR = certificate(ROOT, ROOT_KEY, ROOT, ROOT_KEY, authority=True)
AUTHORITY = certificate(
    MIDDLE, MIDDLE_KEY, ROOT, ROOT_KEY, authority=True, algorithm=WITH_KUPYNA, serial=8
)


def issued(signer: Signer) -> bytes:
    return certificate(SIGNER, signer, MIDDLE, MIDDLE_KEY, serial=9)


def attribute(kind: str, *values: bytes) -> bytes:
    return sequence(oid(kind), encoded(SET, b"".join(values)))


def signed_file(
    signer: Signer,
    *,
    digest: str = GOST,
    algorithm: str = WITH_GOST,
    message_digest: bytes | None = None,
    signing: str = "",
    content: bytes = CONTENT,
    content_type: str = DATA,
    crls: tuple[bytes, ...] = (),
    ocsps: tuple[bytes, ...] = (),
) -> bytes:
    """A CAdES signature; `signing` is the algorithm really used, where another is named."""
    mine = issued(signer)
    over = message_digest or (kupyna(content) if digest == KUPYNA else gost(content))
    named = sequence(sequence(sequence(octets(hashlib.sha256(mine).digest()))))
    attributes = sorted(
        (
            attribute("1.2.840.113549.1.9.3", oid(content_type)),
            attribute("1.2.840.113549.1.9.4", octets(over)),
            attribute("1.2.840.113549.1.9.5", bytes(cms.Time({"utc_time": NOON}).dump())),
            attribute("1.2.840.113549.1.9.16.2.47", named),
        )
    )
    stored = encoded(SET, b"".join(attributes))
    with_kupyna = (signing or algorithm) == WITH_KUPYNA
    value = signer.sign(kupyna(stored) if with_kupyna else gost(stored, signer.sbox))
    parsed = x509.Certificate.load(mine)
    info = sequence(
        integer(1),
        sequence(bytes(parsed.issuer.dump()), integer(parsed.serial_number)),
        sequence(oid(digest)),
        encoded(0xA0, b"".join(attributes)),
        sequence(oid(algorithm)),
        octets(value),
    )
    others = [encoded(0xA1, oid("1.3.6.1.5.5.7.16.2") + one) for one in ocsps]
    revocation = encoded(0xA1, b"".join((*crls, *others))) if crls or ocsps else b""
    body = sequence(
        integer(1),
        encoded(SET, sequence(oid(digest))),
        sequence(oid(content_type), encoded(0xA0, octets(content))),
        encoded(0xA0, mine + AUTHORITY),
        revocation,
        encoded(SET, info),
    )
    return sequence(oid("1.2.840.113549.1.7.2"), encoded(0xA0, body))


def crl_of(issuer: str, by: Signer, *revoked: int) -> bytes:
    tbs: dict[str, Any] = {
        "version": "v2",
        "signature": {"algorithm": WITH_GOST},
        "issuer": x509.Name.build({"common_name": issuer}),
        "this_update": x509.UTCTime(NOON - dt.timedelta(hours=1)),
        "next_update": x509.UTCTime(NOON + dt.timedelta(days=1)),
    }
    if revoked:
        since = x509.UTCTime(NOON - dt.timedelta(days=1))
        tbs["revoked_certificates"] = [
            {"user_certificate": number, "revocation_date": since} for number in revoked
        ]
    return signed(crl.TbsCertList(tbs).dump(), by)


def ocsp_of(signer: Signer, *, status: str = "good") -> bytes:
    """A response whose CertID is made with ГОСТ 34.311, as Ukrainian responders do."""
    about = x509.Certificate.load(issued(signer))
    issuer = x509.Certificate.load(AUTHORITY)
    known: Any = (
        core.Null() if status == "good" else {"revocation_time": NOON - dt.timedelta(days=1)}
    )
    tbs = ocsp.ResponseData(
        {
            "responder_id": ocsp.ResponderId(name="by_name", value=issuer.subject),
            "produced_at": NOON - dt.timedelta(minutes=5),
            "responses": [
                {
                    "cert_id": {
                        "hash_algorithm": {"algorithm": GOST},
                        "issuer_name_hash": gost(issuer.subject.dump()),
                        "issuer_key_hash": gost(bytes(issuer.public_key["public_key"])),
                        "serial_number": about.serial_number,
                    },
                    "cert_status": ocsp.CertStatus(name=status, value=known),
                    "this_update": NOON - dt.timedelta(minutes=5),
                    "next_update": NOON + dt.timedelta(hours=1),
                }
            ],
        }
    ).dump()
    basic = signed(tbs, MIDDLE_KEY)
    typed = sequence(oid("1.3.6.1.5.5.7.48.1.1"), octets(basic))
    return sequence(b"\x0a\x01\x00", encoded(0xA0, typed))


def judged(folder: Path, data: bytes, *, trusted: bool = False) -> SignatureReport:
    path = folder / "підпис.p7m"
    path.write_bytes(data)
    trust = None
    if trusted:
        anchor = folder / "корінь.cer"
        anchor.write_bytes(ANCHOR)
        trust = Trust((GivenCertificates.at(anchor),))
    return verify(path, trust=trust, at=NOON, now=lambda: NOON)


@pytest.mark.parametrize(
    ("digest", "algorithm", "name"),
    [
        (GOST, WITH_GOST, "DSTU4145-GOST34311"),
        (GOST, "1.2.804.2.1.1.1.1.3.1", "DSTU4145-GOST34311"),
        (KUPYNA, WITH_KUPYNA, "DSTU4145-KUPYNA256"),
    ],
)
def test_a_signature_verifies(tmp_path: Path, digest: str, algorithm: str, name: str) -> None:
    (one,) = judged(
        tmp_path, signed_file(a_signer(), digest=digest, algorithm=algorithm)
    ).signatures
    assert (one.signature_intact, one.content_intact, one.algorithm) == (True, True, name)


@pytest.mark.parametrize("own", [True, False])
def test_a_key_with_its_own_sbox_verifies(tmp_path: Path, own: bool) -> None:
    """The value is over a digest with the key's S-box; the content's digest may be with either."""
    signer = a_signer(sbox=TEST_SBOX)
    over = gost(CONTENT, TEST_SBOX) if own else gost(CONTENT)
    (one,) = judged(tmp_path, signed_file(signer, message_digest=over)).signatures
    assert (one.signature_intact, one.content_intact) == (True, True)


def test_an_sbox_that_is_nobodys_does_not_verify(tmp_path: Path) -> None:
    over = gost(CONTENT, TEST_SBOX)
    (one,) = judged(tmp_path, signed_file(a_signer(), message_digest=over)).signatures
    assert (one.signature_intact, one.content_intact) == (True, False)
    assert one.sub_indication is SubIndication.HASH_FAILURE


def test_a_digest_and_a_signature_of_two_kinds_do_not_pass(tmp_path: Path) -> None:
    (one,) = judged(
        tmp_path, signed_file(a_signer(), digest=KUPYNA, algorithm=WITH_GOST), trusted=True
    ).signatures
    assert one.sub_indication is SubIndication.SIG_CONSTRAINTS_FAILURE
    (one,) = judged(tmp_path, signed_file(a_signer(), signing=WITH_KUPYNA)).signatures
    assert one.sub_indication is SubIndication.SIG_CRYPTO_FAILURE


def test_a_chain_with_revocation_lists_passes(tmp_path: Path) -> None:
    """Two authorities on different curves, one certificate signed over Купина."""
    lists = (crl_of(ROOT, ROOT_KEY), crl_of(MIDDLE, MIDDLE_KEY))
    (one,) = judged(tmp_path, signed_file(a_signer(), crls=lists), trusted=True).signatures
    assert one.indication is Indication.TOTAL_PASSED, one


def test_an_ocsp_response_over_gost_is_understood(tmp_path: Path) -> None:
    signer, lists = a_signer(), (crl_of(ROOT, ROOT_KEY),)
    good = signed_file(signer, crls=lists, ocsps=(ocsp_of(signer),))
    (one,) = judged(tmp_path, good, trusted=True).signatures
    assert one.indication is Indication.TOTAL_PASSED, one
    bad = signed_file(signer, crls=lists, ocsps=(ocsp_of(signer, status="revoked"),))
    (one,) = judged(tmp_path, bad, trusted=True).signatures
    assert one.sub_indication is SubIndication.REVOKED_NO_POE, one


@pytest.mark.parametrize("imprint", [GOST, KUPYNA])
def test_a_time_stamp_token_is_read(tmp_path: Path, imprint: str) -> None:
    stamped = tmp_path / "зміст.txt"
    stamped.write_bytes(CONTENT)
    digest = gost(CONTENT) if imprint == GOST else kupyna(CONTENT)
    info = tsp.TSTInfo(
        {
            "version": 1,
            "policy": "1.2.804.2.1.1.1.2.3",
            "message_imprint": {
                "hash_algorithm": {"algorithm": imprint},
                "hashed_message": digest,
            },
            "serial_number": 1,
            "gen_time": NOON,
        }
    ).dump()
    path = tmp_path / "позначка.tst"
    path.write_bytes(signed_file(a_signer(), content=info, content_type=TST_INFO))
    (one,) = verify(path, contents=[stamped], now=lambda: NOON).timestamps
    assert (one.signature_intact, one.content_intact) == (True, True)
    stamped.write_bytes(CONTENT + b".")
    (one,) = verify(path, contents=[stamped], now=lambda: NOON).timestamps
    assert (one.signature_intact, one.content_intact) == (True, False)


def test_a_revoked_certificate_does_not_pass(tmp_path: Path) -> None:
    lists = (crl_of(ROOT, ROOT_KEY), crl_of(MIDDLE, MIDDLE_KEY, 9))
    (one,) = judged(tmp_path, signed_file(a_signer(), crls=lists), trusted=True).signatures
    assert one.sub_indication is SubIndication.REVOKED_NO_POE, one


def test_a_list_somebody_else_signed_proves_nothing(tmp_path: Path) -> None:
    lists = (crl_of(ROOT, ROOT_KEY), crl_of(MIDDLE, a_signer(seed=99)))
    (one,) = judged(tmp_path, signed_file(a_signer(), crls=lists), trusted=True).signatures
    assert one.sub_indication is SubIndication.TRY_LATER, one


def test_a_short_key_is_weak(tmp_path: Path) -> None:
    """ETSI TS 119 312 wants 224 bits of every curve; the signature itself stands."""
    signer = a_signer("1.2.804.2.1.1.1.1.3.1.1.2.0")
    lists = (crl_of(ROOT, ROOT_KEY), crl_of(MIDDLE, MIDDLE_KEY))
    (one,) = judged(tmp_path, signed_file(signer, crls=lists), trusted=True).signatures
    assert one.signature_intact
    assert one.sub_indication is SubIndication.CRYPTO_CONSTRAINTS_FAILURE_NO_POE


def test_a_hostile_key_is_a_format_failure(tmp_path: Path) -> None:
    """A certificate whose order is a lie: the signature must not be believed, nor take long."""
    signer = a_signer()
    good = signed_file(signer)
    shape = signer.info()
    bent = shape.replace(integer(signer.curve.n), integer(signer.curve.n + 2))
    assert shape in good
    (one,) = judged(tmp_path, good.replace(shape, bent)).signatures
    assert one.signature_intact is False
    assert one.indication is not Indication.TOTAL_PASSED
    assert "S082" in {message.code for message in one.messages}
